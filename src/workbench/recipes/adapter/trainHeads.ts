// Heads are trained on templates that lie in memory: a subject gives a document and a selfie to a batch, of two captures
// where there are two.

import {
  type BatchSource,
  GraphBuilder,
  imprintedMargin,
  type Layer,
  learningRateAt,
  NetworkBuilder,
  openTrainingStep,
  randomStream,
  shuffledOrder,
  type TrainingEvent,
  type TrainingState,
  train,
  type Value,
  warmedUp,
} from '../../../autograd/index.js';
import { LikenessError } from '../../../errors.js';
import type { TrainingRun } from '../../registry/trainingRecord.js';
import type { TrainingContext } from '../kind.js';
import { adapt } from './adapt.js';
import { type HeadPaths, headLayer, pathsOf, type TrainedHeads } from './heads.js';
import { type BothSides, peopleIn, rowOf } from './portraits.js';
import type { AdapterRecipe } from './recipe.js';
import { leastCllr, scoresOf } from './watched.js';

export interface HeadsTraining {
  readonly heads: TrainedHeads;
  readonly history: TrainingRun['history'];
}

/**
 * @param fitted subjects that are learned from
 * @param watched subjects that choose the state which is kept
 * @throws LikenessError `training_unsuitable` where fewer subjects than a batch have both a document and a selfie;
 * `interrupted` by way of the signal, with a checkpoint left to go on from
 */
export async function trainHeads(
  recipe: AdapterRecipe,
  fitted: BothSides,
  watched: BothSides,
  { folder, threads, signal, onEvent }: Pick<TrainingContext, 'folder' | 'threads' | 'signal' | 'onEvent'>,
): Promise<HeadsTraining> {
  const people = pairedPeople(fitted);
  if (people.length < recipe.batch)
    throw new LikenessError(
      'training_unsuitable',
      `${people.length} subjects to train on have a document and a selfie: a batch takes ${recipe.batch}`,
      { hint: 'Lower `batch` in the recipe, or take in more subjects.' },
    );
  const { dimension } = fitted.documents;
  const layer = headLayer(recipe);
  const paths = pathsOf(recipe);
  const { network, loss } = describe(recipe, layer, paths, firstDocuments(fitted, people), dimension);
  const { learningRate, weightDecay, seed } = recipe;
  const step = await openTrainingStep(
    network,
    { loss },
    {
      optimiser: { kind: 'adamW', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay },
      clip: 1,
      average: { decay: 0.95, warmUp: true },
      seed,
      ...(threads ? { threads } : {}),
    },
  );
  const batches = pairBatches(recipe, fitted, people);
  const steps = batches.order.stepsIn(recipe.epochs);
  const schedule = warmedUp(
    { kind: 'cosine', from: learningRate, to: learningRate / 100, steps },
    Math.ceil(steps / 20),
  );
  const history: TrainingRun['history'][number][] = [];
  const keep = (event: TrainingEvent) => {
    if (event.kind === 'evaluation') history.push({ ...event.metrics, step: event.step });
    onEvent?.(event);
  };
  const measure = async (state: TrainingState) => ({
    minCllr: leastCllr(scoresOf(await adapt({ heads: { paths, layer, state }, crowd: undefined }, watched))),
  });
  try {
    const report = await train({
      step,
      batches,
      length: { epochs: recipe.epochs },
      learningRate: (at) => learningRateAt(schedule, at),
      evaluation: {
        every: { epochs: 1 },
        run: async (at) => measure(at.read()),
        watch: { metric: 'minCllr', best: 'lowest', patience: recipe.patience },
      },
      folder,
      recipe: { ...recipe },
      ...(signal ? { signal } : {}),
      onEvent: keep,
    });
    signal?.throwIfAborted();
    const state = (await report.best?.read()) ?? step.read();
    return { heads: { paths, layer, state }, history };
  } finally {
    await step.close();
  }
}

function describe(
  { batch, loss: options, seed }: AdapterRecipe,
  layer: Layer,
  paths: HeadPaths,
  centres: Float32Array<ArrayBuffer>,
  dimension: number,
): { network: NetworkBuilder; loss: Value } {
  const graph = new GraphBuilder('adapter');
  const network = new NetworkBuilder(graph, { training: true, seed });
  const documents = graph.input('document', [batch, dimension]);
  const selfies = graph.input('selfie', [batch, dimension]);
  const labels = graph.input('label', [batch], 'int64');
  const { scale, margin, renewal } = options;
  const shared = paths.document === paths.selfie;
  const [of, at] = shared
    ? both(network, layer, paths.document!, documents, selfies)
    : [
        network.apply(paths.document!, layer, documents),
        paths.selfie === undefined ? selfies : network.apply(paths.selfie, layer, selfies),
      ];
  const loss = imprintedMargin(network, of, at, labels, { centres, scale, margin, renewal });
  return { network, loss };
}

/** One head over both kinds at once, so that its batch norm sees both. */
function both(
  network: NetworkBuilder,
  layer: Layer,
  path: string,
  a: Value,
  b: Value,
): readonly [Value, Value] {
  const { graph } = network;
  const out = network.apply(path, layer, graph.add('Concat', [a, b], { axis: 0 }));
  const [first, second] = graph.addMany('Split', [out], 2, { axis: 0 });
  return [first!, second!];
}

/** Subjects with a document and a selfie, ascending. */
const pairedPeople = ({ documents, selfies }: BothSides): readonly number[] => {
  const withSelfie = peopleIn(selfies);
  return [...peopleIn(documents)].filter((subject) => withSelfie.has(subject)).sort((a, b) => a - b);
};

/** What the centres of the classes are before the first step. */
function firstDocuments({ documents }: BothSides, people: readonly number[]): Float32Array<ArrayBuffer> {
  const { dimension, templates, subjects } = documents;
  const centres = new Float32Array(people.length * dimension);
  people.forEach((subject, i) => {
    centres.set(rowOf(templates, dimension, subjects.indexOf(subject)), i * dimension);
  });
  return centres;
}

function pairBatches(
  { batch, seed }: AdapterRecipe,
  sides: BothSides,
  people: readonly number[],
): BatchSource {
  const order = shuffledOrder({ items: people.length, batchSize: batch, seed });
  const { dimension } = sides.documents;
  const rows = people.map((subject) => ({
    documents: rowsOfSubject(sides.documents.subjects, subject),
    selfies: rowsOfSubject(sides.selfies.subjects, subject),
  }));
  const drawn = (index: number, round: number): readonly [document: number, selfie: number] => {
    const { documents, selfies } = rows[index]!;
    const random = randomStream(seed, `pair ${index} round ${round}`);
    const document = documents[Math.floor(random() * documents.length)]!;
    const capture = sides.documents.captures[document];
    const others = selfies.filter((row) => sides.selfies.captures[row] !== capture);
    const choice = others.length > 0 ? others : selfies;
    return [document, choice[Math.floor(random() * choice.length)]!];
  };
  return {
    order,
    async batch(step) {
      const [documents, selfies] = [new Float32Array(batch * dimension), new Float32Array(batch * dimension)];
      // An epoch's end and the next one's beginning may hold one subject twice; the later centre stands, as ever.
      const draws = order.draws(step);
      draws.forEach(({ index, round }, i) => {
        const [document, selfie] = drawn(index, round);
        documents.set(rowOf(sides.documents.templates, dimension, document), i * dimension);
        selfies.set(rowOf(sides.selfies.templates, dimension, selfie), i * dimension);
      });
      return {
        document: { type: 'float32', dims: [batch, dimension], data: documents },
        selfie: { type: 'float32', dims: [batch, dimension], data: selfies },
        label: {
          type: 'int64',
          dims: [batch],
          data: BigInt64Array.from(draws, ({ index }) => BigInt(index)),
        },
      };
    },
    close: async () => undefined,
  };
}

const rowsOfSubject = (subjects: Int32Array, subject: number): readonly number[] =>
  [...subjects.keys()].filter((row) => subjects[row] === subject);
