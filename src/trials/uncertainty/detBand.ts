// The DET (or ROC) curve with what is known of it: FNMR at each FMR of a grid, with limits, from one set of resamples.
// Pointwise: each point's limits hold for that point, not for the curve as a whole (Macskassy, Provost & Rosset, "ROC
// confidence bands: an empirical evaluation", ICML 2005: vertical averaging with bootstrapped limits).

import { allowedErrors } from '../rates/errorRates.js';
import { countMatches, countNonMatches, fewer, fnmrAtFmrLimits } from './fewErrors.js';
import { type EstimatedRate, studentised } from './studentised.js';
import { type BootstrapOptions, report, requireResampling, type SubjectInterval } from './subjectInterval.js';
import type { SubjectTrials } from './subjectTrials.js';
import { weightedFnmr, weightedThreshold } from './subjectWeights.js';
import { sweptFnmrAtFmr } from './sweptRates.js';

export interface DetBandOptions extends BootstrapOptions {
  /** Points per tenfold of FMR; a whole number from 1, default 6. */
  readonly pointsPerDecade?: number;
}

/** FNMR at an FMR, with limits: as `bootstrapFnmrAtFmr` gives it. */
export interface DetBandPoint extends SubjectInterval {
  readonly fmr: number;
  readonly threshold: number;
}

/** Plain data to plot. */
export interface DetBand {
  /** Ascending in FMR; none if the data show no FMR at all. */
  readonly points: readonly DetBandPoint[];
  /** Why the band begins at the FMR where it does, and why it ends where it does, in words. */
  readonly begins: string;
  readonly ends: string;
}

/** Highest FMR of a band: beyond it lies the other half of a plot, where a verification system is never run. */
const HIGHEST = 0.5;

/**
 * The band from the lowest FMR that the data can show, one in as many pairs of people as there are, effectively, to 0.5
 * or as far as the kept tail reaches in almost every resample.
 */
export function detBand(trials: SubjectTrials, options: DetBandOptions = {}): DetBand {
  const { pointsPerDecade = 6 } = options;
  if (!Number.isInteger(pointsPerDecade) || pointsPerDecade < 1) {
    throw new RangeError(`pointsPerDecade must be a whole number from 1, got ${pointsPerDecade}`);
  }
  const { mated, nonMated } = trials;
  if (mated.scores.length === 0 || nonMated.trials === 0) {
    throw new RangeError(
      `a band needs scores of both kinds, got ${mated.scores.length} and ${nonMated.trials}`,
    );
  }
  const resampling = requireResampling(options);
  const { confidence } = resampling;
  const grid = fmrGrid(1 / nonMated.effective, pointsPerDecade);
  const reached = grid.filter((fmr) => reaches(trials, fmr));
  const everyone = new Int32Array(trials.subjects).fill(1);
  const middles = reached.map((fmr) => {
    const threshold = weightedThreshold(trials, everyone, fmr);
    return { fmr, threshold, estimate: weightedFnmr(trials, everyone, threshold) };
  });
  const varying = middles.filter(({ estimate }) => estimate > 0 && estimate < 1);
  const rates = varying.map(({ fmr, estimate }): EstimatedRate => {
    return { estimate, swept: sweptFnmrAtFmr(trials, fmr) };
  });
  const found = studentised(trials, rates, resampling);
  // Whatever lies beyond the first point that is lost in too many resamples is lost in more.
  const lost = varying.find((_, k) => found[k] === undefined);
  const points = middles
    .filter(({ fmr }) => lost === undefined || fmr < lost.fmr)
    .map(({ fmr, threshold, estimate }): DetBandPoint => {
      const errors = fewer(countNonMatches(trials, threshold), countMatches(trials, threshold));
      const exact = fnmrAtFmrLimits(trials, fmr, confidence);
      const varied = found[varying.findIndex((point) => point.fmr === fmr)];
      return { ...report({ estimate, confidence, exact, errors, studentised: varied }), fmr, threshold };
    });
  return {
    points,
    begins: `the ${Math.floor(nonMated.effective)} pairs of people that the comparisons are worth show no lower FMR`,
    ends:
      points.length === grid.length
        ? `an FMR of ${HIGHEST} is the end of the plot`
        : `the ${nonMated.scores.length} highest of ${nonMated.trials} non-mated scores reach no further: keep more (tailNeeded)`,
  };
}

/** Powers of 10 and equal steps between, from the first not below `lowest`; the end is `HIGHEST`. */
function fmrGrid(lowest: number, pointsPerDecade: number): number[] {
  const grid: number[] = [];
  for (let step = Math.ceil(Math.log10(lowest) * pointsPerDecade - 1e-9); ; step++) {
    // Division by a power of 10 gives the double nearest to 1e-4, a negative power may not.
    const fmr =
      step % pointsPerDecade === 0 ? 1 / 10 ** (-step / pointsPerDecade) : 10 ** (step / pointsPerDecade);
    if (fmr >= HIGHEST) return [...grid, HIGHEST];
    grid.push(fmr);
  }
}

function reaches({ nonMated }: SubjectTrials, fmr: number): boolean {
  const allowed = allowedErrors(fmr, nonMated.trials);
  return allowed >= 1 && (allowed < nonMated.scores.length || nonMated.scores.length === nonMated.trials);
}
