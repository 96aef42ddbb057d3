// Pictures as sequences of tokens (Dosovitskiy et al., arXiv:2010.11929, eq. 1).

import { gaussian } from '../initializers.js';
import type { Layer } from '../network.js';
import { conv } from './conv.js';

/** Standard deviation of embeddings at the start, as in the authors' code and in BERT (arXiv:1810.04805). */
const SPREAD = 0.02;

/**
 * Square patches side by side, each a token, [N, C, H, W] → [N, T, width]; a margin that fills no patch is left out.
 * Parameters of a convolution with bias.
 */
export const patchEmbedding =
  ({ patch, width }: { readonly patch: number; readonly width: number }): Layer =>
  (network, x) => {
    const { graph } = network;
    const grid = conv({ channels: width, kernel: patch, stride: patch })(network, x);
    const tokens = network.sizeAlong(grid, 2) * network.sizeAlong(grid, 3);
    const rows = graph.add('Reshape', [grid, graph.ints([-1, width, tokens])]);
    return graph.add('Transpose', [rows], { perm: [0, 2, 1] });
  };

/** A learnt token before all others, [N, T, D] → [N, T + 1, D]. Parameter `token` [1, 1, D]. */
export const classToken: Layer = (network, x) => {
  const { graph } = network;
  const width = network.sizeAlong(x, -1);
  const token = network.parameter('token', [1, 1, width], gaussian(SPREAD), false);
  const spaced = graph.add('Pad', [x, graph.ints([0, 1, 0, 0, 0, 0])]);
  const placed = graph.add('Pad', [token, graph.ints([0, 0, 0, 0, network.sizeAlong(x, 1), 0])]);
  return graph.add('Add', [spaced, placed]);
};

/** A learnt vector for each place, added, [N, T, D] → [N, T, D]. Parameter `position` [1, T, D]. */
export const positionEmbedding: Layer = (network, x) => {
  const dims = [1, network.sizeAlong(x, 1), network.sizeAlong(x, 2)];
  return network.graph.add('Add', [x, network.parameter('position', dims, gaussian(SPREAD), false)]);
};

/** The token before all others alone, [N, T, D] → [N, D]. */
export const firstToken: Layer = ({ graph }, x) => {
  const first = graph.add('Slice', [x, graph.ints([0]), graph.ints([1]), graph.ints([1])]);
  return graph.add('Squeeze', [first, graph.ints([1])]);
};
