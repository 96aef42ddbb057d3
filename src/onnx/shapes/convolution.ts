// Convolutions and pooling: windows that slide over the spatial dimensions of `[N, C, …]`.

import { ceilOver, type Dim, floorOver, plus, showDims, times } from '../dims.js';
import type { RuleContext, ShapeRule, ValueType } from './rule.js';

/** How a window slides: one entry a spatial dimension, pads all those before, then all those after. */
export interface Window {
  readonly kernel: readonly Dim[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly autoPad: string;
  readonly ceil: boolean;
}

/** The window that a node's attributes describe; `kernel` counts where `kernel_shape` is left out. */
export function windowOf(c: RuleContext, rank: number, kernel?: readonly Dim[]): Window {
  const entries = (name: string, length: number, otherwise: number): readonly number[] => {
    const given = c.intList(name) ?? Array<number>(length).fill(otherwise);
    if (given.length !== length) c.refuse(`${name} is ${showDims(given)}; it takes ${length} numbers`);
    return given;
  };
  const shape = c.intList('kernel_shape') ?? kernel ?? c.refuse('kernel_shape is missing');
  if (shape.length !== rank) c.refuse(`a kernel of ${showDims(shape)} over ${rank} spatial dimensions`);
  const window = {
    kernel: shape,
    strides: entries('strides', rank, 1),
    dilations: entries('dilations', rank, 1),
    pads: entries('pads', 2 * rank, 0),
    autoPad: c.text('auto_pad', 'NOTSET'),
    ceil: c.int('ceil_mode', 0) !== 0,
  };
  if ([...window.strides, ...window.dilations].some((v) => v < 1))
    c.refuse('strides and dilations start at 1');
  if (!['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'].includes(window.autoPad))
    c.refuse(`auto_pad ${window.autoPad} is not known`);
  return window;
}

/** How many places a window has along each spatial dimension. */
export function slide(c: RuleContext, spatial: readonly Dim[], window: Window): readonly Dim[] {
  return spatial.map((size, i) => {
    const [stride, dilation, side] = [window.strides[i]!, window.dilations[i]!, window.kernel[i]!];
    if (window.autoPad.startsWith('SAME')) return ceilOver(size, stride);
    if (typeof side === 'string') return c.unknown(i + 2);
    const before = window.autoPad === 'VALID' ? 0 : window.pads[i]!;
    const after = window.autoPad === 'VALID' ? 0 : window.pads[i + spatial.length]!;
    const extent = (side - 1) * dilation + 1;
    const room = plus(size, before + after - extent);
    if (typeof room === 'number' && room < 0)
      c.refuse(
        `a kernel of ${showDims(window.kernel)}` +
          `${dilation > 1 ? `, dilated by ${showDims(window.dilations)},` : ''} is larger than ` +
          `${showDims(spatial)} with pads ${showDims(window.pads)}`,
      );
    const places = plus(window.ceil ? ceilOver(room, stride) : floorOver(room, stride), 1);
    // A window that would start in the padding behind the picture is left out.
    const startsOutside =
      window.ceil &&
      typeof places === 'number' &&
      typeof size === 'number' &&
      (places - 1) * stride >= size + before;
    return startsOutside ? places - 1 : places;
  });
}

/** `[N, C, …]` with at least one spatial dimension. */
export function picture(c: RuleContext, position: number): ValueType {
  const value = c.input(position, 'float');
  if (value.dims.length < 3) c.refuse(`${showDims(value.dims)} is not [N, C, …] with spatial dimensions`);
  return value;
}

/** Refuses what filters `[O, C / group, …]` cannot take. */
export function checkChannels(c: RuleContext, x: readonly Dim[], w: readonly Dim[], group: number): void {
  if (w.length !== x.length) c.refuse(`filters of ${showDims(w)} over ${showDims(x)}: ranks differ`);
  c.agree(
    times(w[1]!, group),
    x[1]!,
    () =>
      `filters of ${showDims(w)} in ${group === 1 ? 'one group' : `${group} groups`} take ${times(w[1]!, group)} channels; ` +
      `${showDims(x)} has ${x[1]}`,
  );
  if (typeof w[0] === 'number' && w[0] % group !== 0)
    c.refuse(`${w[0]} filters of ${showDims(w)} do not part into ${group} groups`);
}

export function checkBias(c: RuleContext, position: number, channels: Dim): void {
  const bias = c.optional(position)?.dims;
  if (!bias) return;
  const why = () => `a bias of ${showDims(bias)} for ${channels} channels`;
  if (bias.length !== 1) c.refuse(why());
  c.agree(bias[0]!, channels, why);
}

export function groupOf(c: RuleContext): number {
  const group = c.int('group', 1);
  return group >= 1 ? group : c.refuse(`group is ${group}; it starts at 1`);
}

/** The kernel of filters `[.., .., …]`, held against `kernel_shape`. */
export function kernelWindow(c: RuleContext, filters: readonly Dim[]): Window {
  const sides = filters.slice(2);
  const window = windowOf(c, sides.length, sides);
  for (const [i, side] of sides.entries())
    c.agree(
      side,
      window.kernel[i]!,
      () => `kernel_shape is ${showDims(window.kernel)}; filters are ${showDims(filters)}`,
    );
  return window;
}

export const conv: ShapeRule = (c) => {
  const type = c.oneType([0, 1, 2], 'float');
  const [x, w] = [picture(c, 0).dims, c.input(1).dims];
  checkChannels(c, x, w, groupOf(c));
  checkBias(c, 2, w[0]!);
  return [{ type, dims: [x[0]!, w[0]!, ...slide(c, x.slice(2), kernelWindow(c, w))] }];
};

const convTranspose: ShapeRule = (c) => {
  const type = c.oneType([0, 1, 2], 'float');
  const [x, w] = [picture(c, 0).dims, c.input(1).dims];
  const group = groupOf(c);
  if (w.length !== x.length) c.refuse(`filters of ${showDims(w)} over ${showDims(x)}: ranks differ`);
  c.agree(x[1]!, w[0]!, () => `filters of ${showDims(w)} take ${w[0]} channels; ${showDims(x)} has ${x[1]}`);
  if (typeof w[0] === 'number' && w[0] % group !== 0)
    c.refuse(`${w[0]} channels of ${showDims(w)} do not part into ${group} groups`);
  const channels = times(w[1]!, group);
  checkBias(c, 2, channels);
  return [{ type, dims: [x[0]!, channels, ...spread(c, x.slice(2), kernelWindow(c, w))] }];
};

/** Spatial dimensions behind a transposed convolution. */
function spread(c: RuleContext, spatial: readonly Dim[], window: Window): readonly Dim[] {
  const given = c.intList('output_shape');
  if (given) return given.slice(-spatial.length);
  const extra = c.intList('output_padding') ?? spatial.map(() => 0);
  return spatial.map((size, i) => {
    const [stride, side] = [window.strides[i]!, window.kernel[i]!];
    if (window.autoPad.startsWith('SAME')) return times(size, stride);
    if (typeof side === 'string') return c.unknown(i + 2);
    const pads = window.autoPad === 'VALID' ? 0 : window.pads[i]! + window.pads[i + spatial.length]!;
    const extent = (side - 1) * window.dilations[i]! + 1;
    const result = plus(times(plus(size, -1), stride), extra[i]! + extent - pads);
    if (typeof result === 'number' && result < 1)
      c.refuse(`pads ${showDims(window.pads)} leave nothing of ${showDims(spatial)}`);
    return result;
  });
}

export const pool: ShapeRule = (c) => {
  const { type, dims } = picture(c, 0);
  const spatial = dims.slice(2);
  const result = [...dims.slice(0, 2), ...slide(c, spatial, windowOf(c, spatial.length))];
  return [{ type, dims: result }];
};

/** The second result says where each maximum stood. */
export const maxPool: ShapeRule = (c) => {
  const type = c.input(0, 'number').type;
  const { dims } = c.input(0);
  if (dims.length < 3) c.refuse(`${showDims(dims)} is not [N, C, …] with spatial dimensions`);
  const spatial = dims.slice(2);
  const result = [...dims.slice(0, 2), ...slide(c, spatial, windowOf(c, spatial.length))];
  return [
    { type, dims: result },
    { type: 'int64', dims: result },
  ];
};

export const globalPool: ShapeRule = (c) => {
  const { type, dims } = picture(c, 0);
  return [{ type, dims: dims.map((d, i) => (i < 2 ? d : 1)) }];
};

export const CONVOLUTIONS: Readonly<Record<string, ShapeRule>> = {
  Conv: conv,
  ConvTranspose: convTranspose,
  AveragePool: pool,
  LpPool: pool,
  MaxPool: maxPool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  GlobalLpPool: globalPool,
};
