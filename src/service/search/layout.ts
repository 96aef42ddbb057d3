// How references lie in blocks: their float32 row after row, and codes of the first of them group after group.

import { GROUP, groupBytes } from './kernels/index.js';
import { BLOCK_BYTES } from './memory.js';

/** Numbers of a row in memory: the loop takes four at a time, zeros behind the template change no sum. */
export const paddedLength = (length: number): number => 4 * Math.ceil(length / 4);

export const rowsOfBlock = (length: number): number => Math.floor(BLOCK_BYTES / (4 * paddedLength(length)));

export const groupsOfBlock = (width: number): number => Math.floor(BLOCK_BYTES / groupBytes(width));

/** The references of a gallery, as the threads see them while they work on it. */
export interface References {
  readonly length: number;
  readonly count: number;
  /** Blocks of float32 rows. */
  readonly rows: Int32Array;
  /** So many, from the first, have codes. */
  readonly coded: number;
  /** Blocks of codes. */
  readonly codes: Int32Array;
}

export interface Place {
  readonly block: number;
  /** Bytes from where the block begins. */
  readonly offset: number;
}

export function rowPlace(rows: ArrayLike<number>, length: number, row: number): Place {
  const each = rowsOfBlock(length);
  return { block: rows[Math.floor(row / each)]!, offset: (row % each) * 4 * paddedLength(length) };
}

/** Where the group of a reference begins. */
export function groupPlace(codes: ArrayLike<number>, width: number, row: number): Place {
  const [each, group] = [groupsOfBlock(width), Math.floor(row / GROUP)];
  return { block: codes[Math.floor(group / each)]!, offset: (group % each) * groupBytes(width) };
}
