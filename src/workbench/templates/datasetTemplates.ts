// All templates of a data set by one model: from the cache where they are known, made where they are not.

import { availableParallelism } from 'node:os';
import {
  defaultModels,
  type EmbedderManifest,
  embedderManifest,
  ensureModel,
  type ModelManifest,
  type ModelStore,
  type PictureRole,
} from '../../face/index.js';
import type { DigestedPicture } from '../datasets/imageFolder.js';
import type { SourceType } from '../datasets/record.js';
import { acquireAll } from './acquireThreads.js';
import { pipelineDigest } from './pipelineDigest.js';
import { type Acquired, TemplateCache } from './templateCache.js';

/** What one model made of a data set. */
export interface DatasetTemplates {
  readonly model: EmbedderManifest;
  /** The networks that find and place the face. */
  readonly finders: readonly ModelManifest[];
  /** One a picture, in the order of the pictures. */
  readonly acquired: readonly Acquired[];
}

export interface TemplatesOptions {
  readonly home: string;
  readonly store: ModelStore;
  /** Default: as many as there are cores. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Told what is done, in words, and how far. */
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

/** A picture, and in what its face is to be found: only models with sibling heads tell documents from selfies. */
export type PictureToAcquire = DigestedPicture & { readonly sourceType?: SourceType | null };

/**
 * Makes what is missing and keeps it at once, so that a run which is cut off loses no more than the pictures in
 * hand. Pictures of the same bytes are looked at once.
 *
 * @param name a model's name or digest
 * @throws `model_not_found`, `model_unsuitable`, `home_unwritable`, `file_unreadable`; what `signal` was aborted with
 */
export async function datasetTemplates(
  name: string,
  pictures: readonly PictureToAcquire[],
  options: TemplatesOptions,
): Promise<DatasetTemplates> {
  const say = (message: string) => options.onProgress?.(message);
  const finders = await defaultModels(options.store, say);
  const model = embedderManifest(await ensureModel(options.store, name, say));
  const [detector, landmarks] = finders.map(({ manifest }) => manifest.sha256) as [string, string];
  const networks = { detector, landmarks, model };
  const roleOf = ({ sourceType }: PictureToAcquire): PictureRole =>
    model.documentOutput !== undefined && (sourceType === 'document' || sourceType === 'chip')
      ? 'document'
      : 'selfie';
  const made: Partial<Record<PictureRole, ReadonlyMap<string, Acquired>>> = {};
  for (const role of new Set(pictures.map(roleOf))) {
    const those = pictures.filter((picture) => roleOf(picture) === role);
    made[role] = await templatesOfRole(those, role, networks, options);
  }
  return {
    model,
    finders: finders.map(({ manifest }) => manifest),
    acquired: pictures.map((picture) => made[roleOf(picture)]!.get(picture.sha256)!),
  };
}

interface Networks {
  readonly detector: string;
  readonly landmarks: string;
  readonly model: EmbedderManifest;
}

/** By the digest of the picture. */
async function templatesOfRole(
  pictures: readonly DigestedPicture[],
  role: PictureRole,
  { detector, landmarks, model }: Networks,
  { home, threads = availableParallelism(), signal, onProgress }: TemplatesOptions,
): Promise<ReadonlyMap<string, Acquired>> {
  const distinct = new Map(pictures.map((picture) => [picture.sha256, picture]));
  const key = await pipelineDigest({ detector, landmarks, model, role });
  const cache = await TemplateCache.open(home, key, new Set(distinct.keys()));
  try {
    const missing = [...distinct.values()].filter(({ sha256 }) => !cache.get(sha256));
    let done = distinct.size - missing.length;
    const what = role === 'document' ? 'templates of documents' : 'templates';
    const report = () => onProgress?.(`${model.name}: ${what}`, done, distinct.size);
    if (missing.length > 0) {
      report();
      const engine = { home, detector, landmarks, embedder: model.sha256, role };
      const keep = async ({ sha256 }: DigestedPicture, acquired: Acquired) => {
        await cache.add(sha256, acquired);
        done++;
        report();
      };
      await acquireAll(missing, engine, threads, keep, signal);
    }
    return new Map([...distinct.keys()].map((sha256) => [sha256, cache.get(sha256)!]));
  } finally {
    await cache.close();
  }
}
