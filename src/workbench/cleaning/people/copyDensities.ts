// How hashes and scores of copies are distributed, and those of different photographs.

import { logSumExp } from './priors.js';

/** Mean and standard deviation. */
interface Normal {
  readonly mean: number;
  readonly deviation: number;
}

const logDensity = ({ mean, deviation }: Normal, value: number): number =>
  -0.5 * ((value - mean) / deviation) ** 2 - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);

/**
 * What copies look like: half of the bits that differ (nearly none, unless the picture was cropped), and remoteness, the
 * logarithm of 1 − score beside that of a person's other photographs; nearer than usual is no sign against a copy.
 * Measured on photographs of lfw-dev, recompressed, scaled, brightened and cropped by up to 4 % a side, as often each,
 * by `npm run study:clean`.
 */
const WHOLE = { share: 0.75, unflipped: 0.87, remoteness: { mean: -3.1, deviation: 1.25 } } as const;
const CROPPED = {
  share: 0.25,
  flips: { mean: 4, deviation: 1.8 },
  remoteness: { mean: -3.6, deviation: 0.75 },
} as const;

export function logDensityOfCopies(flips: number, remoteness: number): number {
  const near = ({ mean, deviation }: Normal) => logDensity({ mean, deviation }, Math.max(mean, remoteness));
  return logSumExp([
    Math.log(WHOLE.share * WHOLE.unflipped) + flips * Math.log(1 - WHOLE.unflipped) + near(WHOLE.remoteness),
    Math.log(CROPPED.share) + logDensity(CROPPED.flips, flips) + near(CROPPED.remoteness),
  ]);
}

/** Share of the values whose distribution below is taken for exponential: a normal one falls off too fast there. */
const TAIL = 0.01;

/** Logarithm of the density of a sample: normal, with an exponential tail below, where copies would be. */
export function logDensityOf(values: readonly number[]): (value: number) => number {
  const sorted = Float64Array.from(values).sort();
  const start = sorted[Math.floor(TAIL * sorted.length)]!;
  const below = sorted.filter((value) => value <= start);
  const bulk = normalOf(sorted);
  // Half a step, since hashes differ in whole numbers of bits.
  const scale = below.reduce((sum, value) => sum + start - value, 0) / below.length + SMALLEST_SCALE;
  const share = below.length / sorted.length;
  // What differs more than photographs of one person do is of two people, and no sign of a copy.
  return (value) =>
    value > start
      ? logDensity(bulk, Math.min(value, bulk.mean))
      : Math.log(share / scale) - (start - value) / scale;
}

const SMALLEST_SCALE = 0.05;

function normalOf(values: Float64Array): Normal {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.max(Math.sqrt(variance), SMALLEST_SCALE) };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
