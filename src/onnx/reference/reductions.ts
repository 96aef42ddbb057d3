// Operators that make one number of many along some axes. Formulas: ONNX operator specification, operator set 17;
// axes may also be an input, as in operator set 18.

import { axesOf, type Call, type Kernel, type KernelTable } from './kernel.js';
import { at, type DoubleTensor, eachIndex, fromStart, generate } from './tensor.js';

/** All elements that fall together along the axes, through `f`. */
const reduction =
  (f: (values: readonly number[]) => number): Kernel =>
  (c) => {
    const x = c.input(0);
    const axes = axesOf(c, 1) ?? [];
    if (axes.length === 0 && c.int('noop_with_empty_axes', 0) === 1) return [x];
    const reduced =
      axes.length === 0 ? x.dims.map((_, i) => i) : axes.map((a) => fromStart(a, x.dims.length));
    return [reduce(x, reduced, f, c.int('keepdims', 1) === 1)];
  };

export function reduce(
  x: DoubleTensor,
  axes: readonly number[],
  f: (values: readonly number[]) => number,
  keep: boolean,
): DoubleTensor {
  const dims = x.dims.map((d, i) => (axes.includes(i) ? 1 : d));
  const groups = generate(x.type, dims, () => 0);
  const values: number[][] = Array.from(groups.data, () => []);
  const strideOf = dims.map((_, i) => dims.slice(i + 1).reduce((p, d) => p * d, 1));
  eachIndex(x.dims, (index, flat) => {
    const group = index.reduce((sum, p, i) => sum + (axes.includes(i) ? 0 : p * strideOf[i]), 0);
    values[group].push(x.data[flat]);
  });
  groups.data.forEach((_, i) => {
    groups.data[i] = f(values[i]);
  });
  return keep ? groups : { ...groups, dims: dims.filter((_, i) => !axes.includes(i)) };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const sumOf = (f: (x: number) => number) => (values: readonly number[]) => sum(values.map(f));

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Variance of a population: divided by n. */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((x) => (x - middle) ** 2));
}

export const REDUCTIONS: KernelTable = {
  ReduceSum: reduction(sum),
  ReduceMean: reduction(mean),
  ReduceMax: reduction((v) => v.reduce((a, b) => Math.max(a, b), -Infinity)),
  ReduceMin: reduction((v) => v.reduce((a, b) => Math.min(a, b), Infinity)),
  ReduceProd: reduction((v) => v.reduce((a, b) => a * b, 1)),
  ReduceL1: reduction(sumOf(Math.abs)),
  ReduceL2: reduction((v) => Math.hypot(...v)),
  ReduceSumSquare: reduction(sumOf((x) => x * x)),
  ReduceLogSum: reduction((v) => Math.log(sum(v))),
  ReduceLogSumExp: reduction(logSumExp),
  Softmax: (c) => along(c, c.int('axis', -1), (v) => v.map((x) => Math.exp(x - logSumExp(v)))),
  LogSoftmax: (c) => along(c, c.int('axis', -1), (v) => v.map((x) => x - logSumExp(v))),
  LpNormalization: (c) =>
    along(c, c.int('axis', -1), (v) => {
      const norm = c.int('p', 2) === 1 ? sum(v.map(Math.abs)) : Math.hypot(...v);
      return v.map((x) => (norm === 0 ? 0 : x / norm));
    }),
  CumSum: (c) =>
    along(c, c.input(1).data[0], (v) => cumulated(v, c.int('exclusive', 0) === 1, c.int('reverse', 0) === 1)),
  ArgMax: (c) => extreme(c, (a, b) => a > b),
  ArgMin: (c) => extreme(c, (a, b) => a < b),
  TopK: topK,
};

function logSumExp(values: readonly number[]): number {
  const highest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return highest + Math.log(sum(values.map((x) => Math.exp(x - highest))));
}

/** Every line along an axis through `f`, which gives as many numbers as it was given. */
function along(c: Call, axis: number, f: (line: number[]) => number[]): readonly DoubleTensor[] {
  return [linesOf(c.input(0), axis, f)];
}

/** Every line along an axis through `f`, which gives lines of one length. */
function linesOf(x: DoubleTensor, axis: number, f: (line: number[]) => number[]): DoubleTensor {
  const at0 = fromStart(axis, x.dims.length);
  const heads = x.dims.with(at0, 1);
  const lines: number[][] = [];
  eachIndex(heads, (index) => {
    lines.push(f(Array.from({ length: x.dims[at0] }, (_, i) => at(x, index.with(at0, i)))));
  });
  const dims = x.dims.with(at0, lines[0]?.length ?? 0);
  const result = generate(x.type, dims, () => 0);
  let line = 0;
  eachIndex(heads, (index) => {
    lines[line++].forEach((value, i) => {
      result.data[flat(dims, index.with(at0, i))] = value;
    });
  });
  return result;
}

const flat = (dims: readonly number[], index: readonly number[]): number =>
  index.reduce((sum, p, i) => sum * dims[i] + p, 0);

function cumulated(values: readonly number[], exclusive: boolean, reverse: boolean): number[] {
  const ordered = reverse ? values.toReversed() : values;
  let total = 0;
  const sums = ordered.map((x) => {
    const before = total;
    total += x;
    return exclusive ? before : total;
  });
  return reverse ? sums.reverse() : sums;
}

function extreme(c: Call, better: (a: number, b: number) => boolean): readonly DoubleTensor[] {
  const last = c.int('select_last_index', 0) === 1;
  const axis = c.int('axis', 0);
  const kept = linesOf(c.input(0), axis, (line) => [
    line.reduce((best, x, i) => (better(x, line[best]) || (last && x === line[best]) ? i : best), 0),
  ]);
  const dims =
    c.int('keepdims', 1) === 1 ? kept.dims : kept.dims.toSpliced(fromStart(axis, kept.dims.length), 1);
  return [{ type: 'int64', dims, data: kept.data }];
}

function topK(c: Call): readonly DoubleTensor[] {
  const x = c.input(0);
  const k = c.input(1).data[0];
  const sign = c.int('largest', 1) === 1 ? -1 : 1;
  const best = (line: readonly number[]) =>
    line
      .map((_, i) => i)
      .sort((a, b) => sign * (line[a] - line[b]) || a - b)
      .slice(0, k);
  const axis = c.int('axis', -1);
  return [
    linesOf(x, axis, (line) => best(line).map((i) => line[i])),
    { ...linesOf(x, axis, best), type: 'int64' },
  ];
}
