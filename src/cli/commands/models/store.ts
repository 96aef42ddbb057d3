// The models of the home that a command is to use.

import type { ModelStore } from '../../../face/index.js';
import type { Terminal } from '../../terminal.js';

export interface OpenStore {
  readonly home: string;
  readonly store: ModelStore;
  readonly face: typeof import('../../../face/index.js');
}

export async function openStore({ env }: Terminal): Promise<OpenStore> {
  const face = await import('../../../face/index.js');
  const home = env.LIKENESS_HOME || face.likenessHome();
  return { home, store: new face.ModelStore(home), face };
}

/** Digest of a model by name; a default one is composed first if need be. */
export async function digestOf(
  { store, face }: OpenStore,
  name: string,
  onProgress: (message: string) => void,
): Promise<string> {
  const isDefault = (face.DEFAULT_MODELS as readonly string[]).includes(name);
  const { sha256 } = isDefault
    ? (await face.ensureModel(store, name, onProgress)).manifest
    : await store.find(name);
  return sha256;
}
