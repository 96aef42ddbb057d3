// Searches along one variable, for likelihoods without closed forms. Both ask for nothing but values, so neither can
// step outside the range it is given.

/** Where a function is greatest, and how great. */
export interface Maximum {
  readonly at: number;
  readonly value: number;
}

/**
 * Greatest value of a function with a single peak in [low, high], by golden section (Kiefer, Proceedings of the AMS
 * 4, 1953), to within `tolerance` of its place. With several peaks: one of them.
 */
export function peak(
  of: (x: number) => number,
  low: number,
  high: number,
  tolerance = 1e-9 * (high - low),
): Maximum {
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let atLeft = of(left);
  let atRight = of(right);
  while (high - low > tolerance) {
    if (atLeft >= atRight) {
      high = right;
      [right, atRight] = [left, atLeft];
      left = high - GOLDEN * (high - low);
      // Ends that no longer differ in double precision leave nothing to search.
      if (!(left > low && left < right)) break;
      atLeft = of(left);
    } else {
      low = left;
      [left, atLeft] = [right, atRight];
      right = low + GOLDEN * (high - low);
      if (!(right < high && right > left)) break;
      atRight = of(right);
    }
  }
  return atLeft >= atRight ? { at: left, value: atLeft } : { at: right, value: atRight };
}

/** (√5 − 1) / 2. */
const GOLDEN = 0.6180339887498949;

/**
 * The point between `inside`, where `holds`, and `outside`, where it does not, at which it ceases to, by bisection,
 * to a relative 10⁻⁷; the last point found to hold.
 */
export function lastHolding(holds: (x: number) => boolean, inside: number, outside: number): number {
  for (let step = 0; step < 60; step++) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if (holds(middle)) inside = middle;
    else outside = middle;
    if (Math.abs(outside - inside) <= 1e-7 * Math.abs(inside)) break;
  }
  return inside;
}
