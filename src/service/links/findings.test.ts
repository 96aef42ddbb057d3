// Where Financial Crime begins, over HTTP: faces found elsewhere, and things that several customers had.

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alike, face, openWorld, pictureOf, type World } from '../screening/screening.fixture.js';

let world: World;
let bank: string;
let list: string;
const NUMBER = Buffer.from('0123456789abcdef'.repeat(4), 'hex');

beforeAll(async () => {
  world = await openWorld();
  bank = await world.tenant('findings', { duplicates: { fpir: 0.01, effect: 'note' } });
  list = (await world.call(bank, 'POST', '/v1/lists', { name: 'Mules', purpose: 'fraud' })).body.id;
  const picture = pictureOf(face(9)).toString('base64');
  await world.call(bank, 'POST', `/v1/lists/${list}/entries`, { picture, reason: 'case 3' });
  await world.attempt(bank, { customer: 'ada', selfie: face(0), device: 'tablet', digest: NUMBER });
  await world.attempt(bank, { customer: 'berta', selfie: face(1), device: 'tablet' });
  await world.attempt(bank, { customer: 'carl', selfie: face(2), device: 'tablet', digest: NUMBER });
  await world.attempt(bank, { customer: 'ada again', selfie: alike(0, 0.96875), device: 'phone' });
  await world.attempt(bank, { customer: 'mule', selfie: face(9) });
});
afterAll(() => world.close());

const ask = async (path: string, permissions?: string) =>
  (await world.call(bank, 'GET', path, undefined, permissions)).body;
/** Looks at links, the latest last. */
async function logged(): Promise<{ readonly details: object }[]> {
  const rows = await world.within(bank, (transaction) =>
    transaction
      .selectFrom('audit_entries')
      .select('body')
      .where('action', '=', 'customer.links_read')
      .orderBy('sequence')
      .execute(),
  );
  return rows.map(({ body }) => JSON.parse(body));
}
const enrolled = (...ids: string[]) => ids.map((id) => ({ id, status: 'enrolled' }));
const said = (items: { kind: string; customer: string; elsewhere: { id: string; score: number }[] }[]) =>
  items.map(({ kind, customer, elsewhere }) => [
    kind,
    customer,
    ...elsewhere.map(({ id, score }) => `${id} ${score}`),
  ]);

test('the latest findings come first, each with where the face was found, and how alike', async () => {
  const { items, next } = await ask('/v1/links');
  expect(said(items)).toEqual([
    ['face_on_list', 'mule', `${list} 1`],
    ['face', 'ada again', 'ada 0.96875'],
  ]);
  expect(items[0].elsewhere[0].name).toBe('Mules');
  // By the calibration of these tests 0.96875 lies between 1 in 100,000 (0.9) and 1 in a million (1.0).
  expect(items[1].elsewhere[0].alikeness.fmr).toBeCloseTo(10 ** -5.6875, 12);
  expect(items[1].elsewhere[0].alikeness.sentence).toBe(
    'About 1 in 490,000 strangers would look this alike (95 % interval: 1 in 240,000 to 1 in 970,000).',
  );
  expect(next).toBeNull();
});

test('what a list is called is for those who may read lists', async () => {
  const { items } = await ask('/v1/links?kind=face_on_list', 'links.read');
  expect(items[0].elsewhere[0]).toMatchObject({ id: list, name: null });
});

test('pages go on where they ended, and a kind alone can be asked for', async () => {
  const { items, next } = await ask('/v1/links?limit=1');
  expect(items).toHaveLength(1);
  expect(said((await ask(`/v1/links?limit=1&cursor=${next}`)).items)).toEqual([
    ['face', 'ada again', 'ada 0.96875'],
  ]);
  expect(said((await ask('/v1/links?kind=face')).items)).toHaveLength(1);
  expect((await ask(`/v1/links?since=${new Date(Date.now() + 60_000).toISOString()}`)).items).toEqual([]);
});

test('the log says how many were shown, and of no look ahead', async () => {
  await ask('/v1/links?limit=1');
  expect((await logged()).at(-1)).toMatchObject({ details: { findings: 1 } });
});

test('a pair that a person has settled says so, and is left out where only open ones are wanted', async () => {
  const customers = ['ada', 'ada again'];
  const relation = 'same_person';
  await world.call(bank, 'POST', '/v1/pairs', { customers, relation, reason: 'told us' });
  const { items } = await ask('/v1/links?kind=face');
  expect(items[0].elsewhere[0].settled).toBe(relation);
  expect(said((await ask('/v1/links?unsettled=true')).items)).toEqual([
    ['face_on_list', 'mule', `${list} 1`],
  ]);
  // Nor does the log say that the other was shown.
  expect((await logged()).at(-1)).toMatchObject({ details: { findings: 1 } });
  await world.call(bank, 'POST', '/v1/pairs/reopen', { customers });
  expect((await ask('/v1/links?unsettled=true')).items).toHaveLength(2);
});

test('devices and documents that several customers had: that which most had first', async () => {
  const { items } = await ask('/v1/links/shared');
  expect(items.map(({ since: _, ...thing }: { since: string }) => thing)).toEqual([
    { kind: 'device', name: 'tablet', customers: enrolled('ada', 'berta', 'carl'), count: 3 },
    { kind: 'document', name: '0123456789abcdef', customers: enrolled('ada', 'carl'), count: 2 },
  ]);
});

test('what is shared is counted over 800 days at most, in the line of long questions', async () => {
  const since = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const shared = (days: number) => world.call(bank, 'GET', `/v1/links/shared?since=${since(days)}`);
  expect(await shared(801)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  expect((await shared(799)).status).toBe(200);

  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  // As many of this tenant as may be asked at once, and wait.
  const others = Array.from({ length: 6 }, () =>
    world.questions.inTurn(bank, new AbortController().signal, () => answered),
  );
  expect(await shared(90)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  answer();
  await Promise.all(others);
  expect((await shared(90)).status).toBe(200);
});

test('how a customer stands now is said wherever one is named, also of somebody who was erased since', async () => {
  const set = (id: string, status: 'enrolled' | 'blocked' | 'erased') =>
    world.within(bank, (transaction) =>
      transaction.updateTable('customers').set({ status }).where('id', '=', id).execute(),
    );
  await set('ada', 'erased');
  await set('ada again', 'blocked');
  const [finding] = (await ask('/v1/links?kind=face')).items;
  expect([finding.status, finding.elsewhere[0].status]).toEqual(['blocked', 'erased']);
  await set('ada', 'blocked');
  expect((await ask('/v1/links/shared')).items[1].customers[0]).toEqual({ id: 'ada', status: 'blocked' });
  const { nodes } = await ask('/v1/customers/carl/links');
  expect(nodes.find(({ id }: { id: string }) => id === 'customer:ada').status).toBe('blocked');
  expect(nodes.find(({ id }: { id: string }) => id === 'device:tablet').status).toBeNull();
  await set('ada', 'enrolled');
  await set('ada again', 'enrolled');
});

test('looks are logged, other tenants see nothing, and others may not look', async () => {
  expect((await logged()).length).toBeGreaterThan(5);
  const other = await world.tenant('findings-neighbour');
  for (const path of ['/v1/links', '/v1/links/shared'])
    expect((await world.call(other, 'GET', path)).body.items).toEqual([]);
  expect((await world.call(bank, 'GET', '/v1/links', undefined, 'policies.read')).status).toBe(403);
});

test('the latest are found by their index, and not by reading all decisions', async () => {
  const plan = await world.within(bank, async (transaction) => {
    await sql`set local enable_seqscan = off`.execute(transaction);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select v.id from business_verifications v
      where v.reasons && array['face_of_another_customer', 'face_on_list'] order by v.id desc limit 50`.execute(
      transaction,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('verifications_found');
});
