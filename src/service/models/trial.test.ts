// Who says which model is tried, and what is told of it: a real database and log. Over HTTP it is in models.test.ts.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../compliance.fixture.js';
import { ensureTenant } from '../identity/index.js';
import { askAnew, runOf } from '../reembedding/index.js';
import { clearRole, readRoles } from './roles.js';
import { endTrial, tryModel } from './trial.js';

const DECIDING = 'ef'.repeat(32);
const NEXT = { name: 'next', digest: 'ab'.repeat(32) };
const OTHER = { name: 'other', digest: 'cd'.repeat(32) };

let world: World;
let neighbour: string;
beforeAll(async () => {
  world = await openWorld();
  ({ id: neighbour } = await ensureTenant(world.database, 'neighbour'));
});
afterAll(() => world.close());
beforeEach(() => clearRole(world.database.shared, 'shadow'));

const attempt = (model = NEXT) => tryModel(world, world.actor, model, DECIDING);
/** The latest first. */
const told = (tenant: string) =>
  world.database.tenant(tenant, async (transaction) => {
    const rows = await transaction
      .selectFrom('audit_entries')
      .select('body')
      .where('action', '=', 'model.shadowed')
      .orderBy('sequence', 'desc')
      .execute();
    return rows.map(({ body }) => JSON.parse(body));
  });

describe('tryModel', () => {
  it('tells every tenant, and names who it was to their own alone', async () => {
    await attempt();
    await endTrial(world, world.actor);
    for (const [tenant, actor] of [
      [world.tenant, { kind: 'system', id: 'test' }],
      [neighbour, { kind: 'system', id: 'models' }],
    ] as const)
      expect(await told(tenant)).toMatchObject([
        { actor, target: { kind: 'model', id: NEXT.digest }, details: { name: 'next', isTried: false } },
        { actor, details: { name: 'next', isTried: true, instead: null } },
      ]);
  });

  it('is done once, however many ask at once; of two models the last one is tried', async () => {
    const before = (await told(neighbour)).length;
    const asked = await Promise.all([attempt(), attempt(), attempt()]);
    expect(new Set(asked.map(({ since }) => since.getTime())).size).toBe(1);
    expect(await told(neighbour)).toHaveLength(before + 1);
    await Promise.all([attempt(OTHER), attempt(OTHER)]);
    expect((await readRoles(world.database.shared)).shadow).toMatchObject(OTHER);
    const [last] = await told(neighbour);
    expect(last).toMatchObject({ details: { name: 'other', instead: NEXT.digest } });
    expect(await told(neighbour)).toHaveLength(before + 2);
  });

  it('refuses the model that decides, and tells nobody', async () => {
    const before = await told(neighbour);
    await expect(attempt({ name: 'present', digest: DECIDING })).rejects.toMatchObject({
      code: 'state_conflict',
    });
    expect(await told(neighbour)).toEqual(before);
  });

  it('has a model that comes back asked for its templates anew, which may be deleted by now', async () => {
    const run = () => world.database.tenant(neighbour, (transaction) => runOf(transaction, NEXT.digest));
    const ask = () =>
      world.database.tenant(neighbour, (transaction) => askAnew(transaction, NEXT.digest, 'person:1'));
    await attempt();
    await ask();
    await attempt();
    expect(await run()).toMatchObject({ askedBy: 'person:1' });
    await attempt(OTHER);
    await attempt();
    expect(await run()).toBeUndefined();
  });
});

describe('endTrial', () => {
  it('is none where none is tried', async () => {
    await expect(endTrial(world, world.actor)).rejects.toMatchObject({ code: 'not_found' });
  });
});
