// The errors of models by how many subjects they were trained on, with all that was left to chance resampled, and how
// steeply they fall.

import type { Random } from '../../../trials/index.js';

/** A model trained on some of the subjects, and its error on people whom none of the models saw. */
export interface TrainedRun {
  readonly subjects: number;
  /** FNMR at the FMR in question, on all test people. */
  readonly error: number;
  /** The same in resamples of the test people: the k-th of every run is of the same resample. */
  readonly resampled: Float64Array;
}

/** A number with its 95 % interval. */
export interface Estimated {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** The mean error of the runs of one size. */
export interface Size {
  readonly subjects: number;
  readonly runs: number;
  readonly error: number;
  /** In each resample of test people and of runs. */
  readonly resampled: Float64Array;
}

/**
 * Means by size, the fewest subjects first. To the chance of the test people that of the runs is added: each run's odds
 * are multiplied by those by which some run was seen to lie off the mean of its size.
 */
export function measuredSizes(runs: readonly TrainedRun[], random: Random): Size[] {
  const strays = straysOf(runs);
  const drawStray = () => (strays.length > 0 ? Math.exp(strays[random.below(strays.length)]) : 1);
  return distinctSizes(runs).map((subjects) => {
    const own = runs.filter((run) => run.subjects === subjects);
    const mean = (of: (run: TrainedRun) => number) => own.reduce((sum, run) => sum + of(run), 0) / own.length;
    return {
      subjects,
      runs: own.length,
      error: mean(({ error }) => error),
      resampled: own[0].resampled.map((_, k) => mean(({ resampled }) => withOdds(resampled[k], drawStray()))),
    };
  });
}

const distinctSizes = (runs: readonly TrainedRun[]): number[] =>
  [...new Set(runs.map(({ subjects }) => subjects))].sort((a, b) => a - b);

/**
 * By how much runs lie off the mean log-odds of their size, widened for the mean being of few runs. Half an error in a
 * thousand is added on both sides, so that runs without any have log-odds.
 */
function straysOf(runs: readonly TrainedRun[]): number[] {
  return distinctSizes(runs).flatMap((subjects) => {
    const own = runs.filter((run) => run.subjects === subjects);
    if (own.length < 2) return [];
    const logOdds = own.map(({ error }) => Math.log((error + 5e-4) / (1 - error + 5e-4)));
    const mean = logOdds.reduce((sum, value) => sum + value, 0) / own.length;
    const widened = Math.sqrt(own.length / (own.length - 1));
    return logOdds.map((value) => widened * (value - mean));
  });
}

const withOdds = (rate: number, factor: number): number => (rate * factor) / (1 - rate + rate * factor);

/** The smallest sizes are left out as long as the curve steepens and three remain. */
export function withoutSlowStart(sizes: readonly Size[]): readonly Size[] {
  let used = sizes;
  while (used.length > 3 && steepens(used)) used = used.slice(1);
  return used;
}

/** Whether the later half falls faster than the earlier one, by more than chance. */
export function steepens(sizes: readonly Size[]): boolean {
  const middle = Math.floor(sizes.length / 2);
  const [early, late] = [sizes.slice(0, middle + 1), sizes.slice(sizes.length - 1 - middle)];
  const bend = (of: (size: Size) => number) => logSlope(late, of) - logSlope(early, of);
  return estimated(bend(here), replicates(sizes, bend)).upper < 0;
}

/** By what share a doubling changes the error. */
export function slopeOf(sizes: readonly Size[]): Estimated {
  const slope = (of: (size: Size) => number) => Math.expm1(logSlope(sizes, of));
  return estimated(slope(here), replicates(sizes, slope));
}

export const here = ({ error }: Size): number => error;

/** What is made of the errors, for each resample of them. */
export const replicates = <T>(sizes: readonly Size[], make: (of: (size: Size) => number) => T): T[] =>
  Array.from(sizes[0].resampled, (_, k) => make(({ resampled }) => resampled[k]));

/** The slope of the logarithm of the error over log₂ of the subjects, with runs as weights. */
function logSlope(sizes: readonly Size[], of: (size: Size) => number): number {
  const rows = sizes.map((size) => ({
    x: Math.log2(size.subjects),
    // Of no error at all the logarithm is taken at one in a hundred thousand.
    y: Math.log(Math.max(of(size), 1e-5)),
    weight: size.runs,
  }));
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (axis: 'x' | 'y') => rows.reduce((sum, row) => sum + row.weight * row[axis], 0) / total;
  const [x0, y0] = [mean('x'), mean('y')];
  const xx = rows.reduce((sum, { x, weight }) => sum + weight * (x - x0) ** 2, 0);
  const xy = rows.reduce((sum, { x, y, weight }) => sum + weight * (x - x0) * (y - y0), 0);
  return xy / xx;
}

const CONFIDENCE = 0.95;

/** An estimate between the percentiles of its resamples. */
export function estimated(estimate: number, replicates: ArrayLike<number>): Estimated {
  const sorted = Float64Array.from(replicates).sort();
  const rank = Math.max(1, Math.floor(((sorted.length + 1) * (1 - CONFIDENCE)) / 2 + 1e-9));
  return {
    estimate,
    lower: Math.min(estimate, sorted[rank - 1]),
    upper: Math.max(estimate, sorted[sorted.length - rank]),
  };
}
