// Read the weights of a TensorFlow.js model: a manifest in JSON and one binary file, often quantised.

import { LikenessError } from '../../errors.js';

/** Numbers in C order, widened to float32. */
export interface Weight {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

export type Weights = ReadonlyMap<string, Weight>;

/** One group of a `weightsManifest`, as TensorFlow.js writes it. */
export interface WeightsGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly quantization?: {
    readonly dtype: 'uint8' | 'uint16' | 'float16';
    readonly scale?: number;
    readonly min?: number;
  };
}

/**
 * Splits the binary file into its weights and dequantises them: `q · scale + min` for integers.
 * @param bytes the concatenation of the group's files
 * @throws `model_corrupt` where the file is too short or too long for the manifest
 */
export function readWeights(groups: readonly WeightsGroup[], bytes: Uint8Array): Weights {
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const spec of groups.flatMap((g) => g.weights)) {
    const length = spec.shape.reduce((p, d) => p * d, 1);
    const stored = spec.quantization?.dtype ?? spec.dtype;
    const size = length * BYTES[stored];
    if (offset + size > bytes.byteLength) {
      throw new LikenessError(
        'model_corrupt',
        `the weights end within ${spec.name}, at byte ${bytes.byteLength}`,
      );
    }
    // Copied, because a weight may start at an address that its element type does not allow;
    // not by `bytes.slice`, which copies nothing where the bytes are a Buffer.
    const raw = new Uint8Array(bytes.subarray(offset, offset + size)).buffer;
    weights.set(spec.name, {
      dims: spec.shape,
      data: WIDEN[stored](raw, spec.quantization?.scale ?? 1, spec.quantization?.min ?? 0),
    });
    offset += size;
  }
  if (offset !== bytes.byteLength) {
    throw new LikenessError(
      'model_corrupt',
      `the manifest describes ${offset} bytes of weights, the file has ${bytes.byteLength}`,
    );
  }
  return weights;
}

const BYTES = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1 } as const;

const WIDEN: Record<keyof typeof BYTES, (raw: ArrayBuffer, scale: number, min: number) => Float32Array> = {
  float32: (raw) => new Float32Array(raw),
  int32: (raw) => Float32Array.from(new Int32Array(raw)),
  float16: (raw) => Float32Array.from(new Uint16Array(raw), halfToFloat),
  uint16: (raw, scale, min) => Float32Array.from(new Uint16Array(raw), (q) => q * scale + min),
  uint8: (raw, scale, min) => Float32Array.from(new Uint8Array(raw), (q) => q * scale + min),
};

/** IEEE 754 binary16 to number. */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
