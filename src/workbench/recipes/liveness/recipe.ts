// The kind `liveness`: a presentation-attack classifier on labelled pictures.

import type { RecipeKind } from '../kind.js';
import { reasonsOf } from './reasons.js';
import { LIVENESS_SCHEMA, type LivenessRecipe } from './schema.js';
import { trainLiveness } from './trainLiveness.js';

export const LIVENESS: RecipeKind<LivenessRecipe> = {
  about:
    'trains a presentation-attack classifier on pictures whose attribute `attack` says what was presented',
  schema: LIVENESS_SCHEMA,
  example: { kind: 'liveness', name: 'attacks', dataset: 'presentations' },
  reasons: reasonsOf,
  part: 'train',
  train: trainLiveness,
};
