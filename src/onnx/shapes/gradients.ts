// Gradients of the domain `likeness`: named before their formula is chosen. None of them is ever run as it stands;
// lowering replaces each by operators that ONNX Runtime knows.

import { type Dim, showDims, times } from '../dims.js';
import { checkChannels, groupOf, kernelWindow, picture, slide, windowOf } from './convolution.js';
import { checkPerChannel } from './normalisation.js';
import type { RuleContext, ShapeRule } from './rule.js';

/** Refuses a gradient that is not of the shape of what it is the gradient by. */
function checkSame(c: RuleContext, gradient: readonly Dim[], of: readonly Dim[]): void {
  const why = () => `a gradient of ${showDims(gradient)} by a result of ${showDims(of)}`;
  if (gradient.length !== of.length) c.refuse(why());
  for (const [i, size] of of.entries()) c.agree(gradient[i]!, size, why);
}

/** `dy, w → dx`; the attribute input_shape holds the spatial dimensions of x. */
const convInputGrad: ShapeRule = (c) => {
  const type = c.oneType([0, 1], 'float');
  const [dy, w] = [picture(c, 0).dims, c.input(1).dims];
  const spatial = c.intList('input_shape') ?? c.refuse('input_shape is missing');
  const dx = [dy[0]!, times(w[1]!, groupOf(c)), ...spatial];
  checkChannels(c, dx, w, groupOf(c));
  checkSame(c, dy, [dy[0]!, w[0]!, ...slide(c, spatial, kernelWindow(c, w))]);
  return [{ type, dims: dx }];
};

/** `x, dy → dw`. */
const convFilterGrad: ShapeRule = (c) => {
  const type = c.oneType([0, 1], 'float');
  const [x, dy] = [picture(c, 0).dims, picture(c, 1).dims];
  const group = groupOf(c);
  const window = windowOf(c, x.length - 2);
  const channels = x[1]!;
  if (typeof channels === 'number' && channels % group !== 0)
    c.refuse(`${channels} channels of ${showDims(x)} do not part into ${group} groups`);
  const w = [dy[1]!, typeof channels === 'number' ? channels / group : c.unknown(1), ...window.kernel];
  checkChannels(c, x, w, group);
  checkSame(c, dy, [x[0]!, dy[1]!, ...slide(c, x.slice(2), window)]);
  return [{ type, dims: w }];
};

/** `x, dy, scale → dx, dscale, dbias` of a batch normalisation by the statistics of this batch. */
const batchNormGrad: ShapeRule = (c) => {
  const type = c.oneType([0, 1, 2], 'float');
  const { dims } = c.input(0);
  checkSame(c, c.input(1).dims, dims);
  const perChannel = { type, dims: [checkPerChannel(c, [2], dims)] };
  return [{ type, dims }, perChannel, perChannel];
};

/** `x, dy, slope → dx, dslope`. */
const preluGrad: ShapeRule = (c) => {
  const type = c.oneType([0, 1, 2], 'float');
  const [x, dy, slope] = [c.input(0).dims, c.input(1).dims, c.input(2).dims];
  checkSame(c, dy, x);
  c.stretch('a slope', slope, x);
  return [
    { type, dims: x },
    { type, dims: slope },
  ];
};

/** `y, dy → dx`. */
const reluGrad: ShapeRule = (c) => {
  const type = c.oneType([0, 1], 'float');
  const { dims } = c.input(0);
  checkSame(c, c.input(1).dims, dims);
  return [{ type, dims }];
};

export const GRADIENTS: Readonly<Record<string, ShapeRule>> = {
  'likeness::ConvInputGrad': convInputGrad,
  'likeness::ConvFilterGrad': convFilterGrad,
  'likeness::BatchNormGrad': batchNormGrad,
  'likeness::PReluGrad': preluGrad,
  'likeness::ReluGrad': reluGrad,
};
