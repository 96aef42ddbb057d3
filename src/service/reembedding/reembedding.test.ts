// Templates of a second model, on a real database with real sealing: a picture here is the bytes of its template, and the
// second model sees the same faces turned around.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { findCustomer, openTemplate, referenceOf } from '../customers/index.js';
import { eraseSubject } from '../erasure/index.js';
import { systemActor } from '../identity/index.js';
import type { InferencePool } from '../inference/index.js';
import { runRetention } from '../retention/index.js';
import { face, openWorld, pictureOf, type World } from '../screening/screening.fixture.js';
import { askAnew, leftOf, namesOfGone, type Reembedding, reembed, runOf } from './index.js';

const FIRST = 'a'.repeat(64);
const SECOND = 'c'.repeat(64);
const NONE = { done: 0, left: 0, failed: 0, gone: 0 };

let world: World;
let bank: string;
let count = 0;
/** Faces that the second model was shown, and what it does before it answers. */
let shown: number[] = [];
let before: (person: number) => Promise<unknown> | undefined;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  bank = await world.tenant(`bank-${count++}`);
  shown = [];
  before = () => undefined;
});

const embed: InferencePool['embed'] = async ({ picture }) => {
  const template = new Float32Array(Uint8Array.from(picture).buffer);
  const person = template.indexOf(1);
  shown.push(person);
  await before(person);
  const model = { name: 'turned', digest: SECOND, calibrationDigest: null };
  return { template: template.toReversed(), sha256: 'd'.repeat(64), model };
};
const parts = (more: Partial<Reembedding> = {}): Reembedding => ({
  ...{ database: world.database, subjects: world.subjects, audit: world.audit, page: 2 },
  wanted: async () => ({ active: FIRST, shadow: SECOND }),
  poolOf: async () => ({ embed }),
  ...more,
});
const work = (more: Partial<Reembedding> = {}, signal = new AbortController().signal) =>
  reembed(parts(more), bank, signal);
const ask = () => world.within(bank, (transaction) => askAnew(transaction, SECOND, 'person:1'));
const left = () => world.within(bank, (transaction) => leftOf(transaction, SECOND));
const enrol = async (customer: string, person: number) => {
  const { decision, id } = await world.attempt(bank, { customer, selfie: face(person) });
  expect(decision).toBe('approve');
  return id;
};
const list = async (person: number) => {
  const { body } = await world.call(bank, 'POST', '/v1/lists', { name: 'Mules', purpose: 'fraud' });
  const picture = pictureOf(face(person)).toString('base64');
  await world.call(bank, 'POST', `/v1/lists/${body.id}/entries`, { picture, reason: 'Case 17' });
  return body.id as string;
};
const entriesOf = (digest: string) =>
  world.within(bank, async (transaction) => {
    const rows = await transaction
      .selectFrom('gallery_entries')
      .innerJoin('templates', 'templates.id', 'gallery_entries.template')
      .select(['gallery_entries.gallery', 'gallery_entries.subject', 'gallery_entries.sequence'])
      .select(['templates.id', 'templates.sealed', 'templates.created_at', 'templates.verification'])
      .select(['templates.is_reference', 'templates.role'])
      .where('gallery_entries.model_digest', '=', digest)
      .where('gallery_entries.ended', 'is', null)
      .orderBy('gallery_entries.subject')
      .execute();
    return Promise.all(
      rows.map(async ({ id, sealed, ...row }) => {
        const subject = await world.subjects.find(transaction, bank, row.subject);
        return { ...row, vector: await openTemplate(world.subjects, subject, id, sealed!) };
      }),
    );
  });
const logged = () =>
  world.within(bank, async (transaction) => {
    const rows = await transaction
      .selectFrom('audit_entries')
      .select(['sequence', 'body'])
      .where('action', '=', 'model.reembedded')
      .orderBy('sequence')
      .execute();
    return rows.map(({ sequence, body }) => ({ sequence, ...JSON.parse(body).details }));
  });
const referenceBy = (customer: string, digest: string) =>
  world.within(bank, async (transaction) => {
    const found = await findCustomer(transaction, world.subjects, bank, customer);
    return referenceOf(transaction, world.subjects, found, digest);
  });
const deletePicture = (verification: string) =>
  world.within(bank, (transaction) =>
    transaction
      .updateTable('pictures')
      .set({ deleted_at: new Date() })
      .where('verification', '=', verification)
      .execute(),
  );

describe('Re-embedding', () => {
  it('is done when it is asked for: of each customer and each face on a list, beside the former templates', async () => {
    await enrol('ada', 0);
    await enrol('bea', 1);
    await enrol('cleo', 2);
    const mules = await list(3);
    await world.attempt(bank, { selfie: face(4) });
    expect(await work()).toBe(false);
    expect(shown).toEqual([]);
    expect(await left()).toEqual({
      customers: { ...NONE, left: 3 },
      listed: { ...NONE, left: 1 },
      faults: {},
    });
    await ask();
    expect(await work()).toBe(false);
    expect(shown).toEqual([0, 1, 2, 3]);
    expect(await left()).toEqual({
      customers: { ...NONE, done: 3 },
      listed: { ...NONE, done: 1 },
      faults: {},
    });
    const [former, made] = [await entriesOf(FIRST), await entriesOf(SECOND)];
    expect(made.map(({ gallery }) => gallery)).toEqual(['customers', 'customers', 'customers', mules]);
    for (const [i, { vector, sequence, ...template }] of made.entries()) {
      const { vector: ofFirst, sequence: then, ...same } = former[i]!;
      expect(template).toEqual(same);
      expect(vector).toEqual(ofFirst.toReversed());
      expect(sequence).toBeGreaterThan(then);
    }
    expect(await logged()).toMatchObject([
      { customers: 2, listed: 0 },
      { customers: 1, listed: 1 },
    ]);
    expect(made.at(-1)!.sequence).toBe((await logged()).at(-1)!.sequence);
  });

  it('goes on by itself with those enrolled later, in the order of the log', async () => {
    await enrol('ada', 0);
    await ask();
    await work();
    await work();
    expect(shown).toEqual([0]);
    await enrol('bea', 1);
    await work();
    expect(shown).toEqual([0, 1]);
    expect((await left()).customers).toEqual({ ...NONE, done: 2 });
  });

  it('needs nobody to ask for the model that decides', async () => {
    await enrol('ada', 0);
    await work({ wanted: async () => ({ active: SECOND, shadow: null }) });
    expect((await left()).customers).toEqual({ ...NONE, done: 1 });
  });

  it('is done by one of several workers at a time, each face once', async () => {
    for (const person of [0, 1, 2, 3, 4]) await enrol(`customer-${person}`, person);
    await ask();
    await Promise.all([work(), work(), work()]);
    expect(shown).toEqual([0, 1, 2, 3, 4]);
    expect(await entriesOf(SECOND)).toHaveLength(5);
  });

  it('makes none twice where a worker was taken for dead and goes on all the same', async () => {
    for (const person of [0, 1, 2]) await enrol(`customer-${person}`, person);
    await ask();
    before = async (person) => {
      if (person !== 0 || shown.length > 1) return;
      await world.within(bank, (transaction) =>
        transaction
          .updateTable('reembeddings')
          .set({ claimed_until: new Date(0) })
          .execute(),
      );
      await work();
    };
    await work();
    expect(shown).toEqual([0, 0, 1, 2, 1]);
    expect(await entriesOf(SECOND)).toHaveLength(3);
    expect(await logged()).toHaveLength(2);
  });

  it('keeps what it had when it is ended, and goes on from there', async () => {
    for (const person of [0, 1, 2, 3]) await enrol(`customer-${person}`, person);
    await ask();
    const ending = new AbortController();
    before = async (person) => person === 2 && ending.abort(new Error('the process ends'));
    await expect(work({}, ending.signal)).rejects.toThrow('the process ends');
    expect((await left()).customers).toEqual({ ...NONE, done: 2, left: 2 });
    before = () => undefined;
    await work();
    expect(shown).toEqual([0, 1, 2, 2, 3]);
    expect((await left()).customers).toEqual({ ...NONE, done: 4 });
  });

  it('lets others have their turn, and says that there is more', async () => {
    for (const person of [0, 1, 2]) await enrol(`customer-${person}`, person);
    await ask();
    expect(await work({ turn: -1 })).toBe(true);
    expect(await work()).toBe(false);
  });

  it('says what keeps it from going on, and goes on when it can', async () => {
    await enrol('ada', 0);
    await ask();
    const run = () => world.within(bank, (transaction) => runOf(transaction, SECOND));
    const missing = new LikenessError('model_not_found', 'there is no model');
    expect(await work({ poolOf: () => Promise.reject(missing) })).toBe(false);
    expect(await run()).toMatchObject({ fault: 'model_not_found', askedBy: 'person:1' });
    await work();
    expect(await run()).toMatchObject({ fault: null });
    expect((await left()).customers).toEqual({ ...NONE, done: 1 });
  });
});

describe('What cannot be embedded', () => {
  it('is counted by why, keeps nobody else waiting, and is tried again when asked anew', async () => {
    await enrol('ada', 0);
    await enrol('bea', 1);
    await ask();
    before = async (person) => {
      if (person === 0) throw new LikenessError('face_not_found', 'no face');
    };
    await work();
    expect(await left()).toMatchObject({
      ...{ customers: { ...NONE, done: 1, failed: 1 }, faults: { face_not_found: 1 } },
    });
    await work();
    expect(shown).toEqual([0, 1]);
    before = () => undefined;
    await ask();
    await work();
    expect(shown).toEqual([0, 1, 0]);
    expect(await left()).toMatchObject({ customers: { ...NONE, done: 2 }, faults: {} });
  });

  it('is left to the customer where the picture is gone, who is named', async () => {
    const id = await enrol('ada', 0);
    await enrol('bea', 1);
    await deletePicture(id);
    await ask();
    await work();
    expect(shown).toEqual([1]);
    expect((await left()).customers).toEqual({ ...NONE, done: 1, gone: 1 });
    expect(await world.within(bank, (transaction) => namesOfGone(transaction, SECOND, 10))).toEqual(['ada']);
  });

  it('fails alone where the store has lost it', async () => {
    await enrol('ada', 0);
    await enrol('bea', 1);
    const { id, subject } = await world.within(bank, (transaction) =>
      transaction
        .selectFrom('pictures')
        .select(['id', 'subject'])
        .orderBy('id')
        .limit(1)
        .executeTakeFirstOrThrow(),
    );
    await world.subjects.removePicture({ tenant: bank, id: subject }, id);
    await ask();
    await work();
    expect(await left()).toMatchObject({
      ...{ customers: { ...NONE, done: 1, failed: 1 }, faults: { picture_missing: 1 } },
    });
  });
});

describe('Templates of a former model', () => {
  const promotedDaysAgo = async (days: number) => {
    const since = new Date(Date.now() - days * 86_400_000);
    const row = { name: 'turned', digest: SECOND, since, by_whom: 'person:1' };
    await world.database.shared
      .insertInto('model_roles')
      .values({ role: 'active', ...row })
      .onConflict((conflict) => conflict.column('role').doUpdateSet(row))
      .execute();
  };
  afterAll(() => world.database.shared.deleteFrom('model_roles').execute());

  it('are kept for a while, to go back to, and by those of whom there is no other', async () => {
    await enrol('ada', 0);
    const gone = await enrol('bea', 1);
    await list(2);
    await deletePicture(gone);
    await ask();
    await work();
    await promotedDaysAgo(29);
    expect((await runRetention(world, bank)).deleted.templates).toBe(0);
    await promotedDaysAgo(31);
    expect((await runRetention(world, bank)).deleted.templates).toBe(2);
    expect(await entriesOf(FIRST)).toMatchObject([{ gallery: 'customers', verification: gone }]);
    expect(await entriesOf(SECOND)).toHaveLength(2);
    expect(await referenceBy('ada', SECOND)).toMatchObject({ enrolledFrom: 'selfie' });
    expect(await referenceBy('ada', FIRST)).toBeUndefined();
  });
});

describe('Who changes while they are embedded', () => {
  it('is not given the template of a former picture', async () => {
    await enrol('ada', 0);
    await ask();
    before = async () => {
      if (shown.length === 1) await reEnrol('ada', 0);
    };
    await work();
    const reference = await referenceBy('ada', SECOND);
    expect(reference).toBeUndefined();
    await work();
    expect(await entriesOf(SECOND)).toMatchObject([{ verification: latest }]);
    expect((await left()).customers).toEqual({ ...NONE, done: 1 });
  });

  it('leaves nothing behind where they were erased', async () => {
    await enrol('ada', 0);
    await enrol('bea', 1);
    await ask();
    before = async (person) => {
      await erase(person === 0 ? 'ada' : 'bea');
      if (person === 1) throw new LikenessError('face_not_found', 'no face');
    };
    await work();
    expect(await entriesOf(SECOND)).toEqual([]);
    expect(await left()).toEqual({ customers: NONE, listed: NONE, faults: {} });
  });

  it('takes the failure with them', async () => {
    await enrol('ada', 0);
    await ask();
    before = async () => {
      throw new LikenessError('face_not_found', 'no face');
    };
    await work();
    const failures = () =>
      world.within(bank, (transaction) =>
        transaction.selectFrom('reembedding_failures').select('fault').execute(),
      );
    expect(await failures()).toEqual([{ fault: 'face_not_found' }]);
    await erase('ada');
    expect(await failures()).toEqual([]);
  });

  it('loses the other model’s template when enrolled anew, until it has made another', async () => {
    await enrol('ada', 0);
    await ask();
    await work();
    expect(await referenceBy('ada', SECOND)).toMatchObject({ enrolledFrom: 'selfie' });
    await reEnrol('ada', 0);
    expect(await referenceBy('ada', SECOND)).toBeUndefined();
    await work();
    expect(await referenceBy('ada', SECOND)).toMatchObject({ enrolledFrom: 'selfie' });
    expect(shown).toEqual([0, 0]);
  });

  let latest: string;
  const reEnrol = async (customer: string, person: number) => {
    latest = await enrol(customer, person);
  };
  const erase = (customer: string) =>
    world.within(bank, async (transaction) => {
      const { subject } = await findCustomer(transaction, world.subjects, bank, customer);
      await eraseSubject(transaction, world.subjects.graveyard, {
        ...{
          audit: world.audit,
          actor: systemActor(bank, 'test'),
          action: 'customer.erased',
          at: new Date(),
        },
        ...{ target: { kind: 'customer', id: customer }, subject: subject.id, details: () => ({}) },
      });
    });
});
