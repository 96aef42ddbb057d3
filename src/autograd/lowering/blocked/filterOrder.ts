// The orders in which the blocked convolutions of ONNX Runtime read filters, and the way there and back.
//
// A filter [O, I, H, W] is kept in memory as (onnxruntime/core/mlas/lib/reorder.cpp, B = block size):
//   dense      [O/B, I/B, H, W, B of I, B of O]
//   narrow     [O/B, I, H, W, B of O]            fewer input channels than a block: the first layer
//   depthwise  [O/B, H, W, B of O]               one input channel a group

import type { GraphBuilder, Value } from '../../../onnx/index.js';

export type FilterOrder = 'dense' | 'narrow' | 'depthwise';

interface Rearrangement {
  /** `[O, I, H, W]` with its blocks as dimensions of their own. */
  readonly split: readonly number[];
  readonly perm: readonly number[];
}

function rearrangement(order: FilterOrder, dims: readonly number[], block: number): Rearrangement {
  const [o, i, h, w] = dims as [number, number, number, number];
  if (order === 'dense')
    return { split: [o / block, block, i / block, block, h, w], perm: [0, 2, 4, 5, 3, 1] };
  return { split: [o / block, block, i, h, w], perm: [0, 2, 3, 4, 1] };
}

/** Elements of a filter `[O, I, H, W]` from the plain order into a blocked one. */
export function toFilterOrder(
  data: Float32Array,
  dims: readonly number[],
  order: FilterOrder,
  block: number,
): Float32Array<ArrayBuffer> {
  const { split, perm } = rearrangement(order, dims, block);
  return permuted(data, split, perm);
}

/** Elements of a filter `[O, I, H, W]` from a blocked order into the plain one. */
export function fromFilterOrder(
  data: Float32Array,
  dims: readonly number[],
  order: FilterOrder,
  block: number,
): Float32Array<ArrayBuffer> {
  const { split, perm } = rearrangement(order, dims, block);
  return permuted(
    data,
    perm.map((p) => split[p]!),
    inverse(perm),
  );
}

/** The same inside a graph: plain to blocked. */
export function appendToFilterOrder(graph: GraphBuilder, w: Value, order: FilterOrder, block: number): Value {
  const dims = graph.shapeOf(w);
  const { split, perm } = rearrangement(order, dims, block);
  return through(graph, w, split, perm, dims);
}

/** The same inside a graph: blocked to plain. */
export function appendFromFilterOrder(
  graph: GraphBuilder,
  w: Value,
  order: FilterOrder,
  block: number,
): Value {
  const dims = graph.shapeOf(w);
  const { split, perm } = rearrangement(order, dims, block);
  return through(
    graph,
    w,
    perm.map((p) => split[p]!),
    inverse(perm),
    dims,
  );
}

function through(
  graph: GraphBuilder,
  w: Value,
  split: readonly number[],
  perm: readonly number[],
  dims: readonly number[],
): Value {
  const parts = graph.add('Reshape', [w, graph.ints(split)]);
  return graph.add('Reshape', [graph.add('Transpose', [parts], { perm }), graph.ints(dims)]);
}

const inverse = (perm: readonly number[]): readonly number[] => perm.map((_, i) => perm.indexOf(i));

function permuted(
  data: Float32Array,
  dims: readonly number[],
  perm: readonly number[],
): Float32Array<ArrayBuffer> {
  const strides = dims.map((_, i) => dims.slice(i + 1).reduce((p, d) => p * d, 1));
  const result = new Float32Array(data.length);
  let next = 0;
  const walk = (depth: number, from: number): void => {
    const axis = perm[depth]!;
    const [length, stride] = [dims[axis]!, strides[axis]!];
    if (depth === perm.length - 1) for (let i = 0; i < length; i++) result[next++] = data[from + i * stride]!;
    else for (let i = 0; i < length; i++) walk(depth + 1, from + i * stride);
  };
  walk(0, 0);
  return result;
}
