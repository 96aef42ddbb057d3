// Rounding to eight bits: a value is `scale · (byte − zero)` (Jacob et al., arXiv:1712.05877, equation 1).

import { type Constant, floatElements } from '../../../onnx/index.js';
import type { Range } from './ranges.js';

/** How a tensor is rounded to unsigned bytes. */
export interface Step {
  readonly scale: number;
  /** The byte that stands for zero. */
  readonly zero: number;
}

/** Smaller scales would have products that float32 cannot hold. */
const SMALLEST = 2 ** -60;

/**
 * Weights are rounded to whole numbers from −64 to 64. Processors with AVX2 or AVX-512 and no VNNI add products of
 * bytes in pairs into 16 bits, which saturate (ONNX Runtime's documentation, "Quantize ONNX models", on U8S8):
 * 2 · 255 · 64 = 32,640 fits, 2 · 255 · 127 does not. With these weights all processors compute the same sums. Unsigned
 * weights would be safe as well, and took twice as long.
 */
export const LARGEST_WEIGHT = 64;

/** A step that holds the ranges from end to end, and zero exactly: padding is made of zeros. */
export function stepOf(ranges: readonly Range[]): Step {
  const min = Math.min(0, ...ranges.map((range) => range.min));
  const max = Math.max(0, ...ranges.map((range) => range.max));
  const scale = Math.fround(Math.max((max - min) / 255, SMALLEST));
  return { scale, zero: 0 - Math.round(min / scale) };
}

/** Weights and bias of a layer in whole numbers. */
export interface RoundedLayer {
  /** −64 to 64, in the order of the weights. */
  readonly weights: Int8Array;
  /** One for each output channel. */
  readonly scales: Float32Array;
  /** In multiples of the products of `scales` and the input's scale, `biasScales`. */
  readonly bias?: Int32Array;
  readonly biasScales: Float32Array;
}

/** Room left above the largest bias in 32 bits, for the products that are added to it. */
const LARGEST_BIAS = 2 ** 30;

/**
 * Rounds a layer with a step for each output channel.
 * @param weight `[outputs, …]`
 * @param bias `[outputs]`
 * @param inputScale of the values that the layer reads
 */
export function roundLayer(weight: Constant, bias: Constant | undefined, inputScale: number): RoundedLayer {
  const values = floatElements(weight);
  const offsets = bias && floatElements(bias);
  const size = values.length / weight.dims[0]!;
  const scales = Float32Array.from({ length: weight.dims[0]! }, (_, c) => {
    const largest = values.slice(c * size, (c + 1) * size).reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    // A channel with next to no weights would have a bias beyond 32 bits.
    const forBias = Math.abs(offsets?.[c] ?? 0) / (LARGEST_BIAS * inputScale);
    return Math.max(largest / LARGEST_WEIGHT, forBias, SMALLEST);
  });
  const biasScales = scales.map((scale) => scale * inputScale);
  return {
    weights: Int8Array.from(values, (v, i) => clamped(Math.round(v / scales[Math.floor(i / size)]!))),
    scales,
    ...(offsets && { bias: Int32Array.from(offsets, (v, c) => Math.round(v / biasScales[c]!)) }),
    biasScales,
  };
}

const clamped = (value: number): number => Math.max(-LARGEST_WEIGHT, Math.min(LARGEST_WEIGHT, value));
