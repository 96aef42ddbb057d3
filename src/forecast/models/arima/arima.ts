// Seasonal ARIMA as a model: differences, order and coefficients are found, on logarithms where those keep the spread of a
// growing series level.

import { wantsLogarithm } from '../../series/logarithm.js';
import { type Fitted, type Model, normalPrediction, type Past } from '../model.js';
import { chooseArima } from './chooseArima.js';
import { chooseDifferences, type Differences, differenced, differencePolynomial } from './differencing.js';
import { type ArimaFit, orderName } from './fitArima.js';
import { shockWeights } from './polynomials.js';

export const arima: Model = {
  name: 'arima',
  label: 'ARIMA',
  fewest: () => 10,
  fit: fitModel,
};

function fitModel({ values, season }: Past): Fitted {
  const inLogarithms = wantsLogarithm(values, season);
  const used = inLogarithms ? values.map(Math.log) : values;
  const differences = chooseDifferences(used, season);
  const fit = chooseArima(
    differenced(used, season, differences),
    season,
    differences.plain + differences.seasonal < 2,
  );
  if (!fit) throw new RangeError('no order of ARIMA fits these values');
  const name = orderName(fit.order, differences, season);
  const back = inLogarithms ? Math.exp : undefined;
  return {
    form: inLogarithms ? `${name} of logarithms` : name,
    forecast: (horizon) =>
      integrated(fit, used, season, differences, horizon).map(({ centre, deviation }) =>
        normalPrediction(centre, deviation, back),
      ),
  };
}

/** Forecasts of the series itself, of which `fit` knows the differences. */
export function integrated(
  { phi, theta, mean, state, variance }: ArimaFit,
  values: Float64Array,
  season: number,
  differences: Differences,
  horizon: number,
): { readonly centre: number; readonly deviation: number }[] {
  const undo = differencePolynomial(season, differences);
  const known = Array.from(values);
  const shocks = shockWeights(unit(phi, undo), theta, horizon);
  let [at, squares] = [state, 0];
  return Array.from({ length: horizon }, (_, i) => {
    let centre = at[0] + mean;
    for (let k = 0; k < undo.length; k++) centre += undo[k] * known[known.length - 1 - k];
    known.push(centre);
    at = at.map((_, k) => (at[k + 1] ?? 0) + (phi[k] ?? 0) * at[0]);
    squares += shocks[i] ** 2;
    return { centre, deviation: Math.sqrt(variance * squares) };
  });
}

/** The two factors (1 − Σ φᵢBⁱ)(1 − Σ cᵢBⁱ) as one. */
function unit(phi: Float64Array, undo: Float64Array): Float64Array {
  const product = new Float64Array(phi.length + undo.length);
  for (let i = 0; i < phi.length; i++) product[i] += phi[i];
  for (let j = 0; j < undo.length; j++) {
    product[j] += undo[j];
    for (let i = 0; i < phi.length; i++) product[i + j + 1] -= phi[i] * undo[j];
  }
  return product;
}
