// ISO/IEC 29794-5, 7.3.8: is the face in focus, and was the camera held still?
//
// OFIQ lets a forest of trees vote on gradients. Ours blurs the face once more and sees how much of its edges
// goes: an edge that is blurred already loses little. F. Crete et al., "The blur effect", SPIE 6492, 2007; the
// estimate of the radius as in S. Zhuo and T. Sim, "Defocus map estimation from a single image", 2011.

import { type QualityComponent, sigmoid } from './component.js';
import { CHIP_EYE_DISTANCE, CHIP_SIZE } from './context.js';
import type { Region } from './region.js';

/**
 * The blur of the face's edges: the standard deviation, in per cent of the distance between the eyes, of the
 * Gaussian that would make them of sharp steps. Across or along, whichever is worse, since a camera that moves
 * blurs in one direction.
 *
 * Its variance grows by about that of a blur that is added: faces of lfw-dev, median 4.1, blurred by 4, 7, 9 and 12
 * come to 6.3, 9.1, 11.1 and 13.7, a tenth more than it should be (`npm run study:quality`); one face may be a third
 * off. Contrast does not matter, compression and noise hardly do.
 */
export const sharpness: QualityComponent = {
  unit: '% of the inter-eye distance',
  measure: ({ luma, region }) => (100 * blurOf(luma, region)) / CHIP_EYE_DISTANCE,
  score: (blur) => 100 * (1 - sigmoid(blur, 8, 1.5)),
  advice: (_, role) =>
    role === 'selfie'
      ? 'Hold the camera still, let it focus on your face, and wipe the lens.'
      : 'Lay the document down, hold the camera still and let it focus.',
};

/** Two boxes of 3 pixels: a first, light blur keeps the camera's noise from passing for detail. */
const NOISE_BOX = 3;
/** Two boxes of 5 pixels: the second blur. */
const EXTRA_BOX = 5;
/** The variance of two boxes of `side` pixels, and the sum of their weights down and across. */
const varianceOf = (side: number): number => (2 * (side ** 2 - 1)) / 12;
const gainOf = (side: number): number => side ** 4;

/** More than this says only: very blurred. Half the distance between the eyes. */
const MOST_BLUR = CHIP_EYE_DISTANCE / 2;

/** Standard deviation of the blur in pixels of the chip. */
function blurOf(luma: Uint8Array, region: Region): number {
  const once = blur(luma, NOISE_BOX);
  const twice = blur(once, EXTRA_BOX);
  const gain = gainOf(EXTRA_BOX);
  let [across, acrossKept, along, alongKept] = [0, 0, 0, 0];
  for (let y = 1; y < CHIP_SIZE - 1; y++) {
    const row = y * CHIP_SIZE;
    const to = row + Math.min(region.to[y], CHIP_SIZE - 1);
    for (let i = row + Math.max(region.from[y], 1); i < to; i++) {
      const x0 = gain * (once[i + 1] - once[i - 1]);
      const y0 = gain * (once[i + CHIP_SIZE] - once[i - CHIP_SIZE]);
      const x1 = twice[i + 1] - twice[i - 1];
      const y1 = twice[i + CHIP_SIZE] - twice[i - CHIP_SIZE];
      // Weighted by the edge that is left, so that strong edges count and flat skin does not.
      across += x0 * x0 * x1 * x1;
      acrossKept += x1 * x1 * x1 * x1;
      along += y0 * y0 * y1 * y1;
      alongKept += y1 * y1 * y1 * y1;
    }
  }
  return Math.max(sigmaFrom(across / acrossKept), sigmaFrom(along / alongKept));
}

/**
 * An edge blurred by σ has a slope in proportion to 1/σ. With variance v before and v + e after the second blur,
 * the squares of the slopes are in the ratio (v + e) / v; v is σ² and the first, light blur.
 */
function sigmaFrom(ratio: number): number {
  if (!(ratio > 1)) return MOST_BLUR;
  const variance = varianceOf(EXTRA_BOX) / (ratio - 1) - varianceOf(NOISE_BOX);
  return Math.min(MOST_BLUR, Math.sqrt(Math.max(0, variance)));
}

/** Two boxes across and two down; sums, not means, so that nothing is rounded. */
const blur = (source: Uint8Array | Int32Array, side: number): Int32Array =>
  rowsToBlurredColumns(rowsToBlurredColumns(source, side), side);

/** Blurs each row and writes it as a column. The outermost pixels go on beyond the chip's borders. */
function rowsToBlurredColumns(source: Uint8Array | Int32Array, side: number): Int32Array {
  const out = new Int32Array(source.length);
  const reach = side - 1;
  const line = new Int32Array(CHIP_SIZE + 2 * reach + 1);
  const sums = new Int32Array(CHIP_SIZE + reach + 1);
  for (let y = 0; y < CHIP_SIZE; y++) {
    const row = y * CHIP_SIZE;
    line.fill(source[row], 0, reach);
    line.set(source.subarray(row, row + CHIP_SIZE), reach);
    line.fill(source[row + CHIP_SIZE - 1], reach + CHIP_SIZE);
    let first = 0;
    for (let i = 0; i < side; i++) first += line[i];
    for (let i = 0; i < CHIP_SIZE + reach; i++) {
      sums[i] = first;
      first = (first + line[i + side] - line[i]) | 0;
    }
    let second = 0;
    for (let i = 0; i < side; i++) second += sums[i];
    for (let x = 0; x < CHIP_SIZE; x++) {
      out[x * CHIP_SIZE + y] = second;
      second = (second + sums[x + side] - sums[x]) | 0;
    }
  }
  return out;
}
