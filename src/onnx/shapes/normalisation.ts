// Normalisation: the result has the shape of the input; some also give the statistics.

import { type Dim, showDims } from '../dims.js';
import { picture } from './convolution.js';
import { unary } from './elementwise.js';
import type { RuleContext, ShapeRule } from './rule.js';

/** Refuses inputs that are not one number a channel. */
export function checkPerChannel(c: RuleContext, positions: readonly number[], x: readonly Dim[]): Dim {
  const channels = x[1] ?? c.refuse(`${showDims(x)} has no channels`);
  for (const position of positions) {
    const { dims } = c.input(position, 'float');
    const why = () => `input ${position} is ${showDims(dims)}; ${showDims(x)} has ${channels} channels`;
    if (dims.length !== 1) c.refuse(why());
    c.agree(dims[0]!, channels, why);
  }
  return channels;
}

/** In training mode also the running mean and variance after this batch. */
const batchNormalization: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'float');
  const channels = checkPerChannel(c, [1, 2, 3, 4], dims);
  c.oneType([1, 2], 'float');
  const result = { type, dims };
  if (c.int('training_mode', 0) === 0) return [result];
  const running = { type: c.oneType([3, 4], 'float'), dims: [channels] };
  return [result, running, running];
};

const instanceNormalization: ShapeRule = (c) => {
  const { dims } = picture(c, 0);
  const type = c.oneType([0, 1, 2], 'float');
  checkPerChannel(c, [1, 2], dims);
  return [{ type, dims }];
};

/** Over all axes from `axis` on; mean and inverse standard deviation as further results, in float32. */
const layerNormalization: ShapeRule = (c) => {
  const type = c.oneType([0, 1, 2], 'float');
  const { dims } = c.input(0);
  const axis = c.axis(c.int('axis', -1), dims.length);
  for (const position of [1, 2]) {
    const given = c.optional(position);
    if (given) c.stretch(position === 1 ? 'a scale' : 'a bias', given.dims, dims);
  }
  const statistics = { type: 'float32' as const, dims: dims.map((d, i) => (i < axis ? d : 1)) };
  return [{ type, dims }, statistics, statistics];
};

const lpNormalization: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'float');
  c.axis(c.int('axis', -1), dims.length);
  return [{ type, dims }];
};

export const NORMALISATIONS: Readonly<Record<string, ShapeRule>> = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  LpNormalization: lpNormalization,
  LRN: unary('float'),
  MeanVarianceNormalization: unary('float'),
};
