// Functions of one element: the gradient by x in terms of dy, x and y = f(x).
// Derivatives as in Abramowitz and Stegun, 4.1 to 4.6 and 7.1.19; attributes as in the ONNX operator specification.

import type { Value } from '../../onnx/index.js';
import { type Adjoint, each, flat, type GradientRule, type GradientTable } from './rule.js';

interface Unary extends Pick<Adjoint, 'f' | 'graph' | 'attributes'> {
  readonly x: Value;
  readonly y: Value;
  readonly dy: Value;
}

const unary =
  (gradient: (u: Unary) => Value): GradientRule =>
  ({ f, graph, attributes, x, y, dy }) => [
    gradient({ f, graph, attributes, x: x[0]!, y: y[0]!, dy: dy[0]! }),
  ];

export const POINTWISE: GradientTable = {
  Identity: unary(({ dy }) => dy),
  Neg: unary(({ f, dy }) => f.neg(dy)),
  Abs: unary(({ f, dy, x }) => f.mul(dy, f.sign(x))),
  Reciprocal: unary(({ f, dy, y }) => f.neg(f.mul(dy, f.square(y)))),
  Sqrt: unary(({ f, dy, y }) => f.div(dy, f.mul(2, y))),
  Exp: unary(({ f, dy, y }) => f.mul(dy, y)),
  Log: unary(({ f, dy, x }) => f.div(dy, x)),
  Sin: unary(({ f, dy, x }) => f.mul(dy, f.cos(x))),
  Cos: unary(({ f, dy, x }) => f.neg(f.mul(dy, f.sin(x)))),
  Tan: unary(({ f, dy, y }) => f.mul(dy, f.add(1, f.square(y)))),
  Asin: unary(({ f, dy, x }) => f.div(dy, f.sqrt(f.sub(1, f.square(x))))),
  Acos: unary(({ f, dy, x }) => f.neg(f.div(dy, f.sqrt(f.sub(1, f.square(x)))))),
  Atan: unary(({ f, dy, x }) => f.div(dy, f.add(1, f.square(x)))),
  Sinh: unary(({ f, dy, x }) => f.mul(dy, f.cosh(x))),
  Cosh: unary(({ f, dy, x }) => f.mul(dy, f.sinh(x))),
  Tanh: unary(({ f, dy, y }) => f.mul(dy, f.sub(1, f.square(y)))),
  Erf: unary(({ f, dy, x }) => f.mul(dy, f.mul(2 / Math.sqrt(Math.PI), f.exp(f.neg(f.square(x)))))),
  Sigmoid: unary(({ f, dy, y }) => f.mul(dy, f.mul(y, f.sub(1, y)))),
  Softplus: unary(({ f, dy, x }) => f.mul(dy, f.sigmoid(x))),
  Softsign: unary(({ f, dy, x }) => f.div(dy, f.square(f.add(1, f.abs(x))))),

  Relu: unary(({ f, dy, y }) => f.reluGrad(y, dy)),
  LeakyRelu: unary(({ f, dy, x, attributes }) => {
    const alpha = attributes.float('alpha', 0.01);
    return f.add(f.mul(alpha, dy), f.mul(1 - alpha, f.reluGrad(x, dy)));
  }),
  PRelu: ({ graph, x, dy }) => graph.addMany('PReluGrad', [x[0], dy[0], x[1]], 2, {}, 'likeness'),
  ThresholdedRelu: unary(({ f, dy, x, attributes }) =>
    f.where(f.greater(x, attributes.float('alpha', 1)), dy, 0),
  ),
  Elu: unary(({ f, dy, x, y, attributes }) =>
    f.where(f.greater(x, 0), dy, f.mul(dy, f.add(y, attributes.float('alpha', 1)))),
  ),
  Celu: unary(({ f, dy, x, attributes }) =>
    f.mul(dy, f.exp(f.div(f.min(x, 0), attributes.float('alpha', 1)))),
  ),
  Selu: unary(({ f, dy, x, y, attributes }) => {
    const gamma = attributes.float('gamma', 1.0507009873554805);
    const alpha = attributes.float('alpha', 1.6732632423543772);
    return f.mul(dy, f.where(f.greater(x, 0), gamma, f.add(y, alpha * gamma)));
  }),
  HardSigmoid: unary(({ f, dy, y, attributes }) =>
    f.where(f.and(f.greater(y, 0), f.less(y, 1)), f.mul(attributes.float('alpha', 0.2), dy), 0),
  ),
  // x · h(x) with h(x) = HardSigmoid(x, 1/6, 1/2), so h + x · h′.
  HardSwish: unary(({ f, dy, x }) => {
    const slope = f.where(f.less(f.abs(x), 3), f.mul(x, 1 / 6), 0);
    return f.mul(dy, f.add(f.hardSigmoid(x, 1 / 6, 0.5), slope));
  }),
  // x · Φ(x), so Φ(x) + x · φ(x).
  'com.microsoft::Gelu': unary(({ f, dy, x }) => {
    const cumulative = f.mul(0.5, f.add(1, f.erf(f.mul(x, Math.SQRT1_2))));
    const density = f.mul(1 / Math.sqrt(2 * Math.PI), f.exp(f.mul(-0.5, f.square(x))));
    return f.mul(dy, f.add(cumulative, f.mul(x, density)));
  }),

  Clip: clip,
  Cast: unary(({ f, graph, dy, x }) => f.cast(dy, graph.typeOf(x))),
  Dropout: (a) => {
    const training = a.x[2] && a.graph.constantOf(a.x[2])?.data;
    return a.x[2] === undefined || training?.[0] === 0
      ? [a.dy[0]]
      : a.refuse('it must not be in training mode');
  },

  Sign: flat,
  Floor: flat,
  Ceil: flat,
  Round: flat,
};

/** By x within the bounds, both included; by a bound where x is beyond it. */
function clip(a: Adjoint): ReturnType<GradientRule> {
  const { f, x } = a;
  const [value, low, high] = x as [Value, Value | undefined, Value | undefined];
  const dy = a.dy[0]!;
  const within = [low && f.greaterOrEqual(value, low), high && f.lessOrEqual(value, high)].filter(
    (condition) => condition !== undefined,
  );
  return each(
    a,
    () => (within.length === 0 ? dy : f.where(within.reduce(f.and), dy, 0)),
    () => f.sumTo(f.where(f.less(value, low!), dy, 0), low!),
    () => f.sumTo(f.where(f.greater(value, high!), dy, 0), high!),
  );
}
