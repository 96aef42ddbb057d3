// What comes after the last value, and how far it may stray: Hyndman, Koehler, Ord & Snyder, "Prediction intervals for
// exponential smoothing using two new classes of state space models", Journal of Forecasting 24 (2005); "Forecasting with
// Exponential Smoothing" (2008), chapter 6.

import { normalPrediction, type Prediction } from '../model.js';
import type { EtsFit } from './fitEts.js';

/**
 * @param next position in the season of the first step ahead
 */
export function forecastEts(
  { form, smoothing, state, variance }: EtsFit,
  next: number,
  horizon: number,
): Prediction[] {
  const { alpha, beta, gamma, phi } = smoothing;
  const m = state.seasons.length;
  const means: number[] = [];
  /** Of the state's part without a factor of the season, its second moment over the variance of an error. */
  const moments: number[] = [];
  const shares: number[] = [];
  let [damped, total] = [1, 0];
  return Array.from({ length: horizon }, (_, i) => {
    damped *= phi;
    total += damped;
    const season = form.season === 'N' ? 0 : state.seasons[(next + i) % m];
    const level = state.level + (form.trend === 'N' ? 0 : total * state.trend);
    const plain = form.season === 'A' ? level + season : level;
    // What an error of step i does to the forecast of one that is i + 1 steps later.
    const share = alpha + beta * total + (form.season === 'A' && m > 0 && (i + 1) % m === 0 ? gamma : 0);
    means.push(plain);
    let spread: number;
    if (form.error === 'A') {
      spread = variance * (1 + shares.reduce((sum, c) => sum + c * c, 0));
    } else {
      // θ of the book's (6.2): μ² and what past relative errors add.
      const moment =
        plain ** 2 + variance * shares.reduce((sum, c, j) => sum + c * c * moments[i - 1 - j], 0);
      moments.push(moment);
      const seasons = form.season === 'M' ? Math.floor(i / m) : 0;
      spread = (1 + variance) * moment * (1 + gamma ** 2 * variance) ** seasons - plain ** 2;
    }
    shares.push(share);
    const factor = form.season === 'M' ? season : 1;
    return normalPrediction(factor * plain, factor * Math.sqrt(spread));
  });
}
