// The numbers of a constant, half-precision ones too; and weights as integers with a scale for each channel.

import { type Constant, floatElements } from '../../src/onnx/index.js';

export function numbersOf(constant: Constant): ArrayLike<number> {
  const { type, data } = constant;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (type === 'float16')
    return Float32Array.from({ length: data.byteLength / 2 }, (_, i) => half(view.getUint16(2 * i, true)));
  if (type === 'int64')
    return Array.from({ length: data.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
  return floatElements(constant);
}

/** IEEE 754, binary16; weights are finite. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

export interface Quantised {
  readonly integers: Int8Array | Int16Array;
  /** What one is worth, by channel. */
  readonly scales: Float32Array;
}

/**
 * Each channel's weights as integers, the largest of them the largest integer.
 * @param weights channels last
 */
export function quantised(weights: Float32Array, channels: number, bits: 8 | 16): Quantised {
  const most = 2 ** (bits - 1) - 1;
  const largest = new Float32Array(channels);
  weights.forEach((weight, i) => {
    largest[i % channels] = Math.max(largest[i % channels]!, Math.abs(weight));
  });
  const scales = largest.map((value) => value / most || 1);
  const integers = bits === 8 ? new Int8Array(weights.length) : new Int16Array(weights.length);
  weights.forEach((weight, i) => {
    integers[i] = Math.round(weight / scales[i % channels]!);
  });
  return { integers, scales };
}
