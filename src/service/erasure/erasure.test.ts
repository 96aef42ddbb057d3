import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { publicKeyFrom, signingKeyFrom, verifyReceipt } from '../audit/index.js';
import { openWorld, SELFIE, storeBut, type World } from '../compliance.fixture.js';
import { openJobs } from '../jobs/index.js';
import { listTombstones } from '../pictures/index.js';
import { placeHold, releaseHold, workOnRetention } from '../retention/index.js';
import { workOnRewrapping } from '../rotation/index.js';
import { customerRoutes, verificationRoutes } from '../verifications/index.js';
import { type Erasing, erase, erasureRoutes, removalBy, removeObjects, workOnErasures } from './index.js';

let world: World;
let ask: Awaited<ReturnType<World['serve']>>['ask'];
let stop: () => Promise<void>;
let erasing: Erasing;
const asked: string[] = [];
const told: string[] = [];
const followed: object[] = [];
beforeAll(async () => {
  world = await openWorld();
  erasing = {
    ...world,
    masterKeys: world.keys,
    onErased: [async (_, erased) => void followed.push(erased)],
    removeObjects: async (_, __, subject) => void asked.push(subject),
    tell: async (_, customer) => void told.push(customer),
  };
  ({ ask, close: stop } = await world.serve([
    erasureRoutes(erasing),
    verificationRoutes(world.deciding),
    customerRoutes(world.deciding, async () => {}),
  ]));
});
afterAll(async () => {
  await stop();
  await world.close();
});

const select = <T>(
  work: (transaction: Parameters<Parameters<World['database']['tenant']>[1]>[0]) => Promise<T>,
) => world.database.tenant(world.tenant, work);

describe('erasing a customer', () => {
  test('destroys the key and all that was sealed, and answers a receipt that verifies offline', async () => {
    const proofing = await world.decide({ customer: 'c-1', enrolled: true });
    const login = await world.decide({ customer: 'c-1', kind: 'authentication' });
    const subject = proofing.subject.id;
    const { status, body: receipt } = await ask('DELETE', '/v1/customers/c-1?reason=request+42');
    expect(status).toBe(200);
    expect(receipt).toMatchObject({
      format: 'likeness-erasure-receipt',
      tenant: world.tenant,
      target: { kind: 'customer', id: 'c-1' },
      subject,
      destroyed: { keys: 1, templates: 4, reports: 2, pictures: 3 },
    });
    const keys = [publicKeyFrom(world.signer.publicKey.jwk)];
    expect(await verifyReceipt(JSON.stringify(receipt), { publicKeys: keys })).toMatchObject({
      ok: true,
      keySource: 'given',
    });

    const [entry] = await world.logged('customer.erased');
    expect(entry).toMatchObject({
      sequence: receipt.audit.sequence,
      target: { kind: 'customer', id: 'c-1' },
      details: { subject, destroyed: receipt.destroyed, reason: 'request 42' },
    });
    const row = await select((transaction) =>
      transaction.selectFrom('subjects').selectAll().where('id', '=', subject).executeTakeFirstOrThrow(),
    );
    expect(row).toMatchObject({ wrapped_key: null, master_key: null, erased_at: new Date(receipt.erasedAt) });
    await expect(
      select((transaction) => world.subjects.find(transaction, world.tenant, subject)),
    ).rejects.toMatchObject({ code: 'erased' });
    const left = await select((transaction) =>
      transaction
        .selectFrom('templates')
        .select(['sealed', 'ended', 'is_reference'])
        .where('subject', '=', subject)
        .execute(),
    );
    expect(left).toHaveLength(4);
    expect(new Set(left.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify({ sealed: null, ended: receipt.audit.sequence, is_reference: false })]),
    );
    const reports = await select((transaction) =>
      transaction
        .selectFrom('verifications')
        .select(['report', 'device', 'document_digest'])
        .where('id', 'in', [proofing.id, login.id])
        .execute(),
    );
    for (const each of reports) expect(each).toEqual({ report: null, device: null, document_digest: null });
    expect([asked, told, followed]).toEqual([
      [subject],
      ['c-1'],
      [{ tenant: world.tenant, subject, sequence: receipt.audit.sequence }],
    ]);

    expect(await world.objects(`pictures/${world.tenant}/${subject}/`)).toHaveLength(3);
    await removeObjects(world, world.tenant, subject);
    expect(await world.objects(`pictures/${world.tenant}/${subject}/`)).toEqual([]);
    const stones = [];
    for await (const stone of listTombstones(world.store, world.keys)) stones.push(stone);
    expect(stones).toEqual([{ tenant: world.tenant, subject, erasedAt: receipt.erasedAt }]);

    for (const path of [
      '/v1/customers/c-1',
      `/v1/verifications/${proofing.id}`,
      `/v1/verifications/${proofing.id}/pictures/selfie`,
      `/v1/verifications/${login.id}`,
    ])
      expect(await ask('GET', path)).toMatchObject({ status: 410, body: { code: 'erased' } });
    await expect(world.decide({ customer: 'c-1' })).rejects.toMatchObject({ code: 'erased' });
  });

  test('asked for again answers the same receipt, and destroys nothing more', async () => {
    const first = await ask('DELETE', '/v1/customers/c-1');
    const again = await ask('DELETE', '/v1/customers/c-1');
    expect(again.body).toEqual(first.body);
    expect(await world.logged('customer.erased')).toHaveLength(1);
  });

  test('a receipt that was changed, or signed by another key, is found out', async () => {
    const { body: receipt } = await ask('DELETE', '/v1/customers/c-1');
    const changed = { ...receipt, destroyed: { ...receipt.destroyed, pictures: 4 } };
    expect((await verifyReceipt(JSON.stringify(changed))).ok).toBe(false);
    const stranger = signingKeyFrom(Buffer.alloc(32, 7)).publicKey;
    expect((await verifyReceipt(JSON.stringify(receipt), { publicKeys: [stranger] })).ok).toBe(false);
    await expect(verifyReceipt('{"format":"likeness-erasure-receipt"}')).rejects.toMatchObject({
      code: 'receipt_invalid',
    });
  });

  test('is refused while a hold is on any decision about them, and leaves no tombstone', async () => {
    const { id, subject } = await world.decide({ customer: 'c-2' });
    const target = { kind: 'verification', id } as const;
    const hold = await select((transaction) => placeHold(transaction, target, 'file 1', world.actor));
    const before = await world.objects('erasures/');
    expect(await ask('DELETE', '/v1/customers/c-2')).toMatchObject({
      status: 409,
      body: { code: 'held', detail: expect.stringContaining(hold.id) },
    });
    expect(await world.objects('erasures/')).toEqual(before);
    const known = await select((transaction) => world.subjects.find(transaction, world.tenant, subject.id));
    const picture = await select((transaction) =>
      transaction
        .selectFrom('pictures')
        .select('id')
        .where('subject', '=', subject.id)
        .where('part', '=', 'selfie')
        .executeTakeFirstOrThrow(),
    );
    expect(Buffer.from(await world.subjects.picture(known, picture.id))).toEqual(SELFIE);
    await select((transaction) => releaseHold(transaction, hold.id, world.actor));
    expect(await ask('DELETE', '/v1/customers/c-2')).toMatchObject({ status: 200 });
    expect(
      await select((transaction) =>
        placeHold(transaction, { kind: 'customer', id: 'c-2' }, 'too late', world.actor),
      ).catch((error) => error.code),
    ).toBe('erased');
  });

  test('erases nothing where the tombstone cannot be written', async () => {
    const { subject } = await world.decide({ customer: 'c-3' });
    const store = storeBut(world.store, { put: () => Promise.reject(new Error('no store')) });
    await expect(erase({ ...erasing, store }, world.actor, { kind: 'customer', id: 'c-3' })).rejects.toThrow(
      'no store',
    );
    await select((transaction) => world.subjects.find(transaction, world.tenant, subject.id));
  });

  test('of which there is none answers 404', async () => {
    expect(await ask('DELETE', '/v1/customers/nobody')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });
});

describe('erasing a decision', () => {
  test('about nobody’s customer erases its subject', async () => {
    const { id } = await world.decide({ decision: 'reject' });
    const { status, body } = await ask('DELETE', `/v1/verifications/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ target: { kind: 'verification', id }, destroyed: { keys: 1, pictures: 2 } });
    expect((await verifyReceipt(JSON.stringify(body))).ok).toBe(true);
    expect(await ask('GET', `/v1/verifications/${id}`)).toMatchObject({ status: 410 });
  });

  test('about a customer is refused', async () => {
    const { id } = await world.decide({ customer: 'c-4' });
    expect(await ask('DELETE', `/v1/verifications/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'state_conflict' },
    });
  });
});

test('the jobs: objects of somebody erased are removed once it is committed; the daily ones run by themselves', async () => {
  const { subject } = await world.decide({ customer: 'c-5' });
  const former = world.keys.current;
  await world.keys.rotate();
  const logger = { info() {}, warn() {}, error() {} };
  const jobs = await openJobs({ database: world.database, logger, works: true });
  workOnErasures(jobs, world);
  workOnRetention(jobs, world, logger);
  workOnRewrapping(jobs, { ...world, masterKeys: world.keys });
  const target = { kind: 'customer', id: 'c-5' } as const;
  await erase({ ...erasing, removeObjects: removalBy(jobs) }, world.actor, target);
  await vi.waitFor(
    async () => {
      expect(await world.objects(`pictures/${world.tenant}/${subject.id}/`)).toEqual([]);
      expect(await world.logged('retention.ran')).toHaveLength(1);
      expect((await world.logged('master_key.rotated'))[0].details.from).toEqual([former]);
    },
    { timeout: 30_000, interval: 100 },
  );
  await jobs.stop();
});
