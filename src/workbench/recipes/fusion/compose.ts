// Several embedders as one ONNX file: one chip in, each network's input made of it inside, templates of length one
// weighted by the root of their share and joined, so that the cosine of two is the weighted mean of the cosines.

import { LikenessError } from '../../../errors.js';
import type { EmbedderManifest, StoredModel } from '../../../face/index.js';
import {
  decodeModel,
  encodeModel,
  GraphBuilder,
  type Model,
  upgradeModel,
  type Value,
} from '../../../onnx/index.js';
import type { Canvas, Placement } from './canvas.js';

/** An embedder, and its share of the fused cosine. */
export interface FusedEmbedder {
  readonly manifest: EmbedderManifest;
  readonly bytes: StoredModel['bytes'];
  readonly share: number;
}

/** Names of the outputs; the second only where an embedder has one for documents. */
export const OUTPUTS = { selfie: 'template', document: 'document' } as const;

/**
 * @param embedders in the order of the canvas's placements; one without a share is left out
 * @throws LikenessError `training_unsuitable` where an embedder cannot be part of a larger graph
 */
export function composeFusion(embedders: readonly FusedEmbedder[], canvas: Canvas): Uint8Array {
  const parts = embedders
    .map((embedder, i) => ({ ...embedder, placement: canvas.placements[i]!, source: sourceOf(embedder) }))
    .filter(({ share }) => share > 0);
  const isSingle = parts.some(({ source }) => inputOf(source).dims[0] === 1);
  const mirrored = parts.find(({ manifest }) => manifest.alignment.mirror);
  if (isSingle && mirrored) {
    throw new LikenessError(
      'training_unsuitable',
      `one of the embedders takes one chip at a time, and ${mirrored.manifest.name} wants a chip and its mirror image at once: they do not go into one file`,
    );
  }
  const graph = new GraphBuilder('fusion');
  const chip = graph.input('face', [isSingle ? 1 : 'N', 3, canvas.size, canvas.size]);
  const templates = parts.map((part, i) => {
    const { selfie, document } = appendEmbedder(graph, part, `m${i}`, chip, canvas.size);
    const weighted = (value: Value) =>
      graph.add('Mul', [
        graph.add('LpNormalization', [value], { axis: 1, p: 2 }),
        graph.scalar(Math.sqrt(part.share)),
      ]);
    const ofSelfies = weighted(selfie);
    return { selfie: ofSelfies, document: document === selfie ? ofSelfies : weighted(document) };
  });
  const joined = (side: 'selfie' | 'document') =>
    graph.add(
      'Concat',
      templates.map((template) => template[side]),
      { axis: 1 },
    );
  graph.output(OUTPUTS.selfie, joined('selfie'));
  if (hasDocumentOutput(embedders)) graph.output(OUTPUTS.document, joined('document'));
  return encodeModel(graph.build());
}

export const hasDocumentOutput = (embedders: readonly FusedEmbedder[]): boolean =>
  embedders.some(({ manifest, share }) => share > 0 && manifest.documentOutput !== undefined);

type Part = FusedEmbedder & { readonly placement: Placement; readonly source: Model['graph'] };

function sourceOf({ manifest, bytes }: FusedEmbedder): Model['graph'] {
  const { graph } = upgradeModel(decodeModel(bytes));
  const inputs = graph.inputs.filter(({ name }) => !graph.constants.has(name));
  if (inputs.length === 1 && inputs[0]!.type === 'float32') return graph;
  throw new LikenessError(
    'training_unsuitable',
    `${manifest.name} takes ${inputs.length} inputs, the first of type ${inputs[0]?.type}: one of float32 is wanted`,
  );
}

const inputOf = ({ inputs, constants }: Model['graph']) => inputs.find(({ name }) => !constants.has(name))!;

function appendEmbedder(
  graph: GraphBuilder,
  { manifest, placement, source }: Part,
  prefix: string,
  chip: Value,
  size: number,
): { selfie: Value; document: Value } {
  const { input, alignment, documentOutput } = manifest;
  const own = resampled(graph, chip, size, placement, input.size);
  const both = alignment.mirror ? withMirrorImage(graph, own, input.size) : own;
  const names = appendGraph(graph, source, prefix, fedAs(graph, both, input));
  const template = (output: string): Value => {
    const value = names.get(output)!;
    const length = manifest.templateLength;
    if (!alignment.mirror) return graph.add('Reshape', [value, graph.ints([-1, length])]);
    // A chip's template and its mirror image's count alike, as where they are run apart.
    const paired = graph.add('Reshape', [value, graph.ints([2, -1, length])]);
    return graph.add('ReduceMean', [paired], { axes: [0], keepdims: 0 });
  };
  const selfie = template(source.outputs[0]!.name);
  return { selfie, document: documentOutput === undefined ? selfie : template(documentOutput) };
}

/** The network under names of its own; gives what became of its values' names. */
function appendGraph(
  graph: GraphBuilder,
  source: Model['graph'],
  prefix: string,
  chip: Value,
): ReadonlyMap<string, Value> {
  const names = new Map<string, Value>([[inputOf(source).name, chip]]);
  const renamed = (name: string): string => {
    if (name === '') return '';
    const known = names.get(name);
    if (known) return known;
    const value = `${prefix}.${name}` as Value;
    names.set(name, value);
    return value;
  };
  for (const [name, constant] of source.constants) graph.constant(constant, renamed(name));
  for (const node of source.nodes) {
    graph.append({
      ...node,
      ...(node.name ? { name: `${prefix}.${node.name}` } : {}),
      inputs: node.inputs.map(renamed),
      outputs: node.outputs.map(renamed),
    });
  }
  return names;
}

/** Mean, scale, order of colours and layout as the network wants them; mean and scale are red, green, blue. */
function fedAs(
  graph: GraphBuilder,
  chip: Value,
  { mean, scale, order, layout }: EmbedderManifest['input'],
): Value {
  let value = chip;
  if (mean.some((m) => m !== 0)) value = graph.add('Sub', [value, graph.floats([...mean], [3, 1, 1])]);
  if (scale.some((s) => s !== 1)) value = graph.add('Mul', [value, graph.floats([...scale], [3, 1, 1])]);
  if (order === 'bgr') value = graph.add('Gather', [value, graph.ints([2, 1, 0])], { axis: 1 });
  return layout === 'nchw' ? value : graph.add('Transpose', [value], { perm: [0, 2, 3, 1] });
}

function withMirrorImage(graph: GraphBuilder, chip: Value, size: number): Value {
  const backwards = Array.from({ length: size }, (_, i) => size - 1 - i);
  const mirrored = graph.add('Gather', [chip, graph.ints(backwards)], { axis: 3 });
  return graph.add('Concat', [chip, mirrored], { axis: 0 });
}

/** The network's own chip, `[N, 3, to, to]`, grey levels held within 0 to 255 as in a picture. */
function resampled(graph: GraphBuilder, chip: Value, size: number, placement: Placement, to: number): Value {
  const { scale, x, y } = placement;
  if (scale === 1 && x === 0 && y === 0 && to === size) return chip;
  const rows = graph.floats(resamplingMatrix(size, scale, y, to), [to, size]);
  const columns = graph.floats(transposed(resamplingMatrix(size, scale, x, to), to, size), [size, to]);
  const small = graph.add('MatMul', [rows, graph.add('MatMul', [chip, columns])]);
  return graph.add('Clip', [small, graph.scalar(0), graph.scalar(255)]);
}

/**
 * Resampling of `from` samples to `to`, of which number i lies at scale · (i + ½) + start, as a matrix `[to, from]`:
 * Keys' cubic (R. Keys, IEEE ASSP 29(6), 1981), widened to the reduction so that nothing aliases. Exact where samples
 * fall on samples. The outermost samples go on beyond the ends.
 */
export function resamplingMatrix(from: number, scale: number, start: number, to: number): Float32Array {
  const width = Math.max(1, scale);
  const matrix = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const centre = start + (row + 0.5) * scale - 0.5;
    const [first, last] = [Math.ceil(centre - 2 * width), Math.floor(centre + 2 * width)];
    const weights = Array.from({ length: last - first + 1 }, (_, k) =>
      cubic(Math.abs(first + k - centre) / width),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    weights.forEach((weight, k) => {
      const column = Math.min(from - 1, Math.max(0, first + k));
      matrix[row * from + column]! += weight / sum;
    });
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
