// A small classifier: inverted bottlenecks (Sandler et al., arXiv:1801.04381, section 3.3) down to a sixteenth of the
// picture, the mean over what is left, one logit. A tenth of MobileFaceNet's multiply-adds, since that a picture is of
// paper or of a screen shows in texture and borders, which need no deep network.

import {
  batchNorm,
  conv,
  depthwiseConv,
  dropout,
  globalAveragePool,
  type Layer,
  linear,
  relu,
  repeat,
  residual,
  sequential,
} from '../../../autograd/index.js';

/** Pictures [N, 3, size, size] → logits of being an attack [N, 1]. */
export const attackClassifier = ({
  width,
  dropout: rate,
}: {
  readonly width: number;
  readonly dropout: number;
}): Layer =>
  sequential({
    stem: activated(conv({ channels: width, kernel: 3, stride: 2, pad: 1, bias: false })),
    stage1: bottlenecks(2 * width, 1),
    stage2: bottlenecks(3 * width, 2),
    stage3: bottlenecks(4 * width, 2),
    head: activated(conv({ channels: 8 * width, kernel: 1, bias: false })),
    pool: globalAveragePool,
    dropout: dropout({ rate }),
    logit: linear({ features: 1 }),
  });

const activated = (layer: Layer): Layer => sequential({ conv: layer, norm: batchNorm(), act: relu });

const bottlenecks = (channels: number, blocks: number): Layer =>
  repeat(blocks, (i) => bottleneck(channels, i === 0 ? 2 : 1));

const EXPANSION = 2;

const bottleneck =
  (channels: number, stride: number): Layer =>
  (network, x) => {
    const inputs = network.sizeAlong(x, 1);
    const layer = sequential({
      expand: activated(conv({ channels: EXPANSION * inputs, kernel: 1, bias: false })),
      depthwise: activated(depthwiseConv({ kernel: 3, stride, pad: 1, bias: false })),
      project: sequential({ conv: conv({ channels, kernel: 1, bias: false }), norm: batchNorm() }),
    });
    return stride === 1 && inputs === channels ? residual(layer)(network, x) : layer(network, x);
  };
