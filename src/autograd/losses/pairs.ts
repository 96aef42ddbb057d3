// Losses on the pairs within a batch: those of one person together, others apart. A batch must hold several people
// with several pictures each; an anchor that has no partner, or no stranger, is left out of the mean.

import type { Value } from '../../onnx/index.js';
import { l2Normalise } from '../layers/index.js';
import type { NetworkBuilder } from '../network.js';

/**
 * Triplet loss with the hardest positive and the hardest negative of the batch for each anchor: mean of
 * max(0, ‖a − p‖² − ‖a − n‖² + margin), on vectors of length one (Schroff et al., arXiv:1503.03832, section 3.1; the choice
 * of the hardest: Hermans et al., arXiv:1703.07737, eq. 5).
 * @param features [N, d], of any length
 * @param labels [N], int64
 * @param options.margin in squared distance, which goes from 0 to 4. Default 0.2, as FaceNet
 * @returns a scalar
 */
export function tripletLoss(
  network: NetworkBuilder,
  features: Value,
  labels: Value,
  { margin = 0.2 }: { readonly margin?: number } = {},
): Value {
  const { graph } = network;
  const cosines = cosinesWithin(network, features);
  const { same, others, partners } = pairsOf(network, labels);
  // ‖a − b‖² = 2 − 2·cos, so the farthest is the one of lowest cosine. The anchor itself never is, unless alone.
  const farthest = graph.add('ReduceMin', [graph.add('Where', [same, cosines, graph.scalar(2)])], EACH);
  const nearest = graph.add('ReduceMax', [graph.add('Where', [same, graph.scalar(-2), cosines])], EACH);
  const gap = graph.add('Mul', [graph.add('Sub', [nearest, farthest]), graph.scalar(2)]);
  const hinge = graph.add('Relu', [graph.add('Add', [gap, graph.scalar(margin)])]);
  const counts = graph.add('Mul', [atLeastOne(network, partners), atLeastOne(network, others)]);
  return meanWhere(network, hinge, counts);
}

/**
 * Supervised contrastive loss: for each anchor the mean over its partners p of −log softmax(cos / τ)[p], the softmax
 * over all others in the batch (Khosla et al., arXiv:2004.11362, eq. 2, L_out).
 * @param features [N, d], of any length
 * @param labels [N], int64
 * @param options.temperature τ. Default 0.1, as in the paper
 * @returns a scalar
 */
export function supervisedContrastive(
  network: NetworkBuilder,
  features: Value,
  labels: Value,
  { temperature = 0.1 }: { readonly temperature?: number } = {},
): Value {
  const { graph } = network;
  const cosines = cosinesWithin(network, features);
  const { same, partners } = pairsOf(network, labels);
  const alike = graph.add('Cast', [same], { to: 1 });
  const self = graph.add('EyeLike', [alike], { dtype: 1 });
  const logits = graph.add('Sub', [
    graph.add('Mul', [cosines, graph.scalar(1 / temperature)]),
    graph.add('Mul', [self, graph.scalar(EXCLUDED)]),
  ]);
  const logShares = graph.add('LogSoftmax', [logits], { axis: -1 });
  const isPartner = graph.add('Sub', [alike, self]);
  const total = graph.add('ReduceSum', [graph.add('Mul', [isPartner, logShares]), graph.ints([1])], {
    keepdims: 0,
  });
  const atLeast = graph.add('Max', [partners, graph.scalar(1)]);
  const each = graph.add('Neg', [graph.add('Div', [total, atLeast])]);
  return meanWhere(network, each, atLeastOne(network, partners));
}

/** One value for each row. */
const EACH = { axes: [1], keepdims: 0 };

/** Taken from a logit that must have no share: its exponential is zero in float32 and in float64. */
const EXCLUDED = 1e4;

function cosinesWithin(network: NetworkBuilder, features: Value): Value {
  const { graph } = network;
  const unit = l2Normalise(network, features);
  return graph.add('Gemm', [unit, unit], { transB: 1 });
}

/** Which pairs share a label [N, N], and for each anchor how many partners (itself not counted) and others [N]. */
function pairsOf({ graph }: NetworkBuilder, labels: Value) {
  const [rows, columns] = [1, 0].map((axis) => graph.add('Unsqueeze', [labels, graph.ints([axis])]));
  const same = graph.add('Equal', [rows!, columns!]);
  const count = (pairs: Value) =>
    graph.add('ReduceSum', [graph.add('Cast', [pairs], { to: 1 }), graph.ints([1])], { keepdims: 0 });
  return {
    same,
    partners: graph.add('Sub', [count(same), graph.scalar(1)]),
    others: count(graph.add('Not', [same])),
  };
}

/** 1 where a count is not zero, else 0. */
const atLeastOne = ({ graph }: NetworkBuilder, counts: Value): Value =>
  graph.add('Min', [counts, graph.scalar(1)]);

/** Mean of the values whose weight is 1, of those whose weight is 0 none; 0 where there are none. */
function meanWhere({ graph }: NetworkBuilder, values: Value, weights: Value): Value {
  const sum = (x: Value) => graph.add('ReduceSum', [x], { keepdims: 0 });
  const count = graph.add('Max', [sum(weights), graph.scalar(1)]);
  return graph.add('Div', [sum(graph.add('Mul', [values, weights])), count]);
}
