// Who waits for a person may be found elsewhere meanwhile: real templates, real searches, and the real log.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { embedAnew, facesWithout, findCustomer, keepMade } from '../customers/index.js';
import { activate, actorOf, invite, type Person, systemActor } from '../identity/index.js';
import type { InferencePool } from '../inference/index.js';
import { alike, face, openWorld, pictureOf, type World } from '../screening/screening.fixture.js';
import type { Cases } from './context.js';
import { decideCase } from './decide.js';
import { openCaseOnReview } from './open.js';
import { findCase } from './queue.js';
import { caseDetail } from './show.js';
import { assignCase } from './work.js';

/** A model that is not the one in use. */
const OTHER = 'f'.repeat(64);

let world: World;
let bank: string;
let cases: Cases;
let ann: Person;
let sue: Person;
let tom: Person;
beforeAll(async () => {
  world = await openWorld();
  // One try is ordinary: the second is a review by its number alone, which stands neither for nor against anybody.
  bank = await world.tenant('waiting', {
    velocity: { device: { tries: 1, hours: 24, effect: 'review' } },
  });
  const { database, subjects, audit } = world;
  cases = {
    deciding: {
      ...{ database, subjects, audit, digestKey: new Uint8Array(32) },
      inference: world.inference as InferencePool,
    },
    searches: world.one.searches,
    placeLater: async () => {},
    random: () => 0.999,
  };
  const person = (role: 'reviewer' | 'supervisor', name: string) =>
    world.within(bank, async (transaction) => {
      const by = systemActor(bank, 'test');
      const invited = await invite(transaction, { name, email: `${name}@bank.example`, role }, by);
      await activate(transaction, invited.person.id);
      const row = await transaction
        .selectFrom('people')
        .selectAll()
        .where('id', '=', invited.person.id)
        .executeTakeFirstOrThrow();
      return actorOf(row) as Person;
    });
  ann = await person('reviewer', 'ann');
  sue = await person('supervisor', 'sue');
  tom = await person('supervisor', 'tom');
});
afterAll(() => world.close());

/** A case about this face: of a device that was used before. */
async function waiting(customer: string, selfie: Float32Array): Promise<string> {
  const device = `of ${customer}`;
  await world.attempt(bank, { device, selfie: face(60) });
  const decided = await world.attempt(bank, { customer, device, selfie }, world.one, [
    openCaseOnReview(cases),
  ]);
  expect(decided).toMatchObject({ decision: 'review', concerns: [{ code: 'velocity_device' }] });
  return world.within(bank, async (transaction) => {
    const found = await transaction
      .selectFrom('cases')
      .select('id')
      .where('verification', '=', decided.id)
      .executeTakeFirstOrThrow();
    return found.id;
  });
}

const rowOf = (id: string) => world.within(bank, async (transaction) => (await findCase(transaction, id))!);
const assign = async (id: string, person: Person, by = sue) => {
  const { version } = await rowOf(id);
  await world.within(bank, (transaction) =>
    assignCase(transaction, cases, by, { id, version, person: person.id }),
  );
};
const say = async (id: string, by: Person, outcome: 'approve' | 'reject') => {
  const { version } = await rowOf(id);
  const reasons = [outcome === 'approve' ? 'same_person' : 'second_identity'] as const;
  const said = { id, version, outcome, reasons, text: null };
  return decideCase(cases, by, said, async () => {}).catch(({ code, message }) => `${code}: ${message}`);
};
const statusOf = (customer: string) =>
  world.within(bank, async (transaction) => {
    const { status } = await transaction
      .selectFrom('customers')
      .select('status')
      .where('id', '=', customer)
      .executeTakeFirstOrThrow();
    return status;
  });
const shown = (id: string, by: Person) =>
  world.within(bank, (transaction) => caseDetail(transaction, cases, by, id, { blind: false }));

test('a customer enrolled with the face meanwhile is found, shown, and takes a second person to pass', async () => {
  const id = await waiting('ada', face(0));
  await assign(id, ann);
  expect((await world.attempt(bank, { customer: 'berta', selfie: alike(0, 0.9375) })).decision).toBe(
    'approve',
  );

  expect(await say(id, ann, 'approve')).toMatch(/^state_conflict: .*face_of_another_customer/);
  expect(await rowOf(id)).toMatchObject({ state: 'assigned', outcome: null });
  expect((await shown(id, ann)).concerns).toMatchObject([
    { code: 'velocity_device' },
    { code: 'face_of_another_customer', evidence: [{ id: 'berta', score: 0.9375 }, { kind: 'threshold' }] },
  ]);
  // By now it is known: an approval goes against the evidence.
  expect(await say(id, ann, 'approve')).toBeUndefined();
  expect(await rowOf(id)).toMatchObject({ state: 'awaiting_second', second_because: 'override' });
  expect(await statusOf('ada')).toBe('pending');
  await assign(id, tom);
  expect(await say(id, tom, 'approve')).toBeUndefined();
  expect(await rowOf(id)).toMatchObject({ state: 'decided', outcome: 'approve' });
  expect(await statusOf('ada')).toBe('enrolled');
});

test('so is a list on which the face was put meanwhile; whoever rejects is not held up', async () => {
  const [one, other] = [await waiting('carl', face(1)), await waiting('dora', face(2))];
  const list = (await world.call(bank, 'POST', '/v1/lists', { name: 'Mules', purpose: 'fraud' })).body.id;
  for (const person of [1, 2]) {
    const picture = pictureOf(face(person)).toString('base64');
    await world.call(bank, 'POST', `/v1/lists/${list}/entries`, { picture, reason: 'case 3' });
  }
  for (const id of [one, other]) await assign(id, ann);
  expect(await say(one, ann, 'approve')).toMatch(/^state_conflict: .*face_on_list/);
  expect(await say(other, ann, 'reject')).toBeUndefined();
  expect(await statusOf('carl')).toBe('pending');
});

test('what is found between two looks that approve passes by neither', async () => {
  const id = await waiting('emil', face(3));
  await assign(id, ann);
  const draws = { ...cases, random: () => 0 };
  const { version } = await rowOf(id);
  const approval = { id, version, outcome: 'approve', reasons: ['same_person'], text: null } as const;
  await decideCase(draws, ann, approval, async () => {});
  expect(await rowOf(id)).toMatchObject({ state: 'awaiting_second', second_because: 'drawn' });
  await world.attempt(bank, { customer: 'frida', selfie: face(3) });
  await assign(id, tom);
  // Whatever the second says: else the refusal would tell that the first approved.
  expect(await say(id, tom, 'reject')).toMatch(/^state_conflict/);
  expect(await say(id, tom, 'approve')).toBeUndefined();
  expect(await rowOf(id)).toMatchObject({ state: 'decided', outcome: 'recapture' });
  expect(await statusOf('emil')).toBe('pending');
});

test('a case of a former model is searched for by templates that the present one makes of its pictures', async () => {
  const id = await waiting('gus', face(44));
  await world.within(bank, async (transaction) => {
    const { verification } = (await findCase(transaction, id))!;
    await transaction
      .updateTable('templates')
      .set({ model_digest: OTHER } as never)
      .where('verification', '=', verification)
      .execute();
  });
  await assign(id, ann);
  await world.attempt(bank, { customer: 'hanna', selfie: alike(44, 0.9375) });
  expect(await say(id, ann, 'approve')).toMatch(/^state_conflict: .*face_of_another_customer/);
  expect((await shown(id, ann)).concerns).toMatchObject([
    { code: 'velocity_device' },
    { code: 'face_of_another_customer', evidence: [{ id: 'hanna', score: 0.9375 }, { kind: 'threshold' }] },
  ]);
  expect(await statusOf('gus')).toBe('pending');
});

test('another model’s template of the former reference does not overtake a case that waits', async () => {
  await world.attempt(bank, { customer: 'ines', selfie: face(45) });
  const id = await waiting('ines', face(45));
  const [face5] = await world.within(bank, async (transaction) => {
    const { subject } = await findCustomer(transaction, world.subjects, bank, 'ines');
    return facesWithout(transaction, bank, OTHER, { subject: subject.id });
  });
  const made = await embedAnew(world.subjects, world.inference, { ...face5!, picture: face5!.picture! });
  const kept = await world.within(bank, (transaction) =>
    keepMade(transaction, world.audit, systemActor(bank, 'test'), OTHER, [made]),
  );
  expect(kept).toBe(1);
  await assign(id, ann);
  expect(await say(id, ann, 'approve')).toBeUndefined();
  const { verification } = await rowOf(id);
  const references = await world.within(bank, (transaction) =>
    transaction
      .selectFrom('templates')
      .select('model_digest')
      .where('verification', '=', verification)
      .where('is_reference', '=', true)
      .execute(),
  );
  expect(references).toEqual([{ model_digest: 'a'.repeat(64) }]);
});

test('two cases of one face, approved at once: one customer is enrolled', async () => {
  const ids = [await waiting('gerd', face(4)), await waiting('hilde', face(4))];
  for (const id of ids) await assign(id, ann);
  const said = await Promise.all(ids.map((id) => say(id, ann, 'approve')));
  expect(said.filter((each) => each === undefined)).toHaveLength(1);
  expect([await statusOf('gerd'), await statusOf('hilde')].sort()).toEqual(['enrolled', 'pending']);
});

test('the later of two decisions enrols, by the log and not by the clock', async () => {
  const [now, day] = [Date.now(), 86_400_000];
  const earlier = await waiting('iris', face(5));
  // Decided later, by a process whose clock is a day behind.
  const later = await world.attempt(bank, { customer: 'iris', selfie: face(5), at: new Date(now - day) });
  expect(later.decision).toBe('approve');
  await assign(earlier, ann);
  await say(earlier, ann, 'approve');
  const references = await world.within(bank, (transaction) =>
    transaction.selectFrom('templates').select('verification').where('is_reference', '=', true).execute(),
  );
  expect(references.map(({ verification }) => verification)).toContain(later.id);
});
