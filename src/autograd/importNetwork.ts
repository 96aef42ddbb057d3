// A stranger's ONNX model as a network to go on training: its weights become parameters, all or some of them.

import { LikenessError } from '../errors.js';
import { GraphBuilder, type Model, type Node, upgradeModel, type Value } from '../onnx/index.js';
import { NetworkBuilder } from './network.js';

export interface ImportOptions {
  /** Numbers for the symbolic dimensions of the inputs, the batch's too: `{ N: 32 }`. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Decides the noise of layers that are added. */
  readonly seed: number;
  /** Which weights are trained, by name; the others are frozen. Default: all. */
  readonly trainable?: (name: string) => boolean;
}

export interface ImportedNetwork {
  readonly network: NetworkBuilder;
  /** Its inputs, by name. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** Its outputs, by name: what a loss is put on. */
  readonly outputs: Readonly<Record<string, Value>>;
}

/**
 * Where operators keep weights, and whether weight decay applies to them: scales, shifts and slopes do not decay.
 * Statistics of a batch normalisation are none: they stay as they are, and it stays in inference mode, as is usual
 * when fine-tuning on small data.
 */
const WEIGHTS: Readonly<Record<string, readonly (readonly [input: number, decay: boolean])[]>> = {
  Conv: [
    [1, true],
    [2, false],
  ],
  ConvTranspose: [
    [1, true],
    [2, false],
  ],
  Gemm: [
    [1, true],
    [2, false],
  ],
  MatMul: [
    [0, true],
    [1, true],
  ],
  BatchNormalization: [
    [1, false],
    [2, false],
  ],
  LayerNormalization: [
    [1, false],
    [2, false],
  ],
  PRelu: [[1, false]],
};

/**
 * Opens a model for training.
 * @throws `graph_invalid` where it cannot be said in operator set 17 or its shapes do not fit, and where nothing in
 * it can be trained
 */
export function importNetwork(
  model: Model,
  { sizes, seed, trainable = () => true }: ImportOptions,
): ImportedNetwork {
  const { graph: source } = upgradeModel(model);
  const graph = GraphBuilder.from(source, sizes);
  const network = new NetworkBuilder(graph, { training: true, seed });
  for (const { name, decay } of weightsOf(source.nodes)) {
    const constant = source.constants.get(name);
    if (constant?.type === 'float32' && trainable(name))
      network.parameters.push({ name, value: name as Value, decay });
  }
  if (network.parameters.length === 0)
    throw new LikenessError('graph_invalid', `${source.name}: no weight is chosen to be trained`);
  const named = (infos: readonly { readonly name: string }[]) =>
    Object.fromEntries(infos.map(({ name }) => [name, name as Value]));
  return { network, inputs: named(graph.inputs), outputs: named(source.outputs) };
}

/** Each weight once, in the order of the operators that read it. */
function weightsOf(nodes: readonly Node[]): { name: string; decay: boolean }[] {
  const weights = new Map<string, boolean>();
  const products = new Set(nodes.flatMap(({ op, outputs }) => (op === 'MatMul' ? outputs : [])));
  for (const { op, domain, inputs } of nodes) {
    // Exporters write a linear layer's bias as a sum behind its product.
    if (op === 'Add' && inputs.some((name) => products.has(name)))
      for (const name of inputs) if (!weights.has(name)) weights.set(name, false);
    for (const [input, decay] of domain === '' ? (WEIGHTS[op] ?? []) : []) {
      const name = inputs[input];
      if (name !== undefined && !weights.has(name)) weights.set(name, decay);
    }
  }
  return [...weights].map(([name, decay]) => ({ name, decay }));
}
