// A face as numbers, bound to the model that made it, and the comparison of two of them.

import { LikenessError } from '../errors.js';

/** An embedding of length one, with the identity of its model. */
export interface Template {
  /** SHA-256 of the model's file. */
  readonly model: string;
  readonly vector: Float32Array;
}

/**
 * The template of a raw embedding: scaled to length one.
 * @throws `template_invalid` where the embedding is not finite or is all zero
 */
export function makeTemplate(model: string, embedding: Float32Array): Template {
  let sum = 0;
  for (const value of embedding) sum += value * value;
  const norm = Math.sqrt(sum);
  if (!(norm > 0 && Number.isFinite(norm))) {
    throw new LikenessError('template_invalid', `the embedding has length ${norm}: it is no template`);
  }
  return { model, vector: embedding.map((value) => value / norm) };
}

/**
 * The comparison score: cosine similarity, −1 to 1, higher is more alike.
 * @throws `template_model_mismatch` where two models made the templates, `template_invalid` where one was tampered with
 */
export function comparisonScore(reference: Template, probe: Template): number {
  if (reference.model !== probe.model) {
    throw new LikenessError(
      'template_model_mismatch',
      `templates of two models never meet: ${reference.model.slice(0, 12)} and ${probe.model.slice(0, 12)}`,
    );
  }
  const { vector: p } = reference;
  const { vector: q } = probe;
  let dot = 0;
  for (let i = 0; i < p.length; i++) dot += p[i]! * q[i]!;
  if (p.length !== q.length || !Number.isFinite(dot)) {
    throw new LikenessError(
      'template_invalid',
      `templates of ${p.length} and ${q.length} numbers give no finite score`,
    );
  }
  return Math.min(1, Math.max(-1, dot));
}
