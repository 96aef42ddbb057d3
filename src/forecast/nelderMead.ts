// Finds the least value of a function of a few numbers without its derivatives.
// Nelder & Mead, "A simplex method for function minimization", The Computer Journal 7 (1965); with the coefficients that
// adapt to the number of dimensions of Gao & Han, "Implementing the Nelder-Mead simplex algorithm with adaptive
// parameters", Computational Optimization and Applications 51 (2012), without which it stalls beyond ten or so.

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
}

export interface MinimiseOptions {
  /** Edge of the first simplex, in units of the parameters. */
  readonly step: number;
  /** How often the function may be evaluated in all. */
  readonly evaluations: number;
  /** It has arrived where the simplex's values differ by less. */
  readonly tolerance: number;
}

/**
 * A local minimum, found from `start`. A simplex that has shrunk may lie where no minimum is, so it is begun anew from
 * its best point until that gains nothing.
 * @param objective may answer `Infinity` where it is not defined; NaN counts as that
 */
export function minimise(
  objective: (at: Float64Array) => number,
  start: ArrayLike<number>,
  { step, evaluations, tolerance }: MinimiseOptions,
): Minimum {
  let left = evaluations;
  const evaluate = (at: Float64Array): number => {
    left--;
    const value = objective(at);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  const origin = Float64Array.from(start);
  let best: Minimum = { at: origin, value: evaluate(origin) };
  if (origin.length === 0) return best;
  for (let size = step; left > 0; size = step / 2) {
    const found = descend(evaluate, best, size, tolerance, () => left > 0);
    const gained = best.value - found.value;
    best = found;
    if (!(gained > 10 * tolerance)) break;
  }
  return best;
}

function descend(
  evaluate: (at: Float64Array) => number,
  start: Minimum,
  step: number,
  tolerance: number,
  mayGoOn: () => boolean,
): Minimum {
  const n = start.at.length;
  const [expansion, contraction, shrinkage] = [1 + 2 / n, 0.75 - 1 / (2 * n), n > 1 ? 1 - 1 / n : 0.5];
  const simplex: Minimum[] = [start];
  for (let i = 0; i < n; i++) {
    const at = start.at.slice();
    at[i] += step;
    simplex.push({ at, value: evaluate(at) });
  }
  const ordered = () => simplex.sort((a, b) => (a.value === b.value ? 0 : a.value - b.value));
  ordered();
  const along = (centre: Float64Array, from: Float64Array, times: number): Minimum => {
    const at = new Float64Array(n);
    for (let i = 0; i < n; i++) at[i] = centre[i] + times * (centre[i] - from[i]);
    return { at, value: evaluate(at) };
  };
  // Below everything, or nowhere defined: there is no way on.
  const isLost = () => !Number.isFinite(simplex[0].value);
  while (mayGoOn() && !isLost() && !(simplex[n].value - simplex[0].value < tolerance)) {
    const worst = simplex[n];
    const centre = centreOf(simplex, n);
    let next = along(centre, worst.at, 1);
    if (next.value < simplex[0].value) {
      const further = along(centre, worst.at, expansion);
      if (further.value < next.value) next = further;
    } else if (next.value >= simplex[n - 1].value) {
      const isOutside = next.value < worst.value;
      const nearer = along(centre, worst.at, isOutside ? contraction : -contraction);
      if (nearer.value < Math.min(next.value, worst.value)) next = nearer;
      else {
        for (let k = 1; k <= n; k++) {
          const at = simplex[k].at.map((x, i) => simplex[0].at[i] + shrinkage * (x - simplex[0].at[i]));
          simplex[k] = { at, value: evaluate(at) };
        }
        ordered();
        continue;
      }
    }
    // Into its place among those that are already in order.
    let place = n;
    for (; place > 0 && simplex[place - 1].value > next.value; place--) simplex[place] = simplex[place - 1];
    simplex[place] = next;
  }
  return simplex[0];
}

/** Of all points but the worst. */
function centreOf(simplex: readonly Minimum[], n: number): Float64Array {
  const centre = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const { at } = simplex[k];
    for (let i = 0; i < n; i++) centre[i] += at[i];
  }
  for (let i = 0; i < n; i++) centre[i] /= n;
  return centre;
}
