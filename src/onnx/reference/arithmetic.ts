// Operators on two or more tensors that are broadcast against each other, as NumPy does.
// Formulas: ONNX operator specification, operator set 17.

import { broadcast } from '../dims.js';
import type { ElementType } from '../model.js';
import type { Call, Kernel, KernelTable } from './kernel.js';
import { broadcastAt, type DoubleTensor, generate, isInteger } from './tensor.js';

type Function = (...x: number[]) => number;

/** All inputs broadcast together; `f` sees one element of each. */
function together(c: Call, f: Function, type: ElementType = c.input(0).type): DoubleTensor[] {
  const inputs = c.inputs.map((_, i) => c.input(i));
  const dims = inputs.map((t) => t.dims).reduce((a, b) => broadcast(a, b) as readonly number[]);
  return [generate(type, dims, (index) => f(...inputs.map((t) => broadcastAt(t, index))))];
}

const elementwise =
  (f: Function): Kernel =>
  (c) =>
    together(c, f);

const comparison =
  (f: (a: number, b: number) => boolean): Kernel =>
  (c) =>
    together(c, (a, b) => (f(a, b) ? 1 : 0), 'bool');

export const ARITHMETIC: KernelTable = {
  Add: elementwise((a, b) => a + b),
  Sub: elementwise((a, b) => a - b),
  Mul: elementwise((a, b) => a * b),
  Div: (c) => together(c, isInteger(c.input(0).type) ? (a, b) => Math.trunc(a / b) : (a, b) => a / b),
  Pow: elementwise((a, b) => a ** b),
  PRelu: elementwise((x, slope) => (x < 0 ? slope * x : x)),
  Min: elementwise(Math.min),
  Max: elementwise(Math.max),
  Sum: elementwise((...x) => x.reduce((a, b) => a + b)),
  Mean: elementwise((...x) => x.reduce((a, b) => a + b) / x.length),
  Equal: comparison((a, b) => a === b),
  Less: comparison((a, b) => a < b),
  Greater: comparison((a, b) => a > b),
  LessOrEqual: comparison((a, b) => a <= b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  And: comparison((a, b) => a !== 0 && b !== 0),
  Or: comparison((a, b) => a !== 0 || b !== 0),
  Xor: comparison((a, b) => (a !== 0) !== (b !== 0)),
  Where: (c) => together(c, (condition, a, b) => (condition !== 0 ? a : b), c.input(1).type),
};
