// What an adapter makes of templates: the same operators, whether they stand behind an embedder or alone.

import { NetworkBuilder, withState } from '../../../autograd/index.js';
import { encodeModel, GraphBuilder, openSession, type Value } from '../../../onnx/index.js';
import { appendCoordinates, appendLikeness, type Crowd, type CrowdTerms } from './crowd.js';
import type { Side, TrainedHeads } from './heads.js';
import type { BothSides, Portraits } from './portraits.js';

/** What is put over an embedder. */
export interface AdapterParts {
  /** Undefined where both kinds keep their templates. */
  readonly heads: TrainedHeads | undefined;
  /** What templates of each side are held against; undefined where there is no crowd. */
  readonly crowd: FullCrowd | undefined;
}

export interface FullCrowd extends CrowdTerms {
  readonly crowd: Crowd;
  /** How like the crowd templates of each side are in the mean. */
  readonly usual: Readonly<Record<Side, number>>;
}

/** Appends heads and crowd to a template `[N, D]` of unit length; the heads' numbers are still those before training. */
export function appendAdapter(
  network: NetworkBuilder,
  template: Value,
  { heads, crowd }: AdapterParts,
): Readonly<Record<Side, Value>> {
  const { selfie, document } = appendHeads(network, template, heads);
  if (!crowd) return { selfie, document };
  const { dimension, templates } = crowd.crowd;
  const strangers = network.graph.floats(templates, [templates.length / dimension, dimension]);
  const against = (side: Side, through: Value) => {
    const likeness = appendLikeness(network.graph, through, strangers, crowd.usual[side], crowd);
    return appendCoordinates(network.graph, through, likeness, side, crowd);
  };
  return { selfie: against('selfie', selfie), document: against('document', document) };
}

/** Templates of both sides as the adapter gives them. */
export async function adapt(parts: AdapterParts, { documents, selfies }: BothSides): Promise<BothSides> {
  const { dimension } = documents;
  const graph = new GraphBuilder('adapter');
  const network = new NetworkBuilder(graph, { training: false, seed: 0 });
  const outputs = appendAdapter(network, graph.input('template', ['N', dimension]), parts);
  for (const side of ['selfie', 'document'] as const) graph.output(`${side}s`, outputs[side]);
  const model = graph.build();
  const session = await openSession(
    encodeModel(parts.heads ? withState(model, parts.heads.state, true) : model),
    {
      threads: 1,
    },
  );
  const through = async (side: Side, portraits: Portraits): Promise<Portraits> => {
    const rows = portraits.subjects.length;
    if (rows === 0) return portraits;
    const results = await session.run({ template: { data: portraits.templates, dims: [rows, dimension] } });
    const { data, dims } = results[`${side}s`]!;
    return { ...portraits, dimension: dims[1]!, templates: data.slice() };
  };
  try {
    return { documents: await through('document', documents), selfies: await through('selfie', selfies) };
  } finally {
    await session.close();
  }
}

function appendHeads(
  network: NetworkBuilder,
  template: Value,
  heads: TrainedHeads | undefined,
): Readonly<Record<Side, Value>> {
  if (!heads) return { selfie: template, document: template };
  const { layer, paths } = heads;
  const through = (path: string | undefined) =>
    path === undefined ? template : network.apply(path, layer, template);
  const selfie = through(paths.selfie);
  return { selfie, document: paths.document === paths.selfie ? selfie : through(paths.document) };
}
