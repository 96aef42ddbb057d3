// A factor and an offset a channel behind a convolution go into its weights, as batch normalisation does: between a
// convolution and its rounding nothing may stand that ONNX Runtime's integer kernels do not know.

import { type Constant, constantOf, floatElements, type Model, type Node } from '../../../onnx/index.js';

/** The same model with every Mul and Add by constants a channel folded into the convolution before it. */
export function foldScales(model: Model): Model {
  const { graph } = model;
  const constants = new Map(graph.constants);
  const reads = new Map<string, number>(graph.outputs.map(({ name }) => [name, 1]));
  for (const { inputs } of graph.nodes)
    for (const name of inputs) reads.set(name, (reads.get(name) ?? 0) + 1);
  const nodes = new Map<string, Node>();
  for (const node of graph.nodes) {
    const folded = fold(node, nodes, constants, reads);
    if (folded) nodes.delete(folded.replaces);
    nodes.set(node.outputs[0]!, folded?.layer ?? node);
  }
  const left = [...nodes.values()];
  const read = new Set([...left.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
  return {
    ...model,
    graph: { ...graph, nodes: left, constants: new Map([...constants].filter(([name]) => read.has(name))) },
  };
}

/** One layer for two, under the name of the second's result, and the name of the first's. */
function fold(
  { op, domain, inputs, outputs }: Node,
  nodes: ReadonlyMap<string, Node>,
  constants: Map<string, Constant>,
  reads: ReadonlyMap<string, number>,
): { readonly layer: Node; readonly replaces: string } | undefined {
  if (domain !== '' || (op !== 'Mul' && op !== 'Add')) return undefined;
  const [before, by] = nodes.has(inputs[0]!)
    ? (inputs as [string, string])
    : (inputs.toReversed() as [string, string]);
  const conv = nodes.get(before);
  if (conv?.op !== 'Conv' || conv.domain !== '' || reads.get(before) !== 1) return undefined;
  const [x, weightName, biasName = ''] = conv.inputs as [string, string, string?];
  const weight = constants.get(weightName);
  const bias = biasName === '' ? undefined : constants.get(biasName);
  if (weight?.type !== 'float32' || (biasName !== '' && bias?.type !== 'float32')) return undefined;
  const [channels] = weight.dims as [number];
  const terms = eachChannel(constants.get(by), channels);
  if (!terms) return undefined;
  const size = floatElements(weight).length / channels;
  const offsets = bias ? floatElements(bias) : Array<number>(channels).fill(0);
  const weights = floatElements(weight).map((w, i) => (op === 'Mul' ? w * terms[Math.floor(i / size)]! : w));
  const biases = offsets.map((b, c) => (op === 'Mul' ? b * terms[c]! : b + terms[c]!));
  const [y] = outputs as [string];
  const names = [`${y}.folded.weight`, `${y}.folded.bias`] as const;
  constants.set(names[0], constantOf('float32', weight.dims, weights));
  constants.set(names[1], constantOf('float32', [channels], biases));
  return { layer: { ...conv, inputs: [x, ...names], outputs: [y] }, replaces: before };
}

/** A number for each channel of `[N, channels, height, width]`; undefined where the constant is more than that. */
function eachChannel(constant: Constant | undefined, channels: number): readonly number[] | undefined {
  if (constant?.type !== 'float32' || constant.dims.length > 4) return undefined;
  const [n, c, h, w] = [1, 1, 1, 1, ...constant.dims].slice(-4) as [number, number, number, number];
  if (n !== 1 || h !== 1 || w !== 1) return undefined;
  const values = floatElements(constant);
  if (c === 1) return Array<number>(channels).fill(values[0]!);
  return c === channels ? values : undefined;
}
