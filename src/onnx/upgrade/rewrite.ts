// What the rewriting of one node sees, and how it says what comes in its place.

import { LikenessError } from '../../errors.js';
import { type AttributeReader, attributesOf } from '../attributes.js';
import { constantOf } from '../elements.js';
import type { Attribute, Constant, ElementType, Node } from '../model.js';
import { typeOfConstant, type ValueType } from '../shapes/index.js';

type Attributes = Readonly<Record<string, Attribute>>;

/** How an operator was said in some operator sets, and what says the same in 17. */
export interface Form {
  /** First operator set of this form. */
  readonly since?: number;
  /** First operator set that is said otherwise. */
  readonly before?: number;
  /** Gives the operator that now gives the node's results. */
  readonly rewrite: (r: Rewrite) => Node;
}

/** The model under construction. */
export interface Workshop {
  readonly nodes: Node[];
  readonly types: Map<string, ValueType>;
  readonly constants: Map<string, Constant>;
  unusedName(wish: string): string;
  append(node: Node, where: string): void;
}

/** One node of the old form. Inputs and results are names; an empty one is left out. */
export interface Rewrite extends AttributeReader {
  readonly node: Node;
  /** Operator set of the model. */
  readonly version: number;
  /** Type of an input that must be there. */
  input(position: number): ValueType;
  /** Whether an input is there. */
  has(position: number): boolean;
  /** Elements of a small integer input that must be known; undefined where it is left out. */
  ints(position: number): readonly number[] | undefined;
  /** All attributes but these. */
  without(...names: readonly string[]): Attributes;
  /** A new constant, as the name of a value. */
  ints64(values: readonly number[]): string;
  numbers(type: ElementType, dims: readonly number[], values: readonly number[]): string;
  /** Appends an operator that the old form hid. */
  add(op: string, inputs: readonly string[], attributes?: Attributes): string;
  /** Appends the operator that gives the node's results, under the node's name. */
  result(op: string, inputs: readonly string[], attributes?: Attributes): Node;
  /** Throws `model_invalid`, naming the node and its operator. */
  refuse(why: string): never;
}

export function rewriteOf(node: Node, version: number, where: string, bench: Workshop): Rewrite {
  const refuse = (why: string): never => {
    throw new LikenessError('model_invalid', `${where} (${node.op} of operator set ${version}): ${why}`);
  };
  const has = (position: number): boolean => (node.inputs[position] ?? '') !== '';
  const stem = node.outputs.find((name) => name !== '') ?? node.op;
  const keep = (role: string, constant: Constant): string => {
    const name = bench.unusedName(`${stem}.${role}`);
    bench.constants.set(name, constant);
    bench.types.set(name, typeOfConstant(constant));
    return name;
  };
  return {
    node,
    version,
    has,
    input: (position) =>
      bench.types.get(node.inputs[position] ?? '') ?? refuse(`input ${position} is missing`),
    ints(position) {
      if (!has(position)) return undefined;
      const ints = bench.types.get(node.inputs[position]!)?.ints;
      return ints?.every((v) => typeof v === 'number')
        ? (ints as readonly number[])
        : refuse(`input ${position} must be a constant`);
    },
    ...attributesOf(node, refuse),
    without: (...names) =>
      Object.fromEntries(Object.entries(node.attributes).filter(([name]) => !names.includes(name))),
    ints64: (values) => keep('ints', constantOf('int64', [values.length], values)),
    numbers: (type, dims, values) => keep('numbers', constantOf(type, dims, values)),
    add(op, inputs, attributes = {}) {
      const output = bench.unusedName(`${stem}.${op}`);
      bench.append({ name: output, op, domain: '', inputs, outputs: [output], attributes }, where);
      return output;
    },
    result(op, inputs, attributes = {}) {
      const replacement = { ...node, op, inputs, attributes };
      bench.append(replacement, where);
      return replacement;
    },
    refuse,
  };
}
