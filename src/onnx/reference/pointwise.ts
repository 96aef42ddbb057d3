// Operators that work on each element by itself. Formulas: ONNX operator specification, operator set 17.

import { ELEMENT_TYPES, type ElementType } from '../model.js';
import type { Call, Kernel, KernelTable } from './kernel.js';
import { generate, isInteger } from './tensor.js';

type Function = (x: number, c: Call) => number;

const each =
  (f: Function, type?: ElementType): Kernel =>
  (c) => {
    const x = c.input(0);
    return [{ type: type ?? x.type, dims: x.dims, data: x.data.map((v) => f(v, c)) }];
  };

export const POINTWISE: KernelTable = {
  Identity: each((x) => x),
  Neg: each((x) => -x),
  Abs: each(Math.abs),
  Sign: each(Math.sign),
  Floor: each(Math.floor),
  Ceil: each(Math.ceil),
  Round: each(roundHalfToEven),
  Sqrt: each(Math.sqrt),
  Exp: each(Math.exp),
  Log: each(Math.log),
  Reciprocal: each((x) => 1 / x),
  Sin: each(Math.sin),
  Cos: each(Math.cos),
  Tan: each(Math.tan),
  Asin: each(Math.asin),
  Acos: each(Math.acos),
  Atan: each(Math.atan),
  Sinh: each(Math.sinh),
  Cosh: each(Math.cosh),
  Tanh: each(Math.tanh),
  Erf: each(erf),
  Sigmoid: each(sigmoid),
  Softplus: each((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  Softsign: each((x) => x / (1 + Math.abs(x))),
  Relu: each((x) => Math.max(x, 0)),
  LeakyRelu: each((x, c) => (x < 0 ? c.float('alpha', 0.01) * x : x)),
  ThresholdedRelu: each((x, c) => (x > c.float('alpha', 1) ? x : 0)),
  Elu: each((x, c) => (x < 0 ? c.float('alpha', 1) * Math.expm1(x) : x)),
  Celu: each((x, c) => (x < 0 ? c.float('alpha', 1) * Math.expm1(x / c.float('alpha', 1)) : x)),
  Selu: each(
    (x, c) => c.float('gamma', SELU_GAMMA) * (x > 0 ? x : c.float('alpha', SELU_ALPHA) * Math.expm1(x)),
  ),
  HardSigmoid: each((x, c) => hardSigmoid(x, c.float('alpha', 0.2), c.float('beta', 0.5))),
  HardSwish: each((x) => x * hardSigmoid(x, 1 / 6, 0.5)),
  'com.microsoft::Gelu': each(gelu),
  Not: each((x) => (x === 0 ? 1 : 0)),
  IsNaN: each((x) => (Number.isNaN(x) ? 1 : 0), 'bool'),
  IsInf: each((x) => (Math.abs(x) === Infinity ? 1 : 0), 'bool'),
  Cast: cast,
  Clip: (c) => {
    const low = c.inputs[1]?.data[0] ?? -Infinity;
    const high = c.inputs[2]?.data[0] ?? Infinity;
    return each((x) => Math.min(Math.max(x, low), high))(c);
  },
  Dropout: (c) => {
    if (c.inputs[2]?.data[0]) c.refuse('training mode is random; the reference is not');
    const x = c.input(0);
    return [x, generate('bool', x.dims, () => 1)];
  },
};

/** Defaults of the attributes of Selu in the ONNX specification (Klambauer et al., arXiv:1706.02515). */
const SELU_ALPHA = 1.6732632423543772;
const SELU_GAMMA = 1.0507009873554805;

function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

function hardSigmoid(x: number, alpha: number, beta: number): number {
  return Math.max(0, Math.min(1, alpha * x + beta));
}

function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x * Math.SQRT1_2));
}

/**
 * Error function by the series 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!! (Abramowitz and Stegun, 7.1.6), whose
 * terms all have one sign; beyond 6 it is ±1 in float64.
 */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function roundHalfToEven(x: number): number {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

/** To integers towards zero, to bool by "is not 0"; between floating-point types nothing is rounded. */
function cast(c: Call): ReturnType<Kernel> {
  const to = c.int('to', 0);
  const type = (Object.keys(ELEMENT_TYPES) as ElementType[]).find((t) => ELEMENT_TYPES[t] === to);
  if (!type) return c.refuse(`element type ${to} is not known`);
  if (type === 'bool') return each((x) => (x === 0 ? 0 : 1), type)(c);
  return each(isInteger(type) ? Math.trunc : (x) => x, type)(c);
}
