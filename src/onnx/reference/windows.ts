// Operators that slide a window over spatial dimensions: convolutions, their gradients, pooling.
// Formulas: ONNX operator specification, operator set 17.

import type { Call, KernelTable } from './kernel.js';
import { count, type DoubleTensor, eachIndex, generate } from './tensor.js';

export const WINDOWS: KernelTable = {
  Conv: conv,
  ConvTranspose: convTranspose,
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: (c) => [globalPool(c, (values) => values.reduce((a, b) => a + b, 0) / values.length)],
  GlobalMaxPool: (c) => [globalPool(c, (values) => values.reduce((a, b) => Math.max(a, b), -Infinity))],
  'likeness::ConvInputGrad': (c) => {
    const [dy, w] = [c.input(0), c.input(1)];
    const window = explicitWindow(c);
    const dims = [dy.dims[0], w.dims[1] * window.group, ...(c.intList('input_shape') ?? [])];
    const dx = generate(dy.type, dims, () => 0);
    eachTap(dims, w.dims, dy.dims, window, (x, f, y) => {
      dx.data[x] += dy.data[y] * w.data[f];
    });
    return [dx];
  },
  'likeness::ConvFilterGrad': (c) => {
    const [x, dy] = [c.input(0), c.input(1)];
    const window = explicitWindow(c);
    const dims = [dy.dims[1], x.dims[1] / window.group, ...window.kernel];
    const dw = generate(x.type, dims, () => 0);
    eachTap(x.dims, dims, dy.dims, window, (i, f, o) => {
      dw.data[f] += x.data[i] * dy.data[o];
    });
    return [dw];
  },
};

/** A window over spatial dimensions, one number a dimension. */
interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Rows before the first of the picture, columns before its first… */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly group: number;
}

/** Distance from the first to the last tap of the window, plus one. */
const extent = ({ kernel, dilations }: Pick<Window, 'kernel' | 'dilations'>, i: number): number =>
  (kernel[i] - 1) * dilations[i] + 1;

function explicitWindow(c: Call, kernelOf?: readonly number[]): Window {
  const kernel = c.intList('kernel_shape') ?? kernelOf ?? c.refuse('kernel_shape is missing');
  const rank = kernel.length;
  const ones = kernel.map(() => 1);
  const pads = c.intList('pads') ?? [...ones, ...ones].map(() => 0);
  return {
    kernel,
    strides: c.intList('strides') ?? ones,
    dilations: c.intList('dilations') ?? ones,
    before: pads.slice(0, rank),
    after: pads.slice(rank),
    group: c.int('group', 1),
  };
}

/** With `auto_pad`, so many pads that the result has ⌈size / stride⌉ places. */
function windowOver(c: Call, spatial: readonly number[], kernelOf?: readonly number[]): Window {
  const window = explicitWindow(c, kernelOf);
  const auto = c.text('auto_pad', 'NOTSET');
  if (auto === 'NOTSET') return window;
  const total = spatial.map((size, i) => {
    const places = Math.ceil(size / window.strides[i]);
    return auto === 'VALID' ? 0 : Math.max(0, (places - 1) * window.strides[i] + extent(window, i) - size);
  });
  const [small, large] = [total.map((t) => Math.floor(t / 2)), total.map((t) => Math.ceil(t / 2))];
  return auto === 'SAME_LOWER'
    ? { ...window, before: large, after: small }
    : { ...window, before: small, after: large };
}

/** Places of the window along each dimension. */
function placesOf(window: Window, spatial: readonly number[], ceil = false): number[] {
  return spatial.map((size, i) => {
    const room = (size + window.before[i] + window.after[i] - extent(window, i)) / window.strides[i];
    if (!ceil) return Math.floor(room) + 1;
    const places = Math.ceil(room) + 1;
    // A window that would start behind the picture and its first pads is left out.
    return (places - 1) * window.strides[i] >= size + window.before[i] ? places - 1 : places;
  });
}

/** Where a tap of the window lies in the picture; undefined in the pads. */
function tapAt(
  window: Window,
  spatial: readonly number[],
  place: readonly number[],
  tap: readonly number[],
): number | undefined {
  let flat = 0;
  for (let i = 0; i < spatial.length; i++) {
    const position = place[i] * window.strides[i] - window.before[i] + tap[i] * window.dilations[i];
    if (position < 0 || position >= spatial[i]) return undefined;
    flat = flat * spatial[i] + position;
  }
  return flat;
}

/** Calls `visit` with the numbers of the elements of picture, filter and result that a convolution joins. */
function eachTap(
  xDims: readonly number[],
  wDims: readonly number[],
  yDims: readonly number[],
  window: Window,
  visit: (x: number, w: number, y: number) => void,
): void {
  const [batch, channels, ...spatial] = xDims;
  const [filters, perGroup, ...kernel] = wDims;
  const places = yDims.slice(2);
  const [xSize, ySize, kSize] = [count(spatial), count(places), count(kernel)];
  eachIndex(places, (place, p) => {
    eachIndex(kernel, (tap, k) => {
      const position = tapAt(window, spatial, place, tap);
      if (position === undefined) return;
      for (let n = 0; n < batch; n++) {
        for (let o = 0; o < filters; o++) {
          const first = Math.floor(o / (filters / window.group)) * perGroup;
          for (let i = 0; i < perGroup; i++) {
            visit(
              (n * channels + first + i) * xSize + position,
              (o * perGroup + i) * kSize + k,
              (n * filters + o) * ySize + p,
            );
          }
        }
      }
    });
  });
}

function conv(c: Call): readonly DoubleTensor[] {
  const [x, w, bias] = [c.input(0), c.input(1), c.inputs[2]];
  const window = windowOver(c, x.dims.slice(2), w.dims.slice(2));
  const dims = [x.dims[0], w.dims[0], ...placesOf(window, x.dims.slice(2))];
  const y = generate(x.type, dims, (index) => bias?.data[index[1]] ?? 0);
  eachTap(x.dims, w.dims, dims, window, (i, f, o) => {
    y.data[o] += x.data[i] * w.data[f];
  });
  return [y];
}

/** A convolution read backwards: each input element is spread over the window of its place. */
function convTranspose(c: Call): readonly DoubleTensor[] {
  const [x, w, bias] = [c.input(0), c.input(1), c.inputs[2]];
  const { window, spatial } = transposedWindow(c, x.dims.slice(2), w.dims.slice(2));
  const dims = [x.dims[0], w.dims[1] * window.group, ...spatial];
  const y = generate(x.type, dims, (index) => bias?.data[index[1]] ?? 0);
  eachTap(dims, w.dims, x.dims, window, (o, f, i) => {
    y.data[o] += x.data[i] * w.data[f];
  });
  return [y];
}

function transposedWindow(
  c: Call,
  size: readonly number[],
  kernelOf: readonly number[],
): { window: Window; spatial: readonly number[] } {
  const window = explicitWindow(c, kernelOf);
  const extra = c.intList('output_padding') ?? size.map(() => 0);
  const full = size.map((n, i) => (n - 1) * window.strides[i] + extra[i] + extent(window, i));
  const auto = c.text('auto_pad', 'NOTSET');
  const same = auto.startsWith('SAME') ? size.map((n, i) => n * window.strides[i]) : undefined;
  const wanted = c.intList('output_shape')?.slice(-size.length) ?? same;
  if (!wanted) {
    const pads = auto === 'VALID' ? { before: size.map(() => 0), after: size.map(() => 0) } : window;
    const spatial = full.map((n, i) => n - pads.before[i] - pads.after[i]);
    return { window: { ...window, before: pads.before, after: pads.after }, spatial };
  }
  const total = full.map((n, i) => Math.max(0, n - wanted[i]));
  const [small, large] = [total.map((t) => Math.floor(t / 2)), total.map((t) => Math.ceil(t / 2))];
  const upper = auto === 'SAME_UPPER';
  return {
    window: { ...window, before: upper ? small : large, after: upper ? large : small },
    spatial: wanted,
  };
}

/** The values under each window, as `[position in the picture, value]`. */
function pooled(
  c: Call,
  f: (taps: readonly (readonly [number, number])[], place: readonly number[], offset: number) => number,
): { y: DoubleTensor; window: Window } {
  const x = c.input(0);
  const [batch, channels, ...spatial] = x.dims;
  const window = windowOver(c, spatial);
  const auto = c.text('auto_pad', 'NOTSET');
  const places = placesOf(window, spatial, c.int('ceil_mode', 0) === 1 && auto === 'NOTSET');
  const y = generate(x.type, [batch, channels, ...places], ([n, channel, ...place]) => {
    const offset = (n * channels + channel) * count(spatial);
    const taps: [number, number][] = [];
    eachIndex(window.kernel, (tap) => {
      const position = tapAt(window, spatial, place, tap);
      if (position !== undefined) taps.push([position, x.data[offset + position]]);
    });
    return f(taps, place, offset);
  });
  return { y, window };
}

/** The highest element and, as second result, its number in the whole input. */
function maxPool(c: Call): readonly DoubleTensor[] {
  if (c.int('storage_order', 0) !== 0) c.refuse('storage_order 1 is not known');
  const where: number[] = [];
  const { y } = pooled(c, (taps, _, offset) => {
    const [position, value] = taps.reduce((best, tap) => (tap[1] > best[1] ? tap : best), taps[0]);
    where.push(offset + position);
    return value;
  });
  return [y, { type: 'int64', dims: y.dims, data: Float64Array.from(where) }];
}

/** The sum, over the taps within the picture or, with `count_include_pad`, within picture and pads. */
function averagePool(c: Call): readonly DoubleTensor[] {
  const includePads = c.int('count_include_pad', 0) === 1;
  const spatial = c.input(0).dims.slice(2);
  const window = windowOver(c, spatial);
  const padded = {
    size: spatial.map((n, i) => n + window.before[i] + window.after[i]),
    window: { ...window, before: spatial.map(() => 0) },
  };
  const tapsInPads = (place: readonly number[]) => {
    let taps = 0;
    eachIndex(window.kernel, (tap) => {
      if (tapAt(padded.window, padded.size, place, tap) !== undefined) taps++;
    });
    return taps;
  };
  const { y } = pooled(
    c,
    (taps, place) =>
      taps.reduce((sum, [, v]) => sum + v, 0) / (includePads ? tapsInPads(place) : taps.length),
  );
  return [y];
}

function globalPool(c: Call, f: (values: readonly number[]) => number): DoubleTensor {
  const x = c.input(0);
  const size = count(x.dims.slice(2));
  const dims = x.dims.map((d, i) => (i < 2 ? d : 1));
  return generate(x.type, dims, (_, flat) => f(Array.from(x.data.subarray(flat * size, (flat + 1) * size))));
}
