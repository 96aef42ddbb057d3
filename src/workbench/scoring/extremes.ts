// The highest of any number of scores, exactly, in bounded memory. Of equal scores those with the lowest ids are kept,
// so that what is kept does not depend on the order in which scores come, nor on how threads shared them.

/**
 * A 32-bit score as a whole number of 32 bits in the same order (±0 are one): so that selecting and sorting are
 * counting.
 * @param bits of the score, as an Int32Array on the same memory shows them
 */
export function keyOf(bits: number): number {
  const signed = bits === NEGATIVE_ZERO ? 0 : bits;
  return signed ^ ((signed >> 31) & BELOW_SIGN);
}

/** The key that puts the lowest score highest. */
export const reversed = (key: number): number => ~key;

/** The scores that keys were made of. */
export function scoresOf(keys: Int32Array): Float64Array {
  const bits = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) bits[i] = keys[i] >= 0 ? keys[i] : keys[i] ^ BELOW_SIGN;
  return new Float64Array(new Float32Array(bits.buffer));
}

const NEGATIVE_ZERO = 1 << 31;
const NEGATIVE_INFINITY = 0xff800000 | 0;
/** A negative number's order is turned round by turning all bits but that of the sign. */
const BELOW_SIGN = 0x7fffffff;

/** Keys of scores, each with a number to know it by again. */
export interface Extremes {
  readonly keys: Int32Array;
  readonly ids: Float64Array;
}

/** Keeps the `count` highest keys offered. Memory: up to 24 bytes for each of them, only as they come. */
export class Highest {
  readonly #count: number;
  #keys: Int32Array;
  #ids: Float64Array;
  #held = 0;
  #floor = keyOf(NEGATIVE_INFINITY);
  #floorId = Number.POSITIVE_INFINITY;

  constructor(count: number) {
    this.#count = count;
    this.#keys = new Int32Array(Math.min(2 * count, 1024));
    this.#ids = new Float64Array(this.#keys.length);
  }

  /** No key below it is among the highest. */
  get floor(): number {
    return this.#floor;
  }

  offer(key: number, id: number): void {
    if (key <= this.#floor && (key < this.#floor || id > this.#floorId)) return;
    if (this.#held === 2 * this.#count) this.#drop();
    else if (this.#held === this.#keys.length) this.#grow();
    this.#keys[this.#held] = key;
    this.#ids[this.#held++] = id;
  }

  /** The highest, in no set order. Nothing may be offered any more. */
  close(): Extremes {
    if (this.#held > this.#count) this.#drop();
    return { keys: this.#keys.slice(0, this.#held), ids: this.#ids.slice(0, this.#held) };
  }

  #grow(): void {
    const [keys, ids] = [this.#keys, this.#ids];
    this.#keys = new Int32Array(Math.min(2 * this.#count, 4 * keys.length));
    this.#ids = new Float64Array(this.#keys.length);
    this.#keys.set(keys);
    this.#ids.set(ids);
  }

  /** Drops the lower half each time that twice the count is held, so that an offer is O(1). */
  #drop(): void {
    const held = { keys: this.#keys.subarray(0, this.#held), ids: this.#ids.subarray(0, this.#held) };
    ({ floor: this.#floor, floorId: this.#floorId } = moveHighest(held, this.#count));
    this.#held = this.#count;
  }
}

/** Highest key first, and among equals the lowest id (a radix sort). */
export function descending(extremes: Extremes): Extremes {
  const sorted = [0, 11, 22].reduce(sortByDigit, extremes);
  const { keys, ids } = sorted;
  for (let start = 0; start < keys.length; ) {
    let end = start + 1;
    while (end < keys.length && keys[end] === keys[start]) end++;
    if (end > start + 1) ids.subarray(start, end).sort();
    start = end;
  }
  return sorted;
}

const DIGITS = 2 ** 11;

/** Sorted by eleven bits of the keys, descending; equals stay in their order. */
function sortByDigit({ keys, ids }: Extremes, shift: number): Extremes {
  const places = new Uint32Array(DIGITS + 1);
  const digit = (key: number) => DIGITS - 1 - (((key ^ NEGATIVE_ZERO) >>> shift) & (DIGITS - 1));
  for (let i = 0; i < keys.length; i++) places[digit(keys[i]) + 1]++;
  for (let d = 0; d < DIGITS; d++) places[d + 1] += places[d];
  const sorted = { keys: new Int32Array(keys.length), ids: new Float64Array(keys.length) };
  for (let i = 0; i < keys.length; i++) {
    const place = places[digit(keys[i])]++;
    sorted.keys[place] = keys[i];
    sorted.ids[place] = ids[i];
  }
  return sorted;
}

/** Moves the `count` highest to the front, in any order, and tells the lowest of them. */
function moveHighest({ keys, ids }: Extremes, count: number): { floor: number; floorId: number } {
  const { key: floor, above, tied } = keyOfRank(keys, count);
  const tiedIds = new Float64Array(tied);
  let kept = 0;
  let found = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const id = ids[i];
    if (key === floor) tiedIds[found++] = id;
    // Written whether it stays or not: half of them do, so that a branch would be guessed wrong every other time.
    keys[kept] = key;
    ids[kept] = id;
    kept += key > floor ? 1 : 0;
  }
  keys.fill(floor, above, count);
  ids.set(tiedIds.sort().subarray(0, count - above), above);
  return { floor, floorId: tiedIds[count - above - 1] };
}

/** The key at place `rank` from the top (counted from 1), how many are above it, and how many are equal. */
function keyOfRank(keys: Int32Array, rank: number): { key: number; above: number; tied: number } {
  const counts = new Uint32Array(2 ** 16);
  for (let i = 0; i < keys.length; i++) counts[(keys[i] >> 16) + 2 ** 15]++;
  const high = digitOfRank(counts, rank, 0);
  const highDigit = high.digit - 2 ** 15;
  counts.fill(0);
  for (let i = 0; i < keys.length; i++) if (keys[i] >> 16 === highDigit) counts[keys[i] & 0xffff]++;
  const low = digitOfRank(counts, rank, high.above);
  return { key: highDigit * 2 ** 16 + low.digit, above: low.above, tied: counts[low.digit] };
}

/** Walks down from the highest digit, on top of `above`, to the one that holds the rank. */
function digitOfRank(counts: Uint32Array, rank: number, above: number): { digit: number; above: number } {
  let digit = counts.length - 1;
  for (; above + counts[digit] < rank; digit--) above += counts[digit];
  return { digit, above };
}
