// Templates of chips, by the very code that serves: an engine is opened on the model as it would be filed.

import { defaultModels, FaceEngine, type ModelManifest, type ModelStore } from '../../../face/index.js';
import type { Picture } from '../../../image/index.js';
import { encodeModel, type Model } from '../../../onnx/index.js';
import { openChipReader } from './chipStore.js';
import type { Chips } from './cutChips.js';

/** Rows of unit length. */
export interface ChipTemplates {
  readonly templates: Float32Array;
  readonly dimension: number;
}

/** Chips that go through the model together. */
const BATCH = 32;

/**
 * @param manifest how the model is to be fed; its digest is not looked at
 * @param change what is done to each chip first
 * @throws LikenessError `template_invalid` where the model gives something else than a finite, non-zero vector
 */
export async function chipTemplates(
  model: Model,
  manifest: Pick<ModelManifest, 'input' | 'alignment' | 'templateLength'>,
  { file, places }: Chips,
  options: { readonly store: ModelStore; readonly threads: number; readonly signal?: AbortSignal },
  change: (chip: Picture) => Picture = (chip) => chip,
): Promise<ChipTemplates> {
  const [detector, landmarks] = await defaultModels(options.store);
  const bytes = encodeModel(model);
  const embedder = {
    manifest: {
      ...manifest,
      ...{ name: 'under training', kind: 'embedder' as const, sha256: UNFILED, bytes: bytes.byteLength },
      ...{ licence: '', source: '' },
    },
    bytes,
  };
  const engine = await FaceEngine.open({ detector, landmarks, embedder }, options.threads);
  const reader = openChipReader(file);
  const dimension = manifest.templateLength!;
  const templates = new Float32Array(places.length * dimension);
  try {
    for (let from = 0; from < places.length; from += BATCH) {
      options.signal?.throwIfAborted();
      const chips = Array.from(places.subarray(from, from + BATCH), (place) => ({
        chip: change(reader.read(place)),
      }));
      const made = await engine.embed(chips);
      made.forEach(({ vector }, i) => {
        templates.set(vector, (from + i) * dimension);
      });
    }
    return { templates, dimension };
  } finally {
    reader.close();
    await engine.close();
  }
}

const UNFILED = '0'.repeat(64);
