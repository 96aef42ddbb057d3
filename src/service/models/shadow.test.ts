// What becomes of a job that cannot be done, and of what was found: real rows, keys, store and log. What real models
// find is in models.test.ts.

import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { ModelStore } from '../../face/index.js';
import { makeBackup } from '../backup/backup.js';
import { restoreBackup } from '../backup/restore.js';
import { openWorld, type World } from '../compliance.fixture.js';
import { erase } from '../erasure/index.js';
import { type InferencePool, openInferencePool } from '../inference/index.js';
import { QUEUES } from '../jobs/index.js';
import type { PictureStore } from '../pictures/index.js';
import { testDatabase } from '../postgres/testing.fixture.js';
import { placeHold, runRetention } from '../retention/index.js';
import { openDatabase } from '../storage/index.js';
import { Subjects } from '../subjects/index.js';
import {
  askShadow,
  type Challenger,
  clearRole,
  openChallenger,
  readRoles,
  type Shadowing,
  scoreByShadow,
  setRole,
} from './index.js';

const DIGEST = 'ab'.repeat(32);
const LAST = QUEUES['shadow-score'].retries + 1;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() =>
  setRole(world.database.shared, 'shadow', { name: 'challenger', digest: DIGEST, by: 'system:test' }),
);

/** No such model is in this home: reading it fails as it would in production. */
const challengerOf = (meanwhile: () => Promise<unknown>): ReturnType<typeof openChallenger> =>
  openChallenger({
    database: world.database,
    open: async (model) => {
      await meanwhile();
      await new ModelStore(world.home).read(model);
      return openInferencePool({ home: world.home, model, workers: 1 });
    },
  });

/** A model that was opened, and is shown nothing. */
const THERE: Challenger = {
  pool: async (digest) => ({ model: { digest } }) as InferencePool,
  isOpen: true,
  close: async () => undefined,
};

const score = async (
  verification: string,
  attempt = 1,
  meanwhile: () => Promise<unknown> = async () => undefined,
  more: Partial<Shadowing> = {},
): Promise<unknown> => {
  const challenger = challengerOf(meanwhile);
  try {
    return await scoreByShadow(
      { ...world, challenger, ...more },
      { tenant: world.tenant, verification, digest: DIGEST },
      { attempt, signal: new AbortController().signal },
    ).catch((error: unknown) => error);
  } finally {
    await challenger.close();
  }
};

const rows = (verification?: string, database = world.database) =>
  database.tenant(world.tenant, (transaction) => {
    const query = transaction.selectFrom('shadow_scores').selectAll();
    return (verification === undefined ? query : query.where('verification', '=', verification)).execute();
  });

/** As the job would have written it. */
const found = ({ id, subject }: Awaited<ReturnType<World['decide']>>) =>
  world.database.tenant(world.tenant, (transaction) =>
    transaction
      .insertInto('shadow_scores')
      .values({
        ...{ verification: id, model_digest: DIGEST, subject: subject.id, at: new Date() },
        ...{ decision: 'approve', active_decision: 'approve', reasons: [], score: 0.9, llr: 9 },
        ...{ milliseconds: 100, fault: null },
      })
      .execute(),
  );

describe('Asking', () => {
  it('happens in the transaction of the decision, while another model is tried', async () => {
    const asked: unknown[] = [];
    const follow = askShadow({ send: async (_, queue, carried) => void asked.push([queue, carried]) });
    const decided = await world.decide();
    const within = (more = {}) =>
      world.database.tenant(world.tenant, (transaction) => follow(transaction, { ...decided, ...more }));
    await within();
    expect(asked).toEqual([
      ['shadow-score', { tenant: world.tenant, verification: decided.id, digest: DIGEST }],
    ]);
    // The one that decided needs no second look at its own work.
    await within({ model: { ...decided.model, digest: DIGEST } });
    await clearRole(world.database.shared, 'shadow');
    await within();
    expect(asked).toHaveLength(1);
  });
});

describe('A job that cannot be done', () => {
  it('is tried again, and the last try writes down why', async () => {
    const { id } = await world.decide();
    expect(await score(id)).toMatchObject({ code: 'model_not_found' });
    expect(await rows(id)).toEqual([]);
    expect(await score(id, LAST)).toMatchObject({ code: 'model_not_found' });
    expect(await rows(id)).toMatchObject([{ fault: 'model_not_found', decision: null, score: null }]);
    // Given up: not taken up by a job that comes later.
    expect(await score(id)).toBeUndefined();
  });

  it('is given up at once where the pictures were kept as long as they may be', async () => {
    const { id } = await world.decide();
    await world.database.tenant(world.tenant, (transaction) =>
      transaction
        .updateTable('pictures')
        .set({ deleted_at: new Date() })
        .where('verification', '=', id)
        .execute(),
    );
    expect(await score(id)).toBeUndefined();
    expect(await rows(id)).toMatchObject([{ fault: 'picture_missing' }]);
  });

  it('is tried again, and given up in the end, where the store has lost a picture', async () => {
    const { id } = await world.decide();
    const picture = await world.database.tenant(world.tenant, (transaction) =>
      transaction
        .selectFrom('pictures')
        .select(['id', 'subject'])
        .where('verification', '=', id)
        .where('part', '=', 'selfie')
        .executeTakeFirstOrThrow(),
    );
    await world.subjects.removePicture({ tenant: world.tenant, id: picture.subject }, picture.id);
    const opened = { challenger: THERE };
    expect(await score(id, 1, undefined, opened)).toMatchObject({ code: 'picture_missing' });
    expect(await rows(id)).toEqual([]);
    expect(await score(id, LAST, undefined, opened)).toMatchObject({ code: 'picture_missing' });
    expect(await rows(id)).toMatchObject([{ fault: 'picture_missing' }]);
  });

  it('keeps nobody from being erased while a store takes its time', async () => {
    const { id } = await world.decide();
    const slow: Pick<PictureStore, 'get'> = {
      async get() {
        // Were the person locked meanwhile, this would end with the lock's time limit.
        await eraseOf(id);
        throw new LikenessError('picture_missing', 'the store has nothing of it any more');
      },
    };
    const subjects = new Subjects(world.keys, slow as PictureStore);
    expect(await score(id, 1, undefined, { challenger: THERE, subjects })).toMatchObject({
      code: 'picture_missing',
    });
    subjects.close();
    expect(await score(id, LAST)).toBeUndefined();
    expect(await rows(id)).toEqual([]);
  });

  it('leaves nothing of somebody who was erased, nor of a decision that there is not', async () => {
    const { id } = await world.decide();
    await eraseOf(id);
    expect(await score(id, LAST)).toBeUndefined();
    expect(await score(uuidv7(), LAST)).toBeUndefined();
    expect(await rows(id)).toEqual([]);
  });

  it('writes nothing of whoever is erased, or whose report goes, while it is done', async () => {
    const [goes, ages] = [await world.decide(), await world.decide({ age: 1827 })];
    expect(await score(goes.id, LAST, () => eraseOf(goes.id))).toMatchObject({ code: 'model_not_found' });
    await score(ages.id, LAST, () => runRetention(world, world.tenant));
    expect([...(await rows(goes.id)), ...(await rows(ages.id))]).toEqual([]);
  });

  it('is none once the model is tried no more', async () => {
    const { id } = await world.decide();
    await setRole(world.database.shared, 'shadow', {
      name: 'next',
      digest: 'cd'.repeat(32),
      by: 'system:test',
    });
    expect(await score(id, LAST)).toBeUndefined();
    expect(await rows(id)).toEqual([]);
  });
});

const eraseOf = (id: string) =>
  erase({ ...world, masterKeys: world.keys, removeObjects: async () => undefined }, world.actor, {
    kind: 'verification',
    id,
  });

describe('What was found', () => {
  it('goes with the person', async () => {
    const [one, other] = [await world.decide(), await world.decide()];
    for (const decided of [one, other]) await found(decided);
    await eraseOf(one.id);
    expect(await rows(one.id)).toEqual([]);
    expect(await rows(other.id)).toHaveLength(1);
  });

  it('is kept as long as the report, and longer under a hold', async () => {
    const [old, held, young] = [
      await world.decide({ age: 1827 }),
      await world.decide({ age: 1827 }),
      await world.decide({ age: 1825 }),
    ];
    for (const decided of [old, held, young]) await found(decided);
    await world.database.tenant(world.tenant, (transaction) =>
      placeHold(transaction, { kind: 'verification', id: held.id }, 'file 4711', world.actor),
    );
    await runRetention(world, world.tenant);
    expect(await rows(old.id)).toEqual([]);
    expect(await rows(held.id)).toHaveLength(1);
    expect(await rows(young.id)).toHaveLength(1);
  });

  it('is in a backup, with the roles, and does not come back of those erased since', async () => {
    const [stays, goes] = [await world.decide(), await world.decide()];
    for (const decided of [stays, goes]) await found(decided);
    const folder = join(world.home, 'backup');
    await makeBackup({ ...world, masterKeys: world.keys, folder, user: 'anna' });
    await eraseOf(goes.id);
    const target = await testDatabase();
    const restored = { folder, url: target.url, store: world.store, home: world.home, user: 'anna' };
    await restoreBackup({ ...restored, environment: {} });
    const database = await openDatabase({ url: target.url, connections: 1 });
    expect(await rows(stays.id, database)).toEqual(await rows(stays.id));
    expect(await rows(goes.id, database)).toEqual([]);
    expect(await readRoles(database.shared)).toMatchObject({
      ...{ active: null, shadow: { name: 'challenger', digest: DIGEST, by: 'system:test' } },
    });
    await database.close();
    await target.stop();
  });
});

describe('Roles', () => {
  it('hold one model each, and no model two of them', async () => {
    const { shared } = world.database;
    await setRole(shared, 'active', { name: 'first', digest: 'ef'.repeat(32), by: 'system:test' });
    await expect(
      setRole(shared, 'active', { name: 'challenger', digest: DIGEST, by: 'system:test' }),
    ).rejects.toThrow(/model_roles_digest/);
    // As a promotion does: both at once.
    await shared.transaction().execute(async (transaction) => {
      await setRole(transaction, 'active', { name: 'challenger', digest: DIGEST, by: 'person:1' });
      await clearRole(transaction, 'shadow');
    });
    expect(await readRoles(shared)).toMatchObject({
      active: { digest: DIGEST, by: 'person:1' },
      shadow: null,
    });
    expect(await clearRole(shared, 'shadow')).toBe(false);
  });
});
