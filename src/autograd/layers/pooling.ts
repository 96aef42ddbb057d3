// From many positions to fewer.

import type { Layer } from '../network.js';

export interface PoolOptions {
  /** Side of the square window. */
  readonly kernel: number;
  /** Default the kernel: windows side by side. */
  readonly stride?: number;
  /** Positions put around the picture, which no average and no maximum counts. Default 0. */
  readonly pad?: number;
}

const pool =
  (op: string) =>
  ({ kernel, stride = kernel, pad = 0 }: PoolOptions): Layer =>
  ({ graph }, x) =>
    graph.add(op, [x], {
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
    });

/** Largest of each window, [N, C, H, W] → [N, C, H', W']. */
export const maxPool = pool('MaxPool');

/** Mean of each window, [N, C, H, W] → [N, C, H', W']. */
export const averagePool = pool('AveragePool');

/** Mean of each channel, [N, C, H, W] → [N, C] (Lin et al., arXiv:1312.4400, section 3.2). */
export const globalAveragePool: Layer = ({ graph }, x) =>
  graph.add('Flatten', [graph.add('GlobalAveragePool', [x])]);

/** [N, …] → [N, product of the rest]. */
export const flatten: Layer = ({ graph }, x) => graph.add('Flatten', [x]);
