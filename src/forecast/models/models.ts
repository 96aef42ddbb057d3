// All models, from the simplest to the least simple: where two cannot be told apart, the earlier one is taken.

import { arima } from './arima/arima.js';
import type { Model } from './model.js';
import { drift, naive, seasonalNaive } from './naive.js';
import { seasonallyAdjusted } from './seasonallyAdjusted.js';
import { smoothing } from './smoothing/ets.js';
import { boostedTrees } from './trees/boostedTrees.js';

const LEARNING: readonly Model[] = [seasonallyAdjusted(smoothing), seasonallyAdjusted(arima), boostedTrees];

/** The first one is what all others are held against. */
export const modelsFor = (season: number): readonly Model[] =>
  season > 1 ? [seasonalNaive, ...LEARNING] : [naive, drift, ...LEARNING];
