// Fits one form of exponential smoothing by maximum likelihood: smoothing parameters and first states together.

import { minimise } from '../../nelderMead.js';
import { startStates } from './startStates.js';
import { type EtsForm, type EtsState, type Smoothing, smooth } from './stateSpace.js';

export interface EtsFit {
  readonly form: EtsForm;
  readonly smoothing: Smoothing;
  /** After the last value. */
  readonly state: EtsState;
  /** Of the one-step errors, relative ones where the error is multiplicative; by n less the fitted parameters. */
  readonly variance: number;
  /** As it is written in R's `forecast`: −½ (n log Σe² + 2 Σ log |f|), without its constant. */
  readonly logLikelihood: number;
  readonly aicc: number;
}

/** Smoothing parameters and first states that a form has, without the variance. */
export const parametersOf = ({ trend, season }: EtsForm, m: number): number =>
  2 + (trend === 'N' ? 0 : 2) + (trend === 'Ad' ? 1 : 0) + (season === 'N' ? 0 : m);

/** Limits of Hyndman et al. (2008), section 10.3: the usual region, and a damping that can be told from none. */
const LEAST = 1e-4;
const MOST = 0.9999;
const DAMPING = [0.8, 0.98] as const;
const EVALUATIONS = 5000;
/** From each start, to see which one leads further down. */
const TRIED = 200;
/** A level that hardly moves with the season carrying the change, and one that follows closely: likelihoods have two valleys. */
const ALPHAS = [0.2, 0.8] as const;

/** A fit that has been begun: far enough to see whether it is worth going on with. */
export interface BegunEts {
  readonly aicc: number;
  readonly finish: () => EtsFit;
}

/** Fits one form. @throws RangeError where no start gives a likelihood */
export const fitEts = (values: Float64Array, m: number, form: EtsForm): EtsFit =>
  beginEts(values, m, form).finish();

/** @throws RangeError where no start gives a likelihood */
export function beginEts(values: Float64Array, m: number, form: EtsForm): BegunEts {
  const layout = layoutOf(form, startStates(values, m, form), unitOf(values, form));
  const evaluate = (at: Float64Array) => {
    const { smoothing, state } = layout.read(at);
    return { ...smooth(values, form, smoothing, state), smoothing, state };
  };
  const deviance = (at: Float64Array) => evaluate(at).deviance;
  const search = (start: ArrayLike<number>, evaluations: number) =>
    minimise(deviance, start, { step: 0.5, tolerance: 1e-3, evaluations });
  const parameters = parametersOf(form, m);
  const counted = parameters + 1;
  const aiccOf = (value: number) =>
    value + 2 * counted + (2 * counted * (counted + 1)) / (values.length - counted - 1);
  const [begun] = layout.starts
    .map((start) => search(start, TRIED))
    .sort((a, b) => (a.value === b.value ? 0 : a.value - b.value));
  if (begun.value === Number.POSITIVE_INFINITY) throw new RangeError('these values admit no such form');
  return {
    aicc: aiccOf(begun.value),
    finish: () => {
      const { at, value } = search(begun.at, EVALUATIONS);
      const { smoothing, state, squares } = evaluate(at);
      const variance = squares / (values.length - parameters);
      return { form, smoothing, state, variance, logLikelihood: -value / 2, aicc: aiccOf(value) };
    },
  };
}

/** How the optimiser's unbounded numbers stand for parameters and states. */
function layoutOf(form: EtsForm, first: EtsState, unit: number) {
  const m = first.seasons.length;
  const seasonUnit = form.season === 'M' ? 0.05 : unit;
  const starts = ALPHAS.map((alpha) => startAt(alpha, form, m));
  const read = (at: Float64Array): { smoothing: Smoothing; state: EtsState } => {
    let i = 0;
    const between = (low: number, high: number) => low + (high - low) / (1 + Math.exp(-at[i++]));
    const alpha = between(LEAST, MOST);
    const level = first.level + unit * at[i++];
    const beta = form.trend === 'N' ? 0 : between(LEAST, alpha);
    const trend = form.trend === 'N' ? 0 : first.trend + 0.1 * unit * at[i++];
    const phi = form.trend === 'Ad' ? between(...DAMPING) : 1;
    const gamma = form.season === 'N' ? 0 : between(LEAST, 1 - alpha);
    const seasons = first.seasons.slice();
    // The last one follows from the others.
    for (let k = 0; k < m - 1; k++) {
      const moved = seasonUnit * at[i++];
      seasons[k] += moved;
      seasons[m - 1] -= moved;
    }
    return { smoothing: { alpha, beta, gamma, phi }, state: { level, trend, seasons } };
  };
  return { starts, read };
}

/** In the order in which `read` takes them. */
const startAt = (alpha: number, { trend, season }: EtsForm, m: number): number[] => [
  ...[logit(alpha), 0],
  ...(trend === 'N' ? [] : [logit(0.1), 0]),
  ...(trend === 'Ad' ? [logit(0.9)] : []),
  ...(season === 'N' ? [] : [logit(0.1), ...new Array<number>(m - 1).fill(0)]),
];

const logit = (share: number): number => Math.log(share / (1 - share));

/** A plain measure of how far the values stray, for the first steps of the optimiser. */
function unitOf(values: Float64Array, { error }: EtsForm): number {
  let sum = 0;
  for (let t = 1; t < values.length; t++) sum += Math.abs(values[t] - values[t - 1]);
  const unit = sum / (values.length - 1);
  return error === 'M' ? Math.min(unit, Math.abs(values[0]) / 4) || unit : unit;
}
