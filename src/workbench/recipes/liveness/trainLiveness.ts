// A presentation-attack classifier: faces with what surrounds them are cut, some people kept aside with their attacks,
// the network trained, and told of species by species.

import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import {
  binaryCrossEntropy,
  countFlops,
  countParameters,
  exportNetwork,
  GraphBuilder,
  type Layer,
  NetworkBuilder,
  openBatches,
  openTrainingStep,
  type TrainingState,
  type TrainingStep,
} from '../../../autograd/index.js';
import { LikenessError } from '../../../errors.js';
import type { EmbedderManifest } from '../../../face/index.js';
import { encodeModel, type Model } from '../../../onnx/index.js';
import type { ChipSamplesData } from '../chips/chipSamples.js';
import { type Chips, cutChips } from '../chips/cutChips.js';
import { arcFaceGeometry } from '../chips/geometry.js';
import type { Finding, Trained, TrainingContext } from '../kind.js';
import { updateOf } from '../training/optimisation.js';
import { type Run, runTraining } from '../training/runTraining.js';
import { watchedSubjects } from '../watching/watchedSubjects.js';
import { attackClassifier } from './network.js';
import { batchOf, evenOrder, type Presentation, requireBoth, speciesOf } from './presentations.js';
import type { LivenessRecipe } from './schema.js';
import { metricsOf, probabilitiesOf, statementsOf } from './watch.js';

/** @throws LikenessError `training_unsuitable`; what `context.signal` was aborted with */
export async function trainLiveness(recipe: LivenessRecipe, given: TrainingContext): Promise<Trained> {
  const context = { ...given, threads: given.threads ?? availableParallelism() };
  const geometry = arcFaceGeometry(recipe.size, recipe.margin);
  const input = inputOf(recipe.size);
  const labelled = context.records.filter((record) => speciesOf(record) !== undefined);
  const chips = await cutChips(labelled, geometry, context);
  const presentations = labelled.flatMap((record, i): Presentation[] => {
    const { [i]: place } = chips.places;
    return place! >= 0 ? [{ record, place: place!, species: speciesOf(record)! }] : [];
  });
  requireBoth(presentations, `the part train of ${context.dataset.name}`);
  const { learnt, watched } = divided(presentations, recipe);
  const species = requireBoth(learnt, 'of the people trained on');
  const seen = watched.filter((one) => one.species === null || species.includes(one.species));
  const watchedSpecies = requireBoth(seen, 'of the people watched');
  const batch = batchOf(recipe.batch, species.length);
  const order = evenOrder(learnt, species, batch, recipe.seed);
  const { step, parameters } = await openStep(recipe, batch, context.threads);
  const data: ChipSamplesData = {
    ...{ file: chips.file, input, inputName: INPUT },
    places: Int32Array.from(learnt, ({ place }) => place),
    answer: {
      ...{ name: TARGET, kind: 'number' },
      of: Float32Array.from(learnt, (one) => (one.species === null ? 0 : 1)),
    },
    augmentation: { ...recipe.augmentation, soft: { share: 0, from: recipe.size, to: recipe.size } },
  };
  const batches = openBatches({
    ...{ order, inputs: step.inputs, data },
    samples: new URL('../chips/chipSamples.js', import.meta.url),
    threads: Math.min(2, Math.max(1, context.threads - 1)),
  });
  const measured = (model: Model) => probabilitiesOf(model, input, chips.file, seen, context.threads);
  const perEpoch = Math.ceil(learnt.length / batch);
  try {
    context.onProgress?.(`training ${recipe.name}`);
    const run = await runTraining(
      {
        ...{ step, batches, optimisation: recipe, steps: perEpoch * recipe.epochs },
        evaluation: {
          every: { steps: perEpoch * recipe.watch.every },
          run: async (at) => metricsOf(seen, watchedSpecies, await measured(modelOf(recipe, at.read()))),
          watch: { metric: 'loss', best: 'lowest', patience: recipe.watch.patience },
        },
        recipe: { ...recipe, dataset: context.dataset.version, samples: digestOf(learnt) },
      },
      context,
    );
    const model = modelOf(recipe, run.state);
    const probabilities = await measured(model);
    return {
      product: {
        kind: 'model',
        bytes: encodeModel(model),
        manifest: {
          ...{ kind: 'liveness', input, alignment: geometry.alignment },
          ...papersOf(learnt, species, context),
        },
      },
      bases: [],
      used: [...learnt, ...seen].map(({ record }) => record),
      history: run.history,
      findings: [
        ...statementsOf(seen, watchedSpecies, probabilities, recipe.watch.bpcer),
        ...findingsOf(run, model, parameters, { learnt, seen, species, chips, labelled: labelled.length }),
      ],
    };
  } finally {
    await batches.close();
    await step.close();
  }
}

const INPUT = 'face';
const TARGET = 'target';
const PATH = 'classifier';

const inputOf = (size: number): EmbedderManifest['input'] => ({
  ...{ size, order: 'rgb', layout: 'nchw' },
  mean: [127.5, 127.5, 127.5],
  scale: [1 / 128, 1 / 128, 1 / 128],
});

/** Each subject with all that shows them is on one side: alive, printed and on a screen. */
function divided(
  presentations: readonly Presentation[],
  { watch, seed }: LivenessRecipe,
): { readonly learnt: readonly Presentation[]; readonly watched: readonly Presentation[] } {
  const shown = new Map<string, Set<string>>();
  for (const { record, species } of presentations) {
    const kinds = shown.get(record.subject) ?? new Set();
    shown.set(record.subject, kinds.add(species ?? ''));
  }
  const stratum = (subject: string) => [...shown.get(subject)!].sort().join('\n');
  const watched = watchedSubjects(shown.keys(), stratum, watch.share, seed);
  if (watched.size === 0 || watched.size === shown.size)
    throw new LikenessError(
      'training_unsuitable',
      `${shown.size} subjects are too few to watch some of them`,
    );
  const isWatched = ({ record }: Presentation) => watched.has(record.subject);
  return {
    learnt: presentations.filter((one) => !isWatched(one)),
    watched: presentations.filter(isWatched),
  };
}

async function openStep(
  recipe: LivenessRecipe,
  batch: number,
  threads: number,
): Promise<{ readonly step: TrainingStep; readonly parameters: number }> {
  const { name, size, seed } = recipe;
  const graph = new GraphBuilder(name);
  const network = new NetworkBuilder(graph, { training: true, seed });
  const logits = network.apply(PATH, attackClassifier(recipe), graph.input(INPUT, [batch, 3, size, size]));
  const target = graph.input(TARGET, [batch]);
  const flat = graph.add('Reshape', [logits, graph.ints([batch])]);
  const loss = binaryCrossEntropy(network, flat, target);
  const parameters = countParameters(network);
  const step = await openTrainingStep(network, { loss }, { ...updateOf(recipe), ...{ seed, threads } });
  return { step, parameters };
}

/** `face [N, 3, size, size]` → `attack [N, 1]`, the probability of an attack. */
function modelOf(recipe: LivenessRecipe, state: TrainingState): Model {
  const { name, size, average } = recipe;
  const probability: Layer = (network, x) =>
    network.graph.add('Sigmoid', [attackClassifier(recipe)(network, x)]);
  return exportNetwork({
    ...{ name, state, path: PATH, layer: probability, output: 'attack', averaged: average > 0 },
    input: { name: INPUT, dims: ['N', 3, size, size] },
  });
}

const digestOf = (presentations: readonly Presentation[]): string =>
  createHash('sha256')
    .update(presentations.map(({ record, species }) => `${record.sha256}  ${species}\n`).join(''))
    .digest('hex');

function papersOf(
  learnt: readonly Presentation[],
  species: readonly string[],
  { dataset }: TrainingContext,
): { readonly licence: string; readonly source: string } {
  const licences = [...new Set(learnt.map(({ record }) => record.terms.licence ?? 'not stated'))].sort();
  return {
    licence: `yours; licences of the photographs trained on: ${licences.join(', ')}`,
    source:
      `attack classifier, trained here from random weights on ${learnt.length} pictures of ${dataset.name}; ` +
      `attacks of the species ${species.join(', ')} only: one of another kind is not covered`,
  };
}

interface Seen {
  readonly learnt: readonly Presentation[];
  readonly seen: readonly Presentation[];
  readonly species: readonly string[];
  readonly chips: Chips;
  readonly labelled: number;
}

function findingsOf(
  { report }: Run,
  model: Model,
  parameters: number,
  { learnt, seen, species, chips, labelled }: Seen,
): Finding[] {
  const finding = (what: string, after: string): Finding => ({ what, before: null, after });
  const missing = labelled - chips.places.filter((place) => place >= 0).length;
  const tally = (those: readonly Presentation[], wanted: string | null) =>
    those.filter((one) => one.species === wanted).length;
  const people = (those: readonly Presentation[]) => new Set(those.map(({ record }) => record.subject)).size;
  const counted = (those: readonly Presentation[]) =>
    `${people(those)} subjects: ${tally(those, null)} bona fide pictures, ` +
    species.map((name) => `${tally(those, name)} of ${name}`).join(', ');
  return [
    finding('species covered', `${species.join(', ')}; an attack of another kind is not`),
    finding('trained on', counted(learnt)),
    finding('watched (they chose the state: no claim)', counted(seen)),
    ...(missing > 0 ? [finding('pictures without a face, left out', String(missing))] : []),
    finding('parameters', parameters.toLocaleString('en-GB')),
    finding('multiply-adds a face', `${(countFlops(model.graph).total / 1e6).toFixed(1)} million`),
    finding(
      'run',
      `${report.steps} steps, the state of step ${report.best?.step} kept; ` +
        `${(report.seconds / 60).toFixed(1)} min at ${report.samplesPerSecond.toFixed(0)} faces/s`,
    ),
  ];
}
