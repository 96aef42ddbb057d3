// Tensors of the reference evaluator, and the indexing that all its operators are written in.

import type { ElementType } from '../model.js';

/** A tensor whose elements are held as float64, whatever its element type, in C order. */
export interface DoubleTensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

/** A position in a tensor, one number a dimension. */
export type Index = readonly number[];

/** Number of elements of a shape. */
export const count = (dims: readonly number[]): number => dims.reduce((p, d) => p * d, 1);

/** Calls `visit` with every position of a shape in C order, and its number; the array is reused. */
export function eachIndex(dims: readonly number[], visit: (index: Index, flat: number) => void): void {
  const index = dims.map(() => 0);
  for (let flat = 0, total = count(dims); flat < total; flat++) {
    visit(index, flat);
    for (let axis = dims.length - 1; axis >= 0 && ++index[axis] === dims[axis]; axis--) index[axis] = 0;
  }
}

/** The tensor whose element at each position is what `element` gives. */
export function generate(
  type: ElementType,
  dims: readonly number[],
  element: (index: Index, flat: number) => number,
): DoubleTensor {
  const data = new Float64Array(count(dims));
  eachIndex(dims, (index, flat) => {
    data[flat] = element(index, flat);
  });
  return { type, dims: [...dims], data };
}

/** Number of a position in C order. */
export function flatIndex(dims: readonly number[], index: Index): number {
  let flat = 0;
  for (let axis = 0; axis < dims.length; axis++) flat = flat * dims[axis] + index[axis];
  return flat;
}

export const at = ({ dims, data }: DoubleTensor, index: Index): number => data[flatIndex(dims, index)];

/** The element that stands at a position of a shape to which the tensor is broadcast. */
export function broadcastAt({ dims, data }: DoubleTensor, index: Index): number {
  const shift = index.length - dims.length;
  let flat = 0;
  for (let axis = 0; axis < dims.length; axis++)
    flat = flat * dims[axis] + (dims[axis] === 1 ? 0 : index[axis + shift]);
  return data[flat];
}

/** An axis or index that may count from the end, as one that counts from the start. */
export const fromStart = (position: number, length: number): number =>
  position < 0 ? position + length : position;

export const isInteger = (type: ElementType): boolean => !type.startsWith('float');
