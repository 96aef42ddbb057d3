// The gradient of a convolution by its filters, in the blocked layout.
//
// dw[o, c, i, j] = Σ x[n, c, s·h + i − p, s·w + j − p] · dy[n, o, h, w] over pictures n and places (h, w). Each form
// of it is itself a convolution that ONNX Runtime has a fast kernel for; which is fastest hangs on the shape.

import type { GraphBuilder, Value } from '../../../onnx/index.js';
import type { Convolution } from '../convolution.js';
import type { FilterOrder } from './filterOrder.js';
import type { Blocking } from './index.js';
import { conv, copied, NCHWC, toChannelsLast, toPlain } from './primitives.js';

/** dw in the order of the filters; undefined where no formula is known for the shape. */
export function filterGradient(
  b: Blocking,
  c: Convolution,
  x: Value,
  dy: Value,
  order: FilterOrder,
): Value | undefined {
  if (order === 'depthwise') return plane(b, c, x, dy);
  if (c.dilations.some((d) => d !== 1)) return undefined;
  const pointwise = order === 'dense' && c.kernel[0] === 1 && c.kernel[1] === 1 && !c.pads.some((p) => p > 0);
  if (pointwise) return onePixel(b, c, x, dy);
  return c.batch % b.block === 0 ? batchAsChannels(b, c, x, dy, order) : undefined;
}

/** Depthwise: every plane of x is convolved with the same plane of dy. Both lie in memory as this needs them. */
function plane({ graph, forms, block }: Blocking, c: Convolution, x: Value, dy: Value): Value | undefined {
  const planes = c.batch * c.channels;
  const [top, left] = c.pads;
  const size = [0, 1].map((i) => lengthNeeded(c, i) - [top, left][i]!);
  // Where the stride leaves pixels unread at the end the result is larger than the filter, and is cut.
  const after = [0, 1].map((i) => Math.max(0, size[i]! - c.input[i]!));
  const all = conv(
    graph,
    graph.add('Reshape', [forms.blocked(x), graph.ints([1, planes, ...c.input])]),
    graph.add('Reshape', [forms.blocked(dy), graph.ints([planes, 1, ...c.output])]),
    {
      kernel: c.output,
      pads: [top, left, after[0]!, after[1]!],
      strides: c.dilations,
      dilations: c.strides,
      groups: planes,
    },
  );
  const [height, width] = graph.shapeOf(all).slice(2) as [number, number];
  const pictures = graph.add('Reshape', [
    all,
    graph.ints([c.batch, c.channels / block, height, width, block]),
  ]);
  const [kh, kw] = c.kernel;
  const cut =
    height === kh && width === kw
      ? pictures
      : graph.add('Slice', [pictures, graph.ints([0, 0]), graph.ints([kh, kw]), graph.ints([2, 3])]);
  const sum = graph.add('ReduceSum', [cut, graph.ints([0])], { keepdims: 0 });
  return graph.add('Reshape', [sum, graph.ints([c.channels, 1, kh, kw])]);
}

/** Pixels of the picture that the filters read, pads counted. */
const lengthNeeded = (c: Convolution, i: number): number =>
  (c.output[i]! - 1) * c.strides[i]! + (c.kernel[i]! - 1) * c.dilations[i]! + 1;

/** Filters of one pixel: a matrix product over pixels. */
function onePixel(b: Blocking, c: Convolution, x: Value, dy: Value): Value {
  const { graph, forms, block } = b;
  const strided = c.strides[0] > 1 || c.strides[1] > 1;
  const picture = strided ? copied(graph, forms.blocked(x), { strides: c.strides }) : forms.blocked(x);
  const pixels = c.output[0] * c.output[1];
  const small = { ...c, input: c.output, strides: [1, 1] as const };
  if (pixels % block === 0) return pixelsAsChannels(b, small, picture, forms.blocked(dy));
  if (c.batch % block === 0)
    return overBatch(b, small, toChannelsLast(graph, picture), forms.blocked(dy), 'dense');
  const rows = (v: Value, channels: number) =>
    graph.add('Reshape', [toPlain(graph, v), graph.ints([c.batch, channels, pixels])]);
  const products = graph.add(
    'FusedMatMul',
    [rows(forms.blocked(dy), c.filters), rows(picture, c.channels)],
    { transB: 1 },
    'com.microsoft',
  );
  const sum = graph.add('ReduceSum', [products, graph.ints([0])], { keepdims: 0 });
  const parts = graph.add('Reshape', [
    sum,
    graph.ints([c.filters / block, block, c.channels / block, block]),
  ]);
  const ordered = graph.add('Transpose', [parts], { perm: [0, 2, 3, 1] });
  return graph.add('Reshape', [ordered, graph.ints([c.filters, c.channels, 1, 1])]);
}

/**
 * Pixels taken for channels: a pointwise convolution a picture, with dy for filters as it lies in memory, and the
 * channels of x for pixels. Summed over pictures.
 */
function pixelsAsChannels({ graph, block }: Blocking, c: Convolution, x: Value, dy: Value): Value {
  const pixels = c.output[0] * c.output[1];
  const planes = graph.add('Reshape', [toPlain(graph, x), graph.ints([c.batch, c.channels, 1, pixels])]);
  const exchanged = graph.add('ReorderInput', [planes], { channels_last: 1 }, NCHWC);
  const all = conv(
    graph,
    graph.add('Reshape', [exchanged, graph.ints([1, c.batch * pixels, c.channels, 1])]),
    graph.add('Reshape', [dy, graph.ints([c.batch * c.filters, pixels, 1, 1])]),
    { groups: c.batch },
  );
  const pictures = graph.add('Reshape', [all, graph.ints([c.batch, c.filters / block, c.channels, block])]);
  const sum = graph.add('ReduceSum', [pictures, graph.ints([0])], { keepdims: 0 });
  return graph.add('Reshape', [sum, graph.ints([c.filters, c.channels, 1, 1])]);
}

/** Pictures of a batch taken for channels; a border of zeros first. */
function batchAsChannels(b: Blocking, c: Convolution, x: Value, dy: Value, order: FilterOrder): Value {
  const { graph, forms } = b;
  const [top, left] = c.pads;
  const after = [0, 1].map((i) => Math.max(0, lengthNeeded(c, i) - [top, left][i]! - c.input[i]!));
  const pads = [top, left, after[0]!, after[1]!] as const;
  const padded = { ...c, input: [c.input[0] + top + pads[2], c.input[1] + left + pads[3]] as const };
  const border = pads.some((p) => p > 0);
  if (order === 'narrow') {
    const picture = border
      ? graph.add('Pad', [forms.plain(x), graph.ints([0, 0, top, left, 0, 0, pads[2], pads[3]])])
      : forms.plain(x);
    const last = graph.add('Transpose', [picture], { perm: [0, 2, 3, 1] });
    return overBatch(b, padded, last, forms.blocked(dy), order);
  }
  const picture = border ? copied(graph, forms.blocked(x), { pads }) : forms.blocked(x);
  return overBatch(b, padded, toChannelsLast(graph, picture), forms.blocked(dy), order);
}

/**
 * x as `[pictures, rows, columns · C]` with the pictures for channels, dy for filters as large as itself, and a
 * dilation of C from column to column: so each of the K·K·C results is a place of the convolution, side by side, and
 * the kernel works at full width. One group a block of pictures and a band of rows; summed.
 */
function overBatch(
  { graph, block }: Blocking,
  c: Convolution,
  channelsLast: Value,
  dy: Value,
  order: FilterOrder,
): Value {
  const [kh, kw] = c.kernel;
  const [height, width] = c.output;
  const bands = bandsOf(c, block);
  const bandHeight = height / bands;
  const groups = (c.batch / block) * bands;
  const pictures = graph.add(
    'ReorderInput',
    [bandsOfPicture(graph, c, channelsLast, bands)],
    { channels_last: 0 },
    NCHWC,
  );
  const [, , rows, row] = graph.shapeOf(pictures) as [number, number, number, number];
  const all = conv(
    graph,
    graph.add('Reshape', [pictures, graph.ints([1, groups * block, rows / bands, row])]),
    graph.add('Reshape', [
      bandsOfFilters(graph, c, dy, bands, block),
      graph.ints([groups * c.filters, block, bandHeight, width]),
    ]),
    {
      kernel: [bandHeight, width],
      dilations: [c.strides[0], c.strides[1] * c.channels],
      groups,
    },
  );
  const [oh, ow] = graph.shapeOf(all).slice(2) as [number, number];
  const parts = graph.add('Reshape', [all, graph.ints([groups, c.filters / block, oh, ow, block])]);
  const cut =
    oh === kh && ow === kw * c.channels
      ? parts
      : graph.add('Slice', [
          parts,
          graph.ints([0, 0]),
          graph.ints([kh, kw * c.channels]),
          graph.ints([2, 3]),
        ]);
  const sum = graph.add('ReduceSum', [cut, graph.ints([0])], { keepdims: 0 });
  const dense = order === 'dense';
  const split = dense
    ? [c.filters / block, kh, kw, c.channels / block, block, block]
    : [c.filters / block, kh, kw, c.channels, block];
  const perm = dense ? [0, 3, 1, 2, 4, 5] : [0, 3, 1, 2, 4];
  const moved = graph.add('Transpose', [graph.add('Reshape', [sum, graph.ints(split)])], { perm });
  return graph.add('Reshape', [moved, graph.ints([c.filters, c.channels, kh, kw])]);
}

/** Filters that the kernel goes through for one row of results: above so many bytes they fall out of the cache. */
const BAND_BYTES = 8e6;
/** Blocks of filters that the kernel takes at once (onnxruntime/core/mlas/lib/snchwc.cpp, FilterSetSize). */
const FILTER_BLOCKS = 4;

/** Into how many bands of rows dy is cut: as few as keep one band in the cache. */
function bandsOf(c: Convolution, block: number): number {
  const [height, width] = c.output;
  const rowBytes = 4 * FILTER_BLOCKS * block * block * width;
  for (let bands = 1; bands < height; bands++)
    if (height % bands === 0 && rowBytes * (height / bands) <= BAND_BYTES) return bands;
  return height;
}

/** The rows of x that each band of dy meets, band under band: neighbours share some. `[1, N, rows, columns · C]` */
function bandsOfPicture(graph: GraphBuilder, c: Convolution, channelsLast: Value, bands: number): Value {
  const row = c.input[1] * c.channels;
  const rows = (c.output[0] / bands - 1) * c.strides[0] + c.kernel[0];
  if (bands === 1) return graph.add('Reshape', [channelsLast, graph.ints([1, c.batch, c.input[0], row])]);
  const taken = Array.from({ length: bands }, (_, band) =>
    Array.from({ length: rows }, (__, i) => (band * c.output[0] * c.strides[0]) / bands + i),
  );
  const picture = graph.add('Reshape', [channelsLast, graph.ints([c.batch, c.input[0], row])]);
  const gathered = graph.add('Gather', [picture, graph.ints(taken.flat())], { axis: 1 });
  return graph.add('Reshape', [gathered, graph.ints([1, c.batch, bands * rows, row])]);
}

/** dy with the pictures of a block side by side, as filters lie. */
function bandsOfFilters(graph: GraphBuilder, c: Convolution, dy: Value, bands: number, block: number): Value {
  const groups = c.batch / block;
  const filterBlocks = c.filters / block;
  const places = c.output[0] * c.output[1];
  const apart = graph.add('Reshape', [dy, graph.ints([groups, block, filterBlocks * places, block])]);
  const together = graph.add('Transpose', [apart], { perm: [0, 2, 1, 3] });
  if (bands === 1) return together;
  const banded = graph.add('Reshape', [
    together,
    graph.ints([groups, filterBlocks, bands, (places / bands) * block * block]),
  ]);
  return graph.add('Transpose', [banded], { perm: [0, 2, 1, 3] });
}
