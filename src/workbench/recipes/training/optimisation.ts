// How a network is led downhill, as a recipe says it: optimiser, rate, schedule, length.

import * as v from 'valibot';
import { type Averaging, type Optimiser, type Schedule, warmedUp } from '../../../autograd/index.js';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.gtValue(0));
const belowOne = v.pipe(finite, v.minValue(0), v.ltValue(1));
const decay = v.pipe(finite, v.minValue(0));

/** What stands where a recipe says nothing, which hangs on what is trained. */
export interface UsualOptimisation {
  readonly rate: number;
  readonly weightDecay: number;
  readonly epochs: number;
  readonly batch: number;
  readonly clip: number;
  readonly average: number;
}

export const OPTIMISATION_ENTRIES = {
  optimiser: v.optional(
    v.variant('kind', [
      v.strictObject({
        kind: v.literal('sgd'),
        momentum: v.optional(belowOne, 0.9),
        nesterov: v.optional(v.boolean(), true),
      }),
      v.strictObject({
        kind: v.literal('adamW'),
        beta1: v.optional(belowOne, 0.9),
        beta2: v.optional(belowOne, 0.999),
      }),
    ]),
    { kind: 'sgd' },
  ),
  weightDecay: v.optional(decay),
  /** Highest learning rate. */
  rate: v.optional(positive),
  /** How the rate goes from there: to a hundredth by half a cosine or a straight line, or not at all. */
  schedule: v.optional(v.picklist(['cosine', 'linear', 'constant']), 'cosine'),
  /** Steps in which the rate rises from nothing. */
  warmUp: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 30),
  epochs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Samples in a batch. */
  batch: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(4096))),
  /** Greatest length of the gradient. */
  clip: v.optional(positive),
  /** Share of the old average of the weights that a step keeps, 0 for none: the averaged weights are what is served. */
  average: v.optional(belowOne),
};

const OPTIMISATION = v.strictObject(OPTIMISATION_ENTRIES);
type Said = v.InferOutput<typeof OPTIMISATION>;

/** An optimisation with every default filled in. */
export type Optimisation = { readonly [K in keyof Said]-?: Exclude<Said[K], undefined> };

/** Puts what is usual where nothing was said. */
export const optimisationOf = (said: Said, usual: UsualOptimisation): Optimisation => ({
  optimiser: said.optimiser,
  schedule: said.schedule,
  warmUp: said.warmUp,
  weightDecay: said.weightDecay ?? usual.weightDecay,
  rate: said.rate ?? usual.rate,
  epochs: said.epochs ?? usual.epochs,
  batch: said.batch ?? usual.batch,
  clip: said.clip ?? usual.clip,
  average: said.average ?? usual.average,
});

/** What a training step is opened with. */
export function updateOf({ optimiser, weightDecay, clip, average }: Optimisation): {
  readonly optimiser: Optimiser;
  readonly clip: number;
  readonly average?: Averaging;
} {
  const full: Optimiser =
    optimiser.kind === 'sgd'
      ? { ...optimiser, nesterov: optimiser.nesterov && optimiser.momentum > 0, weightDecay }
      : { ...optimiser, epsilon: 1e-8, weightDecay };
  return {
    optimiser: full,
    clip,
    ...(average > 0 && { average: { decay: average, warmUp: true } }),
  };
}

/** The rate's way over so many steps. */
export function scheduleOf({ rate, schedule, warmUp }: Optimisation, steps: number): Schedule {
  const down: Schedule =
    schedule === 'constant'
      ? { kind: 'constant', rate }
      : { kind: schedule, from: rate, to: rate / 100, steps };
  return warmedUp(down, Math.min(warmUp, Math.floor(steps / 4)));
}
