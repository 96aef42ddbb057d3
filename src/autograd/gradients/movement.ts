// Operators that move elements: each gradient goes back to where its element came from, and those of an element
// that went to several places are added.

import type { Dim } from '../../onnx/index.js';
import { alongAxis, type Matrix } from './linear.js';
import { type Adjoint, axisOf, type GradientRule, type GradientTable, known, range, sizes } from './rule.js';

/** The same elements in the same order. */
const reshaped: GradientRule = ({ f, x, dy }) => [f.reshapeTo(dy[0]!, x[0]!)];

export const MOVEMENT: GradientTable = {
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  Expand: ({ f, x, dy }) => [f.sumTo(dy[0]!, x[0]!)],
  Transpose: ({ f, graph, attributes, x, dy }) => {
    const order = attributes.intList('perm') ?? range(0, graph.dimsOf(x[0]!).length).reverse();
    return [
      f.transpose(
        dy[0]!,
        range(0, order.length).map((axis) => order.indexOf(axis)),
      ),
    ];
  },
  Tile: tile,
  Concat: concat,
  Split: (a) => {
    const parts = a.y.map((y, i) => a.dy[i] ?? a.f.zerosLike(y));
    return [a.graph.add('Concat', parts, { axis: a.attributes.int('axis', 0) })];
  },
  Slice: slice,
  Pad: pad,
  DepthToSpace: depthToSpace,
  SpaceToDepth: ({ graph, attributes, dy }) => [
    graph.add('DepthToSpace', [dy[0]], { blocksize: attributes.int('blocksize', 1), mode: 'DCR' }),
  ],
  Trilu: ({ graph, attributes, x, dy }) => [
    graph.add('Trilu', [dy[0], x[1]], { upper: attributes.int('upper', 1) }),
  ],
};

/** Repeats apart from elements, `[r0, d0, r1, d1, …]`, and summed. */
function tile(a: Adjoint): ReturnType<GradientRule> {
  const repeats = known(a, 1);
  const dims = a.graph.dimsOf(a.x[0]!);
  const apart = a.f.reshape(
    a.dy[0]!,
    dims.flatMap((d, i): Dim[] => [repeats[i]!, d]),
  );
  return [
    a.f.sum(
      apart,
      dims.map((_, i) => 2 * i),
      false,
    ),
  ];
}

function concat(a: Adjoint): ReturnType<GradientRule> {
  const { graph } = a;
  const axis = axisOf(a.attributes.int('axis', 0), graph.dimsOf(a.y[0]!).length);
  let start = 0;
  return a.x.map((x, i) => {
    const [size] = sizes(a, x!, [axis]) as [number];
    const from = start;
    start += size;
    if (!a.wanted(i)) return undefined;
    return a.f.slice(a.dy[0]!, [axis], [from], [start]);
  });
}

/** Pads in place of what was cut off; with steps, the positions that were read. */
function slice(a: Adjoint): ReturnType<GradientRule> {
  const x = a.x[0]!;
  const rank = a.graph.dimsOf(x).length;
  const [starts, ends] = [known(a, 1), known(a, 2)];
  const axes = a.x[3] ? known(a, 3).map((axis) => axisOf(axis, rank)) : range(0, starts.length);
  const steps = a.x[4] ? known(a, 4) : starts.map(() => 1);
  const pads = new Array<number>(2 * rank).fill(0);
  let dx = a.dy[0]!;
  axes.forEach((axis, i) => {
    const [size] = sizes(a, x, [axis]) as [number];
    const positions = slicePositions(size, starts[i]!, ends[i]!, steps[i]!);
    if (steps[i] !== 1) {
      dx = alongAxis(a, dx, selection(positions, size), axis);
    } else {
      pads[axis] = positions[0] ?? 0;
      pads[axis + rank] = size - pads[axis]! - positions.length;
    }
  });
  return [pads.every((p) => p === 0) ? dx : a.f.pad(dx, pads)];
}

/** Positions that a slice reads along an axis, as NumPy counts them. */
function slicePositions(size: number, start: number, end: number, step: number): number[] {
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const held = (p: number) => Math.min(Math.max(axisOf(p, size), low), high);
  const [from, to] = [held(start), held(end)];
  return range(0, Math.ceil((to - from) / step)).map((i) => from + i * step);
}

/** One row a position, with 1 where it was read. */
const selection = (positions: readonly number[], size: number): Matrix =>
  positions.map((position) => range(0, size).map((p) => Number(p === position)));

/** Constant pads are cut off; in the other modes each goes back to the element that it repeats. */
function pad(a: Adjoint): ReturnType<GradientRule> {
  const { f, graph } = a;
  const x = a.x[0]!;
  const dy = a.dy[0]!;
  const pads = known(a, 1);
  const mode = a.attributes.text('mode', 'constant');
  if (mode === 'constant') {
    const dx = f.pad(
      dy,
      pads.map((p) => -p),
    );
    if (!a.wanted(2)) return [dx];
    const all = range(0, graph.dimsOf(x).length);
    return [dx, undefined, f.reshapeTo(f.sub(f.sum(dy, all, false), f.sum(dx, all, false)), a.x[2]!)];
  }
  const source = SOURCES[mode] ?? a.refuse(`mode ${mode} has none`);
  const rank = pads.length / 2;
  const padded = range(0, rank).filter((axis) => pads[axis] !== 0 || pads[axis + rank] !== 0);
  return [
    padded.reduce((dx, axis) => {
      const [size] = sizes(a, x, [axis]) as [number];
      const positions = range(-pads[axis]!, size + pads[axis + rank]!).map((p) => source(p, size));
      return alongAxis(a, dx, selection(positions, size), axis);
    }, dy),
  ];
}

/** The element that stands at a position before, within or behind an axis. */
const SOURCES: Readonly<Record<string, (p: number, size: number) => number>> = {
  edge: (p, size) => Math.min(Math.max(p, 0), size - 1),
  reflect: (p, size) => {
    const period = Math.max(1, 2 * (size - 1));
    const within = ((p % period) + period) % period;
    return Math.min(within, period - within);
  },
};

/** The blocks back into depth; of the order `CRD` SpaceToDepth knows nothing. */
function depthToSpace(a: Adjoint): ReturnType<GradientRule> {
  const { f, graph } = a;
  const b = a.attributes.int('blocksize', 1);
  if (a.attributes.text('mode', 'DCR') === 'DCR')
    return [graph.add('SpaceToDepth', [a.dy[0]], { blocksize: b })];
  const [n, , h, w] = graph.dimsOf(a.x[0]!) as [Dim, Dim, Dim, Dim];
  const [depth] = sizes(a, a.y[0]!, [1]) as [number];
  const blocks = f.reshape(a.dy[0]!, [n, depth, h, b, w, b]);
  return [f.reshapeTo(f.transpose(blocks, [0, 1, 3, 5, 2, 4]), a.x[0]!)];
}
