import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, storeBut, type World } from '../compliance.fixture.js';
import { nameOf } from '../pictures/index.js';
import { placeHold, releaseHold, retentionRoutes, runRetention, sweepPictures } from './index.js';

let world: World;
let ask: Awaited<ReturnType<World['serve']>>['ask'];
let stop: () => Promise<void>;
beforeAll(async () => {
  world = await openWorld();
  ({ ask, close: stop } = await world.serve([retentionRoutes(world)]));
});
afterAll(async () => {
  await stop();
  await world.close();
});

const rowsOf = (verification: string) =>
  world.database.tenant(world.tenant, (transaction) =>
    transaction
      .selectFrom('pictures')
      .select(['id', 'deleted_at', 'removed_at'])
      .where('verification', '=', verification)
      .orderBy('id')
      .execute(),
  );

const isDeleted = async (verification: string): Promise<boolean> =>
  (await rowsOf(verification)).every(({ deleted_at }) => deleted_at !== null);

const run = (more = {}) => runRetention({ ...world, ...more }, world.tenant);

describe('the daily run', () => {
  test('deletes by purpose what is older than its days, and logs how much', async () => {
    const old = {
      approved: await world.decide({ age: 1827 }),
      rejected: await world.decide({ decision: 'reject', age: 181 }),
      recapture: await world.decide({ decision: 'recapture', age: 31 }),
      login: await world.decide({ customer: 'c-1', kind: 'authentication', age: 91 }),
    };
    const young = {
      approved: await world.decide({ age: 1825 }),
      rejected: await world.decide({ decision: 'reject', age: 179 }),
      recapture: await world.decide({ decision: 'recapture', age: 29 }),
      login: await world.decide({ customer: 'c-1', kind: 'authentication', age: 89 }),
    };
    const { deleted, removed } = await run();
    expect(deleted).toMatchObject({
      approvedPictures: 2,
      rejectedPictures: 2,
      recapturedPictures: 2,
      authenticationPictures: 1,
      reports: 1,
      // Nobody was enrolled: all but those of the decision 29 days ago.
      templates: 14,
    });
    expect(removed).toBe(7);
    for (const { id } of Object.values(old)) expect(await isDeleted(id)).toBe(true);
    for (const { id } of Object.values(young)) expect(await isDeleted(id)).toBe(false);
    expect((await world.logged('retention.ran')).at(-1).details.deleted).toEqual({
      approvedPictures: 2,
      rejectedPictures: 2,
      recapturedPictures: 2,
      authenticationPictures: 1,
      reports: 1,
      templates: 14,
    });
    const rows = await rowsOf(old.approved.id);
    const objects = await world.objects(`pictures/${world.tenant}/${old.approved.subject.id}/`);
    expect(objects).toEqual([]);
    expect(rows.every(({ removed_at }) => removed_at !== null)).toBe(true);
    const report = await world.database.tenant(world.tenant, (transaction) =>
      transaction
        .selectFrom('verifications')
        .select(['report', 'device', 'document_digest', 'score'])
        .where('id', '=', old.approved.id)
        .executeTakeFirstOrThrow(),
    );
    expect(report).toEqual({ report: null, device: null, document_digest: null, score: 0.93 });
  });

  test('run again finds nothing, and logs that it ran', async () => {
    const { deleted, removed } = await run();
    expect(Object.values(deleted).every((count) => count === 0)).toBe(true);
    expect(removed).toBe(0);
    expect((await world.logged('retention.ran')).at(-1).details).toEqual({ deleted: {} });
  });

  test('keeps the template of an enrolled customer', async () => {
    const { id } = await world.decide({ customer: 'c-enrolled', age: 400, enrolled: true });
    await run();
    const templates = await world.database.tenant(world.tenant, (transaction) =>
      transaction.selectFrom('templates').select(['role', 'ended']).where('verification', '=', id).execute(),
    );
    expect(templates.find(({ role }) => role === 'selfie')?.ended).toBe(null);
    expect(templates.find(({ role }) => role === 'document')?.ended).toEqual(expect.any(Number));
  });

  test('goes on where a process died between the rows and the objects', async () => {
    const { id } = await world.decide({ decision: 'recapture', age: 40 });
    const dying = storeBut(world.store, { delete: () => Promise.reject(new Error('killed')) });
    await expect(run({ store: dying })).rejects.toThrow('killed');
    expect(await isDeleted(id)).toBe(true);
    expect((await rowsOf(id)).every(({ removed_at }) => removed_at === null)).toBe(true);
    expect((await run()).removed).toBe(2);
  });

  test('takes many in several transactions, each with its entry', async () => {
    for (let i = 0; i < 3; i++) await world.decide({ decision: 'recapture', age: 50 });
    const before = (await world.logged('retention.ran')).length;
    const { deleted } = await run({ batch: 4 });
    expect(deleted.recapturedPictures).toBe(6);
    const counts = (await world.logged('retention.ran'))
      .slice(before)
      .map(({ details }) => details.deleted.recapturedPictures);
    expect(counts).toEqual([4, 2]);
  });
});

describe('a legal hold', () => {
  const hold = (kind: 'customer' | 'subject' | 'verification', id: string) =>
    world.database.tenant(world.tenant, (transaction) =>
      placeHold(transaction, { kind, id }, 'file 17/2026', world.actor),
    );

  test('on a verification spares that one; on a customer all of theirs, until it is released', async () => {
    const held = await world.decide({ decision: 'reject', age: 300 });
    const other = await world.decide({ decision: 'reject', age: 300 });
    const first = await world.decide({ customer: 'c-held', decision: 'reject', age: 300 });
    const second = await world.decide({ customer: 'c-held', decision: 'recapture', age: 300 });
    await hold('verification', held.id);
    const { id } = await hold('customer', 'c-held');
    await run();
    for (const each of [held, first, second]) expect(await isDeleted(each.id)).toBe(false);
    expect(await isDeleted(other.id)).toBe(true);
    await world.database.tenant(world.tenant, (transaction) => releaseHold(transaction, id, world.actor));
    await run();
    expect(await isDeleted(held.id)).toBe(false);
    for (const each of [first, second]) expect(await isDeleted(each.id)).toBe(true);
  });

  test('over HTTP: placed and released once, logged, and refused on what is not there', async () => {
    const { id } = await world.decide();
    const placed = await ask('POST', '/v1/holds', {
      target: { kind: 'verification', id },
      reason: 'file 18/2026',
    });
    expect(placed).toMatchObject({
      status: 201,
      body: { target: { kind: 'verification', id }, reason: 'file 18/2026', releasedAt: null },
    });
    const { items } = (await ask('GET', '/v1/holds?inForce=true&limit=1')).body;
    expect(items).toEqual([placed.body]);
    const path = `/v1/holds/${placed.body.id}`;
    expect(await ask('DELETE', path)).toMatchObject({ status: 200, body: { releasedBy: 'key:k1' } });
    expect(await ask('DELETE', path)).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect((await world.logged('hold.placed')).at(-1)).toMatchObject({
      target: { kind: 'verification', id },
      details: { hold: placed.body.id, reason: 'file 18/2026' },
    });
    expect((await world.logged('hold.released')).at(-1).details.hold).toBe(placed.body.id);
    for (const target of [
      { kind: 'customer', id: 'nobody' },
      { kind: 'verification', id: 'no uuid' },
      { kind: 'subject', id: randomUUID() },
    ])
      expect(await ask('POST', '/v1/holds', { target, reason: 'x' })).toMatchObject({ status: 404 });
    expect(
      await ask('POST', '/v1/holds', { target: { kind: 'customer', id: 'c-1' }, reason: 'file\u00007' }),
    ).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/reason' }] } });
  });
});

describe('the periods', () => {
  test('are those that Likeness comes with until they are set, version by version', async () => {
    const before = await ask('GET', '/v1/retention');
    expect(before).toMatchObject({ status: 200, body: { version: 0, days: { templates: 30 } } });
    const change = { version: 0, days: { rejectedPictures: 90 }, note: 'decided by the DPO, 28 November' };
    const now = await ask('PUT', '/v1/retention', change);
    expect(now).toMatchObject({
      status: 200,
      body: { version: 1, days: { ...before.body.days, rejectedPictures: 90 }, createdBy: 'key:k1' },
    });
    expect(await ask('PUT', '/v1/retention', change)).toMatchObject({
      status: 409,
      body: { code: 'state_conflict' },
    });
    expect((await world.logged('retention.changed')).at(-1).details).toMatchObject({
      before: { rejectedPictures: 180 },
      days: { rejectedPictures: 90 },
    });
  });

  test('are whole days of a purpose that there is', async () => {
    for (const days of [{}, { selfies: 3 }, { templates: 0 }, { templates: 1.5 }, { webhookEvents: 31 }])
      expect(await ask('PUT', '/v1/retention', { version: 1, days, note: 'x' })).toMatchObject({
        status: 400,
        body: { code: 'request_invalid' },
      });
  });
});

describe('the sweep', () => {
  test('removes objects that no row names once they are a day old, and tells of rows without object', async () => {
    const { id, subject } = await world.decide({ age: 3 });
    const [lost, kept] = await rowsOf(id);
    const at = (object: string) =>
      nameOf({ tenant: world.tenant, subject: subject.id, object, kind: 'picture' });
    const old = at(uuidv7({ msecs: Date.now() - 25 * 3_600_000 }));
    const young = at(uuidv7({ msecs: Date.now() - 23 * 3_600_000 }));
    const foreign = `pictures/${world.tenant}/notes.txt`;
    for (const name of [old, young, foreign]) await world.store.put(name, Buffer.from('x'));
    await world.store.delete(at(lost!.id));
    const swept = await sweepPictures(world, world.tenant);
    expect(swept).toMatchObject({ removed: 1, foreign: 1, missing: { count: 1, first: [lost!.id] } });
    const left = await world.objects(`pictures/${world.tenant}/`);
    expect(left).toContain(young);
    expect(left).toContain(at(kept!.id));
    expect(left).toContain(foreign);
    expect(left).not.toContain(old);
  });
});
