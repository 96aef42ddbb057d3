// Which subspace codes are to live in: templates of faces fill but little of their space. Found once for a gallery, from
// a sample of it. A poor choice costs time and never an answer: see codes.ts.

import { createRandom, type Random } from '../../trials/index.js';
import { project, type Subspace, wholeSpace } from './codes.js';
import { CODE_STEP } from './kernels/index.js';
import { paddedLength } from './layout.js';

/** Widest subspace that is tried; beyond it little is left to gain, and it takes long to find. */
const WIDEST = 256;
/** Rounds of simultaneous iteration; each turns the basis nearer to where the templates spread most. */
const ROUNDS = 4;
/** Of the sample, what is kept aside to choose the width with: as probes, and as the gallery that they search. */
const PROBES = 48;
const SHOWN = 1000;
/**
 * What scoring a reference in full costs as against reading as many bytes of codes in a row: it lies anywhere, and its
 * sum is taken in order. Measured with `npm run bench:search`.
 */
const FULL_COST = 2;
/** Length of what rounding to 255 steps leaves, as a share of what is rounded. */
const ROUNDED = 0.008;
const SEED = 13;

/**
 * The subspace in which a search has least to read: what codes take, and the references that their bounds let through.
 *
 * @param sample templates, row after row; 2,000 or more
 */
export function findSubspace(sample: Float32Array, length: number): Subspace {
  const count = sample.length / length;
  const row = (i: number) => sample.subarray(i * length, (i + 1) * length);
  const centre = new Float32Array(length);
  for (let i = 0; i < count; i++) for (const [k, value] of row(i).entries()) centre[k]! += value / count;
  const whole = wholeSpace(centre);
  const centred = (i: number) => Float64Array.from(row(i), (value, k) => value - centre[k]!);
  const rows = Array.from({ length: count }, (_, i) => centred(i));
  const [probes, shown, fitted] = [
    rows.slice(0, PROBES),
    rows.slice(PROBES, PROBES + SHOWN),
    rows.slice(PROBES + SHOWN),
  ];
  const random = createRandom(SEED);
  const widest = Math.min(WIDEST, CODE_STEP * Math.floor(length / 2 / CODE_STEP));
  if (widest === 0 || fitted.length < widest) return whole;
  const axes = principalAxes(fitted, length, widest, random);
  const width = bestWidth(axes, probes, shown, length);
  if (width === undefined) return whole;
  return { ...whole, width, ...mixed(axes.slice(0, width), length, random) };
}

/** Orthonormal, those of most variance first: simultaneous iteration (Bauer, 1957). */
function principalAxes(
  rows: readonly Float64Array[],
  length: number,
  count: number,
  random: Random,
): Float64Array[] {
  let axes = orthonormal(
    Array.from({ length: count }, () => gaussian(length, random)),
    random,
  );
  for (let round = 0; round < ROUNDS; round++) {
    const next = axes.map(() => new Float64Array(length));
    for (const row of rows) {
      for (const [k, axis] of axes.entries()) {
        const share = inner(row, axis);
        const sum = next[k]!;
        for (let i = 0; i < length; i++) sum[i]! += share * row[i]!;
      }
    }
    axes = orthonormal(next, random);
  }
  return axes;
}

/** By the cost of searching `shown` for the best of it; undefined where the whole space costs least. */
function bestWidth(
  axes: readonly Float64Array[],
  probes: readonly Float64Array[],
  shown: readonly Float64Array[],
  length: number,
): number | undefined {
  const along = (rows: readonly Float64Array[]) =>
    rows.map((row) => Float64Array.from(axes, (axis) => inner(row, axis)));
  const [p, s] = [along(probes), along(shown)];
  const scores = probes.map((probe) => shown.map((reference) => inner(probe, reference)));
  const best = scores.map((row) => Math.max(...row));
  const squares = (rows: readonly Float64Array[]) => rows.map((row) => inner(row, row));
  const [probeSquares, shownSquares] = [squares(probes), squares(shown)];

  const costOf = (width: number, reaches: (probe: number, reference: number) => boolean): number => {
    let full = 0;
    for (let i = 0; i < probes.length; i++) for (let k = 0; k < shown.length; k++) if (reaches(i, k)) full++;
    return width + CODE_STEP + (FULL_COST * 4 * length * full) / (probes.length * shown.length);
  };
  const rounding = (a: number, b: number) => ROUNDED * Math.sqrt(a * b);
  let choice: number | undefined;
  let least = costOf(
    length,
    (i, k) => scores[i]![k]! + rounding(probeSquares[i]!, shownSquares[k]!) >= best[i]!,
  );
  for (let width = CODE_STEP; width <= axes.length; width += CODE_STEP) {
    const within = (rows: readonly Float64Array[]) =>
      rows.map((row) => inner(row.subarray(0, width), row.subarray(0, width)));
    const [pw, sw] = [within(p), within(s)];
    const cost = costOf(width, (i, k) => {
      const [a, b] = [pw[i]!, sw[k]!];
      const beyond = Math.sqrt(Math.max(0, probeSquares[i]! - a) * Math.max(0, shownSquares[k]! - b));
      return inner(p[i]!.subarray(0, width), s[k]!.subarray(0, width)) + rounding(a, b) + beyond >= best[i]!;
    });
    if (cost < least) [choice, least] = [width, cost];
  }
  return choice;
}

/** The same subspace by axes turned at random, so that no number of a code is much larger than the others. */
function mixed(
  axes: readonly Float64Array[],
  length: number,
  random: Random,
): Pick<Required<Subspace>, 'basis' | 'defect'> {
  const width = axes.length;
  const stride = paddedLength(length);
  const basis = new Float32Array(width * stride);
  const turns = orthonormal(
    Array.from({ length: width }, () => gaussian(width, random)),
    random,
  );
  for (const [k, turn] of turns.entries()) {
    const sum = new Float64Array(length);
    for (const [j, axis] of axes.entries()) for (let i = 0; i < length; i++) sum[i]! += turn[j]! * axis[i]!;
    basis.set(sum, k * stride);
  }
  return { basis, defect: defectOf(basis, width) };
}

/** Frobenius norm of RRᵀ − I, which is no less than the spectral one. */
function defectOf(basis: Float32Array, width: number): number {
  const stride = basis.length / width;
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const products = project(basis, Float64Array.from(basis.subarray(k * stride, (k + 1) * stride)), width);
    for (const [j, product] of products.entries()) sum += (product - Number(j === k)) ** 2;
  }
  return Math.sqrt(sum);
}

/** Gram–Schmidt, each vector twice. Of one that the others span already nothing is left: chance takes its place. */
function orthonormal(vectors: readonly Float64Array[], random: Random): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    let axis = rest(vector, done);
    while (axis === undefined) axis = rest(gaussian(vector.length, random), done);
    done.push(axis);
  }
  return done;
}

function rest(vector: Float64Array, done: readonly Float64Array[]): Float64Array | undefined {
  const left = vector.slice();
  for (const other of [...done, ...done]) {
    const share = inner(left, other);
    for (let i = 0; i < left.length; i++) left[i]! -= share * other[i]!;
  }
  const long = Math.sqrt(inner(left, left));
  return long > 1e-8 * Math.sqrt(inner(vector, vector)) ? left.map((value) => value / long) : undefined;
}

const gaussian = (length: number, random: Random): Float64Array =>
  Float64Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform()),
  );

function inner(a: Float64Array, b: Float64Array): number {
  let [s, t] = [0, 0];
  const even = a.length - (a.length % 2);
  for (let i = 0; i < even; i += 2) {
    s += a[i]! * b[i]!;
    t += a[i + 1]! * b[i + 1]!;
  }
  return even < a.length ? s + t + a[even]! * b[even]! : s + t;
}
