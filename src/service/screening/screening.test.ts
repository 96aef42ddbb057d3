// Financial Crime as a tenant meets it: on a real database, with real sealing, log and search.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setBlocked } from '../customers/index.js';
import { bury } from '../erasure/index.js';
import { systemActor } from '../identity/index.js';
import { bytesOfReference } from '../search/index.js';
import { type Decided, untilKept } from '../verifications/index.js';
import { claimOf } from './claim.js';
import { alike, calibration, face, LENGTH, openWorld, type World } from './screening.fixture.js';
import { entriesOf, type Source } from './sources.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const codes = ({ concerns }: Decided) => concerns.map(({ code }) => code);
const evidence = ({ concerns }: Decided, code: string) =>
  concerns.find((concern) => concern.code === code)?.evidence ?? [];
const refused = (code: string) => expect.objectContaining({ code });

describe('the same face under another customer', () => {
  test('is found by every replica at its very next search, and turns an approval into a review', async () => {
    const { one, other, attempt } = world;
    const bank = await world.tenant('replicas');
    expect(await attempt(bank, { customer: 'ada', selfie: face(0) }, one)).toMatchObject({
      decision: 'approve',
      concerns: [],
    });
    const second = await attempt(bank, { customer: 'berta', selfie: alike(0, 0.9375) }, other);
    expect(second.decision).toBe('review');
    expect(evidence(second, 'face_of_another_customer')).toEqual([
      { kind: 'customer', id: 'ada', score: 0.9375 },
      { kind: 'threshold', id: 'supported', score: expect.closeTo(0.6, 9) },
    ]);
    // The other replica has its gallery by now, and learns of what is enrolled here.
    expect((await attempt(bank, { customer: 'carl', selfie: face(1) }, one)).decision).toBe('approve');
    expect(codes(await attempt(bank, { customer: 'dora', selfie: face(1) }, other))).toEqual([
      'face_of_another_customer',
    ]);
  });

  test('is found by the document’s portrait too, and said once with the better score', async () => {
    const bank = await world.tenant('portraits');
    await world.attempt(bank, { customer: 'ada', selfie: face(0) });
    const probe = { customer: 'berta', selfie: alike(0, 0.8), document: face(0) };
    expect(evidence(await world.attempt(bank, probe), 'face_of_another_customer')).toEqual([
      { kind: 'customer', id: 'ada', score: 1 },
      expect.anything(),
    ]);
    const portrait = { customer: 'carl', selfie: face(1), document: face(0) };
    expect(codes(await world.attempt(bank, portrait))).toEqual(['face_of_another_customer']);
  });

  test('is no concern about the customer’s own reference, nor in another tenant', async () => {
    const [bank, branch] = [await world.tenant('bank'), await world.tenant('branch')];
    for (const tenant of [bank, bank, branch])
      expect(await world.attempt(tenant, { customer: 'ada', selfie: face(0) })).toMatchObject({
        decision: 'approve',
        concerns: [],
      });
    expect(codes(await world.attempt(branch, { customer: 'berta', selfie: face(1) }))).toEqual([]);
  });

  test('is said as a note where the caller names no customer: nothing is enrolled', async () => {
    const bank = await world.tenant('nameless');
    await world.attempt(bank, { customer: 'ada', selfie: face(0) });
    const { decision, concerns } = await world.attempt(bank, { selfie: face(0) });
    expect(decision).toBe('approve');
    expect(concerns).toMatchObject([{ code: 'face_of_another_customer', effect: 'note' }]);
  });

  test('follows the reference: the former one is no hit any more, that of a blocked customer still is', async () => {
    const bank = await world.tenant('references');
    await world.attempt(bank, { customer: 'ada', selfie: face(0) });
    await world.attempt(bank, { customer: 'ada', selfie: face(1) });
    expect(codes(await world.attempt(bank, { customer: 'berta', selfie: face(0) }))).toEqual([]);
    await world.within(bank, (transaction) => setBlocked(transaction, 'ada', true));
    expect(codes(await world.attempt(bank, { customer: 'carl', selfie: face(1) }))).toEqual([
      'face_of_another_customer',
    ]);
  });

  test('is forgotten with the person, on every replica', async () => {
    const { one, other, attempt, audit } = world;
    const bank = await world.tenant('erasures');
    const { subject } = await attempt(bank, { customer: 'ada', selfie: face(0) }, one);
    expect(codes(await attempt(bank, { customer: 'berta', selfie: face(0) }, other))).toHaveLength(1);
    await world.within(bank, (transaction) =>
      bury(transaction, {
        ...{ audit, actor: systemActor(bank, 'test'), subject: subject.id, at: new Date() },
        ...{ action: 'customer.erased', target: { kind: 'customer', id: 'ada' }, details: () => ({}) },
      }),
    );
    for (const replica of [one, other]) {
      const customer = replica === one ? 'carl' : 'dora';
      const selfie = replica === one ? face(0) : face(1);
      expect(codes(await attempt(bank, { customer, selfie }, replica))).toEqual([]);
    }
    const sizes = [one, other].map(
      ({ screened }) => screened.galleries.states().find((state) => state.tenant === bank)?.size,
    );
    // `carl`, whom `other` has seen enrolled and `one` will at its next search.
    expect(sizes).toEqual([0, 1]);
    expect(await attempt(bank, { customer: 'ada', selfie: face(0) }).catch((error) => error)).toMatchObject({
      code: 'erased',
    });
  });

  test('is searched for at a threshold that rises with the gallery, and says when it is extrapolated', async () => {
    const bank = await world.tenant('thresholds', { duplicates: { fpir: 0.01, effect: 'review' } });
    await world.attempt(bank, { customer: 'ada', selfie: face(0) });
    const [low, high] = [claimOf(calibration, 0.01, 1).threshold, claimOf(calibration, 0.01, 6).threshold];
    const selfie = alike(0, (low + high) / 2);
    expect(codes(await world.attempt(bank, { customer: 'berta', selfie }))).toHaveLength(1);
    for (let i = 1; i <= 5; i++) await world.attempt(bank, { customer: `other ${i}`, selfie: face(i) });
    expect(codes(await world.attempt(bank, { customer: 'berta', selfie }))).toEqual([]);

    const strict = await world.tenant('strict', { duplicates: { fpir: 1e-9, effect: 'review' } });
    await world.attempt(strict, { customer: 'ada', selfie: face(0) });
    const hit = await world.attempt(strict, { customer: 'berta', selfie: face(0) });
    expect(evidence(hit, 'face_of_another_customer')[1]).toMatchObject({ id: 'extrapolated' });
    expect((await world.call(strict, 'GET', '/v1/screening')).body.customers).toMatchObject({
      size: 1,
      withoutTemplate: 0,
      claim: { fpir: 5e-10, supported: false, fpirInterval: null, gallerySize: 1 },
    });
  });

  test('is no hit again between two customers whom a person has settled', async () => {
    const { attempt, call } = world;
    const bank = await world.tenant('twins');
    await attempt(bank, { customer: 'castor', selfie: face(0) });
    const twin = { customer: 'pollux', selfie: face(0) };
    expect(codes(await attempt(bank, twin))).toHaveLength(1);
    const customers = ['pollux', 'castor'];
    for (const relation of ['different_people', 'same_person']) {
      const settled = await call(bank, 'POST', '/v1/pairs', { customers, relation, reason: 'seen both' });
      expect(settled).toMatchObject({ status: 200, body: { customers, relation } });
      expect(codes(await attempt(bank, twin))).toEqual([]);
    }
    expect((await call(bank, 'GET', '/v1/customers/castor/pairs')).body.items).toMatchObject([
      { customers: ['castor', 'pollux'], relation: 'same_person' },
    ]);
    expect((await call(bank, 'POST', '/v1/pairs/reopen', { customers })).status).toBe(204);
    expect(codes(await attempt(bank, twin))).toHaveLength(1);
    const itself = { customers: ['castor', 'castor'], relation: 'same_person', reason: 'x' };
    expect((await call(bank, 'POST', '/v1/pairs', itself)).body.code).toBe('request_invalid');
    expect((await call(bank, 'POST', '/v1/pairs', itself, 'lists.read')).status).toBe(403);
  });

  test('cannot be enrolled twice in the same moment: all but one are told to send again', async () => {
    const bank = await world.tenant('races');
    const names = ['ada', 'berta', 'carl', 'dora'];
    const tries = await Promise.allSettled(
      names.map((customer, i) =>
        world.attempt(bank, { customer, selfie: face(0) }, i % 2 ? world.one : world.other),
      ),
    );
    const approved = tries.filter((each) => each.status === 'fulfilled' && each.value.decision === 'approve');
    expect(approved).toHaveLength(1);
    const failed = names.filter((_, i) => tries[i]!.status === 'rejected');
    for (const each of tries)
      if (each.status === 'rejected') expect(each.reason).toEqual(refused('tries_at_once'));
    for (const customer of failed)
      expect((await world.attempt(bank, { customer, selfie: face(0) })).decision).toBe('review');
  });
});

describe('how often somebody tries', () => {
  const HOUR = 3_600_000;
  const rule = { tries: 2, hours: 24, effect: 'review' as const };
  const start = Date.UTC(2026, 10, 28, 12);
  const at = (milliseconds: number) => new Date(start + milliseconds);

  test.each([
    ['customer', () => ({ customer: 'ada' })],
    ['device', (i: number) => ({ customer: `on a device ${i}`, device: 'tablet' })],
    ['document', (i: number) => ({ customer: `with a document ${i}`, digest: Buffer.alloc(32, 7) })],
    ['face', (i: number) => ({ customer: `with a face ${i}`, selfie: face(40) })],
  ] as const)('is counted by %s, this try with it, within the window to its edge', async (by, given) => {
    // Duplicates are noted alone, so that what is approved hangs on velocity.
    const bank = await world.tenant(`velocity-${by}`, {
      velocity: { [by]: rule },
      duplicates: { fpir: 0.01, effect: 'note' },
    });
    let count = 0;
    const attempt = (moment: Date, replica = world.one) => {
      count++;
      return world.attempt(bank, { selfie: face(count), ...given(count), at: moment }, replica);
    };
    const velocity = (decided: Decided) => codes(decided).filter((code) => code.startsWith('velocity'));
    const first = await attempt(at(0));
    const second = await attempt(at(HOUR), world.other);
    expect([first, second].flatMap(velocity)).toEqual([]);
    const third = await attempt(at(24 * HOUR - 1));
    expect(third.decision).toBe('review');
    expect(velocity(third)).toEqual([`velocity_${by}`]);
    const named = evidence(third, `velocity_${by}`).filter(({ kind }) => kind === 'verification');
    expect(named.map(({ id }) => id).sort()).toEqual([first.id, second.id]);
    // The first try has left the window, the second and third have not.
    expect(velocity(await attempt(at(24 * HOUR)))).toEqual([`velocity_${by}`]);
    // Only the fourth is left of all: at 47:59:59.999 the third leaves.
    const fifth = await attempt(at(48 * HOUR - 1));
    expect(velocity(fifth)).toEqual([]);
    expect(fifth.decision).toBe('approve');
  });

  test.each(['customer', 'face'] as const)('lets no more pass at once than one by one, by %s', async (by) => {
    const bank = await world.tenant(`at-once-${by}`, {
      velocity: { [by]: rule },
      duplicates: { fpir: 0.01, effect: 'note' },
    });
    const given = (i: number) => ({ customer: by === 'customer' ? 'ada' : `customer ${i}`, selfie: face(0) });
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        untilKept(() => world.attempt(bank, given(i), i % 2 ? world.one : world.other)),
      ),
    );
    const decisions = tries.map((each) =>
      each.status === 'fulfilled' ? each.value.decision : each.reason.code,
    );
    expect(decisions.filter((decision) => decision === 'approve').length).toBe(2);
    for (const decision of decisions) expect(['approve', 'review', 'tries_at_once']).toContain(decision);
    expect((await world.attempt(bank, given(9))).decision).toBe('review');
  });
});

describe('galleries in memory', () => {
  test('make room for one another, and refuse what does not fit', async () => {
    const bytes = bytesOfReference(LENGTH, LENGTH);
    const [bank, branch] = [await world.tenant('large'), await world.tenant('small')];
    for (let i = 0; i < 3; i++) await world.attempt(bank, { customer: `c${i}`, selfie: face(i) });
    await world.attempt(branch, { customer: 'ada', selfie: face(0) });
    const narrow = world.replica(3.9 * bytes);
    const sizes = () => narrow.screened.galleries.states().map(({ tenant, size }) => [tenant, size]);
    try {
      expect(codes(await world.attempt(bank, { customer: 'x', selfie: face(0) }, narrow))).toHaveLength(1);
      expect(sizes()).toEqual([[bank, 3]]);
      expect(codes(await world.attempt(branch, { customer: 'x', selfie: face(0) }, narrow))).toHaveLength(1);
      expect(sizes()).toEqual([[branch, 1]]);
      await world.attempt(bank, { customer: 'c3', selfie: face(3) });
      await expect(world.attempt(bank, { customer: 'y', selfie: face(0) }, narrow)).rejects.toEqual(
        refused('search_memory_exhausted'),
      );
    } finally {
      await narrow.close();
    }
  });

  test('are dropped for none that does not fit all the same; what does not fit keeps no other from being loaded', async () => {
    const bytes = bytesOfReference(LENGTH, LENGTH);
    const names = ['a-first', 'b-too-large', 'c-second', 'd-one-too-many'];
    const tenants = await Promise.all(names.map((name) => world.tenant(`warm-${name}`)));
    for (const [i, size] of [1, 4, 2, 1].entries())
      for (let person = 0; person < size; person++)
        await world.attempt(tenants[i]!, { customer: `c${person}`, selfie: face(person) });
    const narrow = world.replica(3.9 * bytes);
    const { galleries } = narrow.screened;
    const sizes = () => galleries.states().map(({ tenant, size }) => [tenants.indexOf(tenant), size]);
    const sourceOf = (i: number) => entriesOf(tenants[i]!, 'customers', 'a'.repeat(64));
    try {
      const warmed: boolean[] = [];
      for (const i of tenants.keys()) warmed.push(await galleries.warm(sourceOf(i)));
      expect(warmed).toEqual([true, false, true, false]);
      expect(sizes()).toEqual([
        [0, 1],
        [2, 2],
      ]);
      await expect(galleries.use(sourceOf(1), async () => undefined)).rejects.toEqual(
        refused('search_memory_exhausted'),
      );
      expect(sizes()).toEqual([
        [0, 1],
        [2, 2],
      ]);
    } finally {
      await narrow.close();
    }
  });

  test('miss nothing that is committed between the pages of their first load', async () => {
    const { attempt, within, replica } = world;
    const bank = await world.tenant('moving');
    for (let i = 0; i < 3; i++) await attempt(bank, { customer: `c${i}`, selfie: face(i) });
    const source = entriesOf(bank, 'customers', 'a'.repeat(64));
    let pages = 0;
    const moving: Source = {
      ...source,
      async page(transaction, after) {
        const entries = await source.page(transaction, after, 1);
        // Whoever was read already is replaced, and so is whoever was not; and somebody new comes.
        if (pages++ === 1)
          for (let i = 0; i < 4; i++) await attempt(bank, { customer: `c${i}`, selfie: face(10 + i) });
        return entries;
      },
    };
    const fresh = replica();
    try {
      const inForce = await fresh.screened.galleries.use(moving, async ({ gallery, position }) => {
        const rows = await within(bank, (transaction) =>
          transaction.selectFrom('gallery_entries').select('id').where('ended', 'is', null).execute(),
        );
        const { sequence } = await within(bank, (transaction) =>
          transaction.selectFrom('audit_heads').select('sequence').executeTakeFirstOrThrow(),
        );
        expect(position).toBe(sequence);
        return { size: gallery.size, has: rows.map(({ id }) => gallery.has(id)) };
      });
      expect(inForce).toEqual({ size: 4, has: [true, true, true, true] });
      expect(pages).toBeGreaterThan(2);
    } finally {
      await fresh.close();
    }
  });

  test('are loaded ahead, and count what cannot be opened instead of failing everybody', async () => {
    const bank = await world.tenant('damaged');
    await world.attempt(bank, { customer: 'ada', selfie: face(0) });
    await world.attempt(bank, { customer: 'berta', selfie: face(1) });
    await world.within(bank, (transaction) =>
      transaction
        .updateTable('templates')
        .set({ sealed: Buffer.from('LKP\x01 nothing that opens, but long enough to be tried') })
        .where('subject', 'in', ({ selectFrom }) =>
          selectFrom('customers').select('subject').where('id', '=', 'berta'),
        )
        .execute(),
    );
    const fresh = world.replica();
    try {
      await fresh.warm();
      expect(await fresh.check.isWell()).toEqual({ ok: true });
      expect(fresh.screened.galleries.states().find(({ tenant }) => tenant === bank)).toMatchObject({
        ...{ gallery: 'customers', size: 1, unreadable: 1, loading: null },
      });
      expect(codes(await world.attempt(bank, { customer: 'carl', selfie: face(0) }, fresh))).toHaveLength(1);
    } finally {
      await fresh.close();
    }
  });
});
