// The elements of a `TensorProto`, which may stand in any of six fields, as little-endian bytes in C order.
// Which field holds which element type: comments of `TensorProto` in onnx.proto3.

import type { ElementType } from './model.js';

/** A tensor as protobuf decodes it. */
export interface RawTensor {
  readonly name?: string;
  readonly dims: readonly unknown[];
  readonly dataType?: number;
  readonly rawData?: Uint8Array;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly { toString(): string }[];
  readonly doubleData: readonly number[];
  readonly dataLocation?: number;
  readonly externalData: readonly { readonly key?: string; readonly value?: string }[];
}

type TypedArray = { readonly buffer: ArrayBuffer };

/** Field by element type; small types and the bits of float16 are packed into int32_data, one an element. */
const FIELDS: Readonly<Record<ElementType, (raw: RawTensor) => TypedArray>> = {
  float32: (raw) => Float32Array.from(raw.floatData),
  float64: (raw) => Float64Array.from(raw.doubleData),
  float16: (raw) => Uint16Array.from(raw.int32Data),
  int32: (raw) => Int32Array.from(raw.int32Data),
  int8: (raw) => Int8Array.from(raw.int32Data),
  uint8: (raw) => Uint8Array.from(raw.int32Data),
  bool: (raw) => Uint8Array.from(raw.int32Data, (v) => (v === 0 ? 0 : 1)),
  int64: (raw) => BigInt64Array.from(raw.int64Data, (v) => BigInt(v.toString())),
};

/** Bytes in memory of their own; raw_data comes first, as ONNX Runtime has it. An empty tensor has no field. */
export function elementsOf(raw: RawTensor, type: ElementType, bytes: number): Uint8Array {
  const inRaw = raw.rawData !== undefined && (raw.rawData.length > 0 || bytes === 0);
  return inRaw ? new Uint8Array(raw.rawData) : new Uint8Array(FIELDS[type](raw).buffer);
}
