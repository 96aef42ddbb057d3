// Elements of small tensors that are known beforehand, followed as operators move them. Shapes and pads are vectors,
// but PyTorch turns pads around as a matrix of two columns.

import type { Dim } from '../dims.js';

/** The elements at these places along an axis. */
export function takenAlong<T>(
  elements: readonly T[],
  dims: readonly number[],
  axis: number,
  places: readonly number[],
): readonly T[] {
  const inner = sizeOf(dims.slice(axis + 1));
  const outer = sizeOf(dims.slice(0, axis));
  return Array.from({ length: outer }, (_, o) =>
    places.flatMap((place) => {
      const start = (o * dims[axis]! + place) * inner;
      return elements.slice(start, start + inner);
    }),
  ).flat();
}

/** The elements in the order of the axes. */
export function transposed<T>(
  elements: readonly T[],
  dims: readonly number[],
  order: readonly number[],
): readonly T[] {
  const strides = dims.map((_, axis) => sizeOf(dims.slice(axis + 1)));
  const places = order.reduce<readonly number[]>(
    (starts, axis) =>
      starts.flatMap((start) => Array.from({ length: dims[axis]! }, (_, i) => start + i * strides[axis]!)),
    [0],
  );
  return places.map((place) => elements[place]!);
}

const sizeOf = (dims: readonly number[]): number => dims.reduce((p, d) => p * d, 1);

/** Longest tensor whose elements are followed: longer ones are data, not shapes. */
const SMALL = 64;

/** Whether elements of a scalar or vector of this shape are followed. */
export const isSmall = (dims: readonly Dim[]): dims is readonly [] | readonly [number] =>
  dims.length < 2 && isFollowed(dims);

/** Whether elements of a tensor of this shape are followed on their way from vector to vector. */
export const isFollowed = (dims: readonly Dim[]): dims is readonly number[] =>
  dims.every((d) => typeof d === 'number') && sizeOf(dims as readonly number[]) <= SMALL;
