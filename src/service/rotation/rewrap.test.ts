import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, SELFIE, type World } from '../compliance.fixture.js';
import { localMasterKeys } from '../pictures/index.js';
import { rewrapSubjects } from './index.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const namesOfKeys = async (): Promise<string[]> => {
  const rows = await world.database.tenant(world.tenant, (transaction) =>
    transaction.selectFrom('subjects').select('master_key').where('master_key', 'is not', null).execute(),
  );
  return rows.map(({ master_key }) => master_key!);
};

const rewrap = (more: object = {}) =>
  rewrapSubjects({ ...world, masterKeys: world.keys, ...more }, world.tenant);

describe('after a rotation', () => {
  test('every subject’s key is wrapped anew, and opens what it sealed; interrupted, it goes on later', async () => {
    const decided = [];
    for (let i = 0; i < 5; i++) decided.push(await world.decide());
    const former = world.keys.current;
    expect(new Set(await namesOfKeys())).toEqual(new Set([former]));
    const current = await world.keys.rotate();

    const interruption = new AbortController();
    const onProgress = (done: number) => done === 2 && interruption.abort(new Error('interrupted'));
    await expect(rewrap({ batch: 2, signal: interruption.signal, onProgress })).rejects.toThrow(
      'interrupted',
    );
    expect((await namesOfKeys()).toSorted()).toEqual(
      [...Array(3).fill(former), ...Array(2).fill(current)].sort(),
    );

    const steps: [number, number][] = [];
    expect(await rewrap({ batch: 2, onProgress: (...step: [number, number]) => steps.push(step) })).toBe(3);
    expect(steps.slice(0, 2)).toEqual([
      [2, 3],
      [3, 3],
    ]);
    expect(new Set(await namesOfKeys())).toEqual(new Set([current]));
    expect(
      (await world.logged('master_key.rotated')).map(({ target, details }) => [target.id, details]),
    ).toEqual([
      [current, { from: [former], subjects: 2 }],
      [current, { from: [former], subjects: 3 }],
    ]);
    for (const { subject } of decided) {
      const bytes = await world.database.tenant(world.tenant, async (transaction) => {
        const known = await world.subjects.find(transaction, world.tenant, subject.id);
        const { id } = await transaction
          .selectFrom('pictures')
          .select('id')
          .where('subject', '=', subject.id)
          .where('part', '=', 'selfie')
          .executeTakeFirstOrThrow();
        return world.subjects.picture(known, id);
      });
      expect(Buffer.from(bytes)).toEqual(SELFIE);
    }
  });

  test('done once there is nothing more to do, and nothing is logged', async () => {
    const before = (await world.logged('master_key.rotated')).length;
    expect(await rewrap()).toBe(0);
    expect(await world.logged('master_key.rotated')).toHaveLength(before);
  });
});

test('while it goes from replica to replica, one that has it as the next key only takes nothing back', async () => {
  for (let i = 0; i < 3; i++) await world.decide();
  await rewrap();
  const next = randomBytes(32).toString('base64');
  const text = await readFile(join(world.home, 'keys', 'master.keys'), 'utf8');
  const held = text.split('\n').flatMap((line) => (/^mk_/.test(line) ? [line.split(' ')[2]!] : []));
  const ringOf = (former: readonly string[], current: string) =>
    localMasterKeys({
      home: world.home,
      environment: { LIKENESS_MASTER_KEY: current, LIKENESS_MASTER_KEYS_FORMER: former.join(',') },
    });
  const old = await ringOf([...held, next], held.at(-1)!);
  const anew = await ringOf(held, next);
  expect(old.ids).toEqual(anew.ids);
  const count = (await namesOfKeys()).length;
  expect(await rewrap({ masterKeys: anew })).toBe(count);
  expect(await rewrap({ masterKeys: old })).toBe(0);
  expect(new Set(await namesOfKeys())).toEqual(new Set([anew.current]));
  // That which has not been given it at all says so.
  await expect(rewrap()).rejects.toMatchObject({ code: 'master_key_missing' });
  old.close();
  anew.close();
});
