// What an operator of the reference evaluator sees and gives.

import type { Node } from '../model.js';
import { contextOf, type RuleContext } from '../shapes/rule.js';
import type { DoubleTensor } from './tensor.js';

/** One operator at work: its attributes, and the values of its inputs. */
export interface Call extends Omit<RuleContext, 'inputs' | 'input' | 'ints'> {
  /** Optional inputs that are left out are undefined. */
  readonly inputs: readonly (DoubleTensor | undefined)[];
  /** An input that must be there. */
  input(position: number): DoubleTensor;
  /** The elements of an optional integer input. */
  ints(position: number): readonly number[] | undefined;
}

/** Gives the values of all outputs of an operator, in order. */
export type Kernel = (c: Call) => readonly DoubleTensor[];

/** Operators by name; those outside the standard domain as `domain::Operator`. */
export type KernelTable = Readonly<Record<string, Kernel>>;

export function callOf(node: Node, inputs: readonly (DoubleTensor | undefined)[], where: string): Call {
  const context = contextOf(node, [], where);
  return {
    ...context,
    inputs,
    // ONNX holds attributes in float32.
    float: (name, otherwise) => Math.fround(context.float(name, otherwise)),
    input: (position) => inputs[position] ?? context.refuse(`input ${position} is missing`),
    ints: (position) => inputs[position] && Array.from(inputs[position].data),
  };
}

/** The axes of an operator, from its input at a position or, in older operator sets, from its attribute. */
export const axesOf = (c: Call, position: number): readonly number[] | undefined =>
  c.ints(position) ?? c.intList('axes');
