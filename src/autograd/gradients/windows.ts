// Convolutions and pooling. A convolution's own gradients keep names of their own (domain `likeness`), since which
// formula is fastest hangs on the layout; what they mean is Dumoulin and Visin, arXiv:1603.07285, section 4.

import type { Value } from '../../onnx/index.js';
import { type Adjoint, each, type GradientRule, type GradientTable, only, range, sizes } from './rule.js';

export const WINDOWS: GradientTable = {
  Conv: (a) => {
    const [x, w] = a.x as [Value, Value];
    const dy = a.dy[0]!;
    const window = { ...windowOf(a, kernelOf(a, w)), group: a.attributes.int('group', 1) };
    return each(
      a,
      () => convInputGrad(a, dy, w, window, spatialOf(a, x)),
      () => a.graph.add('ConvFilterGrad', [x, dy], window, 'likeness'),
      () => channelSums(a, dy),
    );
  },
  // A convolution read backwards: forward it is an input gradient, backward a convolution.
  ConvTranspose: (a) => {
    const [x, w] = a.x as [Value, Value];
    const dy = a.dy[0]!;
    const window = { ...transposedWindowOf(a, kernelOf(a, w)), group: a.attributes.int('group', 1) };
    return each(
      a,
      () => a.graph.add('Conv', [dy, w], window),
      () => a.graph.add('ConvFilterGrad', [dy, x], window, 'likeness'),
      () => channelSums(a, dy),
    );
  },
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: ({ f, graph, x, dy }) => {
    const spatial = range(2, graph.dimsOf(x[0]!).length);
    return [f.expandTo(f.div(dy[0]!, f.countAlong(x[0]!, spatial)), x[0]!)];
  },
  // In equal parts where several are the highest.
  GlobalMaxPool: ({ f, graph, x, y, dy }) => {
    const chosen = f.indicator(f.equal(x[0]!, y[0]!), x[0]!);
    return [f.mul(chosen, f.div(dy[0]!, f.sum(chosen, range(2, graph.dimsOf(x[0]!).length))))];
  },
};

/** Attributes of a window, all explicit. */
interface Window {
  readonly kernel_shape: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Those before each spatial dimension, then those after. */
  readonly pads: readonly number[];
}

const spatialOf = (a: Adjoint, x: Value): readonly number[] =>
  sizes(a, x, range(2, a.graph.dimsOf(x).length));

const kernelOf = (a: Adjoint, w: Value): readonly number[] =>
  a.attributes.intList('kernel_shape') ?? spatialOf(a, w);

/** Distance from the first to the last tap of the window, plus one. */
const extentOf = ({ kernel_shape, dilations }: Window, i: number): number =>
  (kernel_shape[i]! - 1) * dilations[i]! + 1;

function explicit({ attributes }: Adjoint, kernel: readonly number[]): Window {
  const ones = kernel.map(() => 1);
  return {
    kernel_shape: kernel,
    strides: attributes.intList('strides') ?? ones,
    dilations: attributes.intList('dilations') ?? ones,
    pads: attributes.intList('pads') ?? [...ones, ...ones].map(() => 0),
  };
}

/** With `auto_pad`, so many pads that the result has ⌈size / stride⌉ places (ONNX, Conv). */
function windowOf(a: Adjoint, kernel: readonly number[]): Window {
  const window = explicit(a, kernel);
  const auto = a.attributes.text('auto_pad', 'NOTSET');
  if (auto === 'NOTSET') return window;
  if (auto === 'VALID') return { ...window, pads: window.pads.map(() => 0) };
  const totals = spatialOf(a, a.x[0]!).map((size, i) => {
    const stride = window.strides[i]!;
    return Math.max(0, (Math.ceil(size / stride) - 1) * stride + extentOf(window, i) - size);
  });
  return { ...window, pads: halves(totals, auto === 'SAME_UPPER') };
}

/** The odd one behind, or before. */
function halves(totals: readonly number[], behind: boolean): readonly number[] {
  const [small, large] = [totals.map((t) => Math.floor(t / 2)), totals.map((t) => Math.ceil(t / 2))];
  return behind ? [...small, ...large] : [...large, ...small];
}

/** The window of the convolution that a ConvTranspose reads backwards. */
function transposedWindowOf(a: Adjoint, kernel: readonly number[]): Window {
  const window = windowTransposed(a, kernel);
  const [from, to] = [spatialOf(a, a.x[0]!), spatialOf(a, a.y[0]!)];
  const places = to.map((size, i) => {
    const pads = window.pads[i]! + window.pads[i + kernel.length]!;
    return Math.floor((size + pads - extentOf(window, i)) / window.strides[i]!) + 1;
  });
  if (places.join() !== from.join()) a.refuse('output_padding must be less than the stride');
  return window;
}

function windowTransposed(a: Adjoint, kernel: readonly number[]): Window {
  const window = explicit(a, kernel);
  const auto = a.attributes.text('auto_pad', 'NOTSET');
  const shaped = a.attributes.intList('output_shape') !== undefined || auto.startsWith('SAME');
  if (!shaped) return auto === 'VALID' ? { ...window, pads: window.pads.map(() => 0) } : window;
  const extra = a.attributes.intList('output_padding') ?? kernel.map(() => 0);
  const wanted = spatialOf(a, a.y[0]!);
  const totals = spatialOf(a, a.x[0]!).map((size, i) =>
    Math.max(0, (size - 1) * window.strides[i]! + extra[i]! + extentOf(window, i) - wanted[i]!),
  );
  return { ...window, pads: halves(totals, auto === 'SAME_UPPER') };
}

const convInputGrad = (
  { graph }: Adjoint,
  dy: Value,
  w: Value,
  window: Window & { readonly group: number },
  spatial: readonly number[],
): Value => graph.add('ConvInputGrad', [dy, w], { ...window, input_shape: spatial }, 'likeness');

/** Over all axes but axis 1. */
const channelSums = ({ f, graph }: Adjoint, dy: Value): Value =>
  f.sum(dy, [0, ...range(2, graph.dimsOf(dy).length)], false);

/** MaxPool says where each maximum stood; there the gradients are added, as windows overlap. */
function maxPool(a: Adjoint): ReturnType<GradientRule> {
  const { f, graph, node } = a;
  const x = a.x[0]!;
  if (a.attributes.int('storage_order', 0) === 1) a.refuse('storage_order 1 has none');
  const where = a.y[1] || graph.addMany('MaxPool', [x], 2, node.attributes)[1]!;
  const line = (value: Value) => f.reshape(value, [-1]);
  const placed = graph.add('ScatterElements', [f.zerosLike(line(x)), line(where), line(only(a))], {
    axis: 0,
    reduction: 'add',
  });
  return [f.reshapeTo(placed, x)];
}

/** Each mean shares its gradient out over its window: the input gradient of a convolution of ones, by channel. */
function averagePool(a: Adjoint): ReturnType<GradientRule> {
  const { f, graph } = a;
  const x = a.x[0]!;
  const given = windowOf(a, a.attributes.intList('kernel_shape')!);
  const [spatial, places] = [spatialOf(a, x), spatialOf(a, a.y[0]!)];
  const window = { ...given, pads: reaching(given, spatial, places) };
  const [channels] = sizes(a, x, [1]) as [number];
  const ones = graph.floats(new Float32Array(channels * product(window.kernel_shape)).fill(1), [
    channels,
    1,
    ...window.kernel_shape,
  ]);
  const share = f.div(a.dy[0]!, f.cast(tapCounts(a, given, spatial, places), graph.typeOf(x)));
  return [convInputGrad(a, share, f.cast(ones, graph.typeOf(x)), { ...window, group: channels }, spatial)];
}

const product = (values: readonly number[]): number => values.reduce((p, v) => p * v, 1);

/** Pads so large that the last window, which `ceil_mode` may let hang over, lies within. */
function reaching(window: Window, spatial: readonly number[], places: readonly number[]): readonly number[] {
  const rank = spatial.length;
  return window.pads.map((pad, i) => {
    if (i < rank) return pad;
    const axis = i - rank;
    const end = (places[axis]! - 1) * window.strides[axis]! + extentOf(window, axis);
    return Math.max(pad, end - spatial[axis]! - window.pads[axis]!);
  });
}

/** How many elements each mean is over, `[1, 1, …places]`: with or without those in the pads. */
function tapCounts(a: Adjoint, window: Window, spatial: readonly number[], places: readonly number[]): Value {
  const padded = a.attributes.int('count_include_pad', 0) === 1;
  const rank = spatial.length;
  const along = places.map((count, i) => {
    const [before, after] = [window.pads[i]!, window.pads[i + rank]!];
    const [low, high] = padded ? [-before, spatial[i]! + after] : [0, spatial[i]!];
    return range(0, count).map((place) => {
      const taps = range(0, window.kernel_shape[i]!).map(
        (tap) => place * window.strides[i]! - before + tap * window.dilations[i]!,
      );
      return taps.filter((position) => position >= low && position < high).length;
    });
  });
  const counts = along.reduce<number[]>((all, line) => all.flatMap((c) => line.map((n) => c * n)), [1]);
  return a.graph.floats(counts, [1, 1, ...places]);
}
