// Photographs → aligned faces, on all cores, by the very code that serves: found, placed and cut as the model's
// manifest says. What is cut is kept at once, so that a run which was cut off loses no more than the pictures in hand.

import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { LikenessError } from '../../../errors.js';
import {
  defaultModels,
  embedderManifest,
  ensureModel,
  type FaceEngine,
  type StoredModel,
} from '../../../face/index.js';
import type { DigestedPicture } from '../../datasets/imageFolder.js';
import type { TemplatesOptions } from '../../templates/datasetTemplates.js';
import { pipelineDigest } from '../../templates/pipelineDigest.js';
import { type ChipFile, chipFile, openChipWriter, placesIn } from './chipStore.js';
import { type CutterData, cutAll } from './cutThreads.js';
import type { Geometry } from './geometry.js';

/** Aligned faces of a list of pictures. */
export interface Chips {
  readonly file: ChipFile;
  /** Where each picture's chip lies in the file, in the order of the pictures; −1 where there is no face in it. */
  readonly places: Int32Array;
}

/**
 * Cuts what is not there yet. Pictures of the same bytes are looked at once.
 * @throws LikenessError `file_unreadable`, `home_unwritable`; what `signal` was aborted with
 */
export async function cutChips(
  pictures: readonly DigestedPicture[],
  geometry: Geometry,
  options: TemplatesOptions,
): Promise<Chips> {
  const { home, threads = availableParallelism(), signal, onProgress } = options;
  const models = await cutterOf(geometry, options);
  const file = chipFile(home, await keyOf(models), geometry.size);
  mkdirIfAbsent(file);
  const known = placesIn(file);
  const distinct = new Map(pictures.map((picture) => [picture.sha256, picture]));
  const missing = [...distinct.values()].filter(({ sha256 }) => !known.has(sha256));
  if (missing.length > 0) {
    const writer = openChipWriter(file);
    let done = distinct.size - missing.length;
    const report = () => onProgress?.('aligned faces', done, distinct.size);
    const keep = ({ sha256 }: DigestedPicture, pixels: Uint8Array | null) => {
      writer.add(sha256, pixels);
      done++;
      report();
    };
    try {
      report();
      const data: CutterData = {
        home,
        detector: models.detector.manifest.sha256,
        landmarks: models.landmarks.manifest.sha256,
        carrier: models.embedder.manifest,
      };
      await cutAll(missing, data, threads, keep, signal);
    } finally {
      writer.close();
    }
  }
  // Read anew: another process may have been adding to the same file.
  const places = missing.length > 0 ? placesIn(file) : known;
  return {
    file,
    places: Int32Array.from(pictures, ({ sha256 }) => {
      const place = places.get(sha256);
      return typeof place === 'number' ? place : -1;
    }),
  };
}

type CuttingModels = Parameters<typeof FaceEngine.open>[0];

/** An engine cuts as its embedder's manifest says; `fast` is there to carry the geometry, and is not run. */
async function cutterOf(geometry: Geometry, { store, onProgress }: TemplatesOptions): Promise<CuttingModels> {
  const say = (message: string) => onProgress?.(message);
  const [detector, landmarks] = await defaultModels(store, say);
  return { detector, landmarks, embedder: carrying(await ensureModel(store, 'fast', say), geometry) };
}

function carrying({ manifest, bytes }: StoredModel, { size, alignment }: Geometry): StoredModel {
  const { sha256, kind, name, licence, source, templateLength } = manifest;
  return {
    bytes,
    manifest: {
      ...{ name, kind, sha256, bytes: bytes.byteLength, licence, source, templateLength },
      input: { size, order: 'rgb', layout: 'nchw', mean: [0, 0, 0], scale: [1, 1, 1] },
      // Mirroring is of templates; the chip is the same with it or without.
      alignment: { ...alignment, mirror: false },
    },
  };
}

const keyOf = ({ detector, landmarks, embedder }: CuttingModels): Promise<string> =>
  pipelineDigest({
    detector: detector.manifest.sha256,
    landmarks: landmarks.manifest.sha256,
    model: embedderManifest(embedder),
    role: 'selfie',
  });

function mkdirIfAbsent({ path }: ChipFile): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    throw new LikenessError('home_unwritable', `cannot make ${dirname(path)}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
