// Who may try a policy on past traffic, and what is told to whom. What it finds is in simulation.test.ts.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, UNSURE, type World } from '../cases/cases.fixture.js';

let world: World;
let tenant: string;
let [reviewer, supervisor, compliance]: Awaited<ReturnType<World['person']>>[] = [];

beforeAll(async () => {
  world = await openWorld();
  tenant = await world.newTenant('simulating');
  reviewer = await world.person('reviewer', 'Ann', tenant);
  supervisor = await world.person('supervisor', 'Sue', tenant);
  compliance = await world.person('compliance', 'Cleo', tenant);
});
afterAll(() => world.close());

const today = () => new Date().toISOString();
/** No document passes it: all that is approved would go to a person. */
const RARER = { version: 1 };
const simulate = (by = compliance, body: object = RARER) =>
  by!.post('/v1/policies/simulate', { from: today(), to: new Date(Date.now() + 1).toISOString(), ...body });

test('of fewer than five people nothing is told', async () => {
  for (let i = 0; i < 4; i++) await world.happens({ customer: `C-${i}`, score: UNSURE }, tenant);
  expect(await simulate()).toMatchObject({
    status: 400,
    body: { code: 'request_invalid', detail: expect.stringContaining('fewer than five people') },
  });
  await world.happens({ customer: 'C-4', score: UNSURE }, tenant);
  // Of the whole day, though a moment was asked for.
  expect((await simulate()).body).toMatchObject({ decisions: 5, proofing: { subjects: 5 } });
});

test('it takes the right to see figures: reviewers have none', async () => {
  expect(await simulate(reviewer)).toMatchObject({ status: 403, body: { code: 'permission_missing' } });
  for (const role of ['engineer', 'analyst'] as const)
    expect((await simulate(await world.person(role, role, tenant))).status).toBe(200);
  const keyWith = (...permissions: Parameters<World['program']>[0] & object) =>
    world.program(permissions, tenant);
  expect((await simulate(keyWith('policies.read') as typeof compliance)).status).toBe(403);
  expect((await simulate(keyWith('policies.read', 'analytics.read') as typeof compliance)).status).toBe(200);
});

test('whoever works on cases is shown no examples: none is a case with a known answer', async () => {
  const { document } = (await world.within((transaction) =>
    transaction.selectFrom('policies').select('body as document').executeTakeFirstOrThrow(),
  )) as unknown as { document: object };
  const stricter = { document: { ...document, rejectLlr: 2 } };
  const [change] = (await simulate(compliance, stricter)).body.proofing.changes;
  expect(change).toMatchObject({ from: 'review', to: 'reject', count: 5 });
  expect(change.examples).toHaveLength(5);
  const [seen] = (await simulate(supervisor, stricter)).body.proofing.changes;
  expect(seen).toEqual({ ...change, examples: [] });
});

test('it waits in the line of long questions', async () => {
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  // As many of this tenant as may be asked at once, and wait.
  const others = Array.from({ length: 6 }, () =>
    world.questions.inTurn(tenant, new AbortController().signal, () => answered),
  );
  expect(await simulate()).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  answer();
  await Promise.all(others);
  expect((await simulate()).status).toBe(200);
});
