// Gradients held to a length.

import type { GraphBuilder, Value } from '../../onnx/index.js';

export interface ClippedGradients {
  /** In the order given. */
  readonly gradients: readonly Value[];
  /** Length of all gradients together before clipping, a scalar. */
  readonly norm: Value;
}

/**
 * Multiplies all gradients by min(1, maximum / (‖g‖ + 1e-6)), ‖g‖ the length of all together (Pascanu et al.,
 * arXiv:1211.5063, algorithm 1; the formula of torch.nn.utils.clip_grad_norm_).
 */
export function clipByGlobalNorm(
  graph: GraphBuilder,
  gradients: readonly Value[],
  maximum: number,
): ClippedGradients {
  const squares = gradients.map((g) => graph.add('ReduceSumSquare', [g], { keepdims: 0 }));
  const norm = graph.add('Sqrt', [graph.add('Sum', squares)]);
  const factor = graph.add('Div', [graph.scalar(maximum), graph.add('Add', [norm, graph.scalar(1e-6)])]);
  const shrink = graph.add('Min', [factor, graph.scalar(1)]);
  return { gradients: gradients.map((g) => graph.add('Mul', [g, shrink])), norm };
}
