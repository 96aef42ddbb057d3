// Losses on logits that are compared with known answers.

import type { Value } from '../../onnx/index.js';
import type { NetworkBuilder } from '../network.js';

/**
 * Mean over the batch of −log softmax(logits)[label]; with smoothing ε the label's share is 1 − ε and ε is spread over
 * all classes (Szegedy et al., arXiv:1512.00567, section 7).
 * @param logits [N, classes]
 * @param labels [N], int64, from 0
 * @returns a scalar
 */
export function softmaxCrossEntropy(
  { graph }: NetworkBuilder,
  logits: Value,
  labels: Value,
  { smoothing = 0 }: { readonly smoothing?: number } = {},
): Value {
  const logShares = graph.add('LogSoftmax', [logits], { axis: -1 });
  const positions = graph.add('Unsqueeze', [labels, graph.ints([1])]);
  const ofLabels = graph.add('GatherElements', [logShares, positions], { axis: 1 });
  const mean = (x: Value) => graph.add('ReduceMean', [x], { keepdims: 0 });
  const likelihood = mean(ofLabels);
  if (smoothing === 0) return graph.add('Neg', [likelihood]);
  const ofLabel = graph.add('Mul', [likelihood, graph.scalar(smoothing - 1)]);
  const ofAll = graph.add('Mul', [mean(logShares), graph.scalar(-smoothing)]);
  return graph.add('Add', [ofLabel, ofAll]);
}

/**
 * Mean over all elements of −t·log σ(z) − (1 − t)·log(1 − σ(z)) = softplus(z) − t·z, which overflows nowhere.
 * @param logits any shape
 * @param targets the same shape, float32, 0 to 1
 * @returns a scalar
 */
export function binaryCrossEntropy({ graph }: NetworkBuilder, logits: Value, targets: Value): Value {
  const partition = graph.add('Softplus', [logits]);
  const each = graph.add('Sub', [partition, graph.add('Mul', [targets, logits])]);
  return graph.add('ReduceMean', [each], { keepdims: 0 });
}
