// Blur of light: what scattering and lenses do to it.

import type { Light } from './light.js';

/**
 * Convolution with a Gaussian of standard deviation `sigma`, in pixels; at the border the outermost pixels go on.
 * The kernel reaches three standard deviations and sums to one.
 */
export function gaussianBlur(light: Light, sigma: number): Light {
  if (sigma < 0.05) return light;
  const kernel = gaussian(sigma);
  const reach = kernel.length >> 1;
  const { width, height } = light;
  // Blurred along the row, and kept as long as the kernel reaches down.
  const kept = Array.from({ length: kernel.length }, () => new Float32Array(3 * width));
  const across = acrossWith(kernel, width);
  const sum = new Float32Array(3 * width);
  let next = 0;
  return {
    width,
    height,
    row(y) {
      for (; next <= Math.min(height - 1, y + reach); next++)
        across(light.row(next), kept[next % kept.length]!);
      const at = (k: number) => kept[Math.max(0, Math.min(height - 1, y + k)) % kept.length]!;
      weigh(at(0), kernel[reach], sum);
      for (let k = 1; k <= reach; k++) addWeighed(at(-k), at(k), kernel[reach + k], sum);
      return sum;
    },
  };
}

function weigh(row: Float32Array, weight: number, sum: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = weight * row[i];
}

/** Kernels are symmetrical: two rows have one weight. */
function addWeighed(above: Float32Array, below: Float32Array, weight: number, sum: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += weight * (above[i] + below[i]);
}

/** So many rows behind its reader does a blur read what it blurs. */
export const blurReach = (sigma: number): number => Math.max(1, Math.ceil(3 * sigma));

/** The kernel of a Gaussian: weights of −r … r, each the integral over its pixel. */
function gaussian(sigma: number): Float32Array {
  const reach = blurReach(sigma);
  const at = (x: number) => Math.exp(-(x * x) / (2 * sigma * sigma));
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    // Simpson's rule over the pixel: a narrow Gaussian is not what it is at the pixel's centre.
    const x = i - reach;
    return (at(x - 0.5) + 4 * at(x) + at(x + 0.5)) / 6;
  });
  const sum = weights.reduce((a, b) => a + b);
  return Float32Array.from(weights, (weight) => weight / sum);
}

function acrossWith(kernel: Float32Array, width: number): (row: Float32Array, out: Float32Array) => void {
  const reach = kernel.length >> 1;
  const padded = new Float32Array(3 * (width + 2 * reach));
  const centre = kernel[reach];
  return (row, out) => {
    padded.set(row, 3 * reach);
    for (let i = 0; i < 3 * reach; i++) {
      padded[i] = row[i % 3];
      padded[3 * (width + reach) + i] = row[3 * (width - 1) + (i % 3)];
    }
    for (let i = 0; i < out.length; i++) out[i] = centre * padded[i + 3 * reach];
    for (let k = 1; k <= reach; k++) {
      const weight = kernel[reach + k];
      addShifted(padded, 3 * (reach - k), 3 * (reach + k), weight, out);
    }
  };
}

function addShifted(row: Float32Array, left: number, right: number, weight: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] += weight * (row[i + left] + row[i + right]);
}
