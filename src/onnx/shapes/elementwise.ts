// Operators that work element by element: arithmetic, comparisons, logic, functions of one number.

import { type Dim, floorOver, minus, over, plus, times } from '../dims.js';
import { ELEMENT_TYPES, type ElementType } from '../model.js';
import { isSmall } from './following.js';
import { type Family, numbersOf, type RuleContext, type ShapeRule, type ValueType } from './rule.js';

/** The result is as the first input. */
export const unary =
  (family: Family): ShapeRule =>
  (c) => {
    const { type, dims } = c.input(0, family);
    return [{ type, dims }];
  };

/** What becomes of two elements that are known beforehand; undefined where it cannot be told. */
interface Following {
  readonly ints: (a: Dim, b: Dim) => Dim | undefined;
  readonly floats?: (a: number, b: number) => number;
}

/** All inputs have one type and broadcast. */
const broadcasting =
  (family: Family, result?: ElementType, following?: Following): ShapeRule =>
  (c) => {
    const type = c.oneType([...c.inputs.keys()], family);
    const dims = c.broadcast(...c.inputs.map((_, i) => c.input(i).dims));
    const pairs = <T>(
      of: (v: ValueType) => readonly T[] | undefined,
      apply?: (a: T, b: T) => T | undefined,
    ) => (apply && c.inputs.length === 2 ? pairwise(of(c.input(0)), of(c.input(1)), dims, apply) : undefined);
    const ints = pairs((v) => v.ints, following?.ints);
    const floats = pairs((v) => v.floats, following?.floats);
    return [{ type: result ?? type, dims, ints, floats }];
  };

/** The elements of a small result, where those of both inputs are known. */
function pairwise<T>(
  a: readonly T[] | undefined,
  b: readonly T[] | undefined,
  dims: readonly Dim[],
  apply: (a: T, b: T) => T | undefined,
): readonly T[] | undefined {
  if (!a || !b || !isSmall(dims)) return undefined;
  const at = (elements: readonly T[], i: number): T => elements[elements.length === 1 ? 0 : i]!;
  const elements = Array.from({ length: dims[0] ?? 1 }, (_, i) => apply(at(a, i), at(b, i)));
  return elements.every((e) => e !== undefined) ? (elements as T[]) : undefined;
}

/** Integers are divided towards zero; dimensions are never below it. */
function quotient(a: Dim, b: Dim): Dim | undefined {
  if (typeof a === 'number' && typeof b === 'number') return b === 0 ? undefined : Math.trunc(a / b);
  return over(a, b) ?? (typeof b === 'number' && b > 0 ? floorOver(a, b) : undefined);
}

/** Whether two elements are equal, where that is certain: a dimension is never below zero. */
function equal(a: Dim, b: Dim): Dim | undefined {
  if (a === b) return 1;
  if (typeof a === 'number' && (typeof b === 'number' || a < 0)) return 0;
  return typeof b === 'number' && b < 0 ? 0 : undefined;
}

/** Modulo zero there is no number. */
const remainder = (a: Dim, b: Dim): Dim | undefined =>
  typeof a === 'number' && typeof b === 'number' && b !== 0 ? a - b * Math.floor(a / b) : undefined;

const ofNumbers =
  (apply: (a: number, b: number) => number) =>
  (a: Dim, b: Dim): Dim | undefined =>
    typeof a === 'number' && typeof b === 'number' ? apply(a, b) : undefined;

/** The exponent may be of another type than the base, which is the result's. */
const power: ShapeRule = (c) => {
  const base = c.input(0, 'number');
  return [{ type: base.type, dims: c.broadcast(base.dims, c.input(1, 'number').dims) }];
};

const where: ShapeRule = (c) => {
  const condition = c.input(0, 'bool');
  const type = c.oneType([1, 2], 'any');
  const dims = c.broadcast(condition.dims, c.input(1).dims, c.input(2).dims);
  return [{ type, dims, ints: chosenInts(c, dims) }];
};

function chosenInts(c: RuleContext, dims: readonly Dim[]): readonly Dim[] | undefined {
  const [condition, yes, no] = [c.ints(0), c.ints(1), c.ints(2)];
  if (!condition || !yes || !no || !isSmall(dims)) return undefined;
  const at = (elements: readonly Dim[], i: number): Dim => elements[elements.length === 1 ? 0 : i]!;
  return Array.from({ length: dims[0] ?? 1 }, (_, i) => at(at(condition, i) === 1 ? yes : no, i));
}

/** Element type by its number in `TensorProto.DataType`. */
export function elementType(c: RuleContext, number: number): ElementType {
  const found = Object.entries(ELEMENT_TYPES).find(([, n]) => n === number);
  return found ? (found[0] as ElementType) : c.refuse(`element type ${number} is not supported`);
}

const isWhole = (type: ElementType): boolean => type === 'int64' || type === 'int32';

/** A shape that is computed with as floats, as exporters do, comes back as integers. */
const castTo = (input: ValueType, type: ElementType): ValueType => ({
  type,
  dims: input.dims,
  ...(isWhole(type) && { ints: input.ints ?? input.floats?.map(Math.trunc) }),
  ...(type.startsWith('float') && { floats: input.floats ?? numbersOf(input.ints) }),
});

const cast: ShapeRule = (c) => [castTo(c.input(0), elementType(c, c.int('to', 0)))];

const castLike: ShapeRule = (c) => [castTo(c.input(0), c.input(1).type)];

const test =
  (family: Family): ShapeRule =>
  (c) => [{ type: 'bool', dims: c.input(0, family).dims }];

const identity: ShapeRule = (c) => [c.input(0)];

const rounding =
  (round: (value: number) => number): ShapeRule =>
  (c) => {
    const { type, dims, floats } = c.input(0, 'float');
    return [{ type, dims, floats: floats?.map(round) }];
  };

const negation: ShapeRule = (c) => {
  const { type, dims, ints } = c.input(0, 'number');
  return [{ type, dims, ints: ints?.map((e) => times(-1, e)) }];
};

/** `[y_scale, y_zero_point]` are scalars, or vectors along the axis. */
const quantize: ShapeRule = (c) => {
  const { dims } = c.input(0);
  checkScale(c, dims);
  return [{ type: c.optional(2, 'byte')?.type ?? 'uint8', dims }];
};

const dequantize: ShapeRule = (c) => {
  const { dims } = c.input(0);
  checkScale(c, dims);
  if (c.optional(2)) c.oneType([0, 2], 'any');
  return [{ type: c.input(1, 'float').type, dims }];
};

function checkScale(c: RuleContext, dims: readonly Dim[]): void {
  const scale = c.input(1, 'float').dims;
  if (scale.length > 1) c.refuse(`the scale is of rank ${scale.length}; it takes a scalar or a vector`);
  if (scale.length === 0 || scale[0] === 1) return;
  const axis = c.axis(c.int('axis', 1), dims.length);
  c.agree(scale[0]!, dims[axis]!, () => `${scale[0]} scales for axis ${axis} of [${dims.join(', ')}]`);
}

const dynamicQuantize: ShapeRule = (c) => [
  { type: 'uint8', dims: c.input(0, 'float').dims },
  { type: 'float32', dims: [] },
  { type: 'uint8', dims: [] },
];

const FUNCTIONS_OF_FLOATS = [
  ...['Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Cos', 'Cosh', 'Exp', 'Log', 'Reciprocal'],
  ...['Round', 'Sin', 'Sinh', 'Sqrt', 'Tan'],
] as const;

export const ELEMENTWISE: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(FUNCTIONS_OF_FLOATS.map((op) => [op, unary('float')])),
  Floor: rounding(Math.floor),
  Ceil: rounding(Math.ceil),
  Abs: unary('number'),
  Neg: negation,
  Sign: unary('number'),
  Not: unary('bool'),
  IsNaN: test('float'),
  IsInf: test('float'),
  Identity: identity,
  Cast: cast,
  CastLike: castLike,
  Add: broadcasting('number', undefined, { ints: plus, floats: (a, b) => a + b }),
  Sub: broadcasting('number', undefined, { ints: minus, floats: (a, b) => a - b }),
  Mul: broadcasting('number', undefined, { ints: times, floats: (a, b) => a * b }),
  Div: broadcasting('number', undefined, { ints: quotient, floats: (a, b) => a / b }),
  Mod: broadcasting('number', undefined, { ints: remainder }),
  Pow: power,
  BitShift: broadcasting('byte'),
  Max: broadcasting('number', undefined, { ints: ofNumbers(Math.max) }),
  Min: broadcasting('number', undefined, { ints: ofNumbers(Math.min) }),
  Sum: broadcasting('float'),
  Mean: broadcasting('float'),
  Equal: broadcasting('any', 'bool', { ints: equal }),
  Greater: broadcasting('number', 'bool'),
  GreaterOrEqual: broadcasting('number', 'bool'),
  Less: broadcasting('number', 'bool'),
  LessOrEqual: broadcasting('number', 'bool'),
  And: broadcasting('bool', 'bool'),
  Or: broadcasting('bool', 'bool'),
  Xor: broadcasting('bool', 'bool'),
  Where: where,
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: dynamicQuantize,
};
