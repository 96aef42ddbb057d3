// Small networks on templates that another network made.

import { filled } from '../initializers.js';
import { batchNorm, l2Normalise, linear, prelu, residual, sequential } from '../layers/index.js';
import type { Layer } from '../network.js';

/**
 * Linear layers with batch norm and PReLU between them, [N, inputs] → [N, last width].
 * @param widths of the layers, the last that of the result
 */
export const mlp = (widths: readonly number[]): Layer =>
  sequential(
    Object.fromEntries(
      widths.map((features, i) => [
        i,
        i === widths.length - 1
          ? linear({ features })
          : sequential({ fc: linear({ features, bias: false }), norm: batchNorm(), act: prelu }),
      ]),
    ),
  );

/**
 * Moves templates of one kind of picture towards those of another, such as portraits in documents towards selfies:
 * x + MLP(x), length one, [N, D] → [N, D]. At the start it changes nothing but the length, so that training begins
 * at the accuracy of the network that made the templates.
 *
 * The idea of DocFace+ (Shi and Jain, arXiv:1809.05620): sibling networks that share most parameters, here the whole
 * network below, and have few of each kind's own, here as a residual adapter (Rebuffi et al., arXiv:1705.08045).
 * @param options.hidden width in the middle
 */
export const adapter = ({ hidden }: { readonly hidden: number }): Layer =>
  sequential({
    shift: residual((network, x) =>
      sequential({
        reduce: sequential({ fc: linear({ features: hidden, bias: false }), norm: batchNorm(), act: prelu }),
        expand: linear({ features: network.sizeAlong(x, -1), fill: filled(0) }),
      })(network, x),
    ),
    length: l2Normalise,
  });
