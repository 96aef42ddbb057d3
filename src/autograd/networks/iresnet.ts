// IResNet: the residual network of ArcFace (Deng et al., arXiv:1801.07698: "BN-Conv-BN-PReLU-Conv-BN"
// units, embedding by "BN-Dropout-FC-BN"), as InsightFace trains it (arcface_torch/backbones/iresnet.py; the names
// of the parameters are those there). 3×3 convolutions from the first layer on, so that 112×112 ends at 7×7.

import { gaussian } from '../initializers.js';
import {
  batchNorm,
  conv,
  dropout,
  flatten,
  linear,
  prelu,
  repeat,
  residual,
  sequential,
} from '../layers/index.js';
import type { Layer } from '../network.js';

/** Units in each of the four stages. */
const UNITS = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 14, 3] } as const;

export interface IResNetOptions {
  readonly depth: keyof typeof UNITS;
  /** Length of the feature. Default 512. */
  readonly features?: number;
  /** Channels of the first stage; each further one has twice as many. Default 64. */
  readonly width?: number;
  /** Share of what goes into the last linear layer that is dropped in training. Default 0. */
  readonly dropout?: number;
}

/** Aligned faces [N, 3, 112, 112] → features [N, features]. */
export const iresnet = ({ depth, features = 512, width = 64, dropout: rate = 0 }: IResNetOptions): Layer =>
  sequential({
    conv1: conv3x3(width),
    bn1: batchNorm(),
    prelu,
    ...Object.fromEntries(
      UNITS[depth].map((units, i) => [
        `layer${i + 1}`,
        repeat(units, (unit) => residualUnit(width * 2 ** i, unit === 0 ? 2 : 1)),
      ]),
    ),
    bn2: batchNorm(),
    flatten,
    dropout: dropout({ rate }),
    fc: linear({ features }),
    // Its scale stays one there, since cosines do not see it.
    features: batchNorm({ scale: false }),
  });

/** Spread at the start, as there. */
const fill = gaussian(0.1);

const conv3x3 = (channels: number, stride = 1): Layer =>
  conv({ channels, kernel: 3, stride, pad: 1, bias: false, fill });

const residualUnit = (channels: number, stride: number): Layer =>
  residual(
    sequential({
      bn1: batchNorm(),
      conv1: conv3x3(channels),
      bn2: batchNorm(),
      prelu,
      conv2: conv3x3(channels, stride),
      bn3: batchNorm(),
    }),
    stride === 1
      ? undefined
      : sequential({
          downsample: sequential({
            0: conv({ channels, kernel: 1, stride, bias: false, fill }),
            1: batchNorm(),
          }),
        }),
  );
