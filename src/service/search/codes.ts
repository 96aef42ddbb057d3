// A template in a few bytes, and a proof of how far its score may lie from the one that the bytes give.
//
// With μ the centre, R a basis of a subspace (its rows nearly orthonormal), T = I − RᵀR, y = x − μ and z = q − μ:
//   ⟨q, x⟩ = ⟨z, y⟩ + ⟨z, μ⟩ + ⟨μ, x⟩   and   ⟨z, y⟩ = ⟨Rz, Ry⟩ + ⟨z, Ty⟩.
// A code is x̂ = s · (whole numbers from −127 to 127) near Ry. By Cauchy–Schwarz, with ẑ the rounded Rz,
//   |⟨Rz, Ry⟩ − ⟨ẑ, x̂⟩| ≤ ‖Rz‖ ‖Ry − x̂‖ + ‖Rz − ẑ‖ ‖x̂‖   and   |⟨z, Ty⟩| ≤ ‖Tz‖ ‖Ty‖ + ε ‖z‖ ‖y‖,
// where ε ≥ ‖RRᵀ − I‖, as T − T² = −Rᵀ(RRᵀ − I)R. A reference whose bound does not reach the threshold cannot reach
// it; all others are scored in full. So the answer is that of scoring everybody, whatever the data.

import { CODE_STEP, GROUP } from './kernels/index.js';

/** Where codes live. */
export interface Subspace {
  readonly length: number;
  /** Numbers of a code, a multiple of `CODE_STEP`. */
  readonly width: number;
  /** `length` numbers, of length 1.01 at most. */
  readonly centre: Float32Array;
  /** `width` vectors of `length` padded to a multiple of four; absent where the code holds the template's own numbers. */
  readonly basis?: Float32Array;
  /** ε: at least ‖RRᵀ − I‖. */
  readonly defect: number;
}

/** The subspace that is all of the space. */
export const wholeSpace = (centre: Float32Array): Subspace => ({
  length: centre.length,
  width: CODE_STEP * Math.ceil(centre.length / CODE_STEP),
  centre,
  defect: 0,
});

/** Templates are of unit length within 1e-3, and so is their mean, so no difference is longer. */
const LONGEST = 2.1;
/** Float32 sums of `scan`: thirty roundings at most of values below 8, at 2⁻²⁴ each, and as much again. */
const ROUNDING = 3e-5;
/** Rounds up by more than float32 rounds down. */
const upwards = (value: number): number => Math.fround(value * (1 + 2e-7));

export interface CodedProbe {
  readonly code: Int16Array;
  /** As `scan` takes them: scale, what is added to every score, length within the subspace, and beyond it. */
  readonly parameters: readonly [scale: number, offset: number, within: number, beyond: number];
}

export function codeProbe(
  { length, width, centre, basis, defect }: Subspace,
  probe: Float32Array,
): CodedProbe {
  const z = Float64Array.from(probe, (value, i) => value - centre[i]!);
  const squared = dot(z, z, length);
  const within = basis ? project(basis, z, width) : widened(z, width);
  const inside = dot(within, within, width);
  // The largest whole number that no sum of products can overflow with.
  const most = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * width)));
  const scale = Math.fround(largest(within) / most);
  const code = Int16Array.from(within, (value) => (scale > 0 ? Math.round(value / scale) : 0));
  let missed = 0;
  for (let i = 0; i < width; i++) missed += (within[i]! - scale * code[i]!) ** 2;
  const slack = LONGEST * Math.sqrt(missed) + 1.01 * defect * LONGEST * Math.sqrt(squared) + ROUNDING;
  const beyond = basis ? Math.sqrt(Math.max(0, squared - inside + (1.01 * defect + 1e-12) * squared)) : 0;
  return {
    code,
    parameters: [
      scale,
      Math.fround(dot(z, centre, length)) + slack,
      upwards(Math.sqrt(inside)),
      upwards(beyond),
    ],
  };
}

/** Where the code of a reference is written to: views of a group, and which of its references it is. */
export interface CodePlace {
  /** `GROUP` codes, one after the other. */
  readonly codes: Int8Array;
  /** Of each number `GROUP`: scale, offset, length of what is missing within the subspace, and beyond it. */
  readonly numbers: Float32Array;
  readonly lane: number;
}

/**
 * Writes the code of a template.
 * @param projected Ry in float32, as `projectKernel` sums it; absent where the subspace is the whole space
 */
export function writeCode(
  { length, width, centre, basis, defect }: Subspace,
  template: Float32Array,
  projected: Float32Array | undefined,
  { codes, numbers, lane }: CodePlace,
): void {
  let [squared, offset] = [0, 0];
  for (let i = 0; i < length; i++) {
    squared += (template[i]! - centre[i]!) ** 2;
    offset += template[i]! * centre[i]!;
  }
  const long = Math.sqrt(squared);
  const y =
    projected ??
    widened(
      Float64Array.from(template, (value, i) => value - centre[i]!),
      width,
    );
  const scale = Math.fround(largest(y) / 127);
  let [missed, inside] = [0, 0];
  for (let i = 0; i < width; i++) {
    const whole = scale > 0 ? Math.max(-127, Math.min(127, Math.round(y[i]! / scale))) : 0;
    codes[lane * width + i] = whole;
    missed += (y[i]! - scale * whole) ** 2;
    inside += y[i]! ** 2;
  }
  // Each number of Ry is four sums of `length / 4` products, of numbers rounded once.
  const rounded = basis ? Math.sqrt(width) * (length / 4 + 8) * 2 ** -24 * 1.01 * long : 0;
  const least = Math.max(0, Math.sqrt(inside) - rounded);
  const beyond = basis
    ? Math.sqrt(Math.max(0, squared - least * least + (1.01 * defect + 1e-12) * squared))
    : 0;
  numbers[lane] = scale;
  numbers[GROUP + lane] = offset;
  numbers[2 * GROUP + lane] = upwards(Math.sqrt(missed) + rounded);
  numbers[3 * GROUP + lane] = upwards(beyond);
}

/** Puts a place out of every search's reach, but that of one which takes all. */
export function clearCode({ codes, numbers, lane }: CodePlace, width: number): void {
  codes.fill(0, lane * width, (lane + 1) * width);
  for (const [k, value] of [0, -16, 0, 0].entries()) numbers[k * GROUP + lane] = value;
}

export function project(basis: Float32Array, vector: Float64Array, width: number): Float64Array {
  const stride = basis.length / width;
  return Float64Array.from({ length: width }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += vector[i]! * basis[k * stride + i]!;
    return sum;
  });
}

function widened(vector: Float64Array, width: number): Float64Array {
  const wide = new Float64Array(width);
  wide.set(vector);
  return wide;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
