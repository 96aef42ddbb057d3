// Where references lie: blocks of memory that all threads share, handed out and taken back. It is plain memory of this
// process and never a file: templates are encrypted wherever they touch a disk, and a file mapped into memory would
// hold them in the clear.
//
// A block lies in one of several WebAssembly memories, of 1 GiB each; the system gives pages only to what is written.
// In front of the blocks every thread has a desk of its own, as a loop of WebAssembly reaches one memory alone.

import { LikenessError } from '../../errors.js';
import { openMemory, type SharedMemory } from './kernels/index.js';

export const BLOCK_BYTES = 2 ** 18;
export const DESK_BYTES = 2 ** 20;
const BLOCKS = 4096;

/** Which memory a block lies in. */
export const memoryOf = (block: number): number => Math.floor(block / BLOCKS);

/** Where a block begins in its memory. */
export const addressOf = (block: number, threads: number): number =>
  threads * DESK_BYTES + (block % BLOCKS) * BLOCK_BYTES;

export class BlockMemory {
  readonly #threads: number;
  readonly #onMemory: (memory: SharedMemory) => void;
  readonly #memories: SharedMemory[] = [];
  readonly #free: number[] = [];
  #next = 0;

  /** @param onMemory told of each memory, in their order, before a block of it is handed out */
  constructor(threads: number, onMemory: (memory: SharedMemory) => void) {
    this.#threads = threads;
    this.#onMemory = onMemory;
  }

  /**
   * A block, all zero.
   * @throws `search_memory_exhausted`
   */
  take(): number {
    const used = this.#free.pop();
    if (used !== undefined) return used;
    if (this.#next === this.#memories.length * BLOCKS) this.#open();
    return this.#next++;
  }

  /** Takes a block back. Nobody reads in it any more who did not before: it is overwritten. */
  give(block: number): void {
    this.bytes(block).fill(0);
    this.#free.push(block);
  }

  bytes(block: number): Uint8Array {
    const { buffer } = this.#memories[memoryOf(block)]!;
    return new Uint8Array(buffer, addressOf(block, this.#threads), BLOCK_BYTES);
  }

  #open(): void {
    let memory: SharedMemory;
    try {
      memory = openMemory(this.#threads * DESK_BYTES + BLOCKS * BLOCK_BYTES);
    } catch (cause) {
      throw new LikenessError(
        'search_memory_exhausted',
        `no memory for more than ${this.#memories.length} GiB of templates: ${(cause as Error).message}`,
        { cause },
      );
    }
    this.#memories.push(memory);
    this.#onMemory(memory);
  }
}
