// The references of a gallery in memory: which id lies in which row. There are no holes: who is taken out leaves his row
// to the last one, so that nothing has to be swept, and a search reads what is there and no more.

import { type CodePlace, clearCode, type Subspace } from './codes.js';
import { GROUP, GROUP_NUMBERS } from './kernels/index.js';
import { groupPlace, groupsOfBlock, paddedLength, type References, rowPlace, rowsOfBlock } from './layout.js';
import type { BlockMemory } from './memory.js';

export class ReferenceTable {
  readonly ids: string[] = [];
  readonly #length: number;
  readonly #memory: BlockMemory;
  readonly #rowOf = new Map<string, number>();
  readonly #rows: number[] = [];
  readonly #codes: number[] = [];
  #coded = 0;
  #subspace: Subspace | undefined;
  #seen: References | undefined;

  constructor(length: number, memory: BlockMemory) {
    this.#length = length;
    this.#memory = memory;
  }

  get count(): number {
    return this.ids.length;
  }

  /** So many rows, from the first, have codes. */
  get coded(): number {
    return this.#coded;
  }

  get subspace(): Subspace | undefined {
    return this.#subspace;
  }

  has(id: string): boolean {
    return this.#rowOf.has(id);
  }

  /** @throws `search_memory_exhausted`, and then nothing has changed */
  put(id: string, vector: Float32Array): void {
    this.reserve(this.count + 1);
    this.drop(id);
    const row = this.ids.push(id) - 1;
    this.#rowOf.set(id, row);
    this.#rowView(row).set(vector);
    this.#seen = undefined;
  }

  /** Makes room for so many references; threads may read the table meanwhile. @throws `search_memory_exhausted` */
  reserve(count: number): void {
    while (count > this.#rows.length * rowsOfBlock(this.#length)) this.#rows.push(this.#memory.take());
    this.#seen = undefined;
  }

  drop(id: string): void {
    let hole = this.#rowOf.get(id);
    if (hole === undefined) return;
    this.#seen = undefined;
    this.#rowOf.delete(id);
    if (hole < this.#coded) {
      const last = --this.#coded;
      if (last !== hole) {
        this.#move(last, hole);
        this.#moveCode(last, hole);
      }
      clearCode(this.#codePlace(last), this.#subspace!.width);
      hole = last;
    }
    const last = this.count - 1;
    if (last !== hole) this.#move(last, hole);
    this.#rowView(last).fill(0);
    this.ids.pop();
    this.#giveBack();
  }

  clear(): void {
    this.ids.length = 0;
    this.#rowOf.clear();
    this.#coded = 0;
    this.#seen = undefined;
    for (const block of [...this.#rows.splice(0), ...this.#codes.splice(0)]) this.#memory.give(block);
  }

  references(): References {
    this.#seen ??= {
      length: this.#length,
      count: this.count,
      rows: Int32Array.from(this.#rows),
      coded: this.#coded,
      codes: Int32Array.from(this.#codes),
    };
    return this.#seen;
  }

  /** So many rows from all over the table, in memory that threads share. */
  sample(count: number): Float32Array {
    const rows = new Float32Array(new SharedArrayBuffer(4 * count * this.#length));
    for (let i = 0; i < count; i++) {
      const row = Math.floor((i * this.count) / count);
      rows.set(this.#rowView(row), i * this.#length);
    }
    return rows;
  }

  /** Where codes are to live from now on; there were none before. */
  settle(subspace: Subspace): void {
    this.#subspace = subspace;
  }

  /** Makes room for codes of the first `count` rows. @throws `search_memory_exhausted` */
  reserveCodes(count: number): void {
    const blocks = Math.ceil(Math.ceil(count / GROUP) / groupsOfBlock(this.#subspace!.width));
    while (this.#codes.length < blocks) this.#codes.push(this.#memory.take());
    this.#seen = undefined;
  }

  /** The codes of the first `count` rows are written. */
  markCoded(count: number): void {
    this.#coded = count;
    this.#seen = undefined;
  }

  #move(from: number, to: number): void {
    this.#rowView(to).set(this.#rowView(from));
    const id = this.ids[from]!;
    this.ids[to] = id;
    this.#rowOf.set(id, to);
  }

  #moveCode(from: number, to: number): void {
    const { width } = this.#subspace!;
    const [source, target] = [this.#codePlace(from), this.#codePlace(to)];
    target.codes.set(
      source.codes.subarray(source.lane * width, (source.lane + 1) * width),
      target.lane * width,
    );
    for (let k = 0; k < GROUP_NUMBERS; k++) {
      target.numbers[k * GROUP + target.lane] = source.numbers[k * GROUP + source.lane]!;
    }
  }

  #rowView(row: number): Float32Array {
    const { block, offset } = rowPlace(this.#rows, this.#length, row);
    const { buffer, byteOffset } = this.#memory.bytes(block);
    return new Float32Array(buffer, byteOffset + offset, this.#length);
  }

  #codePlace(row: number): CodePlace {
    const { width } = this.#subspace!;
    const { block, offset } = groupPlace(this.#codes, width, row);
    const { buffer, byteOffset } = this.#memory.bytes(block);
    return {
      codes: new Int8Array(buffer, byteOffset + offset, GROUP * width),
      numbers: new Float32Array(buffer, byteOffset + offset + GROUP * width, GROUP * GROUP_NUMBERS),
      lane: row % GROUP,
    };
  }

  /** One block more than is needed is kept, so that a reference that comes and goes moves none. */
  #giveBack(): void {
    const rowBlocks = Math.ceil(this.count / rowsOfBlock(this.#length));
    const codeBlocks = this.#subspace
      ? Math.ceil(Math.ceil(this.#coded / GROUP) / groupsOfBlock(this.#subspace.width))
      : 0;
    while (this.#rows.length > rowBlocks + 1) this.#memory.give(this.#rows.pop()!);
    while (this.#codes.length > codeBlocks + 1) this.#memory.give(this.#codes.pop()!);
  }
}

/** Bytes that a reference takes in memory, its id aside: its float32, and its code once there are enough for codes. */
export const bytesOfReference = (length: number, width: number): number =>
  4 * paddedLength(length) + width + 4 * GROUP_NUMBERS;
