// The gradient of every operator: one table a family, one line an operator where a line is enough.

import { BROADCASTING } from './broadcasting.js';
import { INDEXING } from './indexing.js';
import { MOVEMENT } from './movement.js';
import { NORMALISATION } from './normalisation.js';
import { POINTWISE } from './pointwise.js';
import { PRODUCTS } from './products.js';
import { REDUCTIONS } from './reductions.js';
import { RESIZE } from './resize.js';
import type { GradientRule } from './rule.js';
import { WINDOWS } from './windows.js';

/** Rules by operator; those outside the standard domain as `domain::Operator`. */
export const GRADIENTS: ReadonlyMap<string, GradientRule> = new Map(
  [POINTWISE, BROADCASTING, REDUCTIONS, PRODUCTS, WINDOWS, NORMALISATION, MOVEMENT, INDEXING, RESIZE].flatMap(
    (table) => Object.entries(table),
  ),
);
