// Arithmetic on tensors that are broadcast against each other: what went to many places is summed back.

import type { Value } from '../../onnx/index.js';
import { type Adjoint, each, type GradientRule, type GradientTable } from './rule.js';

interface Binary extends Pick<Adjoint, 'f'> {
  readonly a: Value;
  readonly b: Value;
  readonly y: Value;
  readonly dy: Value;
}

/** An operator of two inputs: the gradients by both, before they are summed back. */
const binary =
  (by: { a: (v: Binary) => Value; b: (v: Binary) => Value }): GradientRule =>
  (adjoint) => {
    const { f, x, y, dy } = adjoint;
    const v = { f, a: x[0]!, b: x[1]!, y: y[0]!, dy: dy[0]! };
    return each(
      adjoint,
      () => f.sumTo(by.a(v), v.a),
      () => f.sumTo(by.b(v), v.b),
    );
  };

/** An operator of any number of inputs that are treated alike. */
const many =
  (gradient: (a: Adjoint, dy: Value, x: Value) => Value): GradientRule =>
  (a) => {
    const dy = a.dy[0]!;
    return a.x.map((x, i) => (a.wanted(i) ? a.f.sumTo(gradient(a, dy, x!), x!) : undefined));
  };

export const BROADCASTING: GradientTable = {
  Add: binary({ a: ({ dy }) => dy, b: ({ dy }) => dy }),
  Sub: binary({ a: ({ dy }) => dy, b: ({ f, dy }) => f.neg(dy) }),
  Mul: binary({ a: ({ f, dy, b }) => f.mul(dy, b), b: ({ f, dy, a }) => f.mul(dy, a) }),
  Div: binary({ a: ({ f, dy, b }) => f.div(dy, b), b: ({ f, dy, b, y }) => f.neg(f.div(f.mul(dy, y), b)) }),
  Pow: power,
  Sum: many((_, dy) => dy),
  Mean: many(({ f, x }, dy) => f.mul(dy, 1 / x.length)),
  Min: extreme,
  Max: extreme,
  Where: (a) => {
    const { f } = a;
    const [condition, x, y] = a.x as [Value, Value, Value];
    const dy = a.dy[0]!;
    return each(
      a,
      () => undefined,
      () => f.sumTo(f.where(condition, dy, 0), x),
      () => f.sumTo(f.where(condition, 0, dy), y),
    );
  },
};

/** b · a^(b−1) and, for a above 0, y · ln a; elsewhere a power is differentiable by its base alone. */
function power(adjoint: Adjoint): ReturnType<GradientRule> {
  const { f, graph } = adjoint;
  const [a, exponent] = adjoint.x as [Value, Value];
  const [y, dy] = [adjoint.y[0]!, adjoint.dy[0]!];
  const b = f.cast(exponent, graph.typeOf(a));
  return each(
    adjoint,
    () => f.sumTo(f.mul(dy, f.mul(b, f.pow(a, f.sub(b, 1)))), a),
    () => f.sumTo(f.where(f.greater(a, 0), f.mul(dy, f.mul(y, f.log(a))), 0), exponent),
  );
}

/** To the inputs that are the extreme one, in equal parts where several are. */
function extreme(a: Adjoint): ReturnType<GradientRule> {
  const { f } = a;
  const [y, dy] = [a.y[0]!, a.dy[0]!];
  const chosen = a.x.map((x) => f.indicator(f.equal(x!, y), y));
  const share = chosen.length === 1 ? dy : f.div(dy, chosen.reduce(f.add));
  return a.x.map((x, i) => (a.wanted(i) ? f.sumTo(f.mul(share, chosen[i]!), x!) : undefined));
}
