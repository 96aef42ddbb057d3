// Before any test: the default models, composed once into a home that all tests share.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_MODELS, ensureModel, ModelStore } from '../src/face/index.js';

/** Called by Vitest. The tests name the same folder. */
export default async function composeModels(): Promise<void> {
  const store = new ModelStore(join(tmpdir(), 'likeness-test-home'));
  for (const name of DEFAULT_MODELS) await ensureModel(store, name, console.log);
}
