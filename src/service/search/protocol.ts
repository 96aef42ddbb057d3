// What the threads of a search are told, and what they answer.

import type { ErrorCode } from '../../errors.js';
import type { Found } from './best.js';
import type { Subspace } from './codes.js';
import type { SharedMemory } from './kernels/index.js';
import type { References } from './layout.js';

/** What a thread is opened with. */
export interface ThreadData {
  /** Which of the threads it is, from 0. */
  readonly thread: number;
  readonly threads: number;
}

export interface ProbeJob {
  readonly vector: Float32Array;
  /** From 1 to the size of the gallery. */
  readonly k: number;
  readonly atLeast: number;
}

/** Probes that are searched for at once. */
export const MOST_PROBES = 16;

export type Order =
  | { readonly kind: 'memory'; readonly memory: SharedMemory }
  | { readonly kind: 'subspace'; readonly gallery: number; readonly subspace: Subspace }
  | { readonly kind: 'forget'; readonly gallery: number }
  | {
      readonly kind: 'search';
      readonly gallery: number;
      readonly references: References;
      readonly probes: readonly ProbeJob[];
      /** Whole numbers: the next part that no thread has taken, then a threshold a probe; see `thresholdAsInteger`. */
      readonly shared: SharedArrayBuffer;
    }
  | {
      readonly kind: 'encode';
      readonly gallery: number;
      readonly references: References;
      /** Rows to give codes, the first of a group. */
      readonly from: number;
      readonly to: number;
      /** A whole number: the next group that no thread has taken. */
      readonly shared: SharedArrayBuffer;
    };

export type Answer =
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'encoded' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

const INTEGER_SCALE = 2 ** 29;

/** A whole number that stands for a threshold no higher than that: threads keep the highest in shared memory. */
export const thresholdAsInteger = (threshold: number): number =>
  Math.floor(Math.max(-2, Math.min(2, threshold)) * INTEGER_SCALE);

export const thresholdOfInteger = (integer: number): number =>
  integer <= -2 * INTEGER_SCALE ? Number.NEGATIVE_INFINITY : integer / INTEGER_SCALE;
