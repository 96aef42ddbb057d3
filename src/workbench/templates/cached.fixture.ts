// Templates of pictures that are nowhere, as if `fast` had made them: for tests of what is done with templates.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultModels, embedderManifest, ensureModel, ModelStore } from '../../face/index.js';
import { pipelineDigest } from './pipelineDigest.js';
import { type Acquired, TemplateCache } from './templateCache.js';

/** Where the default models of all tests lie. */
export const testStore = (): ModelStore => new ModelStore(join(tmpdir(), 'likeness-test-home'));

/** @param home of the cache; the models are those of `testStore` */
export async function cacheTemplates(
  home: string,
  pictures: readonly { readonly record: { readonly sha256: string }; readonly acquired: Acquired }[],
): Promise<void> {
  const store = testStore();
  const [detector, landmarks] = (await defaultModels(store)).map(({ manifest }) => manifest.sha256) as [
    string,
    string,
  ];
  const model = embedderManifest(await ensureModel(store, 'fast'));
  const key = await pipelineDigest({ detector, landmarks, model, role: 'selfie' });
  const cache = await TemplateCache.open(home, key, new Set());
  for (const { record, acquired } of pictures) await cache.add(record.sha256, acquired);
  await cache.close();
}
