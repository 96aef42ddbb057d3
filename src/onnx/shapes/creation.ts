// Operators that make tensors: of constants, of shapes, of chance.

import { type Dim, minus, showDims, sizeOf } from '../dims.js';
import { floatElements, intElements } from '../elements.js';
import type { Constant } from '../model.js';
import { elementType } from './elementwise.js';
import { isSmall } from './following.js';
import type { RuleContext, ShapeRule, ValueType } from './rule.js';

/** The type of a constant, with its elements where shapes may hang on them. */
export function typeOfConstant(constant: Constant): ValueType {
  const { type, dims } = constant;
  if (!isSmall(dims)) return { type, dims };
  if (type === 'int64' || type === 'int32') return { type, dims, ints: intElements(constant) };
  const isFloat = type === 'float32' || type === 'float64';
  return isFloat ? { type, dims, floats: floatElements(constant) } : { type, dims };
}

const constant: ShapeRule = (c) => {
  const tensor = c.tensor('value') ?? c.refuse('a constant without value');
  return [typeOfConstant(tensor)];
};

/** Filled with one number, zero where none is given. */
const constantOfShape: ShapeRule = (c) => {
  const target = c.input(0, 'int64');
  const value = c.tensor('value');
  const type = value?.type ?? 'float32';
  const [rank] = target.dims;
  if (target.dims.length !== 1 || typeof rank !== 'number')
    return c.refuse(`a shape of ${showDims(target.dims)} gives a tensor of no known rank`);
  const dims = c.ints(0) ?? Array.from({ length: rank }, (_, i) => c.unknown(i));
  if (dims.some((d) => typeof d === 'number' && d < 0)) c.refuse(`a tensor of ${showDims(dims)}`);
  const element = value ? typeOfConstant({ ...value, dims: [] }).ints?.[0] : undefined;
  const followed = element !== undefined && isSmall(dims);
  return [{ type, dims, ints: followed ? Array<Dim>(dims[0] ?? 1).fill(element) : undefined }];
};

/** Since operator set 15 from an axis on, up to another. */
const shape: ShapeRule = (c) => {
  const { dims } = c.input(0);
  const end = c.node.attributes.end === undefined ? dims.length : c.int('end', dims.length);
  const ints = dims.slice(c.int('start', 0), end);
  return [{ type: 'int64', dims: [ints.length], ints }];
};

const size: ShapeRule = (c) => [{ type: 'int64', dims: [], ints: [sizeOf(c.input(0).dims)] }];

const range: ShapeRule = (c) => {
  const type = c.oneType([0, 1, 2], 'number');
  const element = (position: number): Dim | undefined =>
    c.ints(position)?.[0] ?? c.input(position).floats?.[0];
  const [start, limit, delta] = [element(0), element(1), element(2)];
  if (delta === 0) c.refuse('a step of 0');
  const known = start !== undefined && limit !== undefined && typeof delta === 'number';
  if (!known) return [{ type, dims: [c.unknown(0)] }];
  const span = minus(limit, start);
  if (typeof span !== 'number') return [{ type, dims: [delta === 1 ? span : c.unknown(0)] }];
  const dims = [Math.max(0, Math.ceil(span / delta))];
  const whole = typeof start === 'number' && c.ints(0) && isSmall(dims);
  return [
    { type, dims, ints: whole ? Array.from({ length: dims[0]! }, (_, i) => start + i * delta) : undefined },
  ];
};

const eyeLike: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'any');
  if (dims.length !== 2) c.refuse(`${showDims(dims)} is not a matrix`);
  return [{ type: asked(c, type), dims }];
};

/** The element type that the attribute dtype names. */
const asked = (c: RuleContext, otherwise: ValueType['type']): ValueType['type'] =>
  c.node.attributes.dtype === undefined ? otherwise : elementType(c, c.int('dtype', 0));

const randomOfShape: ShapeRule = (c) => [
  { type: asked(c, 'float32'), dims: c.intList('shape') ?? c.refuse('shape is missing') },
];

const randomLike: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  return [{ type: asked(c, type), dims }];
};

export const CREATIONS: Readonly<Record<string, ShapeRule>> = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Shape: shape,
  Size: size,
  Range: range,
  EyeLike: eyeLike,
  RandomNormal: randomOfShape,
  RandomUniform: randomOfShape,
  RandomNormalLike: randomLike,
  RandomUniformLike: randomLike,
  Bernoulli: randomLike,
};
