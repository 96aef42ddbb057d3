// An adapter as one ONNX file: the embedder as it was and what stands over its template; a chip in, a template for
// selfies and one for documents out.

import { l2Normalise, NetworkBuilder, withState } from '../../../autograd/index.js';
import { LikenessError } from '../../../errors.js';
import type { EmbedderManifest } from '../../../face/index.js';
import {
  decodeModel,
  encodeModel,
  GraphBuilder,
  type Model,
  upgradeModel,
  type Value,
} from '../../../onnx/index.js';
import { type AdapterParts, appendAdapter } from './adapt.js';
import type { Side } from './heads.js';

/** Names of the outputs. The first one is that of selfies, as the registry has it. */
export const OUTPUTS: Readonly<Record<Side, string>> = { selfie: 'selfie', document: 'document' };

/**
 * @param bytes of the embedder
 * @throws LikenessError `training_unsuitable` where its mirror image is to be averaged but it takes one chip at a time
 */
export function composeAdapter(bytes: Uint8Array, base: EmbedderManifest, parts: AdapterParts): Uint8Array {
  const { graph: source } = upgradeModel(decodeModel(bytes));
  const [graph, embedded] = base.alignment.mirror ? mirrored(source, base) : plain(source);
  const network = new NetworkBuilder(graph, { training: false, seed: 0 });
  const outputs = appendAdapter(network, network.apply('length', l2Normalise, embedded), parts);
  for (const side of ['selfie', 'document'] as const) graph.output(OUTPUTS[side], outputs[side]);
  const model = graph.build({ base: base.sha256 });
  return encodeModel(parts.heads ? withState(model, parts.heads.state, true) : model);
}

function plain(source: Model['graph']): readonly [GraphBuilder, Value] {
  return [GraphBuilder.from(source), source.outputs[0]!.name as Value];
}

/** The chip and its mirror image through the embedder, and the mean of both templates. */
function mirrored(source: Model['graph'], { name, input }: EmbedderManifest): readonly [GraphBuilder, Value] {
  const { name: chip, type, dims } = source.inputs[0]!;
  if (dims[0] === 1)
    throw new LikenessError(
      'training_unsuitable',
      `${name} takes one chip at a time, so that its mirror image cannot be averaged in one file`,
    );
  // Names of our own: the embedder's are not known yet where these are made.
  const graph = new GraphBuilder(source.name);
  graph.input('mirror.chip', dims, type);
  const backwards = BigInt64Array.from({ length: input.size }, (_, i) => BigInt(input.size - 1 - i));
  const order = { type: 'int64', dims: [input.size], data: new Uint8Array(backwards.buffer) } as const;
  graph.constant(order, 'mirror.order');
  const append = (op: string, inputs: readonly string[], output: string, axis: number) =>
    graph.append({ op, domain: '', inputs, outputs: [output], attributes: { axis } });
  append('Gather', ['mirror.chip', 'mirror.order'], 'mirror.image', input.layout === 'nchw' ? 3 : 2);
  append('Concat', ['mirror.chip', 'mirror.image'], chip, 0);
  for (const [constant, value] of source.constants) graph.constant(value, constant);
  for (const node of source.nodes) graph.append(node);
  const both = source.outputs[0]!.name as Value;
  const paired = graph.add('Reshape', [both, graph.ints([2, -1, graph.dimsOf(both).at(-1) as number])]);
  return [graph, graph.add('ReduceMean', [paired], { axes: [0], keepdims: 0 })];
}
