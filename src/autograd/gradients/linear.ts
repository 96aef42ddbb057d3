// Linear maps along one axis, given as a constant matrix: what slices with steps, mirrored pads and resizing have in
// common.

import type { Value } from '../../onnx/index.js';
import { type Adjoint, range } from './rule.js';

/** `[from, to]`: row by row, what each position of the axis becomes. */
export type Matrix = readonly (readonly number[])[];

/** The value with one axis multiplied by the matrix. */
export function alongAxis({ f, graph }: Adjoint, value: Value, matrix: Matrix, axis: number): Value {
  const rank = graph.dimsOf(value).length;
  if (axis === rank - 1) return graph.add('MatMul', [value, f.matrix(matrix, value)]);
  if (axis === rank - 2) return graph.add('MatMul', [f.matrix(transposed(matrix), value), value]);
  const swapped = range(0, rank)
    .with(axis, rank - 1)
    .with(rank - 1, axis);
  return f.transpose(graph.add('MatMul', [f.transpose(value, swapped), f.matrix(matrix, value)]), swapped);
}

const transposed = (matrix: Matrix): Matrix =>
  matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
