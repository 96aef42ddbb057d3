// Every token looks at every other.

import { LikenessError } from '../../errors.js';
import type { Value } from '../../onnx/index.js';
import type { Layer, NetworkBuilder } from '../network.js';
import { linear } from './linear.js';

export interface SelfAttentionOptions {
  /** Heads, each over an equal share of the width. */
  readonly heads: number;
}

/**
 * Multi-head self-attention, [N, T, D] → [N, T, D]: softmax(Q·Kᵀ/√d)·V for each head, d = D / heads
 * (Vaswani et al., arXiv:1706.03762, eq. 1 and section 3.2.2).
 * Parameters under `query`, `key`, `value` and `out`, linear layers with bias.
 * @throws `graph_invalid` where the heads do not divide the width
 */
export const selfAttention =
  ({ heads }: SelfAttentionOptions): Layer =>
  (network, x) => {
    const { graph } = network;
    const [tokens, width] = [network.sizeAlong(x, 1), network.sizeAlong(x, 2)];
    const depth = width / heads;
    if (!Number.isInteger(depth)) {
      throw new LikenessError(
        'graph_invalid',
        `${graph.path}: ${heads} heads do not divide a width of ${width}`,
      );
    }
    const split = (name: string, order: readonly number[]): Value => {
      const all = network.apply(name, linear({ features: width }), x);
      const parted = graph.add('Reshape', [all, graph.ints([-1, tokens, heads, depth])]);
      return graph.add('Transpose', [parted], { perm: order });
    };
    // The scale goes on the query, which is smaller than the scores.
    const query = graph.add('Mul', [split('query', [0, 2, 1, 3]), graph.scalar(1 / Math.sqrt(depth))]);
    const scores = graph.add('MatMul', [query, split('key', [0, 2, 3, 1])]);
    const shares = graph.add('Softmax', [scores], { axis: -1 });
    const seen = graph.add('MatMul', [shares, split('value', [0, 2, 1, 3])]);
    return network.apply('out', linear({ features: width }), join(network, seen, [-1, tokens, width]));
  };

/** [N, heads, T, d] → [N, T, D]. */
const join = ({ graph }: NetworkBuilder, x: Value, dims: readonly number[]): Value =>
  graph.add('Reshape', [graph.add('Transpose', [x], { perm: [0, 2, 1, 3] }), graph.ints(dims)]);
