import { afterAll, beforeAll, expect, test } from 'vitest';
import { agreementOf, ratesOf } from './accuracy.js';
import { ALIKE, BASE64, FORGED, faultOfAnswer, openWorld, type World } from './cases.fixture.js';
import { AccuracyBody, placeSeed } from './index.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('rates of errors on cases whose answer was known, with exact intervals', () => {
  const looks = [
    { person: 'a', answer: 'non_mated', outcome: 'approve', count: 2 },
    { person: 'a', answer: 'non_mated', outcome: 'reject', count: 37 },
    { person: 'a', answer: 'non_mated', outcome: 'recapture', count: 1 },
    { person: 'a', answer: 'mated', outcome: 'approve', count: 20 },
  ] as const;
  const { falseAccepts, falseRejects, recaptures } = ratesOf(looks);
  // The binomial distribution summed, and bisected for its tails of 2.5 %.
  expect(falseAccepts).toMatchObject({ errors: 2, trials: 40, rate: 0.05 });
  expect(falseAccepts.interval![0]).toBeCloseTo(0.0061136466, 9);
  expect(falseAccepts.interval![1]).toBeCloseTo(0.169196864, 9);
  expect(falseRejects.interval![1]).toBeCloseTo(0.168433471, 9);
  expect(recaptures).toMatchObject({ errors: 1, trials: 60 });
  expect(ratesOf([]).falseAccepts).toEqual({ errors: 0, trials: 0, rate: null, interval: null });
});

test('agreement of first and second looks', () => {
  const pair = (first: 'approve' | 'reject', second: 'approve' | 'reject', count: number) =>
    ({ because: 'drawn', first, second, count }) as const;
  const agreement = agreementOf([
    pair('approve', 'approve', 20),
    pair('approve', 'reject', 5),
    pair('reject', 'approve', 10),
    pair('reject', 'reject', 15),
  ]);
  expect(agreement).toMatchObject({ pairs: 50, agreed: 35, share: 0.7 });
  expect(agreement.kappa).toBeCloseTo(0.4, 12);
  expect(agreementOf([])).toEqual({
    ...{ pairs: 0, agreed: 0, share: null, interval: null, kappa: null, kappaInterval: null },
  });
});

test('of each reviewer, from what they decided', async () => {
  const ann = await world.person('reviewer', 'Ann');
  const sue = await world.person('supervisor', 'Sue');
  const tom = await world.person('supervisor', 'Tom');
  const cleo = await world.person('compliance', 'Cleo');
  const seed = async (answer: string) => {
    const { body } = await sue.post('/v1/cases/seeds', {
      ...{ selfie: BASE64('s'), document: BASE64('d'), answer },
    });
    await placeSeed(world.cases, { tenant: world.tenant, seed: body.id });
  };
  const decides = async (by: typeof ann, outcome: string, reason: string, seconds: number) => {
    const { id } = await by.take();
    await by.get(`/v1/cases/${id}`);
    await world.minutesPass(seconds / 60);
    return (await by.decide(id, outcome, [reason])).body;
  };
  for (const answer of ['non_mated', 'non_mated', 'mated']) await seed(answer);
  await decides(ann, 'approve', 'same_person', 60); // A false accept.
  await decides(ann, 'reject', 'different_person', 120);
  await decides(ann, 'reject', 'different_person', 600); // A false reject.
  await seed('mated');
  await decides(tom, 'approve', 'same_person', 30);
  // Whoever brought it may be assigned it, and that measures nothing.
  await seed('non_mated');
  const { items } = (await sue.get('/v1/cases')).body;
  await tom.post(`/v1/cases/${items[0].id}/assign`, { version: 1, person: sue.id });
  await sue.decide(items[0].id, 'approve', ['same_person']);
  // An override, at which two differ.
  await world.happens({ score: ALIKE, objections: [FORGED] });
  await decides(ann, 'approve', 'document_in_order', 240);
  await decides(sue, 'reject', 'document_forged', 10);
  await world.happens();
  await ann.take();

  const { status, body } = await cleo.get('/v1/reviewers/accuracy');
  expect(status).toBe(200);
  expect(faultOfAnswer(AccuracyBody, body)).toBeUndefined();
  expect(body.reviewers).toMatchObject([
    {
      person: { name: 'Ann' },
      falseAccepts: { errors: 1, trials: 2, rate: 0.5 },
      falseRejects: { errors: 1, trials: 1, rate: 1 },
      recaptures: { errors: 0, trials: 3 },
      ...{ looks: 4, assigned: 1 },
    },
    { person: { name: 'Sue' }, falseAccepts: { trials: 0, rate: null }, looks: 2, assigned: 0 },
    { person: { name: 'Tom' }, falseRejects: { errors: 0, trials: 1 }, looks: 1 },
  ]);
  // Of 60, 120, 240 and 600 seconds, and the moments that the test itself took.
  expect(body.reviewers[0].medianSeconds).toBeGreaterThanOrEqual(180);
  expect(body.reviewers[0].medianSeconds).toBeLessThan(240);
  expect(body.all).toMatchObject({
    falseAccepts: { errors: 1, trials: 2 },
    falseRejects: { errors: 1, trials: 2 },
  });
  expect(body.agreement).toMatchObject({ drawn: { pairs: 0 }, override: { pairs: 1, agreed: 0 } });
  expect((await ann.get('/v1/reviewers/accuracy')).status).toBe(403);
  const other = await world.newTenant('other');
  const [uma, key] = [
    await world.person('supervisor', 'Uma', other),
    world.program(['reviewers.read'], other),
  ];
  expect((await key.get('/v1/reviewers/accuracy')).body).toMatchObject({
    reviewers: [],
    all: { falseAccepts: { trials: 0 } },
  });
  expect((await uma.get('/v1/cases/seeds')).body.items).toEqual([]);
  const later = new Date(Date.now() + 60_000).toISOString();
  expect((await sue.get(`/v1/reviewers/accuracy?since=${later}`)).body.all.falseAccepts.trials).toBe(0);
});

test('a seed that awaits a second look is told of by no figure: its answer would be known to who gives it', async () => {
  const bank = await world.newTenant('waiting');
  const vera = await world.person('reviewer', 'Vera', bank);
  const uwe = await world.person('supervisor', 'Uwe', bank);
  const una = await world.person('supervisor', 'Una', bank);
  await uwe.send('PUT', '/v1/cases/settings', { seedShare: 0, secondLookShare: 1 });
  const seed = { selfie: BASE64('s'), document: BASE64('d'), answer: 'non_mated' };
  const { body } = await uwe.post('/v1/cases/seeds', seed);
  await placeSeed(world.cases, { tenant: bank, seed: body.id });
  const { id } = await vera.take();
  expect((await vera.decide(id, 'approve', ['same_person'])).body.state).toBe('awaiting_second');
  const trials = async () => (await una.get('/v1/reviewers/accuracy')).body.all.falseAccepts.trials;
  expect(await trials()).toBe(0);
  await una.take();
  await una.decide(id, 'reject', ['different_person']);
  expect(await trials()).toBe(2);
});

test('a second look at a seed by whoever brought it is no agreement', async () => {
  const bank = await world.newTenant('agreeing');
  const vera = await world.person('reviewer', 'Vera', bank);
  const uwe = await world.person('supervisor', 'Uwe', bank);
  await uwe.send('PUT', '/v1/cases/settings', { seedShare: 0, secondLookShare: 1 });
  const seed = { selfie: BASE64('s'), document: BASE64('d'), answer: 'mated' };
  const { body } = await uwe.post('/v1/cases/seeds', seed);
  await placeSeed(world.cases, { tenant: bank, seed: body.id });
  await world.happens({}, bank);
  for (let i = 0; i < 2; i++) await vera.decide((await vera.take()).id, 'approve', ['same_person']);
  for (const { id, version } of (await uwe.get('/v1/cases')).body.items) {
    await uwe.post(`/v1/cases/${id}/assign`, { version, person: uwe.id });
    await uwe.decide(id, 'approve', ['same_person']);
  }
  const { agreement, all } = (await uwe.get('/v1/reviewers/accuracy')).body;
  expect(agreement.drawn).toMatchObject({ pairs: 1, agreed: 1 });
  expect(all.falseRejects.trials).toBe(1);
});

test('the export: a line a decided case, with what the decision says of the faces', async () => {
  const ben = await world.person('engineer', 'Ben');
  const eva = await world.person('reviewer', 'Eva');
  await world.emptyQueue();
  const before = (await world.log()).length;
  const one = await world.happens({ customer: 'exported' });
  const { id } = await eva.take();
  await eva.decide(id, 'approve', ['same_person'], 'Not for the export.');
  const forged = await world.happens({ score: ALIKE, objections: [FORGED] });
  await eva.decide((await eva.take()).id, 'reject', ['document_forged']);
  const gone = await world.happens({ customer: 'gone' });
  await eva.decide((await eva.take()).id, 'reject', ['different_person']);
  await world.within((transaction) => world.subjects.erase(transaction, gone.subject.id));

  const { status, text } = await ben.get(`/v1/cases/export?after=${before}`);
  expect(status).toBe(200);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    {
      ...{ case: id, verification: one.id, outcome: 'approve', label: 'mated', looks: 1, decision: 'review' },
      pictures: { selfie: expect.stringMatching(/^[0-9a-f]{64}$/), document_front: expect.anything() },
      model: one.model.digest,
    },
    { verification: forged.id, outcome: 'reject', label: null, reasons: ['document_forged'] },
  ]);
  expect(lines[0].llr).toBeCloseTo(one.report.llr!, 12);
  expect(text).not.toContain('Not for the export');
  expect((await world.log()).at(-1)).toMatchObject({ action: 'case.exported', actor: { id: ben.id } });
  const elsewhere = await world.newTenant('elsewhere');
  expect((await world.program(['cases.export'], elsewhere).get('/v1/cases/export')).text).toBe('');
  expect((await eva.get('/v1/cases/export')).status).toBe(403);
  expect((await ben.get('/v1/cases/export?after=-1')).status).toBe(400);
  // Whoever goes on behind the last line has the rest, and nothing twice.
  const rest = (await ben.get(`/v1/cases/export?after=${lines[0].sequence}`)).text.trim().split('\n');
  expect(rest.map((line) => JSON.parse(line).verification)).toEqual([forged.id]);
  expect((await ben.get(`/v1/cases/export?after=${lines[1].sequence}`)).text).toBe('');
});

test('the export misses no case that is committed late, whatever the clocks say', async () => {
  const ben = await world.person('engineer', 'Bea');
  const ida = await world.person('reviewer', 'Ida');
  const decide = async () => {
    const { id: verification } = await world.happens();
    await ida.decide((await ida.take()).id, 'approve', ['same_person']);
    return verification;
  };
  const after = (await world.log()).length;
  const exported = async (behind: number) =>
    (await ben.get(`/v1/cases/export?after=${behind}`)).text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  await world.emptyQueue();
  const first = await decide();
  const seen = await exported(after);
  expect(seen.map(({ verification }) => verification)).toEqual([first]);
  // By a process whose clock is behind: it was decided before the first, and committed after the export.
  const late = await decide();
  await world.within((transaction) =>
    transaction
      .updateTable('cases')
      .set({ decided_at: new Date(0) })
      .where('verification', '=', late)
      .execute(),
  );
  expect((await exported(seen[0].sequence)).map(({ verification }) => verification)).toEqual([late]);
});
