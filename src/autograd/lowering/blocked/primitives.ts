// What can be done to pictures in ONNX Runtime's blocked layout in one pass over memory.
//
// The domain com.microsoft.nchwc holds the operators that ONNX Runtime's optimiser puts in for convolutions with
// constant weights; written into a graph by hand they also take weights that are computed. A tensor keeps its
// logical shape [N, C, H, W]; its memory is [N, C/B, H, W, B].

import type { Attribute, GraphBuilder, Value } from '../../../onnx/index.js';

export const NCHWC = 'com.microsoft.nchwc';

export interface ConvOptions {
  readonly kernel?: readonly [number, number];
  readonly pads?: readonly [number, number, number, number];
  readonly strides?: readonly [number, number];
  readonly dilations?: readonly [number, number];
  readonly groups?: number;
  /** `[O]`. */
  readonly bias?: Value | undefined;
  /** Added to the result, before the activation. */
  readonly sum?: Value | undefined;
  readonly activation?: 'Relu' | 'Step';
}

/** Activations as attributes. A step is a hard sigmoid so steep that no float32 lies on its slope. */
const ACTIVATIONS: Readonly<Record<'Relu' | 'Step', Readonly<Record<string, Attribute>>>> = {
  Relu: { activation: 'Relu' },
  Step: { activation: 'HardSigmoid', activation_params: { floats: [1e30, 0] } },
};

/** `activation(conv(x, w) + bias + sum)`. */
export function conv(graph: GraphBuilder, x: Value, w: Value, options: ConvOptions = {}): Value {
  const { kernel = [1, 1], pads = [0, 0, 0, 0], strides = [1, 1], dilations = [1, 1], groups = 1 } = options;
  const { bias, sum, activation } = options;
  return graph.add(
    'Conv',
    sum ? [x, w, bias, sum] : bias ? [x, w, bias] : [x, w],
    {
      kernel_shape: kernel,
      pads,
      strides,
      dilations,
      group: groups,
      auto_pad: 'NOTSET',
      ...(activation && ACTIVATIONS[activation]),
    },
    NCHWC,
  );
}

/** `activation(scale · x + shift + sum)` a channel, in one pass: a depthwise convolution of one by one. */
export function affine(
  graph: GraphBuilder,
  x: Value,
  scale: Value,
  shift?: Value,
  options: Pick<ConvOptions, 'sum' | 'activation'> = {},
): Value {
  const channels = graph.shapeOf(x)[1]!;
  const w = graph.add('Reshape', [scale, graph.ints([channels, 1, 1, 1])]);
  return conv(graph, x, w, { groups: channels, bias: shift, ...options });
}

/** A copy with a border of zeros, or of every n-th pixel. */
export function copied(graph: GraphBuilder, x: Value, options: Pick<ConvOptions, 'pads' | 'strides'>): Value {
  const channels = graph.shapeOf(x)[1]!;
  const ones = graph.floats(new Float32Array(channels).fill(1), [channels, 1, 1, 1]);
  return conv(graph, x, ones, { groups: channels, ...options });
}

/** Sums over all pixels of the batch, `[C]`. */
export function channelSums(graph: GraphBuilder, x: Value): Value {
  const [, , height, width] = graph.shapeOf(x);
  const means = graph.add('GlobalAveragePool', [x], {}, NCHWC);
  const sums = graph.add('ReduceSum', [means, graph.ints([0, 2, 3])], { keepdims: 0 });
  return graph.add('Mul', [sums, graph.scalar(height! * width!)]);
}

/** Sums of `x · y` over all pixels of the batch, `[C]`: each plane of y is the filter of the same plane of x. */
export function channelDots(graph: GraphBuilder, x: Value, y: Value): Value {
  const [batch, channels, height, width] = graph.shapeOf(x) as [number, number, number, number];
  const planes = batch * channels;
  const dots = conv(
    graph,
    graph.add('Reshape', [x, graph.ints([1, planes, height, width])]),
    graph.add('Reshape', [y, graph.ints([planes, 1, height, width])]),
    { kernel: [height, width], groups: planes },
  );
  const perPicture = graph.add('Reshape', [dots, graph.ints([batch, channels])]);
  return graph.add('ReduceSum', [perPicture, graph.ints([0])], { keepdims: 0 });
}

/** From the blocked layout to `[N, C, H, W]`. */
export const toPlain = (graph: GraphBuilder, x: Value): Value =>
  graph.add('ReorderOutput', [x], { channels: graph.shapeOf(x)[1]!, channels_last: 0 }, NCHWC);

/** From `[N, C, H, W]` to the blocked layout. */
export const toBlocked = (graph: GraphBuilder, x: Value): Value =>
  graph.add('ReorderInput', [x], { channels_last: 0 }, NCHWC);

/** From the blocked layout to `[N, H, W, C]`. */
export const toChannelsLast = (graph: GraphBuilder, x: Value): Value =>
  graph.add('ReorderOutput', [x], { channels: graph.shapeOf(x)[1]!, channels_last: 1 }, NCHWC);
