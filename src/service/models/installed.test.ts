// Models that are here, are not here, and are here in part.

import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ModelStore } from '../../face/index.js';
import { findInstalled, manifestOf } from './installed.js';

let home: string;
let models: ModelStore;
let digest: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-installed-'));
  models = new ModelStore(home);
  ({ sha256: digest } = await new ModelStore(join(tmpdir(), 'likeness-test-home')).find('fast'));
  const folder = join('models', digest);
  await cp(join(tmpdir(), 'likeness-test-home', folder), join(home, folder), { recursive: true });
});
afterAll(() => rm(home, { recursive: true }));

it('finds a model by its name and its digest, and says which there are where there is none', async () => {
  expect(await findInstalled(models, 'fast')).toEqual(await findInstalled(models, digest));
  await expect(findInstalled(models, 'nobody')).rejects.toMatchObject({
    ...{ code: 'not_found', message: expect.stringContaining('fast') },
  });
});

it('knows nothing of a model that is not here, or whose papers are cut short', async () => {
  expect(await manifestOf(models, digest)).toMatchObject({ name: 'fast', sha256: digest });
  expect(await manifestOf(models, 'ab'.repeat(32))).toBeUndefined();
  await truncate(join(home, 'models', digest, 'model.json'), 40);
  expect(await manifestOf(models, digest)).toBeUndefined();
});
