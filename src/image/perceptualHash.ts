// A fingerprint of what a picture shows, alike for pictures that look alike: scaled, recompressed, a little brighter.
// C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), § 3.2.1, the hash by the
// discrete cosine transform.

import type { Picture } from './picture.js';
import { resize } from './resize.js';

/** Pixels along each side of what is transformed … */
const SIDE = 32;
/** … and of the low frequencies that are kept: 64 bits. */
const KEPT = 8;

/** Greatest number of bits in which two hashes can differ. */
export const PERCEPTUAL_HASH_BITS = KEPT * KEPT;

/**
 * The perceptual hash: one bit for each of the lowest 8 × 8 frequencies of luma (Rec. 601) past the constant, set
 * where its coefficient lies above their median. Unrelated photographs differ in about half of the bits.
 *
 * @returns 16 hexadecimal digits, first bit first, rows of low vertical frequency first
 */
export function perceptualHash(picture: Picture): string {
  const coefficients = lowFrequencies(luma(resize(picture, SIDE, SIDE)));
  const ordered = coefficients.toSorted();
  const median = (ordered[ordered.length / 2 - 1]! + ordered[ordered.length / 2]!) / 2;
  let digits = '';
  for (let i = 0; i < coefficients.length; i += 4) {
    const nibble = coefficients.subarray(i, i + 4).reduce((bits, c) => 2 * bits + Number(c > median), 0);
    digits += nibble.toString(16);
  }
  return digits;
}

/** Bits in which two hashes differ, 0–64: at most 10 or so where one picture is a copy of the other. */
export function perceptualDistance(a: string, b: string): number {
  let distance = 0;
  for (let at = 0; at < a.length; at += 8) {
    let bits = Number.parseInt(a.slice(at, at + 8), 16) ^ Number.parseInt(b.slice(at, at + 8), 16);
    for (; bits !== 0; bits &= bits - 1) distance++;
  }
  return distance;
}

function luma({ data }: Picture): Float64Array {
  return Float64Array.from(
    { length: SIDE * SIDE },
    (_, i) => 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!,
  );
}

/** Coefficients 1 to 8 of both axes: the row and the column of the constant say more of the light than of the scene. */
function lowFrequencies(values: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * KEPT);
  for (let y = 0; y < SIDE; y++)
    for (let v = 0; v < KEPT; v++)
      for (let x = 0; x < SIDE; x++) rows[y * KEPT + v]! += values[y * SIDE + x]! * WAVES[v * SIDE + x]!;
  const kept = new Float64Array(KEPT * KEPT);
  for (let u = 0; u < KEPT; u++)
    for (let v = 0; v < KEPT; v++)
      for (let y = 0; y < SIDE; y++) kept[u * KEPT + v]! += rows[y * KEPT + v]! * WAVES[u * SIDE + y]!;
  return kept;
}

/** cos(π k (x + ½) / 32) for k = 1 … 8, a row each: the second kind of the transform, unscaled. */
const WAVES = Float64Array.from({ length: KEPT * SIDE }, (_, i) =>
  Math.cos((Math.PI / SIDE) * (Math.floor(i / SIDE) + 1) * ((i % SIDE) + 0.5)),
);
