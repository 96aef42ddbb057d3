// What the folder of the process that is asked says of a model. Other processes have folders of their own.

import { LikenessError } from '../../errors.js';
import type { ModelManifest, ModelStore } from '../../face/index.js';

/** @param asked name or digest @throws `not_found` */
export async function findInstalled(models: ModelStore, asked: string): Promise<ModelManifest> {
  return models.find(asked).catch((error: unknown) => {
    const isUnknown = error instanceof LikenessError && error.code === 'model_not_found';
    throw isUnknown ? new LikenessError('not_found', error.message, { hint: error.hint }) : error;
  });
}

/**
 * Undefined where the model is not here, or its papers cannot be read, as of one that was copied in part: whoever asks
 * how things stand must be told all the same.
 */
export async function manifestOf(models: ModelStore, digest: string): Promise<ModelManifest | undefined> {
  return models.manifest(digest).catch((error: unknown) => {
    const isAbsent =
      error instanceof LikenessError &&
      (error.code === 'model_not_found' || error.code === 'manifest_invalid');
    if (isAbsent) return undefined;
    throw error;
  });
}
