// dlib's face recognition network (a ResNet with 29 convolutions, 128 numbers out), from the weights that
// ship with @vladmandic/face-api. Architecture: D. King, "High quality face recognition with deep metric
// learning", 2017, as laid out in face-api's FaceRecognitionNet.

import { type GraphBuilder, regularFilter, type Value, type Weight, type Weights } from '../../onnx/index.js';

/** Side of the chip in pixels. */
export const RECOGNITION_SIZE = 150;
/** Length of the descriptor. */
export const RECOGNITION_LENGTH = 128;
/** Mean of red, green and blue (0 to 255) that the network was trained with, and the scale after it. */
export const RECOGNITION_MEAN = [122.782, 117.001, 104.298] as const;
export const RECOGNITION_SCALE = 1 / 255;

/** `residual` keeps the size, `down` halves it and may widen the channels. */
const BLOCKS: readonly (readonly [name: string, kind: 'residual' | 'down'])[] = [
  ['conv32_1', 'residual'],
  ['conv32_2', 'residual'],
  ['conv32_3', 'residual'],
  ['conv64_down', 'down'],
  ['conv64_1', 'residual'],
  ['conv64_2', 'residual'],
  ['conv64_3', 'residual'],
  ['conv128_down', 'down'],
  ['conv128_1', 'residual'],
  ['conv128_2', 'residual'],
  ['conv256_down', 'down'],
  ['conv256_1', 'residual'],
  ['conv256_2', 'residual'],
  ['conv256_down_out', 'down'],
];

/** Side of the picture after the first convolution and the pooling behind it. */
const SIZE_AFTER_STEM = 35;

/**
 * Appends the network.
 * @param input `[N, 3, 150, 150]`, RGB, mean taken off and scaled
 * @returns `[N, 128]`, not normalised
 */
export function appendRecognition(graph: GraphBuilder, weights: Weights, input: Value): Value {
  let x = graph.add('Relu', [convolve(graph, weights, input, 'conv32_down', 2, 0)]);
  x = graph.add('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2] });
  let size = SIZE_AFTER_STEM;
  for (const [name, kind] of BLOCKS) {
    if (kind === 'residual') x = residual(graph, weights, x, name);
    else {
      x = down(graph, weights, x, name, size);
      size = Math.floor(size / 2);
    }
  }
  const pooled = graph.add('Flatten', [graph.add('GlobalAveragePool', [x])], { axis: 1 });
  const last = weightOf(weights, 'fc');
  return graph.add('MatMul', [pooled, graph.floats(last.data, last.dims)]);
}

function residual(graph: GraphBuilder, weights: Weights, input: Value, name: string): Value {
  const first = graph.add('Relu', [convolve(graph, weights, input, `${name}/conv1`, 1, 1)]);
  const second = convolve(graph, weights, first, `${name}/conv2`, 1, 1);
  return graph.add('Relu', [graph.add('Add', [second, input])]);
}

/**
 * Halves the size by convolutions, with a pooled shortcut beside them. Where the convolutions, which do not pad,
 * end up a pixel smaller than the pooling, zeros fill. `size` is the side of the input.
 */
function down(graph: GraphBuilder, weights: Weights, input: Value, name: string, size: number): Value {
  const first = graph.add('Relu', [convolve(graph, weights, input, `${name}/conv1`, 2, 0)]);
  let main = convolve(graph, weights, first, `${name}/conv2`, 1, 1);
  const missing = Math.floor(size / 2) - (Math.floor((size - 3) / 2) + 1);
  if (missing > 0) main = graph.add('Pad', [main, graph.ints([0, 0, 0, 0, 0, 0, missing, missing])]);

  const pooled = graph.add('AveragePool', [input], { kernel_shape: [2, 2], strides: [2, 2] });
  const { dims } = weightOf(weights, `${name}/conv1/conv/filters`);
  const widened = dims[3]! - dims[2]!;
  const shortcut =
    widened > 0 ? graph.add('Pad', [pooled, graph.ints([0, 0, 0, 0, 0, widened, 0, 0])]) : pooled;
  return graph.add('Relu', [graph.add('Add', [shortcut, main])]);
}

/** A convolution with the scale layer behind it folded into its filters and bias. */
function convolve(
  graph: GraphBuilder,
  weights: Weights,
  input: Value,
  name: string,
  stride: number,
  pad: number,
): Value {
  const filter = regularFilter(weightOf(weights, `${name}/conv/filters`));
  const bias = weightOf(weights, `${name}/conv/bias`).data;
  const scale = weightOf(weights, `${name}/scale/weights`).data;
  const shift = weightOf(weights, `${name}/scale/biases`).data;
  const perOutput = filter.data.length / bias.length;
  const scaled = filter.data.map((v, i) => v * scale[Math.floor(i / perOutput)]!);
  const shifted = bias.map((v, i) => v * scale[i]! + shift[i]!);
  const [, , height, width] = filter.dims;
  return graph.add(
    'Conv',
    [input, graph.floats(scaled, filter.dims), graph.floats(shifted, [shifted.length])],
    { kernel_shape: [height, width], strides: [stride, stride], pads: [pad, pad, pad, pad] },
  );
}

function weightOf(weights: Weights, name: string): Weight {
  const weight = weights.get(name);
  if (!weight) throw new RangeError(`face-api's recognition network has no weight ${name}`);
  return weight;
}
