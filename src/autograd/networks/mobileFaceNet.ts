// MobileFaceNet (Chen et al., arXiv:1804.07573, table 1): under a million parameters for a face verifier.
//
// Inverted bottlenecks (MobileNetV2, arXiv:1801.04381, section 3.3) with PReLU in place of ReLU6, and in place of the
// mean over the last 7×7 positions a learnt weight for each: the global depthwise convolution.

import {
  batchNorm,
  conv,
  depthwiseConv,
  flatten,
  prelu,
  repeat,
  residual,
  sequential,
} from '../layers/index.js';
import type { Layer } from '../network.js';

/** A line of table 1: expansion t, channels c, repetitions n, stride s of the first. */
interface Stage {
  readonly expansion: number;
  readonly channels: number;
  readonly blocks: number;
  readonly stride: number;
}

const STAGES: readonly Stage[] = [
  { expansion: 2, channels: 64, blocks: 5, stride: 2 },
  { expansion: 4, channels: 128, blocks: 1, stride: 2 },
  { expansion: 2, channels: 128, blocks: 6, stride: 1 },
  { expansion: 4, channels: 128, blocks: 1, stride: 2 },
  { expansion: 2, channels: 128, blocks: 2, stride: 1 },
];

/**
 * Aligned faces [N, 3, 112, 112] → features [N, features].
 * @param options.features 128 in the paper
 */
export const mobileFaceNet = ({ features = 128 }: { readonly features?: number } = {}): Layer =>
  sequential({
    conv1: activated(conv({ channels: 64, kernel: 3, stride: 2, pad: 1, bias: false })),
    conv2: activated(depthwiseConv({ kernel: 3, pad: 1, bias: false })),
    ...Object.fromEntries(STAGES.map((stage, i) => [`stage${i + 1}`, bottlenecks(stage)])),
    conv3: activated(conv({ channels: 512, kernel: 1, bias: false })),
    // As wide as the picture has become, whatever that is.
    global: linearised((network, x) =>
      depthwiseConv({ kernel: network.sizeAlong(x, -1), bias: false })(network, x),
    ),
    features: linearised(conv({ channels: features, kernel: 1, bias: false })),
    flatten,
  });

const activated = (layer: Layer): Layer => sequential({ conv: layer, norm: batchNorm(), act: prelu });

/** Without an activation, which at a bottleneck would lose what it cuts off (arXiv:1801.04381, section 3.2). */
const linearised = (layer: Layer): Layer => sequential({ conv: layer, norm: batchNorm() });

const bottlenecks = ({ expansion, channels, blocks, stride }: Stage): Layer =>
  repeat(blocks, (i) => bottleneck(expansion, channels, i === 0 ? stride : 1));

const bottleneck =
  (expansion: number, channels: number, stride: number): Layer =>
  (network, x) => {
    const inputs = network.sizeAlong(x, 1);
    const layer = sequential({
      expand: activated(conv({ channels: expansion * inputs, kernel: 1, bias: false })),
      depthwise: activated(depthwiseConv({ kernel: 3, stride, pad: 1, bias: false })),
      project: linearised(conv({ channels, kernel: 1, bias: false })),
    });
    return stride === 1 && inputs === channels ? residual(layer)(network, x) : layer(network, x);
  };
