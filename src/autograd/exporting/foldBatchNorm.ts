// Batch normalisation in inference mode is an affine map a channel: where a convolution or a linear layer stands
// before it, it goes into their weights (Jacob et al., arXiv:1712.05877, section 3.2).

import { type Constant, constantOf, floatElements, type Model, type Node } from '../../onnx/index.js';

/** Operators with weights `[outputs, …]` in input 1 and a bias in input 2. */
const LINEAR = new Set(['Conv', 'Gemm']);

/** The same model with every batch normalisation folded that can be; what nothing reads any more is left out. */
export function foldBatchNorm(model: Model): Model {
  const { graph } = model;
  const constants = new Map(graph.constants);
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const reads = countReads(model);
  const replaced = new Map<Node, Node | undefined>();
  for (const norm of graph.nodes) {
    const before = norm.op === 'BatchNormalization' ? makers.get(norm.inputs[0]!) : undefined;
    if (!before || replaced.has(before) || reads.get(before.outputs[0]!) !== 1) continue;
    const folded = fold(before, norm, constants);
    if (!folded) continue;
    replaced.set(before, undefined);
    replaced.set(norm, folded);
  }
  const nodes = graph.nodes.flatMap((node) => {
    if (!replaced.has(node)) return [node];
    const folded = replaced.get(node);
    return folded ? [folded] : [];
  });
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return {
    ...model,
    graph: { ...graph, nodes, constants: new Map([...constants].filter(([name]) => read.has(name))) },
  };
}

function countReads({ graph }: Model): ReadonlyMap<string, number> {
  const reads = new Map(graph.outputs.map(({ name }) => [name, 1]));
  for (const { inputs } of graph.nodes)
    for (const name of inputs) reads.set(name, (reads.get(name) ?? 0) + 1);
  return reads;
}

/** One layer for two; undefined where a weight is computed or the form is another. */
function fold(layer: Node, norm: Node, constants: Map<string, Constant>): Node | undefined {
  if (!LINEAR.has(layer.op) || layer.domain !== '' || norm.attributes.training_mode === 1) return undefined;
  if (layer.op === 'Gemm' && layer.attributes.transB !== 1) return undefined;
  if (layer.op === 'Gemm' && ('alpha' in layer.attributes || 'beta' in layer.attributes)) return undefined;
  const [x, weightName, biasName = ''] = layer.inputs as [string, string, string?];
  const weight = numbers(constants.get(weightName));
  const statistics = norm.inputs.slice(1).map((name) => numbers(constants.get(name)));
  if (!weight || statistics.some((s) => s === undefined)) return undefined;
  const bias = biasName === '' ? undefined : numbers(constants.get(biasName));
  if (biasName !== '' && !bias) return undefined;
  const [scale, offset, mean, variance] = statistics as (readonly number[])[];
  const epsilon = epsilonOf(norm);
  const factors = scale!.map((s, i) => s / Math.sqrt(variance![i]! + epsilon));
  if (bias && bias.length !== factors.length) return undefined;
  const perOutput = weight.length / factors.length;
  const dims = constants.get(weightName)!.dims;
  const newWeight = weight.map((w, i) => w * factors[Math.floor(i / perOutput)]!);
  const newBias = factors.map((f, i) => offset![i]! + f * ((bias?.[i] ?? 0) - mean![i]!));
  const [y] = norm.outputs as [string];
  const names = [`${weightName}.folded.${y}`, `${weightName}.bias.${y}`] as const;
  constants.set(names[0], constantOf('float32', dims, newWeight));
  constants.set(names[1], constantOf('float32', [newBias.length], newBias));
  return { ...layer, inputs: [x, ...names], outputs: [y] };
}

function epsilonOf({ attributes: { epsilon } }: Node): number {
  return typeof epsilon === 'object' && 'float' in epsilon ? epsilon.float : 1e-5;
}

const numbers = (constant: Constant | undefined): readonly number[] | undefined =>
  constant?.type === 'float32' ? floatElements(constant) : undefined;
