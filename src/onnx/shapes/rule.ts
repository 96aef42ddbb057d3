// What a shape rule sees and gives.

import { LikenessError } from '../../errors.js';
import { type AttributeReader, attributesOf } from '../attributes.js';
import { broadcast, type Dim, showDims, unify } from '../dims.js';
import type { ElementType, Node } from '../model.js';

/** Element type and shape of a value; for a small one also what is known of its elements, in C order. */
export interface ValueType {
  readonly type: ElementType;
  readonly dims: readonly Dim[];
  /** Elements of integers (shapes, axes, indices) and truths (0 or 1). */
  readonly ints?: readonly Dim[] | undefined;
  /** Elements of floats (scales of a Resize, a shape that is computed with as floats). */
  readonly floats?: readonly number[] | undefined;
}

/** Element types that an operator takes. */
const FAMILIES = {
  any: ['float32', 'float64', 'float16', 'int8', 'uint8', 'int32', 'int64', 'bool'],
  number: ['float32', 'float64', 'float16', 'int8', 'uint8', 'int32', 'int64'],
  float: ['float32', 'float64', 'float16'],
  byte: ['int8', 'uint8'],
  index: ['int32', 'int64'],
  int64: ['int64'],
  bool: ['bool'],
} as const satisfies Record<string, readonly ElementType[]>;

export type Family = keyof typeof FAMILIES;

/** One operator with the types of its inputs; optional inputs that are left out are undefined. */
export interface RuleContext extends AttributeReader {
  readonly node: Node;
  readonly inputs: readonly (ValueType | undefined)[];
  /** The type of an input that must be there, and be of this family. */
  input(position: number, family?: Family): ValueType;
  /** The type of an input that may be left out. */
  optional(position: number, family?: Family): ValueType | undefined;
  /** The element type that all inputs at these positions have; those left out do not count. */
  oneType(positions: readonly number[], family: Family): ElementType;
  /** The elements of a small integer input, where they are known. */
  ints(position: number): readonly Dim[] | undefined;
  /** The elements of a small integer input where each is known in numbers. */
  numbers(position: number): readonly number[] | undefined;
  /** An axis from 0 on; below zero it counts from the end. */
  axis(value: number, rank: number): number;
  /** The shape that all broadcast to. */
  broadcast(...shapes: readonly (readonly Dim[])[]): readonly Dim[];
  /** Refuses a shape that does not broadcast to another as it is; `what` names it. */
  stretch(what: string, from: readonly Dim[], to: readonly Dim[]): void;
  /** The one dimension that both are; `why` says what does not fit otherwise. */
  agree(a: Dim, b: Dim, why: () => string): Dim;
  /** A dimension of the first result that cannot be known: a symbol of its own. */
  unknown(axis: number): Dim;
  /** Throws `graph_invalid`, naming layer and operator. */
  refuse(why: string): never;
}

/** Gives the types of all outputs of an operator, in order. */
export type ShapeRule = (c: RuleContext) => readonly ValueType[];

export function contextOf(
  node: Node,
  inputs: readonly (ValueType | undefined)[],
  where: string,
): RuleContext {
  const refuse = (why: string): never => {
    throw new LikenessError('graph_invalid', `${where}: ${node.op}: ${why}`);
  };
  const optional = (position: number, family: Family = 'any') => {
    const value = inputs[position];
    if (value && !(FAMILIES[family] as readonly ElementType[]).includes(value.type))
      refuse(
        `input ${position} is ${value.type} ${showDims(value.dims)}; it takes ${FAMILIES[family].join(', ')}`,
      );
    return value;
  };
  const ints = (position: number) => inputs[position]?.ints;
  return {
    node,
    inputs,
    optional,
    input: (position, family) => optional(position, family) ?? refuse(`input ${position} is missing`),
    oneType(positions, family) {
      const given = positions.flatMap((p) => optional(p, family) ?? []);
      const [first] = given;
      if (!first) return refuse(`input ${positions[0] ?? 0} is missing`);
      const other = given.find((v) => v.type !== first.type);
      if (other)
        refuse(
          `${first.type} ${showDims(first.dims)} and ${other.type} ${showDims(other.dims)} are of different element types`,
        );
      return first.type;
    },
    ints,
    numbers: (position) => numbersOf(ints(position)),
    ...attributesOf(node, refuse),
    axis(value, rank) {
      if (value < -rank || value >= rank) refuse(`axis ${value} of a tensor of rank ${rank}`);
      return value < 0 ? value + rank : value;
    },
    broadcast(...shapes) {
      try {
        return shapes.reduce(broadcast, []);
      } catch (error) {
        return refuse((error as LikenessError).message);
      }
    },
    stretch(what, from, to) {
      const fits = from.every((size, i) => {
        const other = to[i - from.length + to.length];
        return size === 1 || (other !== undefined && unify(size, other) !== undefined);
      });
      if (!fits || from.length > to.length)
        refuse(`${what} of ${showDims(from)} does not broadcast to ${showDims(to)}`);
    },
    agree: (a, b, why) => unify(a, b) ?? refuse(why()),
    unknown: (axis) => `?${(node.outputs[0] ?? '').replaceAll('*', '.')}.${axis}`,
    refuse,
  };
}

/** Elements as numbers, where each is known. */
export const numbersOf = (elements: readonly Dim[] | undefined): readonly number[] | undefined =>
  elements?.every((e) => typeof e === 'number') ? (elements as readonly number[]) : undefined;
