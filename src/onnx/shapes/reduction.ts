// Reductions over axes, running sums, order statistics, and the losses of the standard.

import { type Dim, showDims, sizeOf } from '../dims.js';
import type { RuleContext, ShapeRule } from './rule.js';

function reduced(c: RuleContext, dims: readonly Dim[], axes: readonly number[] | undefined): readonly Dim[] {
  const gone = new Set((axes ?? [...dims.keys()]).map((a) => c.axis(a, dims.length)));
  return c.int('keepdims', 1) !== 0
    ? dims.map((d, i) => (gone.has(i) ? 1 : d))
    : dims.filter((_, i) => !gone.has(i));
}

/** Axes as an attribute; none given are all. */
const reduction: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'number');
  const axes = c.intList('axes');
  return [{ type, dims: reduced(c, dims, axes?.length ? axes : undefined) }];
};

/** The number of elements of a shape, as exporters compute it. */
const product: ShapeRule = (c) => {
  const [result] = reduction(c);
  const ints = c.ints(0);
  const whole = result!.dims.every((d) => d === 1);
  return [{ ...result!, ints: ints && whole ? [sizeOf(ints)] : undefined }];
};

/** ReduceSum takes its axes as an input since operator set 13. */
const sum: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'number');
  const given = c.optional(1, 'int64');
  const axes = c.numbers(1);
  if (given && !axes) {
    if (given.dims[0] === dims.length) return [{ type, dims: reduced(c, dims, undefined) }];
    if (c.int('keepdims', 1) === 0) c.refuse(`the axes to sum ${showDims(dims)} over must be a constant`);
    return [{ type, dims: dims.map((_, i) => c.unknown(i)) }];
  }
  if (!axes?.length && c.int('noop_with_empty_axes', 0) !== 0) return [{ type, dims }];
  return [{ type, dims: reduced(c, dims, axes?.length ? axes : undefined) }];
};

const argument: ShapeRule = (c) => {
  const { dims } = c.input(0, 'number');
  return [{ type: 'int64', dims: reduced(c, dims, [c.int('axis', 0)]) }];
};

const runningSum: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'number');
  c.input(1, 'index');
  return [{ type, dims }];
};

/** The k largest with their places. */
const topK: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'number');
  c.input(1, 'int64');
  const axis = c.axis(c.int('axis', -1), dims.length);
  const k = c.ints(1)?.[0] ?? c.unknown(axis);
  const size = dims[axis]!;
  if (typeof k === 'number' && typeof size === 'number' && k > size)
    c.refuse(`the ${k} largest of axis ${axis} of ${showDims(dims)}`);
  const result = dims.with(axis, k);
  return [
    { type, dims: result },
    { type: 'int64', dims: result },
  ];
};

/** Scores `[N, C, …]`, labels `[N, …]`, weights `[C]`; the log-probabilities are a second result of the former. */
const lossOfLabels =
  (withLogProbabilities: boolean): ShapeRule =>
  (c) => {
    const { type, dims } = c.input(0, 'float');
    const labels = c.input(1, 'index').dims;
    const expected = dims.filter((_, i) => i !== 1);
    const why = () => `labels of ${showDims(labels)} for scores of ${showDims(dims)}`;
    if (dims.length < 2 || labels.length !== expected.length) c.refuse(why());
    for (const [i, size] of expected.entries()) c.agree(labels[i]!, size, why);
    const weights = c.optional(2, 'float')?.dims;
    if (weights)
      c.agree(weights[0] ?? 1, dims[1]!, () => `weights of ${showDims(weights)} for ${showDims(dims)}`);
    const loss = { type, dims: c.text('reduction', 'mean') === 'none' ? labels : [] };
    return withLogProbabilities ? [loss, { type, dims }] : [loss];
  };

const PLAIN = ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'SumSquare'] as const;

export const REDUCTIONS: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(PLAIN.map((name) => [`Reduce${name}`, reduction])),
  ReduceProd: product,
  ReduceSum: sum,
  ArgMax: argument,
  ArgMin: argument,
  CumSum: runningSum,
  TopK: topK,
  NegativeLogLikelihoodLoss: lossOfLabels(false),
  SoftmaxCrossEntropyLoss: lossOfLabels(true),
};
