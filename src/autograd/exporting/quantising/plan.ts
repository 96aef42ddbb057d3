// Which operators of an inference model compute in int8, and which values must therefore be rounded to eight bits.
//
// ONNX Runtime takes an operator into its integer kernels where its inputs and its result are rounded (onnxruntime,
// core/optimizer/qdq_transformer/selectors_actions). So a value is rounded once, where it is made, and whoever
// reads it reads the rounded one.

import { floatElements, type Graph, type Node } from '../../../onnx/index.js';

/** Values and operators of one graph that go over to eight bits. */
export interface Plan {
  /** Convolutions and linear layers whose weights are rounded. */
  readonly layers: ReadonlySet<Node>;
  /** Values that are rounded where they are made; for each the values whose ranges its step must cover. */
  readonly rounded: ReadonlyMap<string, readonly string[]>;
  /** Convolutions and blends, with the rounded value that they make: their own result, or that of bounds behind it. */
  readonly makers: ReadonlyMap<Node, string>;
  /** Bounds that rounding to a range which ends there has done already: they are left out. */
  readonly bounds: ReadonlySet<Node>;
  /** Operators that compute on the bytes themselves. */
  readonly bytewise: ReadonlySet<Node>;
  /** Results of those, with the rounded value whose step they keep. */
  readonly owners: ReadonlyMap<string, string>;
}

/** Operators on rounded values whose result is rounded again: QLinearAdd and QLinearAveragePool. */
const BLENDS = new Set(['Add', 'AveragePool']);

/** What of a graph is computed in int8. */
export function planOf(graph: Graph): Plan {
  const readers = readersOf(graph);
  const layers = new Set(graph.nodes.filter((node) => isLayer(node, graph)));
  const asked = new Set([...layers].map(({ inputs: [x] }) => x!));
  const rounded = new Map<string, string[]>();
  const makers = new Map<Node, string>();
  const bounds = new Set<Node>();
  const bytewise = new Set<Node>();
  const owners = new Map<string, string>();
  const ownerOf = (name: string): string | undefined => (rounded.has(name) ? name : owners.get(name));
  for (const { name } of graph.inputs) if (asked.has(name)) rounded.set(name, [name]);
  for (const node of graph.nodes) {
    const { op, inputs, outputs } = node;
    const [y] = outputs as [string];
    const owner = ownerOf(inputs[0] ?? '');
    if (owner !== undefined && isBytewise(node, graph)) {
      bytewise.add(node);
      owners.set(y, owner);
      if (op === 'PRelu') rounded.get(owner)!.push(y);
    } else if ((layers.has(node) && op === 'Conv') || isBlend(node, ownerOf)) {
      const behind = boundsBehind(node, graph, readers);
      const value = behind.at(-1)?.outputs[0] ?? y;
      makers.set(node, value);
      rounded.set(value, [value]);
      for (const bound of behind) bounds.add(bound);
    } else if (asked.has(y) && !rounded.has(y)) rounded.set(y, [y]);
  }
  return { layers, rounded, makers, bounds, bytewise, owners };
}

const isBlend = ({ op, domain, inputs }: Node, ownerOf: (name: string) => string | undefined): boolean =>
  BLENDS.has(op) && domain === '' && inputs.every((name) => ownerOf(name) !== undefined);

/**
 * Relu, and Clip from zero, where they alone read the result, one behind the other. The range behind them begins at
 * zero, and bytes go no further down. ONNX Runtime would take out Relu itself, but on two Clips it fails to open.
 */
function boundsBehind(
  node: Node,
  graph: Graph,
  readers: ReadonlyMap<string, readonly Node[]>,
): readonly Node[] {
  const { constants } = graph;
  const bounds: Node[] = [];
  let value = node.outputs[0]!;
  for (;;) {
    const [next, ...others] = readers.get(value) ?? [];
    const isResult = graph.outputs.some(({ name }) => name === value);
    if (!next || others.length > 0 || isResult || next.inputs[0] !== value || !isBound(next, constants))
      break;
    bounds.push(next);
    value = next.outputs[0]!;
  }
  return bounds.some(({ op, inputs }) => op === 'Relu' || inputs[1]) ? bounds : [];
}

/** Relu, or a Clip of constant bounds with zero for the lower one, or with an upper one alone. */
function isBound({ op, domain, inputs, attributes }: Node, constants: Graph['constants']): boolean {
  if (domain !== '') return false;
  if (op !== 'Clip') return op === 'Relu';
  const [, low = '', high = ''] = inputs;
  const isZero = low === '' || constants.get(low)?.data.every((byte) => byte === 0) === true;
  return isZero && (high === '' || constants.has(high)) && Object.keys(attributes).length === 0;
}

/** Conv, or Gemm as PyTorch writes it: weights `[outputs, …]` in input 1, and in input 2 a bias or none. */
function isLayer({ op, domain, inputs, attributes }: Node, { constants }: Graph): boolean {
  if (domain !== '' || (op !== 'Conv' && op !== 'Gemm')) return false;
  if (op === 'Gemm' && (attributes.transB !== 1 || attributes.transA === 1)) return false;
  if ('alpha' in attributes || 'beta' in attributes) return false;
  const [x, weight, bias = ''] = inputs as [string, string, string?];
  const isFloat = (name: string): boolean => constants.get(name)?.type === 'float32';
  return !constants.has(x) && isFloat(weight) && (bias === '' || isFloat(bias));
}

/** Whether a result holds numbers of the input, zeros, and numbers that the same step can hold. */
function isBytewise({ op, domain, inputs, outputs, attributes }: Node, { constants }: Graph): boolean {
  if (domain !== '' || outputs.length !== 1) return false;
  if (op === 'MaxPool') return true;
  if (op === 'Pad') {
    const [, , filling = '', axes = ''] = inputs;
    const isZero = filling === '' || constants.get(filling)?.data.every((byte) => byte === 0) === true;
    return isZero && axes === '' && (attributes.mode ?? 'constant') === 'constant';
  }
  if (op !== 'PRelu') return false;
  // For slopes up to one, and only for them, PReLU is the larger of x and slope · x.
  const slopes = constants.get(inputs[1]!);
  return slopes?.type === 'float32' && floatElements(slopes).every((slope) => slope <= 1);
}

function readersOf({ nodes }: Graph): ReadonlyMap<string, readonly Node[]> {
  const readers = new Map<string, Node[]>();
  for (const node of nodes)
    for (const name of node.inputs) {
      const known = readers.get(name);
      if (known) known.push(node);
      else readers.set(name, [node]);
    }
  return readers;
}
