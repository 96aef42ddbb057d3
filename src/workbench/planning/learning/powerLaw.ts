// How an error falls with the number of training subjects: error(n) = a · n^(−b) + c.
// Cortes, Jackel, Solla, Vapnik & Denker, "Learning curves: asymptotic values and rate of convergence" (NIPS 6, 1994);
// Hestness et al., "Deep learning scaling is predictable, empirically" (arXiv:1712.00409, 2017); Rosenfeld, Rosenfeld,
// Belinkov & Shavit, "A constructive prediction of the generalization error across scales" (ICLR 2020).
//
// Fitted by quasi-likelihood with binomial variance (Wedderburn, Biometrika 61, 1974): an error rate of 1 % is known
// better than one of 10 % from as many comparisons, by whatever factor comparisons share their people. For a given
// exponent that is a convex problem in two numbers; the exponent is searched.

/** error(n) = `fall` · (n / `scale`)^(−`exponent`) + `asymptote`. */
export interface PowerLaw {
  /** Share of the comparisons at `scale` subjects that ever more data would save; from 0. */
  readonly fall: number;
  /** From 0 (no data helps) to `STEEPEST`. */
  readonly exponent: number;
  /** The error that no amount of such data undercuts; from 0. */
  readonly asymptote: number;
  /** Subjects at which `fall` counts: the most that were trained on. */
  readonly scale: number;
  /** Of the fit: twice the quasi-likelihood lost against a curve through every point. */
  readonly deviance: number;
}

/** An error rate measured after training on so many subjects. */
export interface CurvePoint {
  readonly subjects: number;
  /** In [0, 1]. */
  readonly error: number;
  /** How many runs it is the mean of. */
  readonly runs: number;
}

/** `free`: c is found, from 0. `none`: c is 0, the more hopeful curve. */
export type Asymptote = 'free' | 'none';

/**
 * Theory has 1 at the most (1/n, where the truth is among what can be learned); measured curves lie from 0.07 to 0.35
 * (Hestness et al. 2017). The room above lets a curve that is steep at first and level at last be fitted as such.
 */
export const STEEPEST = 2;

/** Lines of the grid over the exponent that a golden section search refines. */
const GRID = 16;
const REFINEMENTS = 20;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The curve of least deviance.
 * @param points of two sizes at least
 * @throws RangeError for fewer sizes, or errors outside [0, 1]
 */
export function fitPowerLaw(points: readonly CurvePoint[], asymptote: Asymptote): PowerLaw {
  requirePoints(points);
  const scale = Math.max(...points.map(({ subjects }) => subjects));
  const at = (exponent: number): PowerLaw => ({
    exponent,
    scale,
    ...fitFall(points, (n) => (n / scale) ** -exponent, asymptote),
  });
  let best = at(0);
  let place = 0;
  for (let line = 1; line <= GRID; line++) {
    const fit = at((STEEPEST * line) / GRID);
    if (fit.deviance < best.deviance) [best, place] = [fit, line];
  }
  let low = (STEEPEST * Math.max(0, place - 1)) / GRID;
  let high = (STEEPEST * Math.min(GRID, place + 1)) / GRID;
  let [left, right] = [at(high - GOLDEN * (high - low)), at(low + GOLDEN * (high - low))];
  for (let step = 0; step < REFINEMENTS; step++) {
    if (left.deviance <= right.deviance) {
      high = right.exponent;
      right = left;
      left = at(high - GOLDEN * (high - low));
    } else {
      low = left.exponent;
      left = right;
      right = at(low + GOLDEN * (high - low));
    }
  }
  return [best, left, right].reduce((least, fit) => (fit.deviance < least.deviance ? fit : least));
}

/** The error after training on `subjects`, at most 1. */
export const errorAt = ({ fall, exponent, asymptote, scale }: PowerLaw, subjects: number): number =>
  Math.min(1, fall * (subjects / scale) ** -exponent + asymptote);

/** The fewest subjects with an error of at most `error`; infinite where the curve never falls so low. */
export function subjectsFor({ fall, exponent, asymptote, scale }: PowerLaw, error: number): number {
  if (error >= fall + asymptote && (exponent === 0 || fall === 0)) return 0;
  if (error <= asymptote || exponent === 0) return Number.POSITIVE_INFINITY;
  return scale * (fall / (error - asymptote)) ** (1 / exponent);
}

interface Fall {
  readonly fall: number;
  readonly asymptote: number;
  readonly deviance: number;
}

/** The best `fall` and `asymptote`, neither below 0, where x = `basis(n)` is given: inside, or on one of the edges. */
function fitFall(points: readonly CurvePoint[], basis: (subjects: number) => number, kind: Asymptote): Fall {
  const rows = points.map(({ subjects, error, runs }) => ({ x: basis(subjects), y: error, runs }));
  const level = mean(rows);
  const edges = [
    reweighted(
      rows,
      { fall: level / mean(rows.map((row) => ({ ...row, y: row.x }))), asymptote: 0 },
      fallAlone,
    ),
  ];
  if (kind === 'free')
    edges.push({ fall: 0, asymptote: level, deviance: devianceOf(rows, { fall: 0, asymptote: level }) });
  const edge = edges.reduce((least, fit) => (fit.deviance < least.deviance ? fit : least));
  if (kind === 'none') return edge;
  const inside = reweighted(rows, { fall: edge.fall / 2, asymptote: edge.asymptote / 2 + level / 4 }, both);
  return inside.fall >= 0 && inside.asymptote >= 0 && inside.deviance < edge.deviance ? inside : edge;
}

interface Row {
  readonly x: number;
  readonly y: number;
  readonly runs: number;
}
type Line = Pick<Fall, 'fall' | 'asymptote'>;

const ITERATIONS = 40;
/** Change of the deviance at which weighing anew ends: nothing even of a million comparisons. */
const SETTLED = 1e-12;

/** Iteratively reweighted least squares, each step shortened until it does not lose. */
function reweighted(
  rows: readonly Row[],
  start: Line,
  solve: (rows: readonly Row[], at: Line) => Line | undefined,
): Fall {
  let fit: Fall = { ...start, deviance: devianceOf(rows, start) };
  for (let k = 0; k < ITERATIONS; k++) {
    const target = solve(rows, fit);
    if (target === undefined) break;
    let next = fit;
    for (let step = 1; step > 1e-4; step /= 2) {
      const fall = fit.fall + step * (target.fall - fit.fall);
      const asymptote = fit.asymptote + step * (target.asymptote - fit.asymptote);
      const deviance = devianceOf(rows, { fall, asymptote });
      if (deviance <= fit.deviance) {
        next = { fall, asymptote, deviance };
        break;
      }
    }
    const gained = fit.deviance - next.deviance;
    fit = next;
    if (gained <= SETTLED) break;
  }
  return fit;
}

/** What a row counts: the inverse of the variance of its error at the line. */
const weight = ({ x, runs }: Row, { fall, asymptote }: Line): number => runs / variance(fall * x + asymptote);

function fallAlone(rows: readonly Row[], at: Line): Line {
  let [xx, xy] = [0, 0];
  for (const row of rows) {
    const w = weight(row, at);
    xx += w * row.x * row.x;
    xy += w * row.x * row.y;
  }
  return { fall: xy / xx, asymptote: 0 };
}

/** Undefined where all x are alike. */
function both(rows: readonly Row[], at: Line): Line | undefined {
  let [sum, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const w = weight(row, at);
    // About the first row: sums of squares of what differs little would lose their digits.
    const [x, y] = [row.x - rows[0].x, row.y - rows[0].y];
    sum += w;
    wx += w * x;
    wy += w * y;
    wxx += w * x * x;
    wxy += w * x * y;
  }
  const xx = wxx - (wx * wx) / sum;
  if (!(xx > 1e-12 * sum)) return undefined;
  const fall = (wxy - (wx * wy) / sum) / xx;
  return { fall, asymptote: wy / sum + rows[0].y - fall * (wx / sum + rows[0].x) };
}

/** Rates outside (0, 1) are no rates; the nearest that is one costs dearly, and the step is taken back. */
const LEAST = 1e-12;
const inside = (rate: number): number => Math.min(1 - LEAST, Math.max(LEAST, rate));
const variance = (rate: number): number => inside(rate) * (1 - inside(rate));

function devianceOf(rows: readonly Row[], { fall, asymptote }: Line): number {
  let sum = 0;
  for (const { x, y, runs } of rows) {
    const rate = inside(fall * x + asymptote);
    if (y > 0) sum += 2 * runs * y * Math.log(y / rate);
    if (y < 1) sum += 2 * runs * (1 - y) * Math.log((1 - y) / (1 - rate));
  }
  return sum;
}

function mean(rows: readonly Row[]): number {
  let [sum, runs] = [0, 0];
  for (const row of rows) {
    sum += row.runs * row.y;
    runs += row.runs;
  }
  return sum / runs;
}

function requirePoints(points: readonly CurvePoint[]): void {
  if (new Set(points.map(({ subjects }) => subjects)).size < 2) {
    throw new RangeError('a curve needs errors at two numbers of subjects at least');
  }
  for (const { subjects, error, runs } of points) {
    if (!(subjects > 0 && error >= 0 && error <= 1 && runs > 0)) {
      throw new RangeError(`no point of a curve: error ${error} at ${subjects} subjects, ${runs} runs`);
    }
  }
}
