// Every kind of recipe, by name.

import { ADAPTER } from './adapter/recipe.js';
import { CALIBRATOR } from './calibrator/recipe.js';
import { EMBEDDER } from './embedder/recipe.js';
import { FUSION } from './fusion/recipe.js';
import { LIVENESS } from './liveness/recipe.js';

export const KINDS = {
  adapter: ADAPTER,
  embedder: EMBEDDER,
  calibrator: CALIBRATOR,
  fusion: FUSION,
  liveness: LIVENESS,
} as const;

export type KindName = keyof typeof KINDS;
