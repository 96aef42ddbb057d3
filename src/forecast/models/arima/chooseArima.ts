// Chooses the order of a seasonal ARIMA step by step: Hyndman & Khandakar, "Automatic time series forecasting: the forecast
// package for R", Journal of Statistical Software 27(3) (2008), section 3.2. Every candidate is fitted by exact likelihood.

import { type ArimaFit, fitArima, type Order } from './fitArima.js';

const MOST = { p: 5, q: 5, P: 2, Q: 2 } as const;
/** Of all four together. */
const MOST_TOGETHER = 5;
/** Enough to tell orders apart, whose AICc differ by about one. */
const COARSE = 1e-2;

/**
 * @param values the differenced series
 * @param mayHaveConstant with two differences a constant would be a parabola
 * @returns null where not even white noise can be fitted
 */
export function chooseArima(values: Float64Array, season: number, mayHaveConstant: boolean): ArimaFit | null {
  const tried = new Set<string>();
  let best: ArimaFit | null = null;
  const consider = (order: Order): boolean => {
    const key = JSON.stringify(order);
    if (tried.has(key) || !isAdmitted(order, values.length, season, mayHaveConstant)) return false;
    tried.add(key);
    const fit = fitArima(values, season, order, COARSE);
    if (!fit?.isSound || (best && fit.aicc >= best.aicc)) return false;
    best = fit;
    return true;
  };
  for (const order of firstOrders(season, mayHaveConstant)) consider(order);
  for (let hasGained = best !== null; hasGained; ) {
    hasGained = neighbours(best!.order).some(consider);
  }
  return best && fitArima(values, season, (best as ArimaFit).order);
}

function firstOrders(season: number, constant: boolean): Order[] {
  const seasonal = season > 1 ? 1 : 0;
  const orders: Order[] = [
    { p: 2, q: 2, P: seasonal, Q: seasonal, constant },
    { p: 0, q: 0, P: 0, Q: 0, constant },
    { p: 1, q: 0, P: seasonal, Q: 0, constant },
    { p: 0, q: 1, P: 0, Q: seasonal, constant },
  ];
  return constant ? [...orders, { p: 0, q: 0, P: 0, Q: 0, constant: false }] : orders;
}

/** One more or one fewer of each, of both of a pair, and the constant the other way. */
function neighbours(order: Order): Order[] {
  const { p, q, P, Q } = order;
  const steps = [-1, 1];
  return [
    ...steps.map((k) => ({ ...order, P: P + k })),
    ...steps.map((k) => ({ ...order, Q: Q + k })),
    ...steps.map((k) => ({ ...order, P: P + k, Q: Q + k })),
    ...steps.map((k) => ({ ...order, P: P + k, Q: Q - k })),
    ...steps.map((k) => ({ ...order, p: p + k })),
    ...steps.map((k) => ({ ...order, q: q + k })),
    ...steps.map((k) => ({ ...order, p: p + k, q: q + k })),
    ...steps.map((k) => ({ ...order, p: p + k, q: q - k })),
    { ...order, constant: !order.constant },
  ];
}

function isAdmitted(
  { p, q, P, Q, constant }: Order,
  n: number,
  season: number,
  mayHaveConstant: boolean,
): boolean {
  const parts = [
    [p, MOST.p],
    [q, MOST.q],
    [P, season > 1 ? MOST.P : 0],
    [Q, season > 1 ? MOST.Q : 0],
  ] as const;
  return (
    parts.every(([part, most]) => part >= 0 && part <= most) &&
    p + q + P + Q <= MOST_TOGETHER &&
    (mayHaveConstant || !constant) &&
    // A coefficient needs values that it relates, and AICc more values than parameters.
    Math.max(p + P * season, q + Q * season) < n / 2 &&
    p + q + P + Q + 3 < n - 1
  );
}
