// The rates that can be resampled: how each is found on the way down, and how it hangs on FNMR and FMR there.

import { detSlope } from './detSlope.js';
import type { FoundRate, SweptRate } from './studentised.js';
import type { SubjectSweep, SweepPoint } from './subjectSweep.js';
import type { SubjectTrials } from './subjectTrials.js';

/** FNMR at a threshold. */
export const sweptFnmr = (threshold: number): SweptRate => ({
  find(sweep) {
    sweep.accept(threshold);
    return fnmrHere(sweep);
  },
  shares: () => ({ fnmr: 1, fmr: 0 }),
  beyond: Number.NEGATIVE_INFINITY,
});

/** FMR at a threshold. */
export const sweptFmr = (threshold: number): SweptRate => ({
  find(sweep) {
    sweep.match(threshold);
    const point = sweep.here();
    return { rate: point.fmr, point };
  },
  shares: () => ({ fnmr: 0, fmr: 1 }),
  beyond: Number.NEGATIVE_INFINITY,
});

/** FNMR at an FMR: where the FMR at a threshold is higher by so much, the FNMR is by the slope of the DET curve. */
export function sweptFnmrAtFmr(trials: SubjectTrials, target: number): SweptRate {
  const slope = rememberedSlope(trials, target);
  return {
    find: (sweep) => (sweep.matchUpTo(target) ? fnmrHere(sweep) : undefined),
    shares: (point) => ({ fnmr: 1, fmr: slope(point) }),
    beyond: Number.NEGATIVE_INFINITY,
  };
}

/** Equal error rate: where both rates move, they meet nearer to where the flatter one has moved. */
export function sweptEer(trials: SubjectTrials, eer: number): SweptRate {
  const slope = rememberedSlope(trials, eer);
  return {
    find(sweep) {
      const rate = sweep.matchToEqualError();
      return rate === undefined ? undefined : { rate, point: sweep.here() };
    },
    shares(point) {
      const steepness = slope(point);
      return { fnmr: 1 / (1 + steepness), fmr: steepness / (1 + steepness) };
    },
    beyond: Number.POSITIVE_INFINITY,
  };
}

function fnmrHere(sweep: SubjectSweep): FoundRate {
  const point = sweep.here();
  return { rate: point.fnmr, point };
}

/** Slope of the DET curve around an FMR; how far around follows from the first point asked for, that of everyone. */
function rememberedSlope(trials: SubjectTrials, fmr: number): (point: SweepPoint) => number {
  let slope: ((depth: number) => number) | undefined;
  return ({ depth, variance }) => {
    // Two standard errors of the FMR, but at least a factor of 2 and at most one of 4.
    const reach = Math.max(Math.LN2, Math.min(2 * Math.LN2, 2 * Math.sqrt(variance.fmr)));
    slope ??= detSlope(trials, fmr, reach);
    return slope(depth);
  };
}
