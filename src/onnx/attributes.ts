// Attributes of a node, read as the kind that an operator expects.

import type { Attribute, Constant, Node } from './model.js';

export interface AttributeReader {
  int(name: string, otherwise: number): number;
  /** INTs; undefined where the attribute is left out. */
  intList(name: string): readonly number[] | undefined;
  float(name: string, otherwise: number): number;
  text(name: string, otherwise: string): string;
  tensor(name: string): Constant | undefined;
}

/** @param refuse throws, where an attribute is of another kind */
export function attributesOf(node: Node, refuse: (why: string) => never): AttributeReader {
  const read = <T>(name: string, fits: (a: Attribute) => T | undefined): T | undefined => {
    const value = node.attributes[name];
    if (value === undefined) return undefined;
    return fits(value) ?? refuse(`attribute ${name} is of another kind than expected`);
  };
  return {
    int: (name, otherwise) => read(name, (a) => (typeof a === 'number' ? a : undefined)) ?? otherwise,
    intList: (name) => read(name, (a) => (Array.isArray(a) ? (a as readonly number[]) : undefined)),
    float: (name, otherwise) =>
      read(name, (a) => (typeof a === 'object' && 'float' in a ? a.float : undefined)) ?? otherwise,
    text: (name, otherwise) => read(name, (a) => (typeof a === 'string' ? a : undefined)) ?? otherwise,
    tensor: (name) => read(name, (a) => (typeof a === 'object' && 'tensor' in a ? a.tensor : undefined)),
  };
}
