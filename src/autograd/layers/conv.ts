// Convolutions over pictures, [N, C, H, W] → [N, channels, H', W'].

import { LikenessError } from '../../errors.js';
import { filled, heNormal, type Initializer } from '../initializers.js';
import type { Layer, NetworkBuilder } from '../network.js';

interface WindowOptions {
  /** Side of the square window. */
  readonly kernel: number;
  /** Default 1. */
  readonly stride?: number;
  /** Zeros put around the picture on each side. Default 0. */
  readonly pad?: number;
  /** Default true; leave it out before a batch norm, which has one of its own. */
  readonly bias?: boolean;
  /** Default He et al.'s normal. */
  readonly fill?: Initializer;
}

export interface ConvOptions extends WindowOptions {
  /** Channels of the result. */
  readonly channels: number;
  /** Distance between the window's samples. Default 1. */
  readonly dilation?: number;
  /** Groups of channels that do not see each other (Krizhevsky et al., 2012). Default 1. */
  readonly groups?: number;
}

/**
 * Convolution. Parameters: `weight` [channels, C / groups, kernel, kernel], `bias` [channels].
 * @throws `graph_invalid` where the groups do not divide the channels
 */
export const conv =
  (options: ConvOptions): Layer =>
  (network, x) => {
    const { channels, kernel, stride = 1, pad = 0, dilation = 1, groups = 1, bias = true } = options;
    const inputs = network.sizeAlong(x, 1);
    if (inputs % groups !== 0 || channels % groups !== 0) {
      const why = `${inputs} channels in and ${channels} out do not make ${groups} groups`;
      throw new LikenessError('graph_invalid', `${network.graph.path}: ${why}`);
    }
    const dims = [channels, inputs / groups, kernel, kernel];
    const weight = network.parameter('weight', dims, options.fill ?? heNormal);
    return network.graph.add('Conv', [x, weight, ...(bias ? [biasOf(network, channels)] : [])], {
      dilations: [dilation, dilation],
      group: groups,
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
    });
  };

/** Each channel convolved with a window of its own (arXiv:1704.04861, section 3.1). `weight` [C, 1, kernel, kernel]. */
export const depthwiseConv =
  (options: WindowOptions): Layer =>
  (network, x) => {
    const channels = network.sizeAlong(x, 1);
    return conv({ ...options, channels, groups: channels })(network, x);
  };

const biasOf = (network: NetworkBuilder, channels: number) =>
  network.parameter('bias', [channels], filled(0), false);
