// Normalisations: x̂ = (x − mean) / √(variance + ε), y = scale · x̂ + bias. Where mean and variance are x's own,
// dx = (g − mean(g) − x̂ · mean(g · x̂)) / √(variance + ε) with g = scale · dy (Ioffe and Szegedy,
// arXiv:1502.03167, section 3, put together).

import { float, type Value } from '../../onnx/index.js';
import { type Adjoint, axisOf, each, type GradientRule, type GradientTable, only, range } from './rule.js';

export const NORMALISATION: GradientTable = {
  BatchNormalization: (a) =>
    a.attributes.int('training_mode', 0) === 1 ? ofThisBatch(a) : ofRunningStatistics(a),
  LayerNormalization: (a) => {
    const rank = a.graph.dimsOf(a.x[0]!).length;
    return ofOwnStatistics(a, range(axisOf(a.attributes.int('axis', -1), rank), rank), (v) => v);
  },
  InstanceNormalization: (a) => {
    const rank = a.graph.dimsOf(a.x[0]!).length;
    return ofOwnStatistics(a, range(2, rank), (v) => perChannel(a, v, rank));
  },
};

const epsilonOf = (a: Adjoint): number => a.attributes.float('epsilon', 1e-5);

/** `[C]` as `[C, 1, …]`, which broadcasts to `[N, C, …]`. */
const perChannel = ({ f }: Adjoint, v: Value, rank: number): Value => f.unsqueeze(v, range(1, rank - 1));

function ofThisBatch(a: Adjoint): ReturnType<GradientRule> {
  return a.graph.addMany(
    'BatchNormGrad',
    [a.x[0], only(a), a.x[1]],
    3,
    { epsilon: float(epsilonOf(a)) },
    'likeness',
  );
}

function ofRunningStatistics(a: Adjoint): ReturnType<GradientRule> {
  const { f, graph } = a;
  const [x, scale, , mean, variance] = a.x as readonly Value[];
  const dy = only(a);
  const rank = graph.dimsOf(x!).length;
  const rest = [0, ...range(2, rank)];
  const deviation = f.sqrt(f.add(variance!, epsilonOf(a)));
  const slope = f.div(scale!, deviation);
  const centred = () => f.sub(x!, perChannel(a, mean!, rank));
  const dScale = () => f.div(f.sum(f.mul(dy, centred()), rest, false), deviation);
  return each(
    a,
    () => f.mul(dy, perChannel(a, slope, rank)),
    dScale,
    () => f.sum(dy, rest, false),
    () => f.neg(f.mul(f.sum(dy, rest, false), slope)),
    () => f.mul(f.mul(-0.5, dScale()), f.div(slope, deviation)),
  );
}

/** @param aligned scale and bias as they broadcast to x */
function ofOwnStatistics(
  a: Adjoint,
  axes: readonly number[],
  aligned: (v: Value) => Value,
): ReturnType<GradientRule> {
  const { f } = a;
  const [x, scale, bias] = a.x as [Value, Value, Value | undefined];
  const dy = only(a);
  const centred = f.sub(x, f.mean(x, axes));
  const deviation = f.sqrt(f.add(f.mean(f.square(centred), axes), epsilonOf(a)));
  const normalised = f.div(centred, deviation);
  return each(
    a,
    () => {
      const g = f.mul(dy, aligned(scale));
      const outward = f.mul(normalised, f.mean(f.mul(g, normalised), axes));
      return f.div(f.sub(f.sub(g, f.mean(g, axes)), outward), deviation);
    },
    () => f.reshapeTo(f.sumTo(f.mul(dy, normalised), aligned(scale)), scale),
    () => f.reshapeTo(f.sumTo(dy, aligned(bias!)), bias!),
  );
}
