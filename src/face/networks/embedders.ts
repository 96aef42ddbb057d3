// The two default embedders, each one ONNX file from pixels to template.
//
// `fast` is the recognition network alone. `accurate` joins two networks that were trained apart and err apart:
// both look at the same chip, the recognition network also at its mirror image, and their features become one
// vector whose cosine is the weighted mean of their cosines.

import { GraphBuilder, type Model, type Value } from '../../onnx/index.js';
import { appendFaceres, FACERES_LENGTH, FACERES_SIZE } from './faceres.js';
import {
  appendRecognition,
  RECOGNITION_LENGTH,
  RECOGNITION_MEAN,
  RECOGNITION_SCALE,
  RECOGNITION_SIZE,
} from './recognition.js';
import { faceApiWeights } from './sources.js';

/** dlib's chip padding of the faces that each network was trained with. */
export const RECOGNITION_PADDING = 0.25;
export const FACERES_PADDING = 0.4;

/**
 * Share of the recognition network in the fused cosine, chosen on lfw-dev. From 0.7 to 0.8 the FNMR at FMR 1e-3 and
 * at 1e-4 lies within a percentage point of its lowest on either half of the subjects: `npm run study:fusion`.
 */
export const RECOGNITION_SHARE = 0.77;

/** `face [N, 3, 150, 150]` (RGB, mean taken off, scaled) → `template [N, 128]`. */
export async function composeFast(): Promise<Model> {
  const graph = new GraphBuilder('fast');
  const face = graph.input('face', ['N', 3, RECOGNITION_SIZE, RECOGNITION_SIZE]);
  const embedding = appendRecognition(graph, await faceApiWeights('face_recognition_model'), face);
  graph.output('template', embedding, ['N', RECOGNITION_LENGTH]);
  return graph.build();
}

/** `face [N, 3, 224, 224]` (RGB, 0 to 255) → `template [N, 1152]`, of length one. */
export async function composeAccurate(): Promise<Model> {
  const graph = new GraphBuilder('accurate');
  const face = graph.input('face', ['N', 3, FACERES_SIZE, FACERES_SIZE]);
  const recognition = await mirroredRecognition(graph, face);
  // Features are sums of rectified activations: their square roots compare better (Hellinger kernel).
  const faceres = graph.add('Sqrt', [await appendFaceres(graph, face)]);
  const template = graph.add(
    'Concat',
    [
      scaled(graph, unit(graph, recognition), Math.sqrt(RECOGNITION_SHARE)),
      scaled(graph, unit(graph, faceres), Math.sqrt(1 - RECOGNITION_SHARE)),
    ],
    { axis: 1 },
  );
  graph.output('template', template, ['N', RECOGNITION_LENGTH + FACERES_LENGTH]);
  return graph.build();
}

/** Mean descriptor of the chip's middle and of its mirror image, `[N, 128]`. */
async function mirroredRecognition(graph: GraphBuilder, face: Value): Promise<Value> {
  const ratio = (1 + 2 * RECOGNITION_PADDING) / (1 + 2 * FACERES_PADDING);
  const matrix = reductionMatrix(FACERES_SIZE, FACERES_SIZE * ratio, RECOGNITION_SIZE);
  const rows = graph.floats(matrix, [RECOGNITION_SIZE, FACERES_SIZE]);
  const columns = graph.floats(transposed(matrix, RECOGNITION_SIZE, FACERES_SIZE), [
    FACERES_SIZE,
    RECOGNITION_SIZE,
  ]);
  const chip = graph.add('MatMul', [rows, graph.add('MatMul', [face, columns])]);
  const centred = graph.add('Sub', [chip, graph.floats(RECOGNITION_MEAN, [3, 1, 1])]);
  const input = graph.add('Mul', [centred, graph.floats([RECOGNITION_SCALE], [])]);

  const backwards = Array.from({ length: RECOGNITION_SIZE }, (_, i) => RECOGNITION_SIZE - 1 - i);
  const mirrored = graph.add('Gather', [input, graph.ints(backwards)], { axis: 3 });
  const both = graph.add('Concat', [input, mirrored], { axis: 0 });
  const descriptors = appendRecognition(graph, await faceApiWeights('face_recognition_model'), both);
  const paired = graph.add('Reshape', [descriptors, graph.ints([2, -1, RECOGNITION_LENGTH])]);
  return graph.add('ReduceMean', [paired], { axes: [0], keepdims: 0 });
}

const unit = (graph: GraphBuilder, value: Value): Value =>
  graph.add('LpNormalization', [value], { axis: 1, p: 2 });

const scaled = (graph: GraphBuilder, value: Value, factor: number): Value =>
  graph.add('Mul', [value, graph.floats([factor], [])]);

/**
 * Resampling of the middle `span` of `from` samples to `to` samples, as a matrix `[to, from]`: Keys' cubic,
 * widened to the reduction so that nothing aliases (R. Keys, IEEE ASSP 29(6), 1981).
 */
export function reductionMatrix(from: number, span: number, to: number): Float32Array {
  const step = span / to;
  const start = (from - span) / 2;
  const matrix = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const centre = start + (row + 0.5) * step - 0.5;
    const weights = Array.from({ length: from }, (_, column) => cubic(Math.abs(column - centre) / step));
    const sum = weights.reduce((total, w) => total + w, 0);
    for (const [column, weight] of weights.entries()) matrix[row * from + column] = weight / sum;
  }
  return matrix;
}

function cubic(x: number): number {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(matrix, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}
