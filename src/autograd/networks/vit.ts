// A vision transformer for aligned faces (Dosovitskiy et al., arXiv:2010.11929). The default is the width and depth of
// ViT-Ti (Touvron et al., arXiv:2012.12877, table 1) on patches of 8 pixels: 112×112 gives 14×14 of them, as many as
// 224×224 gives of 16.

import { gaussian } from '../initializers.js';
import {
  batchNorm,
  classToken,
  firstToken,
  gelu,
  layerNorm,
  linear,
  patchEmbedding,
  positionEmbedding,
  repeat,
  residual,
  selfAttention,
  sequential,
} from '../layers/index.js';
import type { Layer } from '../network.js';

export interface VitOptions {
  /** Side of a patch in pixels. Default 8. */
  readonly patch?: number;
  /** Length of a token. Default 192. */
  readonly width?: number;
  /** Blocks. Default 12. */
  readonly depth?: number;
  /** Default 3. */
  readonly heads?: number;
  /** Length of the feature. Default 512. */
  readonly features?: number;
}

/** Aligned faces [N, 3, 112, 112] → features [N, features], from the class token, by a linear layer and batch norm. */
export const vit = (options: VitOptions = {}): Layer => {
  const { patch = 8, width = 192, depth = 12, heads = 3, features = 512 } = options;
  return sequential({
    patches: patchEmbedding({ patch, width }),
    class: classToken,
    places: positionEmbedding,
    blocks: repeat(depth, () => block(width, heads)),
    norm: layerNorm({ epsilon: EPSILON }),
    first: firstToken,
    fc: linear({ features, bias: false, fill: gaussian(0.02) }),
    features: batchNorm(),
  });
};

/** As in the authors' code. */
const EPSILON = 1e-6;

/** Eq. 2 and 3: attention, then a perceptron four times as wide, each behind a norm and added to what comes in. */
const block = (width: number, heads: number): Layer =>
  sequential({
    attention: residual(
      sequential({ norm: layerNorm({ epsilon: EPSILON }), heads: selfAttention({ heads }) }),
    ),
    perceptron: residual(
      sequential({
        norm: layerNorm({ epsilon: EPSILON }),
        expand: linear({ features: 4 * width }),
        gelu,
        project: linear({ features: width }),
      }),
    ),
  });
