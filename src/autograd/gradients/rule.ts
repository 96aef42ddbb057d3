// What a gradient rule sees and gives.

import type { GraphBuilder, Node, RuleContext, Value } from '../../onnx/index.js';
import type { Formula } from './formula.js';

/** One operator of the forward graph, at the moment its results' gradients are known. */
export interface Adjoint {
  /** The graph to which the rule appends; types and shapes of all values can be asked of it. */
  readonly graph: GraphBuilder;
  /** Operators of that graph as functions. */
  readonly f: Formula;
  readonly node: Node;
  /** Attributes of the node. */
  readonly attributes: Pick<RuleContext, 'int' | 'intList' | 'float' | 'text'>;
  /** Inputs; an optional one left out is undefined. */
  readonly x: readonly (Value | undefined)[];
  /** Results. */
  readonly y: readonly Value[];
  /** Gradients of the loss by each result; undefined where the loss does not hang on it. */
  readonly dy: readonly (Value | undefined)[];
  /** Whether the gradient by this input is wanted: skip the work where not. */
  wanted(position: number): boolean;
  /** Throws `gradient_missing`, naming layer and operator. */
  refuse(why: string): never;
}

/** Gives the gradient by each input, undefined where it is not wanted or is zero. */
export type GradientRule = (a: Adjoint) => readonly (Value | undefined)[];

/** Rules by operator; those outside the standard domain as `domain::Operator`. */
export type GradientTable = Readonly<Record<string, GradientRule>>;

/** The rule of operators through which no gradient goes: what lies before them is not differentiated. */
export const flat: GradientRule = () => [];

/** The gradient by the first result, for operators whose further results have none. */
export function only(a: Adjoint): Value {
  const [dy, ...others] = a.dy;
  if (others.some((g) => g !== undefined)) a.refuse('only the first result has a gradient');
  return dy!;
}

/** Gradients by the inputs that are wanted, each computed by a function of its own. */
export const each = (
  a: Adjoint,
  ...gradients: readonly (() => Value | undefined)[]
): readonly (Value | undefined)[] => gradients.map((gradient, i) => (a.wanted(i) ? gradient() : undefined));

/** The elements of an integer input that must be known beforehand. */
export function known(a: Adjoint, position: number): readonly number[] {
  const elements = a.graph.intsOf(a.x[position]!);
  if (elements?.every((e) => typeof e === 'number')) return elements as readonly number[];
  return a.refuse(`input ${position} must be a constant`);
}

/** The sizes of some axes of a value, which must be numbers. */
export function sizes(a: Adjoint, value: Value, axes: readonly number[]): readonly number[] {
  const dims = a.graph.dimsOf(value);
  return axes.map((axis) => {
    const size = dims[axis];
    return typeof size === 'number'
      ? size
      : a.refuse(`axis ${axis} of [${dims.join(', ')}] must be a number`);
  });
}

/** An axis from 0 on; below zero it counts from the end. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** The numbers from `start` to below `end`. */
export const range = (start: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);

/** All positions of a shape in C order. */
export const positionsIn = (dims: readonly number[]): readonly (readonly number[])[] =>
  dims.reduce<number[][]>((all, size) => all.flatMap((p) => range(0, size).map((i) => [...p, i])), [[]]);
