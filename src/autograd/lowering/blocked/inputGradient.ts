// The gradient of a convolution by its input: a convolution of dy with the filters turned round and their channels
// exchanged (Dumoulin and Visin, arXiv:1603.07285, section 4).
//
// With a stride s, dy would have to be spread out with zeros, and s² − 1 of s² products would be by zero. Instead
// the pixels of each phase (row mod s, column mod s) are a convolution of dy with those taps that reach them; the
// phases are then interleaved.

import type { GraphBuilder, Value } from '../../../onnx/index.js';
import type { Convolution } from '../convolution.js';
import type { FilterOrder } from './filterOrder.js';
import type { Blocking } from './index.js';
import { conv, toBlocked } from './primitives.js';

type Gradient = (sum?: Value) => Value;

/** Computes dx, with another tensor added; undefined where no formula is known. */
export function inputGradient(
  b: Blocking,
  c: Convolution,
  dy: () => Value,
  w: () => Value,
  order: FilterOrder,
): Gradient | undefined {
  const { graph, block } = b;
  if (c.dilations.some((d) => d !== 1)) return undefined;
  const [top, left] = c.pads;
  if (top >= c.kernel[0] || left >= c.kernel[1]) return undefined;
  const groups = order === 'depthwise' ? c.channels : 1;
  const once = (gradient: Gradient): Gradient => {
    return (sum) => (sum ? graph.add('Add', [gradient(), sum]) : gradient());
  };
  if (c.strides[0] === 1 && c.strides[1] === 1) {
    const pads = padsFor(c, c.kernel, c.input, [c.kernel[0] - 1 - top, c.kernel[1] - 1 - left]);
    if (!pads) return undefined;
    return (sum) =>
      conv(graph, dy(), turned(graph, w(), c, order, block), { kernel: c.kernel, pads, groups, sum });
  }
  const [s, t] = c.strides;
  if (s !== t) return undefined;
  if (c.kernel[0] === 1 && c.kernel[1] === 1 && top === 0 && left === 0) {
    return once(() =>
      spread(graph, conv(graph, dy(), turned(graph, w(), c, order, block), { groups }), c, block),
    );
  }
  if (c.input[0] % s !== 0 || c.input[1] % s !== 0) return undefined;
  const phases = phasesOf(c);
  if (!phases) return undefined;
  return once(() => {
    const picture = dy();
    const filters = exchanged(graph, w(), c, order, block);
    const parts = phases.map((row) =>
      row.map(({ taps, kernel, pads }) =>
        conv(graph, picture, subfilter(graph, filters, taps, kernel, c, order), {
          kernel,
          pads,
          groups,
        }),
      ),
    );
    return interleaved(graph, parts, c, block);
  });
}

interface Phase {
  /** First (largest) row and column of the filter that reaches this phase; the others follow in steps of −stride. */
  readonly taps: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
}

/** The phases by row and column; undefined where one of them is reached by no tap or needs cropping. */
function phasesOf(c: Convolution): readonly (readonly Phase[])[] | undefined {
  const s = c.strides[0];
  const along = (axis: 0 | 1) =>
    Array.from({ length: s }, (_, phase) => {
      const residue = (phase + c.pads[axis]!) % s;
      const taps = Array.from({ length: c.kernel[axis] }, (_, i) => i).filter((i) => i % s === residue);
      const offset = (i: number) => (phase + c.pads[axis]! - i) / s;
      const largest = taps.at(-1);
      return largest === undefined ? undefined : { largest, count: taps.length, before: -offset(largest) };
    });
  const [rows, columns] = [along(0), along(1)];
  const phases: Phase[][] = [];
  for (const row of rows) {
    const line: Phase[] = [];
    for (const column of columns) {
      if (!row || !column) return undefined;
      const kernel = [row.count, column.count] as const;
      const pads = padsFor(c, kernel, [c.input[0] / s, c.input[1] / s], [row.before, column.before]);
      if (!pads) return undefined;
      line.push({ taps: [row.largest, column.largest], kernel, pads });
    }
    phases.push(line);
  }
  return phases;
}

/** Pads with which dy gives `size` pixels; undefined where one would be negative. */
function padsFor(
  c: Convolution,
  kernel: readonly [number, number],
  size: readonly [number, number],
  before: readonly [number, number],
): readonly [number, number, number, number] | undefined {
  const after = [0, 1].map((i) => size[i]! - c.output[i]! + kernel[i]! - 1 - before[i]!);
  const pads = [before[0], before[1], after[0]!, after[1]!] as const;
  return pads.some((p) => p < 0) ? undefined : pads;
}

/** Dimensions of filters in blocked order, block by block. */
function filterParts(c: Convolution, order: FilterOrder, block: number): readonly number[] {
  const [h, w] = c.kernel;
  return order === 'depthwise'
    ? [c.filters / block, h, w, block]
    : [c.filters / block, c.channels / block, h, w, block, block];
}

/**
 * Filters with input and output channels exchanged, as parts: each block of a tap is turned, then the blocks change
 * places. To turn many small squares is what reordering pictures of B channels and B pixels does; a Transpose of all
 * dimensions at once takes three times as long.
 */
function exchanged(graph: GraphBuilder, w: Value, c: Convolution, order: FilterOrder, block: number): Value {
  const parts = filterParts(c, order, block);
  if (order === 'depthwise') return graph.add('Reshape', [w, graph.ints(parts)]);
  const [outer, inner, ...kernel] = [c.filters / block, c.channels / block, ...c.kernel] as const;
  const taps = outer * inner * kernel[0] * kernel[1];
  const squares = toBlocked(graph, graph.add('Reshape', [w, graph.ints([taps, block, block, 1])]));
  const blocks = graph.add('Reshape', [squares, graph.ints([outer, inner, -1])]);
  const swapped = graph.add('Transpose', [blocks], { perm: [1, 0, 2] });
  return graph.add('Reshape', [swapped, graph.ints([inner, outer, ...kernel, block, block])]);
}

const LOWEST = -(2 ** 31);

/** Every stride-th tap, from the given one backwards. */
function subfilter(
  graph: GraphBuilder,
  parts: Value,
  from: readonly [number, number],
  kernel: readonly [number, number],
  c: Convolution,
  order: FilterOrder,
): Value {
  const axes = order === 'depthwise' ? [1, 2] : [2, 3];
  const [s, t] = c.strides;
  const taken =
    c.kernel[0] * c.kernel[1] === 1
      ? parts
      : graph.add('Slice', [
          parts,
          graph.ints(from),
          graph.ints([LOWEST, LOWEST]),
          graph.ints(axes),
          graph.ints([-s, -t]),
        ]);
  const dims = order === 'depthwise' ? [c.channels, 1, ...kernel] : [c.channels, c.filters, ...kernel];
  return graph.add('Reshape', [taken, graph.ints(dims)]);
}

/** All taps, backwards. */
const turned = (graph: GraphBuilder, w: Value, c: Convolution, order: FilterOrder, block: number): Value =>
  subfilter(
    graph,
    exchanged(graph, w, c, order, block),
    [c.kernel[0] - 1, c.kernel[1] - 1],
    c.kernel,
    { ...c, strides: [1, 1] },
    order,
  );

/** Phases back into one picture. */
function interleaved(
  graph: GraphBuilder,
  parts: readonly (readonly Value[])[],
  c: Convolution,
  block: number,
): Value {
  const s = c.strides[0];
  const [height, width] = [c.input[0] / s, c.input[1] / s];
  const lines = (c.batch * c.channels * height) / block;
  const rows = parts.map((columns) => {
    const pieces = columns.map((x) => graph.add('Reshape', [x, graph.ints([lines, 1, width, 1, block])]));
    return graph.add('Concat', pieces, { axis: 3 });
  });
  const whole = graph.add('Concat', rows, { axis: 1 });
  return graph.add('Reshape', [whole, graph.ints([c.batch, c.channels, ...c.input])]);
}

/** Pixels set apart by zeros: the input gradient of a convolution that only looks at every s-th pixel. */
function spread(graph: GraphBuilder, x: Value, c: Convolution, block: number): Value {
  const s = c.strides[0];
  const planes = (c.batch * c.channels) / block;
  const [height, width] = c.output;
  const cells = graph.add('Reshape', [x, graph.ints([planes, height, 1, width, 1, block])]);
  const padded = graph.add('Pad', [cells, graph.ints([0, 0, 0, 0, 0, 0, 0, 0, s - 1, 0, s - 1, 0])]);
  const picture = graph.add('Reshape', [padded, graph.ints([planes, height * s, width * s, block])]);
  const fits = c.input[0] === height * s && c.input[1] === width * s;
  const cut = fits
    ? picture
    : graph.add('Slice', [picture, graph.ints([0, 0]), graph.ints(c.input), graph.ints([1, 2])]);
  return graph.add('Reshape', [cut, graph.ints([c.batch, c.channels, ...c.input])]);
}
