// Which model is taken, and why: the least mean MASE, or a simpler model that cannot be told from it and that no model
// simpler still has less error than.

import type { Model } from '../models/model.js';
import type { Plan } from './backtest.js';
import { disjointOrigins, type Figures } from './figures.js';

export interface Tested {
  readonly model: Model;
  readonly figures: Figures;
}

export interface Choice<T extends Tested> {
  readonly taken: T;
  readonly why: string;
}

/** @param tested from the simplest model to the least simple; the first is what others are held against */
export function choose<T extends Tested>(tested: readonly T[], plan: Plan): Choice<T> {
  const best = tested.reduce((least, one) => (one.figures.mase < least.figures.mase ? one : least));
  const taken = tested.find(
    (one, i) =>
      one === best ||
      (isWithinOneError(one, best, plan) &&
        tested.slice(0, i).every(({ figures }) => figures.mase >= one.figures.mase)),
  )!;
  return { taken, why: reasonOf(taken, best, tested, plan) };
}

/**
 * Breiman et al. (1984), section 3.4.3: what is within one standard error of the best is as good. The error is that of the
 * difference at each origin, since both models met the same future there; origins that overlap count in part.
 */
function isWithinOneError(one: Tested, best: Tested, plan: Plan): boolean {
  const differences = one.figures.maseByOrigin.map((mase, k) => mase - best.figures.maseByOrigin[k]);
  const n = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / Math.max(1, n - 1);
  return mean <= Math.sqrt(variance / disjointOrigins(n, plan));
}

function reasonOf(taken: Tested, best: Tested, tested: readonly Tested[], { origins }: Plan): string {
  const mase = ({ figures }: Tested) => figures.mase.toFixed(2);
  const [reference] = tested;
  const compared = taken === reference ? '' : ` ${capital(reference.model.label)} has ${mase(reference)}.`;
  if (tested.length === 1) return `${capital(taken.model.label)} is the only model that could be tried.`;
  if (taken === best) {
    return `${capital(taken.model.label)} has the least error of ${tested.length} models over ${origins.length} origins, MASE ${mase(taken)}.${compared}`;
  }
  return `${capital(best.model.label)} has the least error, MASE ${mase(best)}, but ${taken.model.label}, ${mase(taken)}, is within one standard error of it and simpler.${compared}`;
}

/** `ARIMA` is written as it is. */
const capital = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);
