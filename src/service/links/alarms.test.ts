// Alarms of too many tries, over HTTP: also where a rule only notes, and no case comes of it.

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { face, openWorld, type World } from '../screening/screening.fixture.js';
import { alarmsByDay } from './alarms.js';

let world: World;
let bank: string;
const NUMBER = Buffer.from('0123456789abcdef'.repeat(4), 'hex');
const HOUR = 3_600_000;
const NOW = Date.now();
const ago = (hours: number): Date => new Date(NOW - hours * HOUR);
const note = { hours: 24, effect: 'note' as const };

beforeAll(async () => {
  world = await openWorld();
  bank = await world.tenant('alarms', {
    duplicates: { fpir: 0.01, effect: 'note' },
    velocity: {
      customer: { tries: 2, ...note },
      device: { tries: 3, hours: 1, effect: 'review' },
      document: { tries: 1, ...note },
      face: { tries: 11, ...note },
    },
  });
  // The last of ada’s tries is one too many; the first was too long ago to count.
  for (const hours of [90, 50, 40, 39])
    await world.attempt(bank, { customer: 'ada', selfie: face(0), at: ago(hours) });
  for (const minutes of [50, 40, 30, 20])
    await world.attempt(bank, {
      customer: `kiosk ${minutes}`,
      selfie: face(minutes),
      device: 'kiosk',
      at: ago(minutes / 60),
    });
  for (const customer of ['berta', 'carl']) {
    const selfie = face(customer === 'berta' ? 1 : 2);
    await world.attempt(bank, { customer, selfie, digest: NUMBER });
  }
  for (let i = 0; i < 12; i++) await world.attempt(bank, { customer: `mask ${i}`, selfie: face(5) });
});
afterAll(() => world.close());

const ask = async (query = '', of = bank, permissions?: string) =>
  (await world.call(of, 'GET', `/v1/velocity/${query}`, undefined, permissions)).body;

test('each decision after too many tries is listed, the latest first, with the rule of its policy and the count', async () => {
  const { items, next } = await ask('alarms');
  expect(next).toBeNull();
  expect(
    items.map(({ kind, customer, tries, isAtLeast, rule, decision }: never) => [
      ...[kind, customer, tries, isAtLeast, rule, decision],
    ]),
  ).toEqual([
    ['face', 'mask 11', 11, true, { tries: 11, ...note }, 'approve'],
    ['document', 'carl', 2, false, { tries: 1, ...note }, 'approve'],
    ['device', 'kiosk 20', 4, false, { tries: 3, hours: 1, effect: 'review' }, 'review'],
    ['customer', 'ada', 3, false, { tries: 2, ...note }, 'approve'],
  ]);
  expect(items[1]).toMatchObject({
    document: '0123456789abcdef',
    device: null,
    case: null,
    status: 'enrolled',
  });
  expect(items[2]).toMatchObject({ document: null, device: 'kiosk' });
});

test('one kind alone, and a time, can be asked for; pages go on where they ended', async () => {
  const customers = ({ items }: { items: { customer: string }[] }) => items.map(({ customer }) => customer);
  expect(customers(await ask('alarms?kind=device'))).toEqual(['kiosk 20']);
  expect(customers(await ask(`alarms?since=${ago(24).toISOString()}`))).toEqual([
    'mask 11',
    'carl',
    'kiosk 20',
  ]);
  const first = await ask('alarms?limit=3');
  expect(customers(await ask(`alarms?limit=3&cursor=${first.next}`))).toEqual(['ada']);
});

test('a rule that was changed since is told as it was', async () => {
  const other = await world.tenant('alarms-changed', { velocity: { customer: { tries: 1, ...note } } });
  for (let i = 0; i < 2; i++) await world.attempt(other, { customer: 'ada', selfie: face(0) });
  await world.tenant('alarms-changed', { velocity: {} });
  expect((await ask('alarms', other)).items[0]).toMatchObject({ rule: { tries: 1, ...note }, tries: 2 });
});

test('alarms are counted a day, those of days without any too', async () => {
  const { items } = await ask('days?days=5');
  const day = (hours: number): string => ago(hours).toISOString().slice(0, 10);
  expect(items.map((one: { day: string }) => one.day)).toEqual([96, 72, 48, 24, 0].map(day));
  const total = (kind: string) =>
    items.reduce((sum: number, one: Record<string, number>) => sum + one[kind]!, 0);
  expect(['customer', 'device', 'document', 'face'].map(total)).toEqual([1, 1, 1, 1]);
  expect(items.find((one: { day: string }) => one.day === day(39))).toMatchObject({ customer: 1 });
  expect((await ask('days')).items).toHaveLength(30);
});

test('a day is one of UTC, wherever the database thinks it is', async () => {
  const other = await world.tenant('alarms-abroad', { velocity: { customer: { tries: 1, ...note } } });
  const first = new Date(`${ago(48).toISOString().slice(0, 10)}T00:30:00Z`);
  for (const at of [new Date(first.getTime() - HOUR), first])
    await world.attempt(other, { customer: 'ada', selfie: face(0), at });
  for (const zone of ['America/Los_Angeles', 'Pacific/Auckland', 'UTC']) {
    const days = await world.within(other, async (transaction) => {
      await sql`select set_config('TimeZone', ${zone}, true)`.execute(transaction);
      return alarmsByDay(transaction, 3);
    });
    expect([zone, days.map(({ day, customer }) => [day, customer])]).toEqual([
      zone,
      [48, 24, 0].map((hours) => [ago(hours).toISOString().slice(0, 10), hours === 48 ? 1 : 0]),
    ]);
  }
});

test('what was erased or kept no more names nothing, and its tries are not told', async () => {
  await world.within(bank, (transaction) =>
    transaction
      .updateTable('verifications')
      .set({ report: null, device: null, document_digest: null })
      .where('customer', 'in', ['mask 11', 'carl'])
      .execute(),
  );
  const [ofFace, ofDocument] = (await ask('alarms')).items;
  expect(ofFace).toMatchObject({ kind: 'face', tries: null, isAtLeast: false });
  expect(ofDocument).toMatchObject({ kind: 'document', document: null, tries: null });
});

test('a look is logged with what was asked for, and with what was shown: no more', async () => {
  const logged = async () => {
    const { body } = await world.within(bank, (transaction) =>
      transaction
        .selectFrom('audit_entries')
        .select('body')
        .where('action', '=', 'customer.alarms_read')
        .orderBy('sequence', 'desc')
        .executeTakeFirstOrThrow(),
    );
    return JSON.parse(body).details;
  };
  const since = ago(60).toISOString();
  const first = await ask(`alarms?limit=1&since=${since}`);
  expect(await logged()).toEqual({ kind: null, since, before: null, decisions: 1, alarms: 1 });
  await ask(`alarms?kind=device&since=${since}&cursor=${first.next}`);
  expect(await logged()).toEqual({
    ...{ kind: 'device', since, before: first.items[0].verification },
    ...{ decisions: 1, alarms: 1 },
  });
});

test('other tenants see nothing, and others may not look', async () => {
  const other = await world.tenant('alarms-neighbour');
  expect((await ask('alarms', other)).items).toEqual([]);
  for (const path of ['alarms', 'days'])
    expect((await ask(path, bank, 'policies.read')).code).toBe('permission_missing');
});

test('the latest are found by their index, and not by reading all decisions', async () => {
  const plan = await world.within(bank, async (transaction) => {
    await sql`set local enable_seqscan = off`.execute(transaction);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select id from business_verifications
      where reasons && array['velocity_customer', 'velocity_device', 'velocity_document', 'velocity_face']
      order by id desc limit 50`.execute(transaction);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('verifications_hurried');
});
