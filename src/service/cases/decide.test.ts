import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALIKE, FORGED, openWorld, type World } from './cases.fixture.js';

let world: World;
let draw = 0.999;
let ann: Awaited<ReturnType<World['person']>>;
let sue: typeof ann;
let tom: typeof ann;
beforeAll(async () => {
  world = await openWorld(() => draw);
  ann = await world.person('reviewer', 'Ann');
  sue = await world.person('supervisor', 'Sue');
  tom = await world.person('supervisor', 'Tom');
});
afterAll(() => world.close());

const referencesOf = (verification: string) =>
  world.within((transaction) =>
    transaction
      .selectFrom('templates')
      .select('is_reference')
      .where('verification', '=', verification)
      .execute(),
  );
const logOf = async (id: string) => (await world.log()).filter(({ target }) => target.id === id);

test('approving is the final word, enrols the customer, and leaves the decision as it was', async () => {
  const verification = await world.happens({ customer: 'approved' });
  const { id } = await ann.take();
  const { status, body } = await ann.decide(id, 'approve', ['same_person'], 'Same scar.');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ state: 'decided', outcome: 'approve', outcomeReasons: ['same_person'], assignee: null },
    secondLook: null,
  });
  expect((await ann.get('/v1/customers/approved')).body.status).toBe('enrolled');
  expect(await referencesOf(verification.id)).toEqual([{ is_reference: true }]);
  const shown = (await ann.get(`/v1/verifications/${verification.id}`)).body;
  expect(shown).toMatchObject({ decision: 'review', case: { id, state: 'decided', outcome: 'approve' } });
  expect((await logOf(id)).map(({ action }) => action)).toEqual([
    'case.opened',
    'case.assigned',
    'case.decided',
  ]);
  expect((await logOf(id)).at(-1).details).toEqual({
    ...{ look: 1, outcome: 'approve', reasons: ['same_person'], againstEvidence: false, final: 'approve' },
  });
  expect(world.emitted.map(({ type }) => type).slice(-2)).toEqual(['customer.enrolled', 'case.decided']);
  const detail = (await ann.get(`/v1/cases/${id}`)).body;
  expect(detail.looks).toMatchObject([{ by: { name: 'Ann' }, outcome: 'approve', text: 'Same scar.' }]);
  expect(JSON.stringify(await world.log())).not.toContain('scar');
});

test('rejecting and asking for other pictures enrol nobody', async () => {
  for (const [outcome, reason] of [
    ['reject', 'different_person'],
    ['recapture', 'selfie_unusable'],
  ] as const) {
    const { id: verification } = await world.happens({ customer: outcome });
    const { id } = await ann.take();
    expect((await ann.decide(id, outcome, [reason])).body.outcome).toBe(outcome);
    expect((await ann.get(`/v1/customers/${outcome}`)).body.status).toBe('pending');
    expect(await referencesOf(verification)).toEqual([{ is_reference: false }]);
    expect(world.emitted.at(-1)).toEqual({
      type: 'case.decided',
      data: { case: id, verification, customer: outcome, decision: outcome },
    });
  }
});

test('an approval does not put an older picture in the place of a newer reference', async () => {
  const old = await world.happens({ customer: 'twice' });
  const newer = await world.happens({ customer: 'twice', score: ALIKE });
  expect(await referencesOf(newer.id)).toEqual([{ is_reference: true }]);
  const { id } = await ann.take();
  expect((await ann.decide(id, 'approve', ['same_person'])).body.outcome).toBe('approve');
  expect(await referencesOf(old.id)).toEqual([{ is_reference: false }]);
  expect(await referencesOf(newer.id)).toEqual([{ is_reference: true }]);
});

test('a blocked customer stays blocked', async () => {
  await world.happens({ customer: 'blocked' });
  await sue.post('/v1/customers/blocked/block', { reason: 'stolen telephone' });
  const { id } = await ann.take();
  // The block came after the case: whoever approves must have seen it, and then it takes two.
  expect((await ann.decide(id, 'approve', ['same_person'])).body.code).toBe('state_conflict');
  expect((await ann.decide(id, 'approve', ['same_person'])).body.state).toBe('awaiting_second');
  await sue.take();
  expect((await sue.decide(id, 'approve', ['same_person'])).body.outcome).toBe('approve');
  expect((await ann.get('/v1/customers/blocked')).body.status).toBe('blocked');
});

test('what may not be is refused, and changes nothing', async () => {
  await world.happens();
  const { id, version } = await ann.take();
  const decide = (body: object, by = ann) => by.post(`/v1/cases/${id}/decision`, { version, ...body });
  const refused = async (answer: ReturnType<typeof decide>) => {
    const { status, body } = await answer;
    return [status, body.code];
  };
  const bad = [400, 'request_invalid'];
  expect(await refused(decide({ outcome: 'approve', reasons: ['different_person'] }))).toEqual(bad);
  expect(await refused(decide({ outcome: 'approve', reasons: [] }))).toEqual(bad);
  expect(await refused(decide({ outcome: 'approve', reasons: ['because'] }))).toEqual(bad);
  expect(await refused(decide({ outcome: 'review', reasons: ['same_person'] }))).toEqual(bad);
  expect(await refused(decide({ outcome: 'reject', reasons: ['other'] }))).toEqual(bad);
  expect(await refused(decide({ outcome: 'reject', reasons: ['other'], text: '  ' }))).toEqual(bad);
  expect(await refused(decide({ outcome: 'reject', reasons: ['other'], text: 'a\0b' }))).toEqual(bad);
  const fine = { outcome: 'reject', reasons: ['different_person'] };
  expect(await refused(decide(fine, sue))).toEqual([409, 'state_conflict']);
  expect(await refused(decide({ ...fine, version: version + 1 }))).toEqual([409, 'state_conflict']);
  const program = world.program();
  expect(await refused(decide(fine, program))).toEqual([403, 'permission_missing']);
  expect((await decide(fine)).status).toBe(200);
  expect(await refused(decide({ ...fine, version: version + 1 }))).toEqual([409, 'state_conflict']);
});

test('sent again under its key a decision is made once', async () => {
  await world.happens();
  const { id, version } = await ann.take();
  const body = { version, outcome: 'reject', reasons: ['different_person'] };
  const headers = { 'idempotency-key': 'decide-1' };
  const first = await ann.post(`/v1/cases/${id}/decision`, body, headers);
  const again = await ann.post(`/v1/cases/${id}/decision`, body, headers);
  expect(again).toEqual(first);
  expect((await logOf(id)).filter(({ action }) => action === 'case.decided')).toHaveLength(1);
});

describe('against the evidence', () => {
  /** Ann approves though the chip is forged. */
  async function overridden(customer: string) {
    const verification = await world.happens({ customer, score: ALIKE, objections: [FORGED] });
    const { id } = await ann.take();
    await ann.post(`/v1/cases/${id}/notes`, { text: 'The reader was broken.' });
    const { body } = await ann.decide(id, 'approve', ['document_in_order'], 'Called the authority.');
    return { id, verification, body };
  }

  test('it takes a second person, who may supervise', async () => {
    const { id, body } = await overridden('override');
    expect(body).toMatchObject({ state: 'awaiting_second', outcome: null, assignee: null, secondLook: null });
    expect((await sue.get('/v1/customers/override')).body.status).toBe('pending');
    expect(await ann.take()).toBeUndefined();
    expect((await sue.post(`/v1/cases/${id}/assign`, { version: body.version, person: ann.id })).status).toBe(
      409,
    );

    expect((await sue.take()).id).toBe(id);
    const second = await sue.decide(id, 'approve', ['document_in_order']);
    expect(second.body).toMatchObject({ state: 'decided', outcome: 'approve', secondLook: 'override' });
    expect((await sue.get('/v1/customers/override')).body.status).toBe('enrolled');
    expect((await logOf(id)).map(({ action }) => action).slice(-2)).toEqual([
      'case.decided',
      'case.overridden',
    ]);
    expect((await logOf(id)).at(-1)).toMatchObject({
      actor: { id: sue.id },
      details: { outcome: 'approve' },
    });
  });

  test('a supervisor is not their own second person', async () => {
    await world.happens({ score: ALIKE, objections: [FORGED] });
    const { id } = await sue.take();
    const { body } = await sue.decide(id, 'approve', ['document_in_order']);
    expect(body.state).toBe('awaiting_second');
    expect(await sue.take()).toBeUndefined();
    const assigned = await tom.post(`/v1/cases/${id}/assign`, { version: body.version, person: sue.id });
    expect(assigned).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    await tom.take();
    expect((await tom.decide(id, 'approve', ['document_in_order'])).body.outcome).toBe('approve');
  });

  test('the second does not learn what the first said before saying something themselves', async () => {
    const { id } = await overridden('blind second');
    await sue.take();
    const { body, text } = await sue.get(`/v1/cases/${id}`);
    expect(body).toMatchObject({
      looks: [],
      notes: [],
      outcome: null,
      outcomeReasons: null,
      secondLook: null,
    });
    for (const told of ['authority', 'reader was broken', 'document_in_order', 'override', '"outcome":"'])
      expect(text).not.toContain(told);
    expect((await sue.get('/v1/cases?state=awaiting_second')).text).not.toContain('document_in_order');
    // Nor does anybody else; the first knows it anyhow.
    expect((await tom.get(`/v1/cases/${id}`)).body.looks).toEqual([]);
    expect((await world.program().get(`/v1/cases/${id}`)).body.looks).toEqual([]);
    expect((await ann.get(`/v1/cases/${id}`)).body).toMatchObject({
      looks: [{ ordinal: 1, outcome: 'approve', text: 'Called the authority.', againstEvidence: true }],
      notes: [{ text: 'The reader was broken.' }],
    });

    // They differ: what does not go against the evidence holds.
    const decided = await sue.decide(id, 'reject', ['document_forged']);
    expect(decided.body).toMatchObject({ outcome: 'reject', outcomeReasons: ['document_forged'] });
    expect((await sue.get('/v1/customers/blind second')).body.status).toBe('pending');
    expect((await sue.get(`/v1/cases/${id}`)).body.looks).toMatchObject([
      { by: { name: 'Ann' }, outcome: 'approve', text: 'Called the authority.' },
      { by: { name: 'Sue' }, outcome: 'reject' },
    ]);
    expect((await logOf(id)).map(({ action }) => action)).not.toContain('case.overridden');
  });

  test('others get a second look by chance, and then too nothing goes against the evidence by one alone', async () => {
    draw = 0.01;
    await world.happens({ score: ALIKE, objections: [FORGED], customer: 'drawn' });
    const { id } = await ann.take();
    expect((await ann.decide(id, 'reject', ['document_forged'])).body).toMatchObject({
      ...{ state: 'awaiting_second', secondLook: null },
    });
    await sue.take();
    expect((await sue.decide(id, 'approve', ['document_in_order'])).body).toMatchObject({
      ...{ outcome: 'reject', secondLook: 'drawn' },
    });
    expect((await sue.get('/v1/customers/drawn')).body.status).toBe('pending');
    // One that goes against the evidence may be drawn as any other: else those drawn would not speak for all.
    await world.happens({ score: ALIKE, objections: [FORGED] });
    const { id: against } = await ann.take();
    await ann.decide(against, 'approve', ['document_in_order']);
    await sue.take();
    const { body } = await sue.decide(against, 'reject', ['document_forged']);
    expect(body).toMatchObject({ outcome: 'reject', secondLook: 'drawn' });
    draw = 0.999;
  });
});

test('two who decide at once: one does', async () => {
  await world.happens({ customer: 'race' });
  const { id, version } = await ann.take();
  const answers = await Promise.all(
    ['approve', 'reject'].map((outcome) =>
      ann.post(`/v1/cases/${id}/decision`, {
        ...{ version, outcome, reasons: [outcome === 'approve' ? 'same_person' : 'different_person'] },
      }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('decisions about a customer and on a case of theirs, made at once, do not block each other', async () => {
  for (let i = 0; i < 5; i++) {
    await world.happens({ customer: 'busy' });
    const { id, version } = await ann.take();
    const body = { version, outcome: 'approve', reasons: ['same_person'] };
    const [answer] = await Promise.all([
      ann.post(`/v1/cases/${id}/decision`, body),
      world.happens({ customer: 'busy', score: ALIKE }),
      world.happens({ customer: 'busy', score: ALIKE }),
    ]);
    expect(answer.status).toBe(200);
  }
});

describe('the seconds of a look', () => {
  const secondsOf = async (id: string): Promise<number> =>
    (
      await world.within((transaction) =>
        transaction
          .selectFrom('case_looks')
          .select('seconds')
          .where('case', '=', id)
          .executeTakeFirstOrThrow(),
      )
    ).seconds;
  /** Ann is given it, reads it so many minutes later, and decides it after as many. */
  async function lookedAt({ idle, minutes }: { idle: number; minutes: number }): Promise<number> {
    await world.emptyQueue();
    await world.happens();
    const { id } = await ann.take();
    await world.minutesPass(idle);
    await ann.get(`/v1/cases/${id}`);
    await world.minutesPass(minutes);
    expect((await ann.decide(id, 'reject', ['different_person'])).status).toBe(200);
    return secondsOf(id);
  }

  test('are from when whoever has it first reads the case, and not from when it was given to them', async () => {
    const seconds = await lookedAt({ idle: 15, minutes: 2 });
    expect(seconds).toBeGreaterThanOrEqual(120);
    // And the moments that the test itself took.
    expect(seconds).toBeLessThan(15 * 60);
  });

  test('are half an hour at most: a case that was taken in the evening was not looked at all night', async () => {
    expect(await lookedAt({ idle: 0, minutes: 15 * 60 })).toBe(1800);
  });

  test('begin anew with whoever is given it then', async () => {
    await world.emptyQueue();
    await world.happens();
    const { id } = await ann.take();
    const { body } = await ann.get(`/v1/cases/${id}`);
    await world.minutesPass(20);
    await sue.post(`/v1/cases/${id}/assign`, { version: body.version, person: sue.id });
    expect((await sue.decide(id, 'reject', ['different_person'])).status).toBe(200);
    expect(await secondsOf(id)).toBeLessThan(15 * 60);
  });
});
