// What a graph costs to compute, in multiply-adds: those of its products, by operator, from shapes alone.
// Published counts for networks leave out what is elementwise, and so does this one.

import { type Graph, GraphBuilder, type Node, type Value } from '../onnx/index.js';

export interface Flops {
  /** Multiply-adds; a "FLOP" of most papers on networks. */
  readonly total: number;
  /** By operator, those outside the standard domain as `domain::Operator`; what costs nothing is left out. */
  readonly byOperator: Readonly<Record<string, number>>;
}

type Shape = readonly number[];

/** Multiply-adds from the shapes of inputs and of the first result. */
type Cost = (inputs: readonly Shape[], output: Shape, node: Node) => number;

const count = (dims: Shape): number => dims.reduce((p, d) => p * d, 1);

/** Each element of the result of a convolution sums over the input channels of its group and over the window. */
const ofWindow = (result: Shape, weight: Shape): number => count(result) * count(weight.slice(1));

const COSTS: Readonly<Record<string, Cost>> = {
  Conv: ([, w], y) => ofWindow(y, w!),
  ConvTranspose: ([x, w]) => ofWindow(x!, w!),
  'likeness::ConvInputGrad': ([dy, w]) => ofWindow(dy!, w!),
  'likeness::ConvFilterGrad': ([, dy], dw) => ofWindow(dy!, dw),
  MatMul: ([a], y) => count(y) * a!.at(-1)!,
  Gemm: ([a], y, { attributes }) => count(y) * a![attributes.transA === 1 ? 0 : 1]!,
};

/**
 * Multiply-adds of one run.
 * @param sizes numbers for the symbolic dimensions of the inputs; by default one picture, `{ N: 1 }`
 * @throws `graph_invalid` where a shape stays unknown
 */
export function countFlops(graph: Graph, sizes: Readonly<Record<string, number>> = { N: 1 }): Flops {
  const builder = GraphBuilder.from(graph, sizes);
  const shapeOf = (name: string): Shape => (name === '' ? [] : builder.shapeOf(name as Value));
  const byOperator: Record<string, number> = {};
  for (const node of graph.nodes) {
    const key = node.domain === '' ? node.op : `${node.domain}::${node.op}`;
    const cost = COSTS[key];
    if (!cost) continue;
    const flops = cost(node.inputs.map(shapeOf), shapeOf(node.outputs[0]!), node);
    byOperator[key] = (byOperator[key] ?? 0) + flops;
  }
  return { total: Object.values(byOperator).reduce((a, b) => a + b, 0), byOperator };
}
