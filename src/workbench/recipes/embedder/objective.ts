// The loss that a recipe chose, on a network's features.

import {
  adaFace,
  arcFace,
  cosFace,
  l2Normalise,
  type NetworkBuilder,
  type Objective,
  supervisedContrastive,
  tripletLoss,
  type Value,
} from '../../../autograd/index.js';
import { isMargin, type Loss } from './schema.js';

/** Where class centres stand in the state: [classes, template length]. */
export const CENTRES = 'head.weight';

/** Inputs that the answers fill: subjects as classes, or templates to be given. */
export const LABEL = 'label';
export const TARGET = 'target';

/**
 * @param features [batch, d], of any length
 * @param classes subjects among the samples
 */
export function objectiveOf(
  network: NetworkBuilder,
  features: Value,
  loss: Loss,
  classes: number,
): Objective {
  const { graph } = network;
  const [batch, dimension] = graph.shapeOf(features) as [number, number];
  if (loss.kind === 'distil') {
    const target = graph.input(TARGET, [batch, dimension]);
    return { loss: distance(network, features, target) };
  }
  const label = graph.input(LABEL, [batch], 'int64');
  if (isMargin(loss)) {
    const { margin, scale } = loss;
    const options = { classes, scale, ...(margin !== undefined && { margin }) };
    return { loss: graph.scope('head', () => MARGIN_LOSSES[loss.kind](network, features, label, options)) };
  }
  return {
    loss:
      loss.kind === 'triplet'
        ? tripletLoss(network, features, label, { margin: loss.margin })
        : supervisedContrastive(network, features, label, { temperature: loss.temperature }),
  };
}

const MARGIN_LOSSES = { arcFace, cosFace, adaFace };

/** 1 − the mean cosine of what is given with what ought to be, which is of unit length. */
function distance(network: NetworkBuilder, features: Value, target: Value): Value {
  const { graph } = network;
  const products = graph.add('Mul', [network.apply('length', l2Normalise, features), target]);
  const cosines = graph.add('ReduceSum', [products, graph.ints([1])], { keepdims: 0 });
  return graph.add('Sub', [graph.scalar(1), graph.add('ReduceMean', [cosines], { keepdims: 0 })]);
}
