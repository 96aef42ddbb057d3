import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ALIKE, BASE64, faultOfAnswer, openWorld, UNSURE, type World } from './cases.fixture.js';
import { placeSeed, Seed } from './index.js';
import { listCases } from './queue.js';

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
afterEach(() => world.emptyQueue());

const draft = (more: object = {}) => ({
  selfie: BASE64('a selfie'),
  document: BASE64('a page'),
  answer: 'non_mated',
  ...more,
});

/** Brought by Sue, and among the cases. */
async function placed(more: object = {}): Promise<{ seed: string; case: string; verification: string }> {
  const { body } = await sue.post('/v1/cases/seeds', draft(more));
  await placeSeed(world.cases, { tenant: world.tenant, seed: body.id });
  const row = await world.within((transaction) =>
    transaction.selectFrom('case_seeds').selectAll().where('id', '=', body.id).executeTakeFirstOrThrow(),
  );
  return { seed: body.id, case: row.case!, verification: row.verification! };
}

describe('bringing', () => {
  test('supervisors alone bring seeds, and others see none of it', async () => {
    expect((await ann.post('/v1/cases/seeds', draft())).status).toBe(403);
    expect((await ann.get('/v1/cases/seeds')).status).toBe(403);
    const { status, body } = await sue.post('/v1/cases/seeds', draft({ note: 'Twins.', customer: 'C-1' }));
    expect(status).toBe(201);
    const own = (await sue.get('/v1/cases/seeds')).body.items[0];
    expect(own).toMatchObject({
      ...{ id: body.id, state: 'waiting', answer: 'non_mated' },
      revealed: { note: 'Twins.', customer: 'C-1', case: null },
    });
    expect(faultOfAnswer(Seed, own)).toBeUndefined();
    expect((await tom.get('/v1/cases/seeds')).body.items[0]).toMatchObject({ id: body.id, revealed: null });
    expect(JSON.stringify(await world.log())).not.toContain('Twins');
    expect((await sue.send('DELETE', `/v1/cases/seeds/${body.id}`)).status).toBe(204);
    expect((await sue.send('DELETE', `/v1/cases/seeds/${body.id}`)).status).toBe(404);
    expect((await sue.get('/v1/cases/seeds')).body.items[0]).toMatchObject({
      ...{ state: 'removed', revealed: { note: null } },
    });
  });

  test('pictures that the model decides by itself are refused, as is a name that is taken', async () => {
    world.score.next = ALIKE;
    const refused = await sue.post('/v1/cases/seeds', draft());
    world.score.next = UNSURE;
    expect(refused).toMatchObject({ status: 422, body: { code: 'seed_unsuited' } });
    expect(refused.body.detail).toMatch(
      /^the decision on these pictures is approve \(score_reaches_threshold\)/,
    );
    await world.happens({ customer: 'taken' });
    const taken = await sue.post('/v1/cases/seeds', draft({ customer: 'taken' }));
    expect(taken).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect((await sue.post('/v1/cases/seeds', draft({ answer: 'perhaps' }))).status).toBe(400);
  });

  test('what the model would decide by itself by now is set aside', async () => {
    const { body } = await sue.post('/v1/cases/seeds', draft());
    world.score.next = ALIKE;
    await placeSeed(world.cases, { tenant: world.tenant, seed: body.id });
    world.score.next = UNSURE;
    expect((await sue.get('/v1/cases/seeds')).body.items[0].state).toBe('unsuited');
    expect((await ann.get('/v1/cases')).body.items).toEqual([]);
  });

  test('they come at the share that was set, some minutes after another case', async () => {
    expect((await sue.get('/v1/cases/settings')).body).toEqual({ seedShare: 0.05, secondLookShare: 0.05 });
    expect((await ann.send('PUT', '/v1/cases/settings', { seedShare: 0, secondLookShare: 0 })).status).toBe(
      403,
    );
    const set = await sue.send('PUT', '/v1/cases/settings', { seedShare: 0.2, secondLookShare: 0 });
    expect(set.body).toEqual({ seedShare: 0.2, secondLookShare: 0 });
    expect((await sue.send('PUT', '/v1/cases/settings', { seedShare: 0.6, secondLookShare: 0 })).status).toBe(
      400,
    );
    const { body } = await sue.post('/v1/cases/seeds', draft());
    // One in five of all is one for each four others.
    draw = 0.2501;
    await world.happens();
    expect(world.later).toEqual([]);
    draw = 0.2499;
    await world.happens();
    expect(world.later).toEqual([{ tenant: world.tenant, seed: body.id, afterSeconds: 0.2499 * 600 }]);
    await world.happens();
    expect(world.later).toHaveLength(1);
    draw = 0.999;
    await sue.send('PUT', '/v1/cases/settings', { seedShare: 0.05, secondLookShare: 0.05 });
  });
});

describe('among the cases', () => {
  /** Keys at every depth, and of what kind each value is. */
  const shapeOf = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shapeOf);
    if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  };

  test('a seed looks as any other does, wherever a reviewer may look', async () => {
    const real = await world.happens({ customer: 'C-100' });
    const seed = await placed({ customer: 'C-102', note: 'an actor' });
    const other = await world.caseOf(real);

    const { items } = (await ann.get('/v1/cases')).body;
    const [a, b] = [other, seed.case].map((id) => items.find((item: { id: string }) => item.id === id));
    expect(shapeOf(b)).toEqual(shapeOf(a));
    expect(b.reasons).toEqual(a.reasons);
    expect(b.risk).toBe(a.risk);
    for (const path of [(id: string) => `/v1/cases/${id}`, (id: string) => `/v1/cases/${id}?blind=true`]) {
      const [of, ofSeed] = [(await ann.get(path(other))).body, (await ann.get(path(seed.case))).body];
      expect(shapeOf(ofSeed)).toEqual(shapeOf(of));
      expect(ofSeed.history.map(({ action, by }: { action: string; by: object }) => [action, by])).toEqual(
        of.history.map(({ action, by }: { action: string; by: object }) => [action, by]),
      );
      expect(JSON.stringify(ofSeed)).not.toMatch(/seed|an actor|"mated"|"non_mated"/);
    }
    const [v, vSeed] = [
      (await ann.get(`/v1/verifications/${real.id}`)).body,
      (await ann.get(`/v1/verifications/${seed.verification}`)).body,
    ];
    expect(shapeOf(vSeed)).toEqual(shapeOf(v));
    // Case and decision are of one moment, as of any other, and identifiers tell the same time.
    expect(vSeed.createdAt).toBe(b.openedAt);
    expect(v.createdAt).toBe(a.openedAt);
    const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    const aheadOf = (id: string, moment: string) => timeOf(id) - Date.parse(moment);
    // As far as those of any other: where a clock has jumped back, all identifiers stay ahead (RFC 9562, 6.2).
    for (const id of [seed.case, seed.verification])
      expect(Math.abs(aheadOf(id, b.openedAt) - aheadOf(other, a.openedAt))).toBeLessThan(60_000);
    expect(seed.case[14]).toBe('7');
    expect((await ann.get(`/v1/verifications/${seed.verification}/pictures/selfie`)).text).toBe('a selfie');
    expect(shapeOf((await ann.get('/v1/customers/C-102')).body)).toEqual(
      shapeOf((await ann.get('/v1/customers/C-100')).body),
    );
  });

  test('figures of its day are those of the day of any other case, and reviewers see none', async () => {
    const [withSeed, withReal] = [
      await world.newTenant('of-a-seed'),
      await world.newTenant('of-a-real-case'),
    ];
    const asked = async (tenant: string, name: string, opened: () => Promise<unknown>) => {
      const supervisor = await world.person('supervisor', `${name}-supervisor`, tenant);
      const reviewer = await world.person('reviewer', `${name}-reviewer`, tenant);
      await opened();
      const [row] = (await supervisor.get('/v1/cases')).body.items;
      const to = new Date(Date.parse(row.openedAt) + 1).toISOString();
      const simulation = { version: 1, from: row.openedAt, to };
      const figures = `/v1/analytics?from=${row.openedAt}&to=${to}`;
      expect((await reviewer.post('/v1/policies/simulate', simulation)).status).toBe(403);
      expect((await reviewer.get(figures)).status).toBe(403);
      return [
        await supervisor.post('/v1/policies/simulate', simulation),
        await supervisor.get(figures),
        await supervisor.get(`${figures}&by=channel&step=week`),
        await supervisor.get(`${figures.replace('analytics', 'analytics/drift')}&by=channel`),
      ].map(({ status, body: { instance: _, requestId: __, ...body } }) => ({ status, body }));
    };
    const ofSeed = await asked(withSeed, 'seed', async () => {
      const brings = await world.person('supervisor', 'Uma', withSeed);
      const { body } = await brings.post('/v1/cases/seeds', draft({ customer: 'C-103' }));
      await placeSeed(world.cases, { tenant: withSeed, seed: body.id });
    });
    const ofReal = await asked(withReal, 'real', () => world.happens({ customer: 'C-104' }, withReal));
    expect(ofSeed).toEqual(ofReal);
    expect(ofSeed.map(({ status }) => status)).toEqual([400, 200, 200, 200]);
  });

  test('whoever brought it is not given it, and no other supervisor is told', async () => {
    const seed = await placed();
    expect(await sue.take()).toBeUndefined();
    expect((await tom.get('/v1/cases/seeds')).body.items[0]).toMatchObject({ state: 'due', revealed: null });
    expect((await ann.take()).id).toBe(seed.case);
    await ann.decide(seed.case, 'reject', ['different_person']);
    expect((await tom.get('/v1/cases/seeds')).body.items[0]).toMatchObject({
      ...{ state: 'placed', revealed: { case: seed.case } },
    });
  });

  test('it enrols nobody, tells nobody, is in no search and in no figure', async () => {
    const before = world.emitted.length;
    const seed = await placed({ customer: 'C-200', answer: 'mated' });
    await ann.take();
    const { body } = await ann.decide(seed.case, 'approve', ['same_person']);
    expect(body).toMatchObject({ state: 'decided', outcome: 'approve' });
    expect(world.emitted).toHaveLength(before);
    const { rows } = await world.within(async (transaction) => {
      const { sql } = await import('kysely');
      return sql<Record<string, number>>`select
        (select count(*) from templates where verification = ${seed.verification}) as templates,
        (select count(*) from verifications where id = ${seed.verification} and document_digest is not null) as digests,
        (select count(*) from customers where id = 'C-200' and status = 'pending') as pending,
        (select count(*) from business_verifications where id = ${seed.verification}) as counted,
        (select count(*) from business_customers where id = 'C-200') as customers,
        (select count(*) from verifications) - (select count(*) from business_verifications) as left_out,
        (select count(*) from case_seeds where state = 'placed') as seeds`.execute(transaction);
    });
    const { left_out, seeds, ...none } = rows[0]!;
    expect(none).toEqual({ templates: 0, digests: 0, pending: 1, counted: 0, customers: 0 });
    expect(left_out).toBe(seeds);
    const { text } = await world.program(['cases.export']).get('/v1/cases/export');
    expect(text).not.toContain(seed.verification);
  });

  test('it is not laid to a customer who comes by its name while it is placed', async () => {
    const { body } = await sue.post('/v1/cases/seeds', draft({ customer: 'C-300' }));
    const { inference } = world.cases.deciding;
    const meanwhile = {
      ...inference,
      model: inference.model,
      verify: async (...given: Parameters<typeof inference.verify>) => {
        await world.happens({ customer: 'C-300', score: 0.8 });
        return inference.verify(...given);
      },
    };
    const cases = {
      ...world.cases,
      deciding: { ...world.cases.deciding, inference: meanwhile as typeof inference },
    };
    const job = { tenant: world.tenant, seed: body.id };
    await expect(placeSeed(cases, job)).rejects.toMatchObject({ code: 'state_conflict' });
    await placeSeed(world.cases, job);
    const { items } = (await sue.get('/v1/cases/seeds')).body;
    expect(items.find(({ id }: { id: string }) => id === body.id).state).toBe('unsuited');
    const { rows } = await world.within(async (transaction) => {
      const { sql } = await import('kysely');
      return sql<{ count: number }>`
        select count(*) as count from business_customers where id = 'C-300'`.execute(transaction);
    });
    expect(rows[0]!.count).toBe(1);
  });

  test('its own pictures are deleted once it was placed; the case has its own', async () => {
    const seed = await placed();
    const rows = await world.within((transaction) =>
      transaction
        .selectFrom('pictures')
        .innerJoin('case_seeds', 'case_seeds.subject', 'pictures.subject')
        .select('pictures.deleted_at')
        .where('case_seeds.id', '=', seed.seed)
        .execute(),
    );
    expect(rows.map(({ deleted_at }) => deleted_at)).toEqual([expect.any(Date), expect.any(Date)]);
    expect((await sue.send('DELETE', `/v1/cases/seeds/${seed.seed}`)).status).toBe(409);
  });

  test('a job that is done twice places one case', async () => {
    const { body } = await sue.post('/v1/cases/seeds', draft());
    const job = { tenant: world.tenant, seed: body.id };
    await Promise.allSettled([placeSeed(world.cases, job), placeSeed(world.cases, job)]);
    await placeSeed(world.cases, job);
    const list = () =>
      world.within((transaction) =>
        listCases(transaction, { state: 'open' }, { order: 'queue', after: undefined, limit: 9 }),
      );
    expect(await list()).toHaveLength(1);
  });
});
