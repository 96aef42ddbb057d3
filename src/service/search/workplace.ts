// A memory as one thread sees it: its bytes, the loops that work on them, and the thread's own desk in it.

import {
  bindLoop,
  type CompiledLoop,
  compileLoop,
  exactKernel,
  type SharedMemory,
  scanKernel,
} from './kernels/index.js';
import { DESK_BYTES } from './memory.js';

export interface Workplace {
  readonly buffer: SharedArrayBuffer;
  /** Where this thread's desk begins. */
  readonly desk: number;
  /** See `exactKernel`, for templates of a padded length. */
  exact(length: number): (probe: number, addresses: number, scores: number) => void;
  /** See `scanKernel`, for codes of a width. */
  scan(
    width: number,
  ): (codes: number, end: number, probe: number, parameters: number, found: number) => number;
}

/** All memories, in the order in which they were opened. */
export interface Workplaces {
  at(memory: number): Workplace;
  /** Where a block begins in its memory. */
  addressOf(block: number): number;
}

/** @param thread its number, from 0 */
export function openWorkplace(memory: SharedMemory, thread: number): Workplace {
  const kept = (kind: string, bytes: (size: number) => Uint8Array<ArrayBuffer>) => {
    const loops = new Map<number, ReturnType<typeof bindLoop>>();
    return (size: number): ReturnType<typeof bindLoop> => {
      const known = loops.get(size);
      if (known) return known;
      const key = `${kind} ${size}`;
      const module = modules.get(key) ?? compileLoop(bytes(size));
      modules.set(key, module);
      const loop = bindLoop(module, memory);
      loops.set(size, loop);
      return loop;
    };
  };
  return {
    buffer: memory.buffer,
    desk: thread * DESK_BYTES,
    exact: kept('exact', exactKernel),
    scan: kept('scan', scanKernel),
  };
}

/** Compiled once a thread. */
const modules = new Map<string, CompiledLoop>();
