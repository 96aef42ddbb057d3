// The fully connected layer.

import { filled, glorotUniform, type Initializer } from '../initializers.js';
import type { Layer } from '../network.js';

export interface LinearOptions {
  /** Length of the result. */
  readonly features: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Default Glorot and Bengio's uniform. */
  readonly fill?: Initializer;
}

/**
 * y = x·Wᵀ + b over the last axis, [N, …, inputs] → [N, …, features].
 * Parameters: `weight` [features, inputs], `bias` [features].
 */
export const linear =
  ({ features, bias = true, fill = glorotUniform }: LinearOptions): Layer =>
  (network, x) => {
    const { graph } = network;
    const inputs = network.sizeAlong(x, -1);
    const weight = network.parameter('weight', [features, inputs], fill);
    const offset = bias ? [network.parameter('bias', [features], filled(0), false)] : [];
    const between = graph.dimsOf(x).slice(1, -1);
    if (between.length === 0) return graph.add('Gemm', [x, weight, ...offset], { transB: 1 });
    // One matrix product over all positions, which for the filter's gradient is one product too.
    const rows = graph.add('Reshape', [x, graph.ints([-1, inputs])]);
    const y = graph.add('Gemm', [rows, weight, ...offset], { transB: 1 });
    return graph.add('Reshape', [y, graph.ints([-1, ...(between as number[]), features])]);
  };
