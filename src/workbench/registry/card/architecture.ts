// A network's design as its file shows it: layers, weights, what a picture costs.

import { countFlops } from '../../../autograd/index.js';
import { decodeModel, type Graph, showDims } from '../../../onnx/index.js';

/** The network as its file shows it. */
export interface Architecture {
  readonly layers: number;
  readonly parameters: number;
  /** Multiply-adds of one picture; undefined where shapes stay unknown. */
  readonly flops: number | undefined;
  readonly operators: readonly (readonly [operator: string, count: number])[];
  readonly input: string;
  readonly output: string;
}

/** @throws LikenessError `model_invalid` */
export function architectureOf(bytes: Uint8Array): Architecture {
  const { graph } = decodeModel(bytes);
  const operators = new Map<string, number>();
  for (const { op, domain } of graph.nodes) {
    const key = domain ? `${domain}::${op}` : op;
    operators.set(key, (operators.get(key) ?? 0) + 1);
  }
  const ports = (list: Graph['inputs']) =>
    list
      .filter(({ name }) => !graph.constants.has(name))
      .map(({ name, type, dims }) => `${name}: ${type} ${showDims(dims)}`)
      .join('; ');
  return {
    layers: graph.nodes.filter(({ op }) => WEIGHTED.has(op)).length,
    parameters: parametersOf(graph),
    flops: flopsOf(graph),
    operators: [...operators].sort(([, a], [, b]) => b - a),
    input: ports(graph.inputs),
    output: ports(graph.outputs),
  };
}

/** What papers count as layers: operators with weights to be learned of products or of convolutions. */
const WEIGHTED = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'QLinearConv', 'ConvInteger']);

/** Shapes and axes are whole numbers; weights are floats, or bytes of an eight-bit model. */
function parametersOf({ constants }: Graph): number {
  return [...constants.values()]
    .filter(({ type }) => type !== 'int64' && type !== 'bool')
    .reduce((sum, { dims }) => sum + dims.reduce((product, dim) => product * dim, 1), 0);
}

/** A stranger's graph may hold operators of which no shape rule is known. */
function flopsOf(graph: Graph): number | undefined {
  const symbols = graph.inputs.flatMap(({ dims }) => dims.filter((dim) => typeof dim === 'string'));
  try {
    const { total } = countFlops(graph, Object.fromEntries(symbols.map((symbol) => [symbol, 1])));
    return Number.isFinite(total) ? total : undefined;
  } catch {
    return undefined;
  }
}
