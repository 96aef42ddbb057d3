// Tensors in memory: an element type, a shape, and the elements in C order.

import type { ElementType } from './model.js';

/** The typed array that holds the elements of each type; float16 is held as its bits. */
interface Elements {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly float16: Uint16Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  /** 0 or 1. */
  readonly bool: Uint8Array;
}

export interface TensorOf<T extends ElementType> {
  readonly type: T;
  readonly dims: readonly number[];
  readonly data: Elements[T];
}

/** A tensor of any element type; `tensor.type` tells which array `tensor.data` is. */
export type Tensor = { [T in ElementType]: TensorOf<T> }[ElementType];
