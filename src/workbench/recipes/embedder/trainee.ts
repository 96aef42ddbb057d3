// The network that is trained, whichever way it begins: imported from the registry, some of its weights frozen, or
// made anew from random weights.

import {
  composedPrelu,
  exportNetwork,
  GraphBuilder,
  importNetwork,
  iresnet,
  type Layer,
  l2Normalise,
  mobileFaceNet,
  NetworkBuilder,
  type Parameter,
  type TrainingState,
  type Value,
  withState,
} from '../../../autograd/index.js';
import { LikenessError } from '../../../errors.js';
import {
  type EmbedderManifest,
  embedderManifest,
  ensureModel,
  type ModelStore,
  type StoredModel,
} from '../../../face/index.js';
import { decodeModel, type Model, upgradeModel } from '../../../onnx/index.js';
import { arcFaceGeometry } from '../chips/geometry.js';
import { type EmbedderRecipe, type ImportedStart, isScratch, type ScratchStart } from './schema.js';
import { steadied } from './steadied.js';

export interface Trainee {
  /** What training starts from; null for random weights. */
  readonly base: StoredModel | null;
  /** How pictures become its input, and how long its templates are. */
  readonly manifest: Pick<EmbedderManifest, 'input' | 'alignment' | 'templateLength'>;
  /** The network for a batch of so many faces; a loss is put on its features. */
  open(batch: number): OpenTrainee;
  /** What would be served of a state. */
  modelOf(state: TrainingState): Model;
}

export interface OpenTrainee {
  readonly network: NetworkBuilder;
  /** Name of the input that faces go into. */
  readonly input: string;
  /** [batch, template length], of any length. */
  readonly features: Value;
}

/**
 * @throws LikenessError `model_not_found`, `model_unsuitable`; `training_unsuitable` where the model has sibling heads or
 * nothing would be trained
 */
export function traineeOf(recipe: EmbedderRecipe, store: ModelStore): Promise<Trainee> {
  const { start, seed, average } = recipe;
  return isScratch(start)
    ? Promise.resolve(anew(start, recipe.name, seed, average > 0))
    : imported(start, seed, average > 0, store);
}

/** (value − 127.5) / 128, as MobileFaceNet and ArcFace were trained. */
const MEAN = 127.5;
const SCALE = 1 / 128;

/** The path under which the layers stand. */
const PATH = 'backbone';

function anew(start: ScratchStart, name: string, seed: number, averaged: boolean): Trainee {
  const { size, features } = start;
  const layer = layerOf(start);
  const normalised: Layer = (network, x) => l2Normalise(network, layer(network, x));
  return {
    base: null,
    manifest: {
      input: {
        ...{ size, order: 'rgb', layout: 'nchw' },
        mean: [MEAN, MEAN, MEAN],
        scale: [SCALE, SCALE, SCALE],
      },
      alignment: arcFaceGeometry(size).alignment,
      templateLength: features,
    },
    open: (batch) => {
      const graph = new GraphBuilder(name);
      const network = new NetworkBuilder(graph, { training: true, seed });
      const x = graph.input('face', [batch, 3, size, size]);
      return { network, input: 'face', features: network.apply(PATH, layer, x) };
    },
    modelOf: (state) =>
      composedPrelu(
        exportNetwork({
          ...{ name, state, averaged, path: PATH, layer: normalised },
          input: { name: 'face', dims: ['N', 3, size, size] },
          output: 'template',
        }),
      ),
  };
}

const DEPTHS = { iresnet18: 18, iresnet34: 34, iresnet50: 50 } as const;

const layerOf = ({ network, features, dropout }: ScratchStart): Layer =>
  network === 'mobileFaceNet'
    ? mobileFaceNet({ features })
    : iresnet({ depth: DEPTHS[network], features, dropout });

async function imported(
  { from, freeze }: ImportedStart,
  seed: number,
  averaged: boolean,
  store: ModelStore,
): Promise<Trainee> {
  const base = await ensureModel(store, from);
  const { input, alignment, templateLength, documentOutput } = embedderManifest(base);
  if (documentOutput !== undefined)
    throw new LikenessError(
      'training_unsuitable',
      `${from} has sibling heads, of which one would be trained`,
      {
        hint: 'Train the embedder that it stands on, then the adapter anew.',
      },
    );
  const model = withOpenBatch(upgradeModel(decodeModel(base.bytes)));
  const trained = steadied(model);
  return {
    base,
    manifest: { input, alignment, templateLength },
    open: (batch) => {
      const sizes = { [BATCH]: batch };
      const all = importNetwork(trained, { sizes, seed }).network.parameters;
      const frozen = frozenOf(all, freeze);
      if (frozen.size === all.length)
        throw new LikenessError(
          'training_unsuitable',
          `start.freeze leaves no weight of ${from} to be trained`,
        );
      const { network, inputs, outputs } = importNetwork(trained, {
        ...{ sizes, seed },
        trainable: (name) => !frozen.has(name),
      });
      return { network, input: Object.keys(inputs)[0]!, features: Object.values(outputs)[0]! };
    },
    modelOf: (state) => withState(model, state, averaged),
  };
}

/** Name of the dimension that counts faces. */
const BATCH = 'N';

/** Many embedders are exported for one face at a time, or call the batch by another name. */
function withOpenBatch(model: Model): Model {
  const open = <T extends { readonly dims: readonly (number | string)[] }>(info: T): T => ({
    ...info,
    dims: [BATCH, ...info.dims.slice(1)],
  });
  const { inputs, outputs } = model.graph;
  return { ...model, graph: { ...model.graph, inputs: inputs.map(open), outputs: outputs.map(open) } };
}

/** A layer is a weight that decays with the scales, shifts and slopes that follow it, in the order of the graph. */
function frozenOf(parameters: readonly Parameter[], freeze: ImportedStart['freeze']): ReadonlySet<string> {
  if ('names' in freeze) {
    const pattern = new RegExp(freeze.names, 'u');
    return new Set(parameters.map(({ name }) => name).filter((name) => pattern.test(name)));
  }
  let layer = 0;
  const frozen = parameters.filter(({ decay }) => {
    if (decay) layer++;
    return Math.max(layer, 1) <= freeze.layers;
  });
  return new Set(frozen.map(({ name }) => name));
}
