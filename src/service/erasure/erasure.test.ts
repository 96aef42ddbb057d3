import { v7 as uuidv7 } from 'uuid';
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
beforeAll(async () => {
  world = await openWorld();
  erasing = {
    ...world,
    masterKeys: world.keys,
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
    expect([asked, told]).toEqual([[subject], ['c-1']]);

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

  test('leaves no tombstone where the log would refuse the entry', async () => {
    await world.decide({ customer: 'c-6' });
    const before = await world.objects('erasures/');
    const target = { kind: 'customer', id: 'c-6' } as const;
    await expect(erase(erasing, world.actor, target, 'half of a pair: \ud800')).rejects.toMatchObject({
      code: 'audit_entry_invalid',
    });
    expect(await world.objects('erasures/')).toEqual(before);
    expect(await ask('DELETE', `/v1/customers/c-6?reason=%00`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/querystring/reason' }] },
    });
    const longest = encodeURIComponent('😀'.repeat(2000));
    expect(await ask('DELETE', `/v1/customers/c-6?reason=${longest}`)).toMatchObject({ status: 200 });
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

describe('at the same time', () => {
  /** A store that stops at the tombstone: whoever erases has the subject locked by then, and goes on when told. */
  function stopping() {
    let isThere = () => {};
    let goOn = () => {};
    const reached = new Promise<void>((resolve) => {
      isThere = resolve;
    });
    const told = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const store = storeBut(world.store, {
      async put(name, bytes) {
        isThere();
        await told;
        return world.store.put(name, bytes);
      },
    });
    return { store, reached, goOn: () => goOn() };
  }

  /** Until somebody waits for a lock that another transaction has. */
  const untilWaiting = () =>
    vi.waitFor(
      async () => {
        const { rows } = await world.database.pool.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        expect(rows.length).toBeGreaterThan(0);
      },
      { timeout: 10_000, interval: 20 },
    );

  test('two erasures destroy once, and answer the same receipt', async () => {
    await world.decide({ customer: 'twice' });
    const target = { kind: 'customer', id: 'twice' } as const;
    const { store, reached, goOn } = stopping();
    const first = erase({ ...erasing, store }, world.actor, target);
    await reached;
    const second = erase(erasing, world.actor, target);
    await untilWaiting();
    goOn();
    expect(await second).toEqual(await first);
    const entries = await world.logged('customer.erased');
    expect(entries.filter(({ target: { id } }) => id === 'twice')).toHaveLength(1);
  });

  test('a hold that is placed while somebody is erased comes too late, and is told so', async () => {
    await world.decide({ customer: 'held-late' });
    const target = { kind: 'customer', id: 'held-late' } as const;
    const { store, reached, goOn } = stopping();
    const erased = erase({ ...erasing, store }, world.actor, target);
    await reached;
    const hold = select((transaction) => placeHold(transaction, target, 'file 2', world.actor)).catch(
      (error) => error.code,
    );
    await untilWaiting();
    goOn();
    await erased;
    expect(await hold).toBe('erased');
  });

  test('an erasure that comes while a hold is placed waits for it, and is refused by it', async () => {
    await world.decide({ customer: 'held-first' });
    const target = { kind: 'customer', id: 'held-first' } as const;
    const before = await world.objects('erasures/');
    let refused: Promise<string> | undefined;
    await select(async (transaction) => {
      await placeHold(transaction, target, 'file 3', world.actor);
      refused = erase(erasing, world.actor, target).then(
        () => 'erased',
        (error) => error.code,
      );
      await untilWaiting();
    });
    expect(await refused).toBe('held');
    expect(await world.objects('erasures/')).toEqual(before);
  });

  test('a decision that is kept while its person is erased is not kept, and its pictures are not either', async () => {
    const { subject } = await world.decide({ customer: 'deciding', enrolled: true });
    const target = { kind: 'customer', id: 'deciding' } as const;
    const { store, reached, goOn } = stopping();
    const erased = erase({ ...erasing, store }, world.actor, target);
    await reached;
    const kept = world.decide({ customer: 'deciding', kind: 'authentication' }).catch((error) => error.code);
    await untilWaiting();
    goOn();
    const receipt = await erased;
    expect(await kept).toBe('erased');
    expect(receipt.destroyed).toMatchObject({ keys: 1, templates: 2, pictures: 2 });
    const left = await select((transaction) =>
      transaction
        .selectFrom('templates')
        .select('id')
        .where('subject', '=', subject.id)
        .where('ended', 'is', null)
        .execute(),
    );
    expect(left).toEqual([]);
  });

  test('an erasure that comes while a decision is kept waits for it, and takes it too', async () => {
    const { subject } = await world.decide({ customer: 'kept-first' });
    const known = await select((transaction) => world.subjects.find(transaction, world.tenant, subject.id));
    let erased: Promise<unknown> | undefined;
    await select(async (transaction) => {
      // As whoever keeps a decision begins.
      await world.subjects.find(transaction, world.tenant, subject.id);
      erased = erase(erasing, world.actor, { kind: 'customer', id: 'kept-first' });
      await untilWaiting();
      const id = uuidv7();
      const sealed = await world.subjects.seal(known, 'template', id, Buffer.from('template'));
      const sequence = await world.audit.append(transaction, world.actor, 'picture.read', {
        kind: 'picture',
        id,
      });
      await transaction
        .insertInto('templates')
        .values({
          ...{ id, subject: subject.id, verification: null, role: 'selfie', model_digest: 'm', sealed },
          ...{ is_reference: false, sequence, ended: null, created_at: new Date() },
        })
        .execute();
    });
    expect(await erased).toMatchObject({ destroyed: { templates: 3 } });
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
