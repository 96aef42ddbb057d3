// Templates where all threads see them, in memory that goes from job to job: shared memory is freed only once every
// thread has happened to collect its garbage, so that new memory for each job would pile up.

import type { TemplateRows } from '../../trials/index.js';
import { BLOCK_ROWS } from './grid.js';

export class SharedTemplates {
  /** Not in use. */
  #spare: SharedArrayBuffer[] = [];

  /** A copy of the rows, filled up with zeros to whole blocks; the memory may go on behind them. */
  lend({ templates, dimension, subjects }: TemplateRows): SharedArrayBuffer {
    const padded = Math.ceil(subjects.length / BLOCK_ROWS) * BLOCK_ROWS * dimension;
    const memory = this.#ofSize(padded * Float32Array.BYTES_PER_ELEMENT);
    const rows = new Float32Array(memory);
    rows.set(templates);
    rows.fill(0, templates.length, padded);
    return memory;
  }

  /** For memory that no thread reads any more. */
  takeBack(memory: readonly SharedArrayBuffer[]): void {
    this.#spare.push(...memory);
  }

  #ofSize(bytes: number): SharedArrayBuffer {
    const large = this.#spare.findIndex(({ byteLength }) => byteLength >= bytes);
    if (large >= 0) return this.#spare.splice(large, 1)[0]!;
    // What is too small now would lie there for ever.
    this.#spare = [];
    return new SharedArrayBuffer(bytes);
  }
}
