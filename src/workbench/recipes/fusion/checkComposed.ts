// The one file gives what the embedders give that it was made of, but for a chip that was resampled once more: how
// nearly so is measured on photographs before the model is handed out.

import { createHash } from 'node:crypto';
import { LikenessError } from '../../../errors.js';
import { defaultModels, type EmbedderManifest, FaceEngine } from '../../../face/index.js';
import { readPictureFile } from '../../../image/index.js';
import { acquire } from '../../templates/acquire.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { Finding, TrainedModel, TrainingContext } from '../kind.js';
import type { FusedEmbedder } from './compose.js';

/** Photographs that are looked at: each two are compared. */
const PICTURES = 24;

/** Root mean square of what a cosine may be off by; resampling once more moves it by a few thousandths. */
const MOST_OFF = 0.03;

/** @throws LikenessError `training_unsuitable` where the file does not give what it was made of */
export async function checkComposed(
  { bytes, manifest }: TrainedModel,
  parts: readonly FusedEmbedder[],
  candidates: readonly { readonly acquired: readonly Acquired[] }[],
  { records, store, signal, onProgress }: TrainingContext,
): Promise<Finding> {
  onProgress?.('trying the one file on photographs');
  const [detector, landmarks] = await defaultModels(store);
  const whole = {
    ...manifest,
    name: 'fusion',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
  } as EmbedderManifest;
  const engine = await FaceEngine.open({ detector, landmarks, embedder: { manifest: whole, bytes } }, 1);
  const looked: { place: number; vector: Float32Array }[] = [];
  try {
    const order = [...records.keys()].sort((a, b) => (records[a]!.sha256 < records[b]!.sha256 ? -1 : 1));
    for (const place of order) {
      if (looked.length === PICTURES) break;
      signal?.throwIfAborted();
      if (!candidates.every(({ acquired }) => acquired[place]!.kind === 'template')) continue;
      const { file, sourceType } = records[place]!;
      const role =
        whole.documentOutput !== undefined && (sourceType === 'document' || sourceType === 'chip')
          ? 'document'
          : 'selfie';
      const one = await acquire(engine, await readPictureFile(file), role);
      if (one.kind === 'template') looked.push({ place, vector: one.vector });
    }
  } finally {
    await engine.close();
  }
  const apart = (a: number, b: number) =>
    parts.reduce((sum, { share }, model) => {
      const vectorOf = (place: number) =>
        (candidates[model]!.acquired[place] as { vector: Float32Array }).vector;
      return sum + share * dot(vectorOf(a), vectorOf(b));
    }, 0);
  const differences = looked.flatMap((a, i) =>
    looked.slice(i + 1).map((b) => dot(a.vector, b.vector) - apart(a.place, b.place)),
  );
  const rms = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
  const most = differences.reduce((found, d) => Math.max(found, Math.abs(d)), 0);
  if (!(rms <= MOST_OFF)) {
    throw new LikenessError(
      'training_unsuitable',
      `the one file does not give what the embedders give apart: cosines differ by ${rms.toFixed(4)} (root mean square of ${differences.length})`,
    );
  }
  return {
    what: `cosine of the one file less that of the embedders run apart, ${differences.length} comparisons`,
    before: null,
    after: `${rms.toFixed(4)} root mean square, ${most.toFixed(4)} at most`,
  };
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
