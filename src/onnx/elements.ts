// The elements of a constant as numbers, and back.

import { type Constant, ELEMENT_BYTES, type ElementType } from './model.js';

/** Elements of an int64 or int32 constant. */
export const intElements = (constant: Constant): readonly number[] =>
  constant.type === 'int64'
    ? map(constant, (view, at) => Number(view.getBigInt64(at, true)))
    : map(constant, (view, at) => view.getInt32(at, true));

/** Elements of a float32 or float64 constant. */
export const floatElements = (constant: Constant): readonly number[] =>
  constant.type === 'float64'
    ? map(constant, (view, at) => view.getFloat64(at, true))
    : map(constant, (view, at) => view.getFloat32(at, true));

function map(constant: Constant, read: (view: DataView, at: number) => number): readonly number[] {
  const { buffer, byteOffset, byteLength } = constant.data;
  const [view, width] = [new DataView(buffer, byteOffset, byteLength), ELEMENT_BYTES[constant.type]];
  return Array.from({ length: byteLength / width }, (_, i) => read(view, i * width));
}

const WRITE: Readonly<Record<ElementType, (view: DataView, at: number, value: number) => void>> = {
  float32: (view, at, value) => view.setFloat32(at, value, true),
  float64: (view, at, value) => view.setFloat64(at, value, true),
  float16: (view, at, value) => view.setUint16(at, halfBits(value), true),
  int8: (view, at, value) => view.setInt8(at, value),
  uint8: (view, at, value) => view.setUint8(at, value),
  bool: (view, at, value) => view.setUint8(at, value),
  int32: (view, at, value) => view.setInt32(at, value, true),
  int64: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
};

/** A constant of these numbers, rounded to its element type. */
export function constantOf(type: ElementType, dims: readonly number[], values: ArrayLike<number>): Constant {
  const width = ELEMENT_BYTES[type];
  const data = new Uint8Array(values.length * width);
  const view = new DataView(data.buffer);
  for (let i = 0; i < values.length; i++) WRITE[type](view, i * width, values[i]!);
  return { type, dims, data };
}

/** The bits of the nearest number in half precision, ties to even (IEEE 754, binary16). */
function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // Multiples of 2^-24 below the smallest normal number, 2^-14; above it 11 significant bits.
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = toEven(size / 2 ** (exponent - 10));
  return sign | (steps + (exponent + 14) * 1024);
}

function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
}
