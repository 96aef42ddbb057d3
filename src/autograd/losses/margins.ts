// Classification on the sphere with a margin: the logit of a class is s·cos of the angle between the feature and the
// class's centre, and the true class's cosine is made worse by a margin first, so that training must do better than
// enough. What the losses differ in is the margin.

import type { Value } from '../../onnx/index.js';
import { filled, gaussian } from '../initializers.js';
import { l2Normalise } from '../layers/index.js';
import type { NetworkBuilder } from '../network.js';
import { softmaxCrossEntropy } from './entropy.js';

export interface CentreOptions {
  /** People in the training set; the parameter `weight` holds a centre for each, [classes, d]. */
  readonly classes: number;
  /** s, what cosines are multiplied by. Default 64. */
  readonly scale?: number;
  /**
   * Classes that take part in this step, int64 [S], those of all labels among them; left out, all do
   * (partial FC, arXiv:2203.15565). The labels are then positions in this list: see `sampleClasses`.
   */
  readonly sampled?: Value;
}

export interface MarginOptions extends CentreOptions {
  /** m: an angle in radians for ArcFace (default 0.5), a cosine for CosFace (0.4), both for AdaFace (0.4). */
  readonly margin?: number;
}

/**
 * Additive angular margin, cos(θ + m) (Deng et al., arXiv:1801.07698, eq. 3). Beyond θ = π − m, where that would
 * turn back, it goes on as cos θ − m·sin m, as the authors' code does.
 * @param features [N, d], of any length
 * @param labels [N], int64
 * @param options.easyMargin no margin where θ > π/2 instead of going on; off in the authors' training
 * @returns the mean loss, a scalar
 */
export function arcFace(
  network: NetworkBuilder,
  features: Value,
  labels: Value,
  options: MarginOptions & { readonly easyMargin?: boolean },
): Value {
  const { margin = 0.5, easyMargin = false } = options;
  return onSphere(network, features, labels, options, (cosine) => {
    const { graph } = network;
    const worse = graph.add('Sub', [
      graph.add('Mul', [cosine, graph.scalar(Math.cos(margin))]),
      graph.add('Mul', [sineOf(network, cosine), graph.scalar(Math.sin(margin))]),
    ]);
    const [from, otherwise] = easyMargin
      ? [0, cosine]
      : [-Math.cos(margin), graph.add('Sub', [cosine, graph.scalar(margin * Math.sin(margin))])];
    return graph.add('Where', [graph.add('Greater', [cosine, graph.scalar(from)]), worse, otherwise]);
  });
}

/**
 * Large margin cosine loss, cos θ − m (Wang et al., arXiv:1801.09414, eq. 4).
 * @param features [N, d], of any length
 * @param labels [N], int64
 * @returns the mean loss, a scalar
 */
export function cosFace(
  network: NetworkBuilder,
  features: Value,
  labels: Value,
  options: MarginOptions,
): Value {
  const { margin = 0.4 } = options;
  return onSphere(network, features, labels, options, (cosine) =>
    network.graph.add('Sub', [cosine, network.graph.scalar(margin)]),
  );
}

export interface AdaFaceOptions extends MarginOptions {
  /** h: the share of the margin that a norm one standard deviation off the mean moves. Default 0.333. */
  readonly concentration?: number;
  /** Share of this batch in the running mean and deviation of the norms. Default 0.01, as the authors train. */
  readonly renewal?: number;
}

/**
 * A margin that hangs on the picture's quality, seen by the length of its feature: cos(θ − m·q) − m·(1 + q) with
 * q = clip(h·(‖z‖ − μ) / σ, −1, 1) and running μ, σ (Kim et al., arXiv:2204.00964, section 3.3). Good pictures are
 * pressed where they are hard, bad ones where they are easy. No gradient goes through q.
 *
 * Running state `normMean` and `normDeviation`, scalars that start at 20 and 100 as in the authors' code. As there,
 * norms count from 0.001 to 100, the deviation is over n − 1, and θ + its margin stays within 0.001 to π − 0.001.
 * @param features [N, d], of any length
 * @param labels [N], int64
 * @returns the mean loss, a scalar
 */
export function adaFace(
  network: NetworkBuilder,
  features: Value,
  labels: Value,
  options: AdaFaceOptions,
): Value {
  const { margin = 0.4 } = options;
  const { graph } = network;
  const quality = qualityOf(network, features, options);
  const turn = graph.add('Mul', [quality, graph.scalar(-margin)]);
  const toll = graph.add('Add', [graph.add('Mul', [quality, graph.scalar(margin)]), graph.scalar(margin)]);
  return onSphere(network, features, labels, options, (raw) => {
    const cosine = graph.add('Clip', [raw, graph.scalar(EDGE - 1), graph.scalar(1 - EDGE)]);
    const turned = graph.add('Sub', [
      graph.add('Mul', [cosine, graph.add('Cos', [turn])]),
      graph.add('Mul', [sineOf(network, cosine), graph.add('Sin', [turn])]),
    ]);
    // Past 0 or π the angle is held, and there the gradient ends.
    const angle = network.stop(graph.add('Add', [graph.add('Acos', [cosine]), turn]));
    const held = graph.add('Clip', [angle, graph.scalar(EDGE), graph.scalar(Math.PI - EDGE)]);
    const inside = graph.add('Equal', [angle, held]);
    return graph.add('Sub', [graph.add('Where', [inside, turned, graph.add('Cos', [held])]), toll]);
  });
}

/** Distance that AdaFace keeps from cosines of ±1, angles of 0 and π, norms and deviations of 0. */
const EDGE = 1e-3;

/** q in −1 to 1 for each picture [N, 1], held fixed in the gradient; in training the running statistics follow. */
function qualityOf(network: NetworkBuilder, features: Value, options: AdaFaceOptions): Value {
  const { graph } = network;
  const { concentration = 0.333, renewal = 0.01 } = options;
  const norms = graph.add('Clip', [
    graph.add('ReduceL2', [features], { axes: [1], keepdims: 1 }),
    graph.scalar(EDGE),
    graph.scalar(100),
  ]);
  const running = (role: string, start: number, now: () => Value): Value => {
    const before = network.state(role, [], filled(start));
    if (!network.training) return before;
    const kept = graph.add('Mul', [before, graph.scalar(1 - renewal)]);
    const after = graph.add('Add', [kept, graph.add('Mul', [now(), graph.scalar(renewal)])]);
    network.update(before, after);
    return after;
  };
  const batchMean = () => graph.add('ReduceMean', [norms], { keepdims: 0 });
  const mean = running('normMean', 20, batchMean);
  const deviation = running('normDeviation', 100, () => {
    const off = graph.add('Sub', [norms, batchMean()]);
    const count = graph.add('Cast', [graph.add('Size', [norms])], { to: 1 });
    const squares = graph.add('ReduceSumSquare', [off], { keepdims: 0 });
    const freedom = graph.add('Max', [graph.add('Sub', [count, graph.scalar(1)]), graph.scalar(1)]);
    return graph.add('Sqrt', [graph.add('Div', [squares, freedom])]);
  });
  const spread = graph.add('Add', [deviation, graph.scalar(EDGE)]);
  const standard = graph.add('Div', [graph.add('Sub', [norms, mean]), spread]);
  const shared = graph.add('Mul', [standard, graph.scalar(concentration)]);
  return network.stop(graph.add('Clip', [shared, graph.scalar(-1), graph.scalar(1)]));
}

/** Cross-entropy of s·cos, where `worsen` turns the true class's cosines [N, 1] into what stands in their place. */
function onSphere(
  network: NetworkBuilder,
  features: Value,
  labels: Value,
  { classes, scale = 64, sampled }: CentreOptions,
  worsen: (cosine: Value) => Value,
): Value {
  const { graph } = network;
  const centres = network.parameter('weight', [classes, network.sizeAlong(features, 1)], gaussian(0.01));
  const rows = sampled === undefined ? centres : graph.add('Gather', [centres, sampled], { axis: 0 });
  // Scale and the centres' lengths are applied where they touch fewest numbers: to features and to logits.
  const pointing = graph.add('Mul', [l2Normalise(network, features), graph.scalar(scale)]);
  const logits = graph.add('Div', [
    graph.add('Gemm', [pointing, rows], { transB: 1 }),
    lengthsOf(network, rows),
  ]);
  const positions = graph.add('Unsqueeze', [labels, graph.ints([1])]);
  const target = graph.add('GatherElements', [logits, positions], { axis: 1 });
  const cosine = graph.add('Mul', [target, graph.scalar(1 / scale)]);
  const worse = graph.add('Mul', [worsen(cosine), graph.scalar(scale)]);
  const replaced = graph.add('ScatterElements', [logits, positions, worse], { axis: 1 });
  return softmaxCrossEntropy(network, replaced, labels);
}

/** Least length of a centre, so that a zero one has a gradient. */
const LEAST_LENGTH = 1e-12;

/** [K, d] → [K]. */
function lengthsOf({ graph }: NetworkBuilder, rows: Value): Value {
  const squares = graph.add('ReduceSumSquare', [rows], { axes: [1], keepdims: 0 });
  return graph.add('Sqrt', [graph.add('Clip', [squares, graph.scalar(LEAST_LENGTH ** 2)])]);
}

/** Least sin², some float32 steps above 0: the slope of the sine stays below 1,000 and is zero beyond. */
const LEAST_SINE_SQUARED = 1e-6;

/** sin θ = √(1 − cos² θ), safe where cos θ is ±1 or, by rounding, beyond. */
function sineOf({ graph }: NetworkBuilder, cosine: Value): Value {
  const squared = graph.add('Sub', [graph.scalar(1), graph.add('Mul', [cosine, cosine])]);
  return graph.add('Sqrt', [graph.add('Clip', [squared, graph.scalar(LEAST_SINE_SQUARED)])]);
}
