// Operators that make one number of many along some axes, and those that share them out along an axis.
// Formulas: of the definitions in the ONNX operator specification.

import type { Value } from '../../onnx/index.js';
import { type Adjoint, axisOf, type GradientRule, type GradientTable, known, range } from './rule.js';

interface Reduction extends Pick<Adjoint, 'f'> {
  readonly x: Value;
  /** Result and its gradient, with dimensions of 1 for the axes that are gone. */
  readonly y: Value;
  readonly dy: Value;
  readonly axes: readonly number[];
}

/** The gradient by x; broadcast to the shape of x where the formula does not mention x. */
const reduction =
  (gradient: (r: Reduction) => Value): GradientRule =>
  (a) => {
    const { f, graph, attributes } = a;
    const x = a.x[0]!;
    const rank = graph.dimsOf(x).length;
    const given = a.x[1] ? known(a, 1) : (attributes.intList('axes') ?? []);
    if (given.length === 0 && attributes.int('noop_with_empty_axes', 0) === 1) return [a.dy[0]];
    const axes =
      given.length === 0 ? range(0, rank) : given.map((axis) => axisOf(axis, rank)).sort((p, q) => p - q);
    const kept = (value: Value) => (attributes.int('keepdims', 1) === 1 ? value : f.unsqueeze(value, axes));
    const result = gradient({ f, x, axes, y: kept(a.y[0]!), dy: kept(a.dy[0]!) });
    return [graph.dimsOf(result).join() === graph.dimsOf(x).join() ? result : f.expandTo(result, x)];
  };

/** What lies along one axis, through an operator that keeps its shape. */
const along =
  (gradient: (r: Reduction & Pick<Adjoint, 'attributes'>) => Value): GradientRule =>
  ({ f, graph, attributes, x, y, dy }) => {
    const axes = [axisOf(attributes.int('axis', -1), graph.dimsOf(x[0]!).length)];
    return [gradient({ f, attributes, axes, x: x[0]!, y: y[0]!, dy: dy[0]! })];
  };

export const REDUCTIONS: GradientTable = {
  ReduceSum: reduction(({ dy }) => dy),
  ReduceMean: reduction(({ f, dy, x, axes }) => f.div(dy, f.countAlong(x, axes))),
  ReduceMax: reduction(extreme),
  ReduceMin: reduction(extreme),
  ReduceL1: reduction(({ f, dy, x }) => f.mul(dy, f.sign(x))),
  ReduceL2: reduction(({ f, dy, x, y }) => f.mul(x, f.div(dy, nonzero(f, y)))),
  ReduceSumSquare: reduction(({ f, dy, x }) => f.mul(x, f.mul(2, dy))),
  ReduceLogSum: reduction(({ f, dy, y }) => f.div(dy, f.exp(y))),
  ReduceLogSumExp: reduction(({ f, dy, x, y }) => f.mul(dy, f.exp(f.sub(x, y)))),

  Softmax: along(({ f, dy, y, axes }) => f.mul(y, f.sub(dy, f.sum(f.mul(dy, y), axes)))),
  LogSoftmax: along(({ f, dy, y, axes }) => f.sub(dy, f.mul(f.exp(y), f.sum(dy, axes)))),
  LpNormalization: along(({ f, attributes, dy, x, y, axes }) => {
    const inward = f.sum(f.mul(dy, y), axes);
    if (attributes.int('p', 2) === 1)
      return f.div(f.sub(dy, f.mul(f.sign(x), inward)), nonzero(f, f.sum(f.abs(x), axes)));
    return f.div(f.sub(dy, f.mul(y, inward)), nonzero(f, f.sqrt(f.sum(f.square(x), axes))));
  }),

  // Each element is in the sums behind it: the same sum from the other end.
  CumSum: ({ graph, attributes, x, dy }) => [
    graph.add('CumSum', [dy[0], x[1]], {
      exclusive: attributes.int('exclusive', 0),
      reverse: 1 - attributes.int('reverse', 0),
    }),
  ],
};

/** To the elements that are the extreme one, in equal parts where several are. */
function extreme({ f, dy, x, y, axes }: Reduction): Value {
  const chosen = f.indicator(f.equal(x, y), x);
  return f.mul(chosen, f.div(dy, f.sum(chosen, axes)));
}

/** A length to divide by: 1 in the place of 0, so that the gradient by a vector of zeros stays finite. */
const nonzero = (f: Adjoint['f'], length: Value): Value => f.where(f.greater(length, 0), length, 1);
