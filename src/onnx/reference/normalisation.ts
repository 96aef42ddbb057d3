// Normalisations, and the gradients that operators of the domain `likeness` name.
// Formulas: ONNX operator specification, operator set 17; Ioffe and Szegedy, arXiv:1502.03167, section 3.

import type { Call, KernelTable } from './kernel.js';
import { mean, reduce, variance } from './reductions.js';
import { broadcastAt, type DoubleTensor, eachIndex, flatIndex, fromStart, generate } from './tensor.js';

export const NORMALISATIONS: KernelTable = {
  BatchNormalization: batchNormalization,
  LayerNormalization: (c) => {
    const x = c.input(0);
    const first = fromStart(c.int('axis', -1), x.dims.length);
    const { middle, inverse, normalized } = standardized(x, axesFrom(x, first), c.float('epsilon', 1e-5));
    const [scale, bias] = [c.input(1), c.inputs[2]];
    const y = generate(
      x.type,
      x.dims,
      (i, flat) => normalized[flat] * broadcastAt(scale, i) + (bias ? broadcastAt(bias, i) : 0),
    );
    return [y, middle, inverse];
  },
  InstanceNormalization: (c) => {
    const x = c.input(0);
    const { normalized } = standardized(x, axesFrom(x, 2), c.float('epsilon', 1e-5));
    const [scale, bias] = [c.input(1).data, c.input(2).data];
    return [generate(x.type, x.dims, (i, flat) => normalized[flat] * scale[i[1]] + bias[i[1]])];
  },
  'likeness::BatchNormGrad': batchNormGrad,
  'likeness::PReluGrad': preluGrad,
  'likeness::ReluGrad': (c) => {
    const [y, dy] = [c.input(0), c.input(1)];
    return [generate(dy.type, dy.dims, (_, flat) => (y.data[flat] > 0 ? dy.data[flat] : 0))];
  },
};

const axesFrom = (x: DoubleTensor, first: number): number[] =>
  x.dims.map((_, i) => i).filter((i) => i >= first);

const allButChannels = (x: DoubleTensor): number[] => x.dims.map((_, i) => i).filter((i) => i !== 1);

/** `(x − mean) / √(variance + epsilon)` over some axes. */
function standardized(x: DoubleTensor, axes: readonly number[], epsilon: number) {
  const middle = reduce(x, axes, mean, true);
  const spread = reduce(x, axes, variance, true);
  const inverse = { ...spread, data: spread.data.map((v) => 1 / Math.sqrt(v + epsilon)) };
  const { data } = generate(
    x.type,
    x.dims,
    (i, flat) => (x.data[flat] - broadcastAt(middle, i)) * broadcastAt(inverse, i),
  );
  return { middle, spread, inverse, normalized: data };
}

/** In training mode also the running mean and variance, moved towards those of this batch. */
function batchNormalization(c: Call): readonly DoubleTensor[] {
  const x = c.input(0);
  const [scale, bias, runningMean, runningVariance] = [1, 2, 3, 4].map((i) => c.input(i));
  const epsilon = c.float('epsilon', 1e-5);
  if (c.int('training_mode', 0) === 0) {
    const y = generate(x.type, x.dims, ([, ch], flat) => {
      const normalized =
        (x.data[flat] - runningMean.data[ch]) / Math.sqrt(runningVariance.data[ch] + epsilon);
      return normalized * scale.data[ch] + bias.data[ch];
    });
    return [y];
  }
  const { middle, spread, normalized } = standardized(x, allButChannels(x), epsilon);
  const momentum = c.float('momentum', 0.9);
  const moved = (from: DoubleTensor, to: DoubleTensor) => ({
    ...from,
    data: from.data.map((v, i) => v * momentum + to.data[i] * (1 - momentum)),
  });
  return [
    generate(x.type, x.dims, ([, ch], flat) => normalized[flat] * scale.data[ch] + bias.data[ch]),
    moved(runningMean, middle),
    moved(runningVariance, spread),
  ];
}

/** The six equations of Ioffe and Szegedy, section 3, in their order. */
function batchNormGrad(c: Call): readonly DoubleTensor[] {
  const [x, dy, scale] = [c.input(0), c.input(1), c.input(2)];
  const { middle, inverse, normalized } = standardized(x, allButChannels(x), c.float('epsilon', 1e-5));
  const zeros = () => generate(x.type, scale.dims, () => 0);
  const [dVariance, dMean, dScale, dBias] = [zeros(), zeros(), zeros(), zeros()];
  const m = x.data.length / scale.data.length;
  eachIndex(x.dims, ([, ch], i) => {
    const dNormalized = dy.data[i] * scale.data[ch];
    dVariance.data[ch] += dNormalized * (x.data[i] - middle.data[ch]) * -0.5 * inverse.data[ch] ** 3;
    dMean.data[ch] -= dNormalized * inverse.data[ch];
    dScale.data[ch] += dy.data[i] * normalized[i];
    dBias.data[ch] += dy.data[i];
  });
  const dx = generate(x.type, x.dims, ([, ch], i) => {
    const throughVariance = (dVariance.data[ch] * 2 * (x.data[i] - middle.data[ch])) / m;
    return dy.data[i] * scale.data[ch] * inverse.data[ch] + throughVariance + dMean.data[ch] / m;
  });
  return [dx, dScale, dBias];
}

function preluGrad(c: Call): readonly DoubleTensor[] {
  const [x, dy, slope] = [c.input(0), c.input(1), c.input(2)];
  const dSlope = generate(slope.type, slope.dims, () => 0);
  const shift = x.dims.length - slope.dims.length;
  const dx = generate(x.type, x.dims, (index, i) => {
    if (x.data[i] > 0) return dy.data[i];
    const own = slope.dims.map((d, axis) => (d === 1 ? 0 : index[axis + shift]));
    dSlope.data[flatIndex(slope.dims, own)] += dy.data[i] * x.data[i];
    return dy.data[i] * broadcastAt(slope, index);
  });
  return [dx, dSlope];
}
