// How sharp print is: the width of its sharpest edges, measured as src/document/page/condition.ts does, along rows of the
// picture as the camera gives it.

import type { Frame } from './frame.js';

/** How far to either side of an edge its two levels are looked for, in mm of the page. */
const REACH = 0.6;
const [LEAST_SLOPE, LEAST_CONTRAST, LEAST_EDGES] = [6, 40, 60];

/** Standard deviation, in mm; null where there are too few edges. */
export function blurOf({ data, width, height }: Frame, pixelsPerMm: number): number | null {
  const reach = Math.max(3, Math.round(REACH * pixelsPerMm));
  const widths: number[] = [];
  for (let y = 0; y < height; y++) {
    const grey = (x: number): number => data[4 * (y * width + x) + 1]!;
    for (let x = reach + 1; x < width - reach - 1; x++) {
      const slope = Math.abs(grey(x + 1) - grey(x - 1)) / 2;
      if (slope < LEAST_SLOPE) continue;
      const [before, after] = [Math.abs(grey(x) - grey(x - 2)) / 2, Math.abs(grey(x + 2) - grey(x)) / 2];
      if (slope < before || slope < after) continue;
      const contrast = Math.abs(grey(x + reach) - grey(x - reach));
      if (contrast >= LEAST_CONTRAST) widths.push(contrast / (Math.sqrt(2 * Math.PI) * slope));
    }
  }
  if (widths.length < LEAST_EDGES) return null;
  widths.sort((a, b) => a - b);
  return deviationOf(widths[Math.floor(widths.length / 10)]!, reach) / pixelsPerMm;
}

/** σ of σ·erf(reach / (√2·σ)), by halving; never more than the reach. */
function deviationOf(seen: number, reach: number): number {
  let [low, high] = [0, reach];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (middle * erf(reach / (Math.SQRT2 * middle)) < seen) low = middle;
    else high = middle;
  }
  return high;
}

/** Abramowitz and Stegun, formula 7.1.26; within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const terms = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  return 1 - t * terms.reduceRight((sum, term) => term + t * sum, 0) * Math.exp(-x * x);
}
