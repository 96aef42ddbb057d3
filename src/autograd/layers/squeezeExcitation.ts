// Channels weighted by what the whole picture shows.

import type { Layer } from '../network.js';
import { relu, sigmoid } from './activations.js';
import { sequential } from './composition.js';
import { conv } from './conv.js';

/**
 * Squeeze and excitation, x·σ(W₂·relu(W₁·mean(x))) (Hu et al., arXiv:1709.01507, eq. 2 to 4).
 * Parameters under `reduce` and `expand`, 1×1 convolutions with bias.
 * @param options.reduction channels for one in the middle; 16 in the paper
 */
export const squeezeExcitation =
  ({ reduction = 16 }: { readonly reduction?: number } = {}): Layer =>
  (network, x) => {
    const { graph } = network;
    const channels = network.sizeAlong(x, 1);
    const gates = sequential({
      reduce: conv({ channels: Math.max(1, Math.floor(channels / reduction)), kernel: 1 }),
      relu,
      expand: conv({ channels, kernel: 1 }),
      sigmoid,
    });
    return graph.add('Mul', [x, gates(network, graph.add('GlobalAveragePool', [x]))]);
  };
