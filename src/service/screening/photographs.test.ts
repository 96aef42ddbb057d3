// On real photographs and with the real models: one woman in two photographs, and another woman, from the samples that
// come with @vladmandic/face-api.

import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../identity/index.js';
import { type InferencePool, openInferencePool } from '../inference/index.js';
import { type Deciding, enrolWhenApproved, prove } from '../verifications/index.js';
import { addEntry } from './listEntries.js';
import { createList } from './lists.js';
import { openWorld, type World } from './screening.fixture.js';

const samples = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);
const cut = async (sample: number, left: number, top: number, side: number) =>
  new Uint8Array(
    await sharp(join(samples, `sample${sample}.jpg`))
      .extract({ left, top, width: side, height: side })
      .jpeg()
      .toBuffer(),
  );

let world: World;
let inference: InferencePool;
beforeAll(async () => {
  inference = await openInferencePool({ workers: 1, home: join(tmpdir(), 'likeness-test-home') });
  world = await openWorld(inference);
});
afterAll(async () => {
  await world.close();
  await inference.close();
});

test('a woman who comes a second time under another name is found, and so is one on a list; another woman is not', async () => {
  const { database, subjects, audit, one: screening } = world;
  const tenant = await world.tenant('photographs', { requires: 'portrait' });
  const by = systemActor(tenant, 'test');
  const [first, second, other] = await Promise.all([
    cut(1, 1400, 150, 420),
    cut(3, 940, 120, 420),
    cut(6, 160, 420, 400),
  ]);
  const deciding: Deciding = {
    ...{ database, subjects, inference, audit, screens: screening.screens, digestKey: new Uint8Array(32) },
    followers: [enrolWhenApproved(audit)],
  };
  const onboard = (customer: string, selfie: Uint8Array, front: Uint8Array) =>
    prove(
      deciding,
      by,
      { selfie, document: { front }, customer, device: null, channel: 'api' },
      async () => {},
    );
  const ada = await onboard('ada', first, second);
  expect([ada.decision, ada.concerns]).toEqual(['approve', []]);
  const berta = await onboard('berta', second, first);
  expect(berta.decision).toBe('review');
  expect(berta.concerns).toMatchObject([
    { code: 'face_of_another_customer', evidence: [{ kind: 'customer', id: 'ada' }, { kind: 'threshold' }] },
  ]);

  const draft = { name: 'Mules', purpose: 'fraud', note: '' } as const;
  const list = await database.tenant(tenant, (tx) => createList(tx, screening.screened, by, draft));
  const entry = { list: list.id, picture: first, verification: null, reason: 'case 1', expiresAt: null };
  await addEntry(screening.screened, by, entry);
  expect((await onboard('carla', second, first)).concerns.map(({ code }) => code)).toEqual([
    'face_of_another_customer',
    'face_on_list',
  ]);
  expect((await onboard('dora', other, other)).concerns).toEqual([]);
  await expect(addEntry(screening.screened, by, { ...entry, picture: await blank() })).rejects.toMatchObject({
    code: 'face_not_found',
  });
});

const blank = async () =>
  new Uint8Array(
    await sharp({ create: { width: 200, height: 200, channels: 3, background: 'grey' } })
      .jpeg()
      .toBuffer(),
  );
