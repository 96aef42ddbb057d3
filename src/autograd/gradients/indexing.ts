// Operators that read or write at positions which are themselves data: a read's gradient is an adding write, a
// write's gradient a read.

import type { Value } from '../../onnx/index.js';
import {
  type Adjoint,
  axisOf,
  each,
  type GradientRule,
  type GradientTable,
  positionsIn,
  range,
  sizes,
} from './rule.js';

export const INDEXING: GradientTable = {
  Gather: gather,
  GatherElements: ({ f, graph, attributes, x, dy }) => [
    addElements(graph, f.zerosLike(x[0]!), x[1]!, dy[0]!, attributes.int('axis', 0)),
  ],
  GatherND: (a) => [addTuples(a, a.f.zerosLike(a.x[0]!), wholeTuples(a), a.dy[0]!)],
  ScatterElements: (a) => {
    const { f, graph } = a;
    const [, where, updates] = a.x as [Value, Value, Value];
    const attributes = { axis: a.attributes.int('axis', 0) };
    return written(
      a,
      (dy) => graph.add('ScatterElements', [dy, where, f.zerosLike(updates)], attributes),
      (dy) => graph.add('GatherElements', [dy, where], attributes),
    );
  },
  ScatterND: (a) => {
    const { f, graph } = a;
    const [, where, updates] = a.x as [Value, Value, Value];
    return written(
      a,
      (dy) => graph.add('ScatterND', [dy, where, f.zerosLike(updates)]),
      (dy) => graph.add('GatherND', [dy, where]),
    );
  },
  // The highest are read like any others.
  TopK: ({ f, graph, attributes, x, y, dy }) => [
    addElements(graph, f.zerosLike(x[0]!), y[1]!, dy[0]!, attributes.int('axis', -1)),
  ],
};

const addElements = (graph: Adjoint['graph'], onto: Value, where: Value, what: Value, axis: number): Value =>
  graph.add('ScatterElements', [onto, where, what], { axis, reduction: 'add' });

const addTuples = ({ graph }: Adjoint, onto: Value, where: Value, what: Value): Value =>
  graph.add('ScatterND', [onto, where, what], { reduction: 'add' });

function gather(a: Adjoint): ReturnType<GradientRule> {
  const { f, graph } = a;
  const [x, indices] = a.x as [Value, Value];
  const dy = a.dy[0]!;
  const rank = graph.dimsOf(x).length;
  const axis = axisOf(a.attributes.int('axis', 0), rank);
  const where = f.cast(indices, 'int64');
  if (axis === 0) return [addTuples(a, f.zerosLike(x), f.unsqueeze(where, [-1]), dy)];
  // All indices on one axis, as x has it, and as many of them as there are elements.
  const before = graph.dimsOf(x).slice(0, axis);
  const behind = graph.dimsOf(x).slice(axis + 1);
  const picked = graph.dimsOf(indices).length;
  const flat = picked === 1 ? dy : f.reshape(dy, [...before, count(a, indices), ...behind]);
  const line = f.reshape(where, [-1, ...behind.map(() => 1)]);
  return [addElements(graph, f.zerosLike(x), f.expandTo(line, flat), flat, axis)];
}

const count = (a: Adjoint, indices: Value): number =>
  sizes(a, indices, range(0, a.graph.dimsOf(indices).length)).reduce((p, d) => p * d, 1);

/** Tuples that index all leading axes: with `batch_dims`, the position in the batch stands before each. */
function wholeTuples(a: Adjoint): Value {
  const { graph } = a;
  const indices = a.x[1]!;
  const batch = a.attributes.int('batch_dims', 0);
  if (batch === 0) return indices;
  const outer = sizes(a, indices, range(0, graph.dimsOf(indices).length - 1));
  const positions = positionsIn(outer);
  const leading = positions.flatMap((p) => p.slice(0, batch));
  return graph.add('Concat', [graph.ints(leading, [...outer, batch]), indices], { axis: -1 });
}

/** By what was written upon, and by what was written. */
function written(
  a: Adjoint,
  upon: (dy: Value) => Value,
  read: (dy: Value) => Value,
): ReturnType<GradientRule> {
  const reduction = a.attributes.text('reduction', 'none');
  if (reduction !== 'none' && reduction !== 'add') a.refuse(`reduction ${reduction} has none`);
  const dy = a.dy[0]!;
  return each(
    a,
    () => (reduction === 'add' ? dy : upon(dy)),
    () => undefined,
    () => read(dy),
  );
}
