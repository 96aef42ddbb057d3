// Operators as functions, so that gradient rules read as formulas.

import {
  type Dim,
  ELEMENT_TYPES,
  type ElementType,
  float,
  type GraphBuilder,
  type Value,
} from '../../onnx/index.js';

/** A number becomes a constant of the element type of the value beside it. */
export type Operand = Value | number;

export type Formula = ReturnType<typeof formulaOver>;

/** The functions that append to a graph. */
export function formulaOver(graph: GraphBuilder) {
  const cast = (x: Value, type: ElementType): Value =>
    graph.typeOf(x) === type ? x : graph.add('Cast', [x], { to: ELEMENT_TYPES[type] });

  const filled = (operand: Operand, beside: Operand): Value =>
    typeof operand === 'number' ? cast(graph.scalar(operand), graph.typeOf(beside as Value)) : operand;
  const binary =
    (op: string) =>
    (a: Operand, b: Operand): Value =>
      graph.add(op, [filled(a, b), filled(b, a)]);
  const unary =
    (op: string) =>
    (x: Value): Value =>
      graph.add(op, [x]);

  /** The shape of a value: a constant where it is known in numbers, else asked of the value at each run. */
  const shapeOf = (x: Value): Value => {
    const dims = graph.dimsOf(x);
    return dims.every((d) => typeof d === 'number') ? graph.ints(dims as number[]) : graph.add('Shape', [x]);
  };
  /** To a shape of which one dimension may be symbolic, or to −1 in its place. */
  const reshape = (x: Value, dims: readonly Dim[]): Value =>
    graph.add('Reshape', [x, graph.ints(dims.map((d) => (typeof d === 'number' ? d : -1)))]);
  const sum = (x: Value, axes: readonly number[], keep = true): Value =>
    axes.length === 0 ? x : graph.add('ReduceSum', [x, graph.ints(axes)], { keepdims: keep ? 1 : 0 });
  const squeeze = (x: Value, axes: readonly number[]): Value =>
    axes.length === 0 ? x : graph.add('Squeeze', [x, graph.ints(axes)]);
  const mul = binary('Mul');

  return {
    add: binary('Add'),
    sub: binary('Sub'),
    mul,
    div: binary('Div'),
    pow: binary('Pow'),
    min: binary('Min'),
    equal: binary('Equal'),
    greater: binary('Greater'),
    less: binary('Less'),
    greaterOrEqual: binary('GreaterOrEqual'),
    lessOrEqual: binary('LessOrEqual'),
    and: binary('And'),
    neg: unary('Neg'),
    abs: unary('Abs'),
    sign: unary('Sign'),
    sqrt: unary('Sqrt'),
    exp: unary('Exp'),
    log: unary('Log'),
    sin: unary('Sin'),
    cos: unary('Cos'),
    sinh: unary('Sinh'),
    cosh: unary('Cosh'),
    erf: unary('Erf'),
    sigmoid: unary('Sigmoid'),
    square: (x: Value): Value => mul(x, x),
    hardSigmoid: (x: Value, alpha: number, beta: number): Value =>
      graph.add('HardSigmoid', [x], { alpha: float(alpha), beta: float(beta) }),

    /** `a` where the condition holds, else `b`. */
    where: (condition: Value, a: Operand, b: Operand): Value =>
      graph.add('Where', [condition, filled(a, b), filled(b, a)]),
    /** 1 where the condition holds, else 0, in the element type of another value. */
    indicator: (condition: Value, like: Value): Value => cast(condition, graph.typeOf(like)),
    /** `dy` where `y > 0`, else 0. */
    reluGrad: (y: Value, dy: Value): Value => graph.add('ReluGrad', [y, dy], {}, 'likeness'),

    cast,
    shapeOf,
    reshape,
    sum,
    mean: (x: Value, axes: readonly number[]): Value => graph.add('ReduceMean', [x], { axes, keepdims: 1 }),
    squeeze,
    unsqueeze: (x: Value, axes: readonly number[]): Value =>
      axes.length === 0 ? x : graph.add('Unsqueeze', [x, graph.ints(axes)]),
    transpose: (x: Value, perm: readonly number[]): Value => graph.add('Transpose', [x], { perm }),
    slice: (
      x: Value,
      axes: readonly number[],
      starts: readonly number[],
      ends: readonly number[],
      steps: readonly number[] = axes.map(() => 1),
    ): Value => graph.add('Slice', [x, ...[starts, ends, axes, steps].map((v) => graph.ints(v))]),
    pad: (x: Value, pads: readonly number[]): Value => graph.add('Pad', [x, graph.ints(pads)]),

    /** The shape of another value, of as many elements. */
    reshapeTo(x: Value, like: Value): Value {
      const dims = graph.dimsOf(like);
      const symbolic = dims.filter((d) => typeof d !== 'number').length;
      return symbolic > 1 ? graph.add('Reshape', [x, shapeOf(like)]) : reshape(x, dims);
    },
    /** Repeated to the shape of another value. */
    expandTo: (x: Value, like: Value): Value => graph.add('Expand', [x, shapeOf(like)]),
    /**
     * Summed over the axes along which `like` was broadcast to the shape of `x`. A symbolic dimension is taken not
     * to be 1 where another is larger.
     */
    sumTo(x: Value, like: Value): Value {
      const [from, to] = [graph.dimsOf(x), graph.dimsOf(like)];
      const lead = from.length - to.length;
      const added = from.map((_, i) => i).filter((i) => i < lead);
      const stretched = to.flatMap((d, i) => (d === 1 && from[i + lead] !== 1 ? [i + lead] : []));
      if (stretched.length === 0) return sum(x, added, false);
      return squeeze(sum(x, [...added, ...stretched]), added);
    },
    /** As many zeros as another value has elements, in its shape. */
    zerosLike: (x: Value): Value => cast(graph.add('ConstantOfShape', [shapeOf(x)]), graph.typeOf(x)),
    /** Elements that fall together along some axes, as a factor. */
    countAlong(x: Value, axes: readonly number[]): Operand {
      const dims = graph.dimsOf(x);
      const counted = axes.map((axis) => dims[axis]!);
      if (counted.every((d) => typeof d === 'number')) return counted.reduce((p, d) => p * d, 1);
      const counts = graph.add('Gather', [graph.add('Shape', [x]), graph.ints(axes)]);
      return cast(graph.add('ReduceProd', [counts], { keepdims: 0 }), graph.typeOf(x));
    },
    /** A matrix of constants, `[rows, columns]`, in the element type of another value. */
    matrix(rows: readonly (readonly number[])[], like: Value): Value {
      return cast(graph.floats(rows.flat(), [rows.length, rows[0]!.length]), graph.typeOf(like));
    },
  };
}
