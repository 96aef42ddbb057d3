// Where the states of exponential smoothing may begin, before they are fitted: Hyndman et al. (2008), section 2.6.1.

import { classicalSeason } from '../../series/season.js';
import type { EtsForm, EtsState } from './stateSpace.js';

/** Of so many values the first line is drawn. */
const FIRST = 10;

/** @param values at least two seasons of them where the form has a season */
export function startStates(values: Float64Array, season: number, form: EtsForm): EtsState {
  const seasons =
    form.season === 'N'
      ? new Float64Array(0)
      : classicalSeason(values, season, form.season === 'M' ? 'factors' : 'terms');
  const adjusted = values
    .slice(0, Math.max(FIRST, season))
    .map((y, t) =>
      form.season === 'N' ? y : form.season === 'M' ? y / seasons[t % season] : y - seasons[t % season],
    );
  if (form.trend === 'N') return { level: mean(adjusted), trend: 0, seasons };
  const { level, slope } = line(adjusted);
  // A level of nothing can bear no relative error.
  return { level: form.error === 'M' && level <= 0 ? mean(adjusted) : level, trend: slope, seasons };
}

const mean = (values: Float64Array): number => values.reduce((sum, y) => sum + y, 0) / values.length;

/** The least-squares line: its value one step before the first. */
function line(values: Float64Array): { readonly level: number; readonly slope: number } {
  const n = values.length;
  const [centre, average] = [(n + 1) / 2, mean(values)];
  let [product, square] = [0, 0];
  for (let t = 0; t < n; t++) {
    product += (t + 1 - centre) * (values[t] - average);
    square += (t + 1 - centre) ** 2;
  }
  const slope = product / square;
  return { level: average - slope * centre, slope };
}
