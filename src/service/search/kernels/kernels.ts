// The three inner loops of a search, for the lengths that they are to work on. WebAssembly, since it alone has vectors of
// 128 bits and memory that threads share; nothing is compiled beforehand, a module takes about a millisecond.

import {
  add,
  advance,
  assemble,
  type Code,
  constant,
  get,
  less,
  load32,
  repeat,
  set,
  v128,
  when,
} from './assembler.js';

/** References in a group: codes of one after the other, then what bounds them, a number of each reference in turn. */
export const GROUP = 4;
/** Numbers that go with a code, float32 each: see `codes.ts`. */
export const GROUP_NUMBERS = 4;
/** Codes come in so many numbers. */
export const CODE_STEP = 16;
/** References that are scored at once. */
export const EXACT_ROWS = 8;
/** What `scan` writes for a group: its address and three words unused, four estimates, four bounds. */
export const FOUND_BYTES = 48;

/** Bytes of a group of codes. */
export const groupBytes = (width: number): number => GROUP * width + GROUP_NUMBERS * GROUP * 4;

/**
 * Bounds the scores of groups of codes: `(codes, end, probe, parameters, found) → end of found`. Writes down the
 * groups that hold a bound at or above the threshold.
 *
 * `probe` holds `width` int16; `parameters` five float32: the probe's scale, what is added to every score, the probe's
 * length within the subspace and beyond it, the threshold.
 */
export function scanKernel(width: number): Uint8Array<ArrayBuffer> {
  const [codes, end, probe, parameters, found] = [0, 1, 2, 3, 4];
  const [at, probeAt, last] = [5, 6, 7];
  const sums = [8, 9, 10, 11];
  const [left, right, estimate, bound] = [12, 13, 14, 15];
  const constants = [16, 17, 18, 19, 20];
  const unroll = [64, 32, 16].find((step) => width % step === 0)!;

  const multiply = Array.from({ length: unroll / 16 }, (_, k) => [
    ...set(left, v128.load(get(probeAt), 32 * k)),
    ...set(right, v128.load(get(probeAt), 32 * k + 16)),
    ...sums.flatMap((sum, row) => {
      const offset = row * width + 16 * k;
      const low = v128.i16Dot(v128.load8x8(get(at), offset), get(left));
      const high = v128.i16Dot(v128.load8x8(get(at), offset + 8), get(right));
      return set(sum, v128.i32Add(v128.i32Add(get(sum), low), high));
    }),
  ]).flat();
  const halves = (a: number, b: number) =>
    v128.i32Add(v128.shuffle(get(a), get(b), [0, 4, 1, 5]), v128.shuffle(get(a), get(b), [2, 6, 3, 7]));
  const number = (k: number) => v128.load(get(codes), GROUP * width + 16 * k);
  const [scale, offset, within, beyond, threshold] = constants.map((local) => get(local)) as [
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  const body = [
    ...constants.flatMap((local, k) => set(local, v128.load32Splat(get(parameters), 4 * k))),
    ...when(
      less(get(codes), get(end)),
      repeat(
        [
          ...sums.flatMap((sum) => set(sum, v128.zero)),
          ...set(at, get(codes)),
          ...set(last, add(get(codes), constant(width))),
          ...set(probeAt, get(probe)),
          ...repeat(
            [...multiply, ...advance(at, unroll), ...advance(probeAt, 2 * unroll)],
            less(get(at), get(last)),
          ),
          ...set(left, halves(sums[0]!, sums[1]!)),
          ...set(right, halves(sums[2]!, sums[3]!)),
          ...set(
            estimate,
            v128.i32ToF32(
              v128.i32Add(
                v128.shuffle(get(left), get(right), [0, 1, 4, 5]),
                v128.shuffle(get(left), get(right), [2, 3, 6, 7]),
              ),
            ),
          ),
          ...set(
            estimate,
            v128.f32Add(
              v128.f32Multiply(v128.f32Multiply(get(estimate), scale), number(0)),
              v128.f32Add(number(1), offset),
            ),
          ),
          ...set(
            bound,
            v128.f32Add(
              get(estimate),
              v128.f32Add(v128.f32Multiply(number(2), within), v128.f32Multiply(number(3), beyond)),
            ),
          ),
          ...when(v128.anyTrue(v128.f32GreaterOrEqual(get(bound), threshold)), [
            ...v128.store(get(found), 0, v128.splat32(get(codes))),
            ...v128.store(get(found), 16, get(estimate)),
            ...v128.store(get(found), 32, get(bound)),
            ...advance(found, FOUND_BYTES),
          ]),
          ...advance(codes, groupBytes(width)),
        ],
        less(get(codes), get(end)),
      ),
    ),
    ...get(found),
  ];
  return assemble({ parameters: 5, integers: 3, vectors: 13, body, returns: true });
}

/**
 * Scores `EXACT_ROWS` references: `(probe, addresses, scores)`. Each sum is taken in float64 from the first product to
 * the last, as `comparisonScore` takes it, so that the two agree in every bit.
 *
 * `probe` holds float64, `addresses` where each reference's float32 lie, `scores` takes float64.
 *
 * @param length a multiple of 4
 */
export function exactKernel(length: number): Uint8Array<ArrayBuffer> {
  const [probe, addresses, scores] = [0, 1, 2];
  const rows = Array.from({ length: EXACT_ROWS }, (_, row) => 3 + row);
  const end = 3 + EXACT_ROWS;
  const [a, b, low, high, factor] = [end + 1, end + 2, end + 3, end + 4, end + 5];
  const sums = Array.from({ length: EXACT_ROWS / 2 }, (_, pair) => end + 6 + pair);

  const pairs = sums.flatMap((sum, pair) => {
    const product = (values: Code, k: number) =>
      set(
        sum,
        v128.f64Add(get(sum), v128.f64Multiply(v128.promoteLow(values), v128.load64Splat(get(probe), 8 * k))),
      );
    const upper = (local: number) => v128.shuffle(get(local), get(local), [2, 3, 2, 3]);
    return [
      ...set(a, v128.load(get(rows[2 * pair]!), 0)),
      ...set(b, v128.load(get(rows[2 * pair + 1]!), 0)),
      ...set(low, v128.shuffle(get(a), get(b), [0, 4, 1, 5])),
      ...set(high, v128.shuffle(get(a), get(b), [2, 6, 3, 7])),
      ...product(get(low), 0),
      ...product(upper(low), 1),
      ...product(get(high), 2),
      ...product(upper(high), 3),
    ];
  });
  const body = [
    ...rows.flatMap((row, k) => set(row, load32(get(addresses), 4 * k))),
    ...set(end, add(get(rows[0]!), constant(4 * length))),
    ...set(factor, v128.zero),
    ...repeat(
      [...pairs, ...rows.flatMap((row) => advance(row, 16)), ...advance(probe, 32)],
      less(get(rows[0]!), get(end)),
    ),
    ...sums.flatMap((sum, pair) => v128.store(get(scores), 16 * pair, get(sum))),
  ];
  return assemble({
    parameters: 3,
    integers: EXACT_ROWS + 1,
    vectors: 5 + sums.length,
    body,
    returns: false,
  });
}

/**
 * Projects a vector upon a basis: `(vector, basis, projected)`, float32 all, one basis vector after the other.
 * Every sum has four parts of `length / 4` terms each.
 *
 * @param length a multiple of 4
 * @param width basis vectors, a multiple of 4
 */
export function projectKernel(length: number, width: number): Uint8Array<ArrayBuffer> {
  const [vector, basis, projected] = [0, 1, 2];
  const [at, end, stop] = [3, 4, 5];
  const [value, one, two] = [6, 7, 8];
  const sums = [9, 10, 11, 12];
  const unpack = (a: number, b: number) =>
    v128.f32Add(v128.shuffle(get(a), get(b), [0, 4, 1, 5]), v128.shuffle(get(a), get(b), [2, 6, 3, 7]));
  const body = [
    ...set(end, add(get(vector), constant(4 * length))),
    ...set(stop, add(get(projected), constant(4 * width))),
    ...repeat(
      [
        ...sums.flatMap((sum) => set(sum, v128.zero)),
        ...set(at, get(vector)),
        ...repeat(
          [
            ...set(value, v128.load(get(at), 0)),
            ...sums.flatMap((sum, k) =>
              set(
                sum,
                v128.f32Add(get(sum), v128.f32Multiply(get(value), v128.load(get(basis), 4 * length * k))),
              ),
            ),
            ...advance(at, 16),
            ...advance(basis, 16),
          ],
          less(get(at), get(end)),
        ),
        ...set(one, unpack(sums[0]!, sums[1]!)),
        ...set(two, unpack(sums[2]!, sums[3]!)),
        ...v128.store(
          get(projected),
          0,
          v128.f32Add(
            v128.shuffle(get(one), get(two), [0, 1, 4, 5]),
            v128.shuffle(get(one), get(two), [2, 3, 6, 7]),
          ),
        ),
        ...advance(basis, 3 * 4 * length),
        ...advance(projected, 16),
      ],
      less(get(projected), get(stop)),
    ),
  ];
  return assemble({ parameters: 3, integers: 3, vectors: 7, body, returns: false });
}
