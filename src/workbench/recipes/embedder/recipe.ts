// The kind `embedder`: an imported network trained on, or one from random weights.

import type { RecipeKind } from '../kind.js';
import { reasonsOf } from './reasons.js';
import { EMBEDDER_SCHEMA, type EmbedderRecipe } from './schema.js';
import { trainEmbedder } from './trainEmbedder.js';

export const EMBEDDER: RecipeKind<EmbedderRecipe> = {
  about: 'trains a face embedder on, or one from random weights, with the loss of your choice',
  schema: EMBEDDER_SCHEMA,
  example: {
    kind: 'embedder',
    name: 'fast-soft',
    dataset: 'people',
    start: { from: 'fast' },
    loss: { kind: 'distil' },
  },
  reasons: reasonsOf,
  part: 'train',
  train: trainEmbedder,
};
