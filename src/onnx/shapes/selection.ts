// Operators that pick elements, or put them in their place.

import { ceilOver, type Dim, minus, plus, showDims } from '../dims.js';
import { isFollowed, isSmall, takenAlong } from './following.js';
import type { RuleContext, ShapeRule } from './rule.js';

/** Bounds beyond this mean "to the end", as exporters write them. */
const FAR = 2 ** 31 - 1;

const slice: ShapeRule = (c) => {
  const { type, dims, ints } = c.input(0);
  for (const position of [1, 2]) c.input(position, 'index');
  const [starts, ends] = [c.ints(1), c.ints(2)];
  const axes = c.optional(3, 'index') ? c.numbers(3) : [...(starts ?? ends ?? dims).keys()];
  const steps = c.optional(4, 'index') ? c.numbers(4) : axes?.map(() => 1);
  if (!axes) return [{ type, dims: dims.map((_, i) => c.unknown(i)) }];
  let [result, kept] = [dims, ints];
  for (const [i, given] of axes.entries()) {
    const axis = c.axis(given, dims.length);
    const [start, end, step] = [starts?.[i], ends?.[i], steps?.[i]];
    if (step === 0) c.refuse('a step of 0');
    const bounds =
      start === undefined || end === undefined || step === undefined ? undefined : { start, end, step };
    const count = bounds && sliceLength(dims[axis]!, bounds);
    if (kept && bounds && isFollowed(result)) {
      const places = slicePlaces(result[axis]!, bounds);
      kept = places && takenAlong(kept, result, axis, places);
    } else kept = undefined;
    result = result.with(axis, count ?? c.unknown(axis));
  }
  return [{ type, dims: result, ints: kept }];
};

interface Bounds {
  readonly start: Dim;
  readonly end: Dim;
  readonly step: number;
}

/** Where a slice begins and ends within a known size, as NumPy has it: bounds below zero count from the end. */
function within(size: number, start: number, end: number, step: number): readonly [number, number] {
  const from = start < 0 ? start + size : start;
  const to = end < 0 ? end + size : end;
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  return step > 0
    ? [clamp(from, 0, size), clamp(to, 0, size)]
    : [clamp(from, 0, size - 1), clamp(to, -1, size - 1)];
}

/** Undefined where it cannot be known. */
function sliceLength(size: Dim, { start, end, step }: Bounds): Dim | undefined {
  if (typeof start === 'number' && typeof end === 'number' && typeof size === 'number') {
    const [from, to] = within(size, start, end, step);
    return Math.max(0, Math.ceil((to - from) / step));
  }
  if (step < 0)
    return step === -1 && start === -1 && typeof end === 'number' && end <= -FAR ? size : undefined;
  // Of a symbolic size it is taken that the bounds lie inside, as the author of the model must have.
  if (typeof start === 'number' && start < 0) return undefined;
  const toEnd = end === size || (typeof end === 'number' && end >= FAR);
  if (toEnd) return ceilOver(minus(size, start), step);
  if (typeof end === 'number' && end < 0) return ceilOver(minus(plus(size, end), start), step);
  return typeof end === 'string' ? ceilOver(minus(end, start), step) : undefined;
}

function slicePlaces(size: number, { start, end, step }: Bounds): readonly number[] | undefined {
  if (typeof start !== 'number' || typeof end !== 'number') return undefined;
  const [from, to] = within(size, start, end, step);
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}

const gather: ShapeRule = (c) => {
  const { type, dims, ints } = c.input(0);
  const indices = c.input(1, 'index');
  const axis = c.axis(c.int('axis', 0), dims.length);
  const places = c.numbers(1);
  const size = dims[axis]!;
  if (places && typeof size === 'number' && places.some((i) => i < -size || i >= size))
    c.refuse(`indices ${showDims(places)} into axis ${axis} of ${showDims(dims)}`);
  const result = [...dims.slice(0, axis), ...indices.dims, ...dims.slice(axis + 1)];
  return [
    {
      type,
      dims: result,
      ints: isSmall(result) && dims.length === 1 ? ints && places?.map((i) => ints.at(i)!) : undefined,
    },
  ];
};

/** One index an element of the result. */
const gatherElements: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  const indices = c.input(1, 'index').dims;
  c.axis(c.int('axis', 0), dims.length);
  if (indices.length !== dims.length)
    c.refuse(`indices of ${showDims(indices)} into ${showDims(dims)}: ranks differ`);
  return [{ type, dims: indices }];
};

const gatherNd: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  const indices = c.input(1, 'int64').dims;
  const batch = c.int('batch_dims', 0);
  const depth = tupleLength(c, indices, dims, batch);
  return [{ type, dims: [...indices.slice(0, -1), ...dims.slice(batch + depth)] }];
};

/** The last dimension of indices: how many axes one entry points into. */
function tupleLength(c: RuleContext, indices: readonly Dim[], dims: readonly Dim[], batch: number): number {
  const depth = indices.at(-1);
  if (typeof depth !== 'number' || depth < 1 || batch + depth > dims.length)
    return c.refuse(`indices of ${showDims(indices)} into ${showDims(dims)}`);
  return depth;
}

const scatterElements: ShapeRule = (c) => {
  const type = c.oneType([0, 2], 'any');
  const [dims, indices, updates] = [c.input(0).dims, c.input(1, 'index').dims, c.input(2).dims];
  c.axis(c.int('axis', 0), dims.length);
  const why = () => `${showDims(updates)} by indices of ${showDims(indices)} into ${showDims(dims)}`;
  if (indices.length !== dims.length || updates.length !== dims.length) c.refuse(why());
  for (const [i, size] of indices.entries()) c.agree(size, updates[i]!, why);
  return [{ type, dims }];
};

const scatterNd: ShapeRule = (c) => {
  const type = c.oneType([0, 2], 'any');
  const [dims, indices, updates] = [c.input(0).dims, c.input(1, 'int64').dims, c.input(2).dims];
  const expected = [...indices.slice(0, -1), ...dims.slice(tupleLength(c, indices, dims, 0))];
  const why = () => `${showDims(updates)} by indices of ${showDims(indices)} into ${showDims(dims)}`;
  if (updates.length !== expected.length) c.refuse(why());
  for (const [i, size] of expected.entries()) c.agree(size, updates[i]!, why);
  return [{ type, dims }];
};

const oneHot: ShapeRule = (c) => {
  const indices = c.input(0, 'number').dims;
  c.input(1, 'number');
  const axis = c.axis(c.int('axis', -1), indices.length + 1);
  return [{ type: c.input(2).type, dims: indices.toSpliced(axis, 0, c.ints(1)?.[0] ?? c.unknown(axis)) }];
};

const trilu: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  c.optional(1, 'int64');
  if (dims.length < 2) c.refuse(`${showDims(dims)} is not a matrix`);
  return [{ type, dims }];
};

/** How many there are hangs on the numbers. */
const nonZero: ShapeRule = (c) => [{ type: 'int64', dims: [c.input(0).dims.length, c.unknown(1)] }];

const compress: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  c.input(1, 'bool');
  if (c.node.attributes.axis === undefined) return [{ type, dims: [c.unknown(0)] }];
  const axis = c.axis(c.int('axis', 0), dims.length);
  return [{ type, dims: dims.with(axis, c.unknown(axis)) }];
};

const reverseSequence: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  c.input(1, 'int64');
  return [{ type, dims }];
};

/** Pictures `[N, C, H, W]` sampled at `[N, H', W', 2]`. */
const gridSample: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'number');
  const grid = c.input(1, 'float').dims;
  const why = () => `a grid of ${showDims(grid)} over ${showDims(dims)}`;
  if (dims.length !== 4 || grid.length !== 4 || grid[3] !== 2) c.refuse(why());
  return [{ type, dims: [c.agree(dims[0]!, grid[0]!, why), dims[1]!, grid[1]!, grid[2]!] }];
};

export const SELECTIONS: Readonly<Record<string, ShapeRule>> = {
  Slice: slice,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  ScatterElements: scatterElements,
  ScatterND: scatterNd,
  OneHot: oneHot,
  Trilu: trilu,
  NonZero: nonZero,
  Compress: compress,
  ReverseSequence: reverseSequence,
  GridSample: gridSample,
};
