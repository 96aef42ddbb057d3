// Layers that bring what goes through them to a common scale.

import { float } from '../../onnx/index.js';
import { filled } from '../initializers.js';
import type { Layer } from '../network.js';

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
  /** Share of the old running statistic that an update keeps, as ONNX counts; PyTorch's 0.1 is 0.9 here. Default 0.9. */
  readonly momentum?: number;
  /** Whether a scale is learnt; without, it stays one. Default true. */
  readonly scale?: boolean;
}

/**
 * Batch normalisation over all axes but axis 1 (Ioffe and Szegedy, arXiv:1502.03167, algorithm 1).
 *
 * Parameters `weight`, `bias` [C]; running `mean`, `variance` [C]. In training the statistics are the batch's, and
 * the running ones follow. The running variance is the biased one (over n, as ONNX specifies), where PyTorch takes
 * n − 1: at n ≥ 32·7·7 they differ by less than 0.07 %.
 */
export const batchNorm =
  ({ epsilon = 1e-5, momentum = 0.9, scale = true }: BatchNormOptions = {}): Layer =>
  (network, x) => {
    const { graph } = network;
    const channels = network.sizeAlong(x, 1);
    const weight = scale
      ? network.parameter('weight', [channels], filled(1), false)
      : graph.floats(new Float32Array(channels).fill(1));
    const bias = network.parameter('bias', [channels], filled(0), false);
    const mean = network.state('mean', [channels], filled(0));
    const variance = network.state('variance', [channels], filled(1));
    const inputs = [x, weight, bias, mean, variance];
    if (!network.training) return graph.add('BatchNormalization', inputs, { epsilon: float(epsilon) });
    const [y, nextMean, nextVariance] = graph.addMany('BatchNormalization', inputs, 3, {
      epsilon: float(epsilon),
      momentum: float(momentum),
      training_mode: 1,
    });
    network.update(mean, nextMean!);
    network.update(variance, nextVariance!);
    return y!;
  };

/** Normalisation over the last axis (Ba et al., arXiv:1607.06450, section 3). Parameters `weight`, `bias` [D]. */
export const layerNorm =
  ({ epsilon = 1e-5 }: { readonly epsilon?: number } = {}): Layer =>
  (network, x) => {
    const size = network.sizeAlong(x, -1);
    const weight = network.parameter('weight', [size], filled(1), false);
    const bias = network.parameter('bias', [size], filled(0), false);
    return network.graph.add('LayerNormalization', [x, weight, bias], { axis: -1, epsilon: float(epsilon) });
  };

/** Least length that a vector is divided by, so that the zero vector has a gradient. */
const LEAST_LENGTH = 1e-12;

/** x / ‖x‖ over the last axis (as FaceNet's embeddings, arXiv:1503.03832, section 3). Zero stays zero. */
export const l2Normalise: Layer = ({ graph }, x) => {
  const squares = graph.add('ReduceSumSquare', [x], { axes: [-1], keepdims: 1 });
  const safe = graph.add('Clip', [squares, graph.scalar(LEAST_LENGTH ** 2)]);
  return graph.add('Div', [x, graph.add('Sqrt', [safe])]);
};
