// The reference: what a model computes, in double precision, by plain loops written straight from the ONNX
// operator specification. It is slow and shares nothing with ONNX Runtime: a second opinion for tests, and for
// whoever wonders whether a number is the model's or the rounding's.

import { LikenessError } from '../../errors.js';
import type { Graph, Model, Node } from '../model.js';
import { ARITHMETIC } from './arithmetic.js';
import { INDEXING } from './indexing.js';
import { callOf, type Kernel } from './kernel.js';
import { NORMALISATIONS } from './normalisation.js';
import { POINTWISE } from './pointwise.js';
import { PRODUCTS } from './products.js';
import { REDUCTIONS } from './reductions.js';
import { RESIZE } from './resize.js';
import { SHAPING, tensorOf } from './shaping.js';
import { count, type DoubleTensor } from './tensor.js';
import { WINDOWS } from './windows.js';

export type { DoubleTensor } from './tensor.js';

/** Every operator of the reference; those outside the standard domain as `domain::Operator`. */
export const KERNELS: ReadonlyMap<string, Kernel> = new Map(
  [POINTWISE, ARITHMETIC, REDUCTIONS, PRODUCTS, WINDOWS, NORMALISATIONS, SHAPING, INDEXING, RESIZE].flatMap(
    (table) => Object.entries(table),
  ),
);

/** Elements of an input in C order. */
export interface NumbersGiven {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/**
 * Computes the outputs of a model in float64; int64 and bool elements are numbers as well.
 * @param inputs by name
 * @throws `graph_invalid` naming the layer and an operator that is not known, or an input that is missing
 */
export function evaluate(
  model: Model | Graph,
  inputs: Readonly<Record<string, NumbersGiven>>,
): Record<string, DoubleTensor> {
  const graph = 'graph' in model ? model.graph : model;
  const values = new Map<string, DoubleTensor>();
  for (const [name, constant] of graph.constants) values.set(name, tensorOf(constant));
  for (const { name, type } of graph.inputs) {
    const given = inputs[name];
    if (given) values.set(name, { type, dims: given.dims, data: filled(name, given) });
    else if (!values.has(name))
      throw new LikenessError('graph_invalid', `${graph.name}: input ${name} is missing`);
  }
  for (const node of graph.nodes) {
    run(node, values, node.name ?? graph.name).forEach((value, i) => {
      if (node.outputs[i]) values.set(node.outputs[i], value);
    });
  }
  return Object.fromEntries(graph.outputs.map(({ name }) => [name, values.get(name)!]));
}

function filled(name: string, { dims, data }: NumbersGiven): Float64Array {
  if (data.length === count(dims)) return Float64Array.from(data);
  throw new LikenessError(
    'graph_invalid',
    `${name}: ${data.length} numbers do not fill [${dims.join(', ')}]`,
  );
}

function run(node: Node, values: ReadonlyMap<string, DoubleTensor>, where: string): readonly DoubleTensor[] {
  const key = node.domain === '' ? node.op : `${node.domain}::${node.op}`;
  const kernel = KERNELS.get(key);
  if (!kernel) throw new LikenessError('graph_invalid', `${where}: the reference does not know ${key}`);
  const inputs = node.inputs.map((name) => (name === '' ? undefined : values.get(name)));
  return kernel(callOf(node, inputs, where));
}
