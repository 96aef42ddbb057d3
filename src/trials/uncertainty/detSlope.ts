// How steeply FNMR is paid for FMR: what an error in the threshold does to the FNMR at a stated FMR.
import type { SubjectTrials } from './subjectTrials.js';

/** Log-odds. */
export const logit = (rate: number): number => Math.log(rate / (1 - rate));

/** The rate of some log-odds; −∞ gives 0, ∞ gives 1. */
export const expit = (odds: number): number => 1 / (1 + Math.exp(-odds));

/** Points of the curve on which the parabola is laid. */
const POINTS = 9;

/**
 * Slope of the DET curve, its axes in log-odds, its sign turned: by how much logit FNMR falls as logit FMR rises by 1.
 * A parabola by least squares through points of the curve on either side; beyond them the slope stays.
 *
 * @param fmr the middle, in (0, 1)
 * @param reach how far to look on either side, in log-odds of FMR; > 0
 * @returns the slope at a depth, the number of kept non-mated scores above a point; > 0, and 0 where no two
 *   points with an FNMR in (0, 1) are at hand
 */
export function detSlope(trials: SubjectTrials, fmr: number, reach: number): (depth: number) => number {
  const { trials: total } = trials.nonMated;
  const middle = logit(fmr);
  const at = (depth: number) => logit((depth + 0.5) / (total + 1)) - middle;
  const points = curvePoints(trials, middle, reach).map(({ depth, fnmr }) => ({
    x: at(depth),
    y: logit(fnmr),
  }));
  const { slope, bend } = parabola(points);
  const falling = Math.max(0, -slope);
  return (depth) => {
    const x = Math.max(-reach, Math.min(reach, at(depth)));
    // Few points may bend the parabola more than any curve: not beyond four times the slope in the middle.
    return Math.min(4 * falling, Math.max(falling / 4, -slope - 2 * bend * x));
  };
}

function curvePoints(
  { mated, nonMated }: SubjectTrials,
  middle: number,
  reach: number,
): { depth: number; fnmr: number }[] {
  const steps = Array.from({ length: POINTS }, (_, i) => (2 * i) / (POINTS - 1) - 1);
  const depths = steps.map((step) => Math.round(expit(middle + step * reach) * nonMated.trials));
  return [...new Set(depths)]
    .filter((depth) => depth >= 1 && depth < nonMated.scores.length)
    .map((depth) => ({
      depth,
      fnmr: 1 - countAbove(mated.scores, nonMated.scores[depth]) / mated.scores.length,
    }))
    .filter(({ fnmr }) => fnmr > 0 && fnmr < 1);
}

/** How many of the scores, which descend, are above `threshold`. */
function countAbove(scores: Float64Array, threshold: number): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[middle] > threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** y = a + slope · x + bend · x², by least squares; a line through two points, flat through one. */
function parabola(points: readonly { x: number; y: number }[]): { slope: number; bend: number } {
  const sum = (of: (x: number, y: number) => number) => points.reduce((all, { x, y }) => all + of(x, y), 0);
  const n = points.length;
  if (n < 2) return { slope: 0, bend: 0 };
  const [x1, x2, x3, x4] = [1, 2, 3, 4].map((power) => sum((x) => x ** power));
  const [y0, y1, y2] = [0, 1, 2].map((power) => sum((x, y) => y * x ** power));
  if (n === 2) return { slope: (n * y1 - x1 * y0) / (n * x2 - x1 * x1), bend: 0 };
  // Cramer's rule for the normal equations.
  const whole = n * (x2 * x4 - x3 * x3) - x1 * (x1 * x4 - x3 * x2) + x2 * (x1 * x3 - x2 * x2);
  const slope = n * (y1 * x4 - x3 * y2) - y0 * (x1 * x4 - x3 * x2) + x2 * (x1 * y2 - y1 * x2);
  const bend = n * (x2 * y2 - y1 * x3) - x1 * (x1 * y2 - y1 * x2) + y0 * (x1 * x3 - x2 * x2);
  return { slope: slope / whole, bend: bend / whole };
}
