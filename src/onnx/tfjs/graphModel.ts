// Turn a TensorFlow.js graph model (channels last) into an ONNX graph (channels first).
//
// One table, OPERATORS, holds a rule for each operator that convolutional networks use; the walk over the
// graph is below it. Shapes are followed in the channels-last order of the source, so that "SAME" padding
// becomes explicit and a reshape sees the elements in the order that its author meant.

import { LikenessError } from '../../errors.js';
import type { GraphBuilder, Value } from '../graph.js';
import { depthwiseFilter, type Filter, regularFilter } from './filters.js';
import type { Weight, Weights } from './weights.js';

/** A node of `modelTopology.node` as TensorFlow.js writes it. */
export interface TfNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, TfAttr>> | null;
}

interface TfAttr {
  readonly s?: string;
  readonly b?: boolean;
  readonly list?: { readonly i?: readonly (string | number)[]; readonly s?: readonly string[] };
}

/** A value of the source graph: what it is called in ONNX, and its shape there, batch left out. */
interface Traced {
  readonly value: Value;
  /** `[height, width, channels]`, or `[features]` once flat. */
  readonly shape: readonly number[];
}

interface Context {
  readonly graph: GraphBuilder;
  readonly node: TfNode;
  /** The traced input at a position. */
  input(position: number): Traced;
  /** The constant at a position, or undefined where the input is computed. */
  constant(position: number): Weight | undefined;
}

type Rule = (context: Context) => Traced;

const OPERATORS: Readonly<Record<string, Rule>> = {
  Conv2D: (c) => convolution(c, regularFilter),
  _FusedConv2D: (c) => fused(c, convolution(c, regularFilter, required(c, 2))),
  DepthwiseConv2dNative: (c) => convolution(c, depthwiseFilter),
  _FusedMatMul: (c) => fused(c, product(c, required(c, 2))),
  MaxPool: maxPool,
  Mean: globalMean,
  Pad: pad,
  Reshape: reshape,
  Add: (c) => elementwise(c, 'Add'),
  AddV2: (c) => elementwise(c, 'Add'),
  Mul: (c) => elementwise(c, 'Mul'),
  Relu: (c) => unary(c, 'Relu'),
  Sigmoid: (c) => unary(c, 'Sigmoid'),
  Softmax: (c) => {
    const { value, shape } = c.input(0);
    return { shape, value: c.graph.add('Softmax', [value], { axis: shape.length === 3 ? 1 : -1 }) };
  },
  Prelu: (c) => prelu(c, c.input(0), required(c, 1)),
  Minimum: (c) => clip(c, undefined, scalar(c, 1)),
  Maximum: (c) => clip(c, scalar(c, 1), undefined),
  Identity: (c) => c.input(0),
};

/**
 * Appends a TensorFlow.js graph to an ONNX graph.
 * @param input the picture, `[N, channels, height, width]`
 * @param inputShape `[height, width, channels]`
 * @param outputs names of source nodes whose values are wanted
 * @returns the wanted values in the same order; flat ones are `[N, features]`
 * @throws `graph_invalid` naming an operator without a rule
 */
export function appendGraphModel(
  graph: GraphBuilder,
  nodes: readonly TfNode[],
  weights: Weights,
  input: Value,
  inputShape: readonly [number, number, number],
  outputs: readonly string[],
): Value[] {
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const traced = new Map<string, Traced>();
  const open = new Set<string>();
  const trace = (reference: string): Traced => {
    const name = reference.replace(/:\d+$/, '').replace(/^\^/, '');
    const known = traced.get(name);
    if (known) return known;
    const node = byName.get(name);
    if (open.has(name)) throw new LikenessError('graph_invalid', `${name} is computed from itself`);
    if (!node) throw new LikenessError('graph_invalid', `the graph has no node ${name}`);
    open.add(name);
    const result = node.op === 'Placeholder' ? { value: input, shape: inputShape } : applyRule(node);
    open.delete(name);
    traced.set(name, result);
    return result;
  };
  const applyRule = (node: TfNode): Traced => {
    const rule = OPERATORS[node.op];
    if (!rule)
      throw new LikenessError(
        'graph_invalid',
        `no ONNX form is known for the operator ${node.op} (${node.name})`,
      );
    return rule({
      graph,
      node,
      input: (position) => trace(node.input?.[position] ?? ''),
      constant: (position) => weights.get(node.input?.[position] ?? ''),
    });
  };
  return outputs.map((name) => trace(name).value);
}

function required(c: Context, position: number): Weight {
  const weight = c.constant(position);
  if (!weight)
    throw new LikenessError('graph_invalid', `${c.node.name}: input ${position} must be a constant`);
  return weight;
}

function scalar(c: Context, position: number): number {
  const { data, dims } = required(c, position);
  return data.length === 1
    ? data[0]!
    : refuse(c, `input ${position} is [${dims.join(', ')}], not one number`);
}

/** What TensorFlow allows and no rule covers is refused: a graph that runs and is wrong would be worse. */
function refuse(c: Context, why: string): never {
  throw new LikenessError('graph_invalid', `${c.node.op} (${c.node.name}): ${why}`);
}

function convolution(c: Context, arrange: (weight: Weight) => Filter, bias?: Weight): Traced {
  const { value, shape } = c.input(0);
  const filter = arrange(required(c, 1));
  const [, , kh, kw] = filter.dims;
  const strides = spatial(c, 'strides');
  const dilations = spatial(c, 'dilations');
  const window = [kh, kw].map((k, i) => (k - 1) * dilations[i]! + 1) as [number, number];
  const { pads, size } = padding(c, shape, window, strides);
  const inputs = [value, c.graph.floats(filter.data, filter.dims)];
  if (bias) inputs.push(c.graph.floats(bias.data, [bias.data.length]));
  const result = c.graph.add('Conv', inputs, {
    kernel_shape: [kh, kw],
    strides,
    dilations,
    pads,
    group: filter.groups,
  });
  return { value: result, shape: [...size, filter.dims[0]] };
}

function maxPool(c: Context): Traced {
  const { value, shape } = c.input(0);
  const window = spatial(c, 'ksize');
  const strides = spatial(c, 'strides');
  const { pads, size } = padding(c, shape, window, strides);
  const result = c.graph.add('MaxPool', [value], { kernel_shape: window, strides, pads });
  return { value: result, shape: [...size, shape[2]!] };
}

/** Height and width out of an attribute in the order batch, height, width, channels. */
function spatial(c: Context, name: string): [number, number] {
  const list = c.node.attr?.[name]?.list?.i ?? [];
  return [Number(list[1] ?? 1), Number(list[2] ?? 1)];
}

/** TensorFlow's SAME puts the odd pixel after the picture; VALID pads nothing. */
function padding(
  c: Context,
  shape: readonly number[],
  window: readonly [number, number],
  strides: readonly [number, number],
): { pads: [number, number, number, number]; size: [number, number] } {
  const kind = text(c.node.attr?.padding?.s);
  if (kind !== 'SAME' && kind !== 'VALID') refuse(c, `no rule for the padding ${kind}`);
  if (text(c.node.attr?.data_format?.s) === 'NCHW') refuse(c, 'no rule for channels first');
  const same = kind === 'SAME';
  const axis = (i: 0 | 1) => {
    if (!same) return { before: 0, after: 0, size: Math.floor((shape[i]! - window[i]) / strides[i]) + 1 };
    const size = Math.ceil(shape[i]! / strides[i]);
    const total = Math.max(0, (size - 1) * strides[i] + window[i] - shape[i]!);
    return { before: Math.floor(total / 2), after: Math.ceil(total / 2), size };
  };
  const [y, x] = [axis(0), axis(1)];
  return { pads: [y.before, x.before, y.after, x.after], size: [y.size, x.size] };
}

const text = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString('latin1');

function product(c: Context, bias: Weight): Traced {
  const kernel = required(c, 1);
  const inputs = [
    c.input(0).value,
    c.graph.floats(kernel.data, kernel.dims),
    c.graph.floats(bias.data, [bias.data.length]),
  ];
  return { value: c.graph.add('Gemm', inputs), shape: [kernel.dims[1]!] };
}

/** The operators that TensorFlow fused behind a convolution or a product; the bias is already in. */
function fused(c: Context, traced: Traced): Traced {
  const following = (c.node.attr?.fused_ops?.list?.s ?? []).map(text).filter((op) => op !== 'BiasAdd');
  let result = traced;
  for (const op of following) {
    if (op === 'Relu') result = { value: c.graph.add('Relu', [result.value]), shape: result.shape };
    else if (op === 'Prelu') result = prelu(c, result, required(c, 3));
    else
      throw new LikenessError(
        'graph_invalid',
        `no ONNX form is known for the fused operator ${op} (${c.node.name})`,
      );
  }
  return result;
}

/**
 * PReLU as per-channel scalings: `a·x + relu((1 − a)·x)` for slopes up to one, and for larger ones
 * `a·x − relu((a − 1)·x)`. ONNX Runtime's blocked layout has no PRelu; with it, every activation would leave that
 * layout and come back, which doubles the time of FaceMesh.
 */
function prelu(c: Context, traced: Traced, { data: slopes, dims }: Weight): Traced {
  if (traced.shape.length !== 3 || slopes.length !== traced.shape[2])
    refuse(c, `slopes [${dims.join(', ')}] do not fit channels of [${traced.shape.join(', ')}]`);
  const scale = (value: Value, factors: Float32Array): Value =>
    c.graph.add('Conv', [value, c.graph.floats(factors, [factors.length, 1, 1, 1])], {
      kernel_shape: [1, 1],
      group: factors.length,
    });
  const linear = scale(traced.value, slopes);
  const bent = c.graph.add('Relu', [
    scale(
      traced.value,
      slopes.map((a) => Math.abs(1 - a)),
    ),
  ]);
  const signed = slopes.some((a) => a > 1)
    ? scale(
        bent,
        slopes.map((a) => Math.sign(1 - a)),
      )
    : bent;
  return { ...traced, value: c.graph.add('Add', [linear, signed]) };
}

function unary(c: Context, op: string): Traced {
  return { ...c.input(0), value: c.graph.add(op, [c.input(0).value]) };
}

function clip(c: Context, low: number | undefined, high: number | undefined): Traced {
  const bound = (v: number | undefined) => (v === undefined ? undefined : c.graph.floats([v], []));
  return { ...c.input(0), value: c.graph.add('Clip', [c.input(0).value, bound(low), bound(high)]) };
}

function elementwise(c: Context, op: string): Traced {
  const left = c.input(0);
  const constant = c.constant(1);
  if (!constant) return { ...left, value: c.graph.add(op, [left.value, c.input(1).value]) };
  const { length } = constant.data;
  if (length !== 1 && length !== left.shape.at(-1))
    refuse(c, `[${constant.dims.join(', ')}] does not fit the channels of [${left.shape.join(', ')}]`);
  const dims = left.shape.length === 3 && length > 1 ? [length, 1, 1] : [length];
  return { ...left, value: c.graph.add(op, [left.value, c.graph.floats(constant.data, dims)]) };
}

function globalMean(c: Context): Traced {
  const { value, shape } = c.input(0);
  const axes = Array.from(required(c, 1).data);
  if (shape.length !== 3 || axes.toSorted().join() !== '1,2')
    refuse(c, `no rule for the mean over the axes ${axes.join(', ')} of [${shape.join(', ')}]`);
  const pooled = c.graph.add('GlobalAveragePool', [value]);
  if (c.node.attr?.keep_dims?.b) return { value: pooled, shape: [1, 1, shape[2]!] };
  return { value: c.graph.add('Flatten', [pooled], { axis: 1 }), shape: [shape[2]!] };
}

function pad(c: Context): Traced {
  const { value, shape } = c.input(0);
  const amounts = required(c, 1).data;
  const [, , top, bottom, left, right, before, after] = amounts as unknown as number[];
  const pads = c.graph.ints([0, before!, top!, left!, 0, after!, bottom!, right!]);
  const padded = [shape[0]! + top! + bottom!, shape[1]! + left! + right!, shape[2]! + before! + after!];
  return { value: c.graph.add('Pad', [value, pads]), shape: padded };
}

function reshape(c: Context): Traced {
  const { value, shape } = c.input(0);
  const target = Array.from(required(c, 1).data);
  const elements = shape.reduce((p, d) => p * d, 1);
  const known = target.slice(1).reduce((p, d) => (d > 0 ? p * d : p), 1);
  const result = target.slice(1).map((d) => (d > 0 ? d : elements / known));
  if (result.reduce((p, d) => p * d, 1) !== elements || !result.every(Number.isInteger))
    refuse(c, `[${shape.join(', ')}] cannot become [${result.join(', ')}]`);
  // The reader of a reshaped value expects TensorFlow's order of elements: channels last.
  const ordered = shape.length === 3 ? c.graph.add('Transpose', [value], { perm: [0, 2, 3, 1] }) : value;
  return { value: c.graph.add('Reshape', [ordered, c.graph.ints([0, ...result])]), shape: result };
}
