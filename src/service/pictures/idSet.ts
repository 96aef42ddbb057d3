// Identifiers of millions of objects, exactly: 16 bytes each and as much again to find them, where a Set of strings takes
// ten times that.

import { LikenessError } from '../../errors.js';

const WORDS = 4;

/** UUIDs, in the order in which they were added. At most 2^28 of them. */
export class IdSet {
  /** Four a UUID. */
  #words = new Uint32Array(WORDS * 1024);
  /** By hash, with linear probing: the place of a UUID and one, 0 where there is none. Never more than half full. */
  #slots = new Uint32Array(2048);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /**
   * @returns the place of the identifier: 0, 1, 2 … in the order of adding; where it was there before, its former one
   * @throws `internal` where it is no UUID
   */
  add(id: string): number {
    const words = wordsOf(id);
    if (!words) throw new LikenessError('internal', `${JSON.stringify(id)} is no UUID`);
    const slot = this.#find(words);
    if (this.#slots[slot] !== 0) return this.#slots[slot]! - 1;
    const place = this.#size++;
    if (WORDS * this.#size > this.#words.length) this.#words = enlarged(this.#words);
    this.#words.set(words, WORDS * place);
    this.#slots[slot] = place + 1;
    if (2 * this.#size > this.#slots.length) this.#deal();
    return place;
  }

  has(id: string): boolean {
    const words = wordsOf(id);
    return words !== undefined && this.#slots[this.#find(words)] !== 0;
  }

  /** In the order of adding. */
  *[Symbol.iterator](): Generator<string> {
    for (let place = 0; place < this.#size; place++) yield textOf(this.#at(place));
  }

  #at(place: number): Uint32Array {
    return this.#words.subarray(WORDS * place, WORDS * place + WORDS);
  }

  /** The slot of it, or the free one that it would take. */
  #find(words: Uint32Array): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(words) & mask; ; slot = (slot + 1) & mask) {
      const taken = this.#slots[slot]!;
      if (taken === 0) return slot;
      const there = WORDS * (taken - 1);
      if (words.every((word, i) => word === this.#words[there + i])) return slot;
    }
  }

  #deal(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let place = 0; place < this.#size; place++) this.#slots[this.#find(this.#at(place))] = place + 1;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function wordsOf(id: string): Uint32Array | undefined {
  if (!UUID.test(id)) return undefined;
  const digits = id.replaceAll('-', '');
  return Uint32Array.from({ length: WORDS }, (_, i) => Number.parseInt(digits.slice(8 * i, 8 * i + 8), 16));
}

function textOf(words: Uint32Array): string {
  const digits = Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
  return [0, 8, 12, 16, 20].map((from, i) => digits.slice(from, [8, 12, 16, 20, 32][i])).join('-');
}

/** The last 62 bits of a UUIDv7 are random (RFC 9562, 5.7). */
const hashOf = (words: Uint32Array): number => (Math.imul(words[2]!, 0x9e3779b1) ^ words[3]!) >>> 0;

function enlarged(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * words.length);
  larger.set(words);
  return larger;
}
