// The trade between the two errors over all thresholds, thinned to what a plot can show: one list of operating
// points serves the ROC and the DET plot (ISO/IEC 19795-1; Martin et al., Eurospeech 1997).

import { type Scores, type Staircase, staircase } from '../scores/staircase.js';
import type { NonMatedScores } from './errorRates.js';

/** What a system does with a score at or above `threshold` called a match. */
export interface OperatingPoint {
  readonly threshold: number;
  /** In [0, 1]. */
  readonly fmr: number;
  /** In [0, 1]. */
  readonly fnmr: number;
}

/**
 * Operating points from the highest threshold (FMR 0) to the lowest (FMR 1); none is interpolated. A point is
 * kept if one of its rates lies a step from the last point kept, on a logarithmic axis. Counted scores beyond the
 * kept tail give points at the edges of their bins only, where both rates are exact.
 *
 * @param pointsPerDecade points per tenfold of a rate, about; > 0
 */
export function errorRateCurve(
  mated: Scores,
  nonMated: NonMatedScores,
  pointsPerDecade = 20,
): OperatingPoint[] {
  if (!(pointsPerDecade > 0)) throw new RangeError(`pointsPerDecade must be above 0, got ${pointsPerDecade}`);
  const genuine = staircase(mated);
  const impostor = staircase(nonMated);
  if (genuine.trials === 0 || impostor.trials === 0) {
    throw new RangeError(`a curve needs scores of both kinds, got ${genuine.trials} and ${impostor.trials}`);
  }
  const step = 10 ** (1 / pointsPerDecade);
  const kept: OperatingPoint[] = [];
  let last: OperatingPoint | undefined;
  for (const point of operatingPoints(genuine, impostor)) {
    const moved = !kept.length || isStep(kept[kept.length - 1], point, step);
    if (moved) kept.push(point);
    last = moved ? undefined : point;
  }
  return last ? [...kept, last] : kept;
}

/** Every observed score as threshold, from the highest down, the last where FMR is 1. */
function* operatingPoints(genuine: Staircase, impostor: Staircase): Generator<OperatingPoint> {
  let i = 0;
  let j = 0;
  while (j < impostor.values.length) {
    const withinBin = j >= impostor.exact;
    const matedValue = genuine.values[i] ?? Number.NEGATIVE_INFINITY;
    const threshold = withinBin ? impostor.values[j] : Math.max(matedValue, impostor.values[j]);
    while (i < genuine.values.length && genuine.values[i] >= threshold) i++;
    const atTailEnd = impostor.binWidth > 0 && j === impostor.exact - 1;
    const reached = impostor.values[j] === threshold;
    if (reached) j++;
    // Some that tie with the lowest score kept may have been dropped: its count is not to be shown.
    if (reached && atTailEnd) continue;
    yield {
      threshold,
      fmr: j === 0 ? 0 : impostor.atOrAbove[j - 1] / impostor.trials,
      fnmr: i === 0 ? 1 : (genuine.trials - genuine.atOrAbove[i - 1]) / genuine.trials,
    };
  }
}

function isStep(from: OperatingPoint, to: OperatingPoint, step: number): boolean {
  return to.fmr > from.fmr * step || to.fnmr * step < from.fnmr;
}
