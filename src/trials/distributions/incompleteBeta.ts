// The beta distribution, upon which exact binomial intervals stand. Written for the far tails of biometrics,
// a few errors among tens of millions of trials, where the textbook difference of log-gammas keeps 7 digits only.

/** Which tail of a distribution a probability is counted from; a small tail must never be written as 1 − p. */
export type Tail = 'lower' | 'upper';

/**
 * Regularised incomplete beta function I_x(a, b), or 1 − I_x(a, b) for the upper tail.
 * `x` in [0, 1]; `a`, `b` > 0. Relative error below 1e-12 for a + b up to 1e9.
 */
export function betaProbability(x: number, a: number, b: number, tail: Tail = 'lower'): number {
  if (x <= 0) return tail === 'lower' ? 0 : 1;
  if (x >= 1) return tail === 'lower' ? 1 : 0;
  const y = 1 - x;
  const front = betaDensity(x, a, b) * x * y;
  const excess = a > b ? (a + b) * y - b : a - (a + b) * x;
  const belowMean = excess >= 0;
  const near =
    front * (belowMean ? continuedFraction(a, b, x, y, excess) : continuedFraction(b, a, y, x, -excess));
  return belowMean === (tail === 'lower') ? near : 1 - near;
}

/**
 * The x in [0, 1] below which (`lower`) or above which (`upper`) a Beta(a, b) variable falls with the given
 * probability in (0, 1). Newton's method on the logarithm of the tail, kept within a shrinking bracket.
 */
export function betaQuantile(probability: number, a: number, b: number, tail: Tail = 'lower'): number {
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  // Some ten steps are the rule; bisection alone would need 60 for a root near 1, and 30 more for one near 1e-9.
  for (let step = 0; step < 200; step++) {
    const reached = betaProbability(x, a, b, tail);
    const tooFar = tail === 'lower' ? reached > probability : reached < probability;
    if (tooFar) high = x;
    else low = x;
    const slope = betaDensity(x, a, b) * (tail === 'lower' ? 1 : -1);
    const newton = x - (reached * Math.log(reached / probability)) / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 4e-16 * x) return next;
    x = next;
  }
  return x;
}

/** Density of Beta(a, b) at x in (0, 1), to full precision for a + b up to 1e15. */
function betaDensity(x: number, a: number, b: number): number {
  // The binomial density with real-valued counts: C(a+b, a) xᵃ(1−x)ᵇ, of which the beta density is a multiple.
  const total = a + b;
  const log =
    stirlingError(total) -
    stirlingError(a) -
    stirlingError(b) -
    deviance(a, total * x) -
    deviance(b, total * (1 - x));
  const binomial = Math.exp(log) * Math.sqrt(total / (2 * Math.PI * a * b));
  return ((binomial * a) / x) * (b / total / (1 - x));
}

/**
 * ln Γ(z+1) less Stirling's formula. Loader, "Fast and accurate computation of binomial probabilities" (2000),
 * equation 4; the series is DLMF 5.11.1.
 */
function stirlingError(z: number): number {
  if (z <= 15) return logGamma(z + 1) - (z + 0.5) * Math.log(z) + z - 0.5 * Math.log(2 * Math.PI);
  const square = z * z;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / z;
}

/** x ln(x/m) + m − x without cancellation where x is near m. Loader (2000), section 4, `bd0`. */
function deviance(x: number, m: number): number {
  const difference = x - m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) - difference;
  const ratio = difference / (x + m);
  let sum = difference * ratio;
  let power = 2 * x * ratio;
  for (let odd = 3; ; odd += 2) {
    power *= ratio * ratio;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

/** Lanczos' approximation with g = 7 and nine terms (Godfrey 2001), relative error below 1e-14 for z ≥ 1. */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln Γ(z) for z in [1, 16]. */
function logGamma(z: number): number {
  let sum = LANCZOS[0];
  for (let term = 1; term < LANCZOS.length; term++) sum += LANCZOS[term] / (z - 1 + term);
  const shifted = z + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (z - 0.5) * Math.log(shifted) - shifted + Math.log(sum);
}

/**
 * I_x(a, b) = xᵃ(1−x)ᵇ / B(a, b) times this continued fraction, for x below the mean: equation 9 of DiDonato &
 * Morris, "Algorithm 708" (ACM TOMS 18, 1992), there `BFRAC`. `y` = 1 − x and `excess` = a − (a + b)x are given
 * apart, since near 1 they would lose their digits to cancellation, as they do in the textbook fraction.
 */
function continuedFraction(a: number, b: number, x: number, y: number, excess: number): number {
  let [before, now] = [0, 1];
  let [belowBefore, below] = [1, (1 + excess) / (1 + 1 / a)];
  let fraction = now / below;
  for (let n = 1; ; n++) {
    const previous = (n - 1) / a;
    const odd = a + 2 * n - 1;
    const w = n * (b - n) * x;
    const alpha = (1 + previous) * (1 + previous + b / a) * (a / odd) ** 2 * w * x;
    const beta = n + w / odd + ((1 + n / a) / (1 + 1 / a + (2 * n) / a)) * (1 + excess + n * (1 + y));
    [before, now] = [now, alpha * before + beta * now];
    [belowBefore, below] = [below, alpha * belowBefore + beta * below];
    const last = fraction;
    fraction = now / below;
    if (Math.abs(fraction - last) <= 2e-16 * fraction || n > 1e6) return fraction;
    // Only the ratio matters; kept near 1 the terms cannot overflow.
    before /= below;
    belowBefore /= below;
    now = fraction;
    below = 1;
  }
}
