// Classification where each class has hardly more than a reference and a probe, as people in identity documents have.
// Centres that are learned see too little of each class to settle; here they are templates, imprinted as they come.

import type { Value } from '../../onnx/index.js';
import { given } from '../initializers.js';
import { l2Normalise } from '../layers/index.js';
import type { NetworkBuilder } from '../network.js';
import { softmaxCrossEntropy } from './entropy.js';

export interface ImprintingOptions {
  /** A centre for each class before the first step, [classes, d], each of length one. */
  readonly centres: Float32Array<ArrayBuffer>;
  /** s, what cosines are multiplied by. Default 64. */
  readonly scale?: number;
  /** m, taken from the cosine with the own class. Default 0.1. */
  readonly margin?: number;
  /** α: the share of the new template in a class's centre. Default 1: the centre is the template that came last. */
  readonly renewal?: number;
}

/**
 * Dynamic weight imprinting (Y. Shi and A. K. Jain, DocFace+, arXiv:1809.05620, section 3.2): the references of a batch
 * become the centres of their classes, c ← (1 − α)·c + α·reference, of length one; references and probes are then told
 * apart from all classes by the large margin cosine loss (arXiv:1801.09414, eq. 4). Centres of classes outside the batch
 * are held fixed. Through those of the batch the gradient goes on into the references, which the paper leaves out: else
 * a network for references alone would never learn where probes lie.
 *
 * Running state `centres`, [classes, d].
 * @param references [N, d], of any length
 * @param probes [N, d], of the same classes in the same order
 * @param labels [N], int64, all different
 * @returns the mean loss of both, a scalar
 */
export function imprintedMargin(
  network: NetworkBuilder,
  references: Value,
  probes: Value,
  labels: Value,
  { centres, scale = 64, margin = 0.1, renewal = 1 }: ImprintingOptions,
): Value {
  const { graph } = network;
  const width = network.sizeAlong(references, 1);
  const before = network.state('centres', [centres.length / width, width], given(centres));
  const units = [references, probes].map((features) => l2Normalise(network, features));
  const kept = graph.add('Mul', [
    graph.add('Gather', [before, labels], { axis: 0 }),
    graph.scalar(1 - renewal),
  ]);
  const fresh = graph.add('Mul', [units[0]!, graph.scalar(renewal)]);
  const imprinted = l2Normalise(network, graph.add('Add', [kept, fresh]));
  const positions = graph.add('Unsqueeze', [labels, graph.ints([1])]);
  const after = graph.add('ScatterND', [before, positions, imprinted]);
  network.update(before, after);
  const toll = graph.scalar(-scale * margin);
  const losses = units.map((unit) => {
    const pointing = graph.add('Mul', [unit, graph.scalar(scale)]);
    const logits = graph.add('Gemm', [pointing, after], { transB: 1 });
    const own = graph.add('Add', [graph.add('GatherElements', [logits, positions], { axis: 1 }), toll]);
    return softmaxCrossEntropy(
      network,
      graph.add('ScatterElements', [logits, positions, own], { axis: 1 }),
      labels,
    );
  });
  return graph.add('Mul', [graph.add('Add', [losses[0]!, losses[1]!]), graph.scalar(0.5)]);
}
