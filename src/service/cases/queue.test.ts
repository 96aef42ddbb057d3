import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ALIKE, FORGED, faultOfAnswer, LISTED, openWorld, UNSURE, type World } from './cases.fixture.js';
import { Case, CaseDetail } from './index.js';
import { LEASE } from './queue.js';

let world: World;
let ann: Awaited<ReturnType<World['person']>>;
let bob: typeof ann;
let sue: typeof ann;
beforeAll(async () => {
  world = await openWorld();
  ann = await world.person('reviewer', 'Ann');
  bob = await world.person('reviewer', 'Bob');
  sue = await world.person('supervisor', 'Sue');
});
afterAll(() => world.close());

/** Each test begins with an empty queue. */
afterEach(() => world.emptyQueue());

describe('what becomes a case', () => {
  test('a review does, with its risk, in the order of risk and age', async () => {
    const [hour, now] = [3_600_000, Date.now()];
    const plain = await world.happens({ at: new Date(now - hour), customer: 'plain' });
    const forged = await world.happens({ score: ALIKE, objections: [FORGED], at: new Date(now - 2 * hour) });
    const listed = await world.happens({ concerns: [LISTED], at: new Date(now) });
    const { body } = await ann.get('/v1/cases');
    // Risks 4 (LLR 1), 3 (LLR far above, an objection) and 10: 8, 6 and 20 hours ahead of their coming.
    expect(body.items.map((item: { verification: string }) => item.verification)).toEqual([
      listed.id,
      plain.id,
      forged.id,
    ]);
    expect(body.items[1]).toMatchObject({ state: 'open', version: 1, customer: 'plain', assignee: null });
    expect(body.items.map(({ risk }: { risk: number }) => Math.round(risk))).toEqual([10, 4, 3]);
    expect(faultOfAnswer(Case, body.items[0])).toBeUndefined();
    const opened = (await world.log()).filter(({ action }) => action === 'case.opened');
    expect(opened.at(-1)).toMatchObject({
      actor: { kind: 'system' },
      details: { verification: listed.id, reasons: ['score_between_limits', 'face_on_list'] },
    });
    expect(world.emitted.at(-1)).toMatchObject({ type: 'case.opened', data: { verification: listed.id } });
  });

  test('an approval, a rejection and a concern that is only noted do not', async () => {
    await world.happens({ score: ALIKE });
    await world.happens({ score: 0.8 });
    await world.happens({ score: ALIKE, concerns: [{ ...LISTED, effect: 'note' }] });
    await world.happens({ score: 0.8, concerns: [{ ...LISTED, code: 'velocity_device' }] });
    expect((await ann.get('/v1/cases')).body.items).toEqual([]);
  });

  test('a rejection of a listed face does: somebody may be trying one identity after the other', async () => {
    const rejected = await world.happens({ score: 0.8, concerns: [LISTED] });
    expect(rejected.decision).toBe('reject');
    await world.caseOf(rejected);
  });
});

describe('taking', () => {
  test('of twenty at once each gets another case, and none is left out', async () => {
    for (let i = 0; i < 17; i++) await world.happens();
    const people = [ann, bob, sue];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => people[i % 3]!.post('/v1/cases/take')),
    );
    const taken = answers.filter(({ status }) => status === 200).map(({ body }) => body.id);
    expect(new Set(taken).size).toBe(17);
    expect(taken).toHaveLength(17);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(3);
  });

  test('sent again under its key it gives the same case', async () => {
    await world.happens();
    await world.happens();
    const headers = { 'idempotency-key': 'take-1' };
    const first = await ann.post('/v1/cases/take', {}, headers);
    expect((await ann.post('/v1/cases/take', {}, headers)).body.id).toBe(first.body.id);
    await ann.decide(first.body.id, 'recapture', ['selfie_unusable']);
  });

  test('what its assignee leaves alone for half an hour another is given; looking at it keeps it', async () => {
    const case_ = await world.caseOf(await world.happens());
    expect((await ann.take()).id).toBe(case_);
    expect(await bob.take()).toBeUndefined();
    await world.minutesPass(29);
    const before = Date.now();
    const { body: looked } = await ann.get(`/v1/cases/${case_}`);
    // It says of itself that it has begun anew.
    expect(Date.parse(looked.leaseEndsAt)).toBeGreaterThanOrEqual(before + LEASE);
    await world.minutesPass(29);
    expect(await bob.take()).toBeUndefined();
    expect((await ann.get('/v1/cases/counts')).body).toMatchObject({ assigned: 1, mine: 1, stale: 0 });
    await world.minutesPass(2);
    expect((await ann.get('/v1/cases/counts')).body.stale).toBe(1);
    expect(await bob.take()).toMatchObject({ id: case_, assignee: { id: bob.id, name: 'Bob' }, version: 3 });
    const late = await ann.post(`/v1/cases/${case_}/decision`, {
      ...{ version: 3, outcome: 'reject', reasons: ['different_person'] },
    });
    expect(late).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    const log = (await world.log()).filter(({ action }) => action === 'case.assigned');
    expect(log.at(-1)).toMatchObject({
      actor: { id: bob.id, name: 'Bob' },
      target: { kind: 'case', id: case_ },
      details: { to: bob.id, from: ann.id },
    });
    await bob.decide(case_, 'recapture', ['selfie_unusable']);
  });

  test('a version that is past is refused', async () => {
    const case_ = await world.caseOf(await world.happens());
    const { version } = await ann.take();
    await sue.post(`/v1/cases/${case_}/notes`, { text: 'Called: phone is off.' });
    const answer = await ann.post(`/v1/cases/${case_}/release`, { version });
    expect(answer).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect(answer.body.detail).toContain('version 3');
    await ann.decide(case_, 'recapture', ['selfie_unusable']);
  });
});

describe('noting', () => {
  const note = (by: typeof ann, case_: string) =>
    by.post(`/v1/cases/${case_}/notes`, { text: 'Phone is off.' });
  const decision = (version: number) => ({ version, outcome: 'recapture', reasons: ['selfie_unusable'] });

  test('what somebody notes on their own case does not stand against what they decide', async () => {
    const case_ = await world.caseOf(await world.happens());
    const { version } = await ann.take();
    expect((await note(ann, case_)).status).toBe(201);
    expect((await ann.get(`/v1/cases/${case_}`)).body).toMatchObject({
      version,
      notes: [{ by: { id: ann.id } }],
    });
    expect((await ann.post(`/v1/cases/${case_}/decision`, decision(version))).status).toBe(200);
  });

  test('what another notes does, until it has been read', async () => {
    const case_ = await world.caseOf(await world.happens());
    const { version } = await ann.take();
    await note(sue, case_);
    // Their own, written after it, is no sign that they have read the other's.
    await note(ann, case_);
    const unread = await ann.post(`/v1/cases/${case_}/decision`, decision(version));
    expect(unread).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    const { body: read } = await ann.get(`/v1/cases/${case_}`);
    expect((await ann.post(`/v1/cases/${case_}/decision`, decision(read.version))).status).toBe(200);
  });

  test('what the first notes while the second looks does not: the second may not read it yet', async () => {
    const case_ = await world.caseOf(await world.happens({ score: ALIKE, objections: [FORGED] }));
    await ann.take();
    await ann.decide(case_, 'approve', ['document_in_order']);
    const { version } = await sue.take();
    await note(ann, case_);
    expect((await sue.get(`/v1/cases/${case_}`)).body).toMatchObject({ version, notes: [] });
    const decided = await sue.post(`/v1/cases/${case_}/decision`, decision(version));
    expect(decided.status).toBe(200);
  });
});

describe('counting', () => {
  test('a second look that somebody has taken is theirs, and with others for everybody else', async () => {
    await world.happens({ score: ALIKE, objections: [FORGED] });
    const { id } = await ann.take();
    await ann.decide(id, 'approve', ['document_in_order']);
    const counts = async (of: Pick<typeof ann, 'get'>) => (await of.get('/v1/cases/counts')).body;
    expect(await counts(sue)).toMatchObject({ mine: 0, others: 0, awaitingSecond: 1 });
    await sue.take();
    expect(await counts(sue)).toMatchObject({ mine: 1, others: 0, assigned: 0, awaitingSecond: 1 });
    expect(await counts(ann)).toMatchObject({ mine: 0, others: 1, assigned: 0 });
    // A key is nobody: whatever somebody has is with others.
    expect(await counts(world.program())).toMatchObject({ mine: 0, others: 1 });
  });
});

describe('assigning', () => {
  test('supervisors give cases to people who work on them, and take them back', async () => {
    const case_ = await world.caseOf(await world.happens());
    const mary = await world.person('analyst', 'Mary');
    const assign = (person: string, version: number) =>
      sue.post(`/v1/cases/${case_}/assign`, { person, version });
    expect(await assign(mary.id, 1)).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect(await assign('01938f2e-0000-7000-8000-00000000000a', 1)).toMatchObject({ status: 404 });
    expect((await assign(bob.id, 1)).body).toMatchObject({ state: 'assigned', assignee: { name: 'Bob' } });
    expect((await ann.post(`/v1/cases/${case_}/release`, { version: 2 })).status).toBe(403);
    expect((await bob.get('/v1/cases?assignee=me')).body.items).toHaveLength(1);
    expect((await sue.post(`/v1/cases/${case_}/release`, { version: 2 })).body.state).toBe('open');
    expect((await sue.post(`/v1/cases/${case_}/release`, { version: 3 })).status).toBe(409);
  });

  test('a key reads cases and works on none; reviewers assign none', async () => {
    const case_ = await world.caseOf(await world.happens());
    const program = world.program();
    expect((await program.get('/v1/cases')).status).toBe(200);
    expect((await program.post('/v1/cases/take')).status).toBe(403);
    expect((await ann.post(`/v1/cases/${case_}/assign`, { person: bob.id, version: 1 })).status).toBe(403);
    expect((await world.program(['cases.read']).get(`/v1/cases/${case_}`)).body.code).toBe(
      'permission_missing',
    );
  });
});

describe('the list', () => {
  test('goes on behind a cursor in the order of the queue, and filters', async () => {
    const now = Date.now();
    for (let i = 0; i < 5; i++)
      await world.happens({ at: new Date(now - 60_000 * i), ...(i % 2 && { customer: `list-${i}` }) });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await ann.get(`/v1/cases?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ openedAt }: { openedAt: string }) => openedAt));
      cursor = body.next;
    } while (cursor);
    expect(seen).toEqual([...seen].sort());
    expect(new Set(seen).size).toBe(5);
    const count = async (query: string) => (await ann.get(`/v1/cases?${query}`)).body.items.length;
    expect(await count('customer=list-3')).toBe(1);
    expect(await count('reason=score_between_limits')).toBe(5);
    expect(await count('reason=face_on_list')).toBe(0);
    expect(await count('assignee=none&state=open')).toBe(5);
    expect(await count(`openedBefore=${new Date(now - 90_000).toISOString()}`)).toBe(3);
    expect(await count(`openedAfter=${new Date(now - 90_000).toISOString()}`)).toBe(2);
    expect(await count('state=closed&order=latest')).toBeGreaterThan(20);
    const latest = (await ann.get('/v1/cases?order=latest&limit=2')).body;
    const then = (await ann.get(`/v1/cases?order=latest&limit=2&cursor=${latest.next}`)).body;
    expect([...latest.items, ...then.items].map(({ id }) => id)).toEqual(
      [...latest.items, ...then.items]
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect((await ann.get('/v1/cases?state=undecided')).status).toBe(400);
    for (const query of ['cursor=nonsense', 'reason=%00', 'limit=0', 'openedBefore=2016-12-31T23:59:60Z'])
      expect((await ann.get(`/v1/cases?${query}`)).status).toBe(400);
  });

  test('is an index scan among ten thousand', async () => {
    const { id: verification, subject } = await world.happens({ customer: 'many' });
    const plan = await world.within(async (transaction) => {
      const { sql } = await import('kysely');
      await sql`alter table cases drop constraint cases_tenant_verification_key`.execute(transaction);
      await sql`insert into cases (id, verification, subject, state, version, risk, stands_at, reasons, opened_at)
        select gen_random_uuid(), ${verification}, ${subject.id}, 'open', 1, 1, now() - make_interval(secs => i), '{}', now()
        from generate_series(1, 10000) i`.execute(transaction);
      await sql`analyze cases`.execute(transaction);
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select * from cases
        where cases.state in ('open', 'assigned', 'awaiting_second')
        order by cases.stands_at, cases.id limit 51`.execute(transaction);
      const text = rows.map((row) => row['QUERY PLAN']).join('\n');
      await sql`delete from cases where reasons = '{}'`.execute(transaction);
      await sql`alter table cases add constraint cases_tenant_verification_key unique (tenant, verification)`.execute(
        transaction,
      );
      return text;
    });
    expect(plan).toMatch(/Index Scan using cases_queue/);
    expect(plan).not.toMatch(/Sort/);
  });
});

test('the API’s description has every route', async () => {
  const { paths } = (await world.server.inject('/openapi.json')).json();
  const routes = Object.entries<object>(paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb} ${path}`),
  );
  expect(routes.filter((route) => /case|reviewer/.test(route)).sort()).toEqual([
    'delete /v1/cases/seeds/{id}',
    'get /v1/cases',
    'get /v1/cases/counts',
    'get /v1/cases/export',
    'get /v1/cases/reasons',
    'get /v1/cases/seeds',
    'get /v1/cases/settings',
    'get /v1/cases/{id}',
    'get /v1/reviewers/accuracy',
    'post /v1/cases/seeds',
    'post /v1/cases/take',
    'post /v1/cases/{id}/assign',
    'post /v1/cases/{id}/decision',
    'post /v1/cases/{id}/notes',
    'post /v1/cases/{id}/release',
    'put /v1/cases/settings',
  ]);
});

describe('the detail', () => {
  test('holds everything to decide by, and the look is logged', async () => {
    const earlier = await world.happens({ customer: 'detail' });
    await world.happens({ customer: 'detail', score: 0.8 });
    const { id } = await world.happens({ customer: 'detail', concerns: [LISTED] });
    const case_ = await world.caseOf({ id });
    await ann.post(`/v1/cases/${case_}/notes`, { text: 'Looks tired.' });
    const { body } = await ann.get(`/v1/cases/${case_}`);
    expect(faultOfAnswer(CaseDetail, body)).toBeUndefined();
    expect(body).toMatchObject({
      comparison: { decision: 'review', score: UNSURE, alikeness: { relation: 'about' } },
      document: { portrait: expect.anything() },
      concerns: [{ code: 'face_on_list', evidence: [{ kind: 'list_entry', id: 'entry-1', score: 0.95 }] }],
      pictures: [
        { part: 'document_front', address: `/v1/verifications/${id}/pictures/document_front`, isKept: true },
        { part: 'selfie' },
      ],
      earlier: [{ decision: 'reject' }, { id: earlier.id, decision: 'review' }],
      otherCases: [{ id: await world.caseOf(earlier), state: 'open' }],
      notes: [{ by: { name: 'Ann' }, text: 'Looks tired.' }],
      history: [{ action: 'case.opened' }, { action: 'case.noted', by: { name: 'Ann' } }],
      looks: [],
    });
    expect(body.concerns[0].evidence[0].alikeness.fmr).toBeLessThan(body.comparison.alikeness.fmr);
    expect(body.comparison.alikeness.sentence).toMatch(/^About 1 in \d+ strangers would look this alike/);
    expect((await world.log()).at(-1)).toMatchObject({
      action: 'verification.read',
      target: { kind: 'verification', id },
      details: { case: case_ },
    });
    expect((await ann.get(body.pictures[1].address)).status).toBe(200);
    // The words of a note stand nowhere but sealed.
    expect(JSON.stringify(await world.log())).not.toContain('tired');
    const shown = await ann.get(`/v1/verifications/${id}`);
    expect(shown.body.case).toEqual({ id: case_, state: 'open', outcome: null });
  });

  test('blind: nothing tells what the model made of the faces', async () => {
    const { id } = await world.happens({ customer: 'detail', concerns: [LISTED] });
    const case_ = await world.caseOf({ id });
    const { body, text } = await ann.get(`/v1/cases/${case_}?blind=true`);
    expect(faultOfAnswer(CaseDetail, body)).toBeUndefined();
    expect(body).toMatchObject({ risk: null, comparison: null, reasons: ['face_on_list'] });
    expect(body.concerns[0].evidence[0]).toMatchObject({ score: null, alikeness: null });
    expect(body.earlier.map(({ decision, llr }: { decision: null; llr: null }) => [decision, llr])).toEqual(
      body.earlier.map(() => [null, null]),
    );
    for (const telling of ['llr":1', 'llr":-', 'score_', 'threshold']) expect(text).not.toContain(telling);
    // The seconds of a moment may end as a score does: 40.950Z.
    for (const score of [UNSURE, 0.95]) expect(text).not.toMatch(new RegExp(`(?<!\\d)${score}`));
    const { body: listed } = await ann.get('/v1/cases?blind=true');
    expect(JSON.stringify(listed)).not.toMatch(/score_|evidence_against|"risk":\d/);
  });

  test('another tenant’s cases do not exist', async () => {
    const { id } = await world.happens({ customer: 'ours' });
    const case_ = await world.caseOf({ id });
    const other = await world.newTenant('other');
    const eve = await world.person('supervisor', 'Eve', other);
    expect((await eve.get('/v1/cases')).body.items).toEqual([]);
    expect((await eve.get('/v1/cases/counts')).body).toMatchObject({ open: 0, assigned: 0 });
    expect(await eve.take()).toBeUndefined();
    expect((await eve.get(`/v1/cases/${case_}`)).status).toBe(404);
    for (const [what, body] of [
      ['notes', { text: 'x' }],
      ['assign', { version: 1, person: eve.id }],
      ['release', { version: 1 }],
      ['decision', { version: 1, outcome: 'approve', reasons: ['same_person'] }],
    ] as const)
      expect((await eve.post(`/v1/cases/${case_}/${what}`, body)).status).toBe(404);
    expect((await sue.post(`/v1/cases/${case_}/assign`, { version: 1, person: eve.id })).status).toBe(404);
  });

  test('of whoever was erased the case is closed', async () => {
    const { id, subject } = await world.happens({ customer: 'erased' });
    const case_ = await world.caseOf({ id });
    await world.within((transaction) => world.subjects.erase(transaction, subject.id));
    expect((await ann.get('/v1/cases?state=closed&customer=erased')).body.items).toMatchObject([
      { id: case_, version: 2 },
    ]);
    expect(await ann.take()).toBeUndefined();
    expect((await ann.get(`/v1/cases/${case_}`)).status).toBe(410);
    expect((await sue.post(`/v1/cases/${case_}/assign`, { version: 2, person: ann.id })).status).toBe(409);
  });
});
