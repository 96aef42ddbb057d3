// What the three networks are built of.

import { batchNorm, conv, type Layer, relu, residual, sequential } from '../../src/autograd/index.js';

/** Convolution, batch norm, rectifier. */
export const unit = (channels: number, stride = 1, kernel = 3): Layer =>
  sequential({
    conv: conv({ channels, kernel, pad: (kernel - 1) / 2, stride, bias: false }),
    norm: batchNorm(),
    act: relu,
  });

/** Two convolutions about which what comes in is carried past (arXiv:1512.03385, figure 2); no rectifier behind the sum. */
export const residualUnits = (channels: number): Layer =>
  residual(
    sequential({
      first: unit(channels),
      conv: conv({ channels, kernel: 3, pad: 1, bias: false }),
      norm: batchNorm(),
    }),
  );

export const block = (channels: number): Layer => sequential({ body: residualUnits(channels), act: relu });
