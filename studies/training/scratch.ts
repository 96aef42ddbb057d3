// A face verifier from random weights, on photographs of lfw-dev, measured on people that it never saw.
//   npm run study:scratch -- --cache DIR [--epochs 30] [--out studies/results/scratch.md]
// Small on purpose (faces of 64 pixels, some 1,000 people): it shows that training works, not how good a verifier
// can become; those are trained on millions of pictures.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  cosFace,
  countParameters,
  drawCurve,
  exportNetwork,
  GraphBuilder,
  learningRateAt,
  mobileFaceNet,
  NetworkBuilder,
  openBatches,
  openTrainingStep,
  readRunLog,
  showTraining,
  shuffledOrder,
  type TrainingState,
  train,
  warmedUp,
} from '../../src/autograd/index.js';
import { encodeModel } from '../../src/onnx/index.js';
import type { ChipSamplesData } from '../../src/workbench/recipes/chips/chipSamples.js';
import { loadChips } from './chips.js';
import {
  equalErrorOf,
  evenly,
  type Part,
  row,
  splitSubjects,
  TABLE_HEAD,
  templatesOf,
  trialsOf,
  withSeveral,
} from './unseenSubjects.js';

const { values } = parseArgs({
  options: {
    cache: { type: 'string' },
    epochs: { type: 'string', default: '30' },
    out: { type: 'string' },
  },
});
if (!values.cache) throw new Error('give --cache: a folder for checkpoints');
const BATCH = 64;
const INPUT = { inputSize: 64, mean: [127.5, 127.5, 127.5], scale: 1 / 128 } as const;
const FEATURES = 128;
const SEED = 1;

mkdirSync(values.cache, { recursive: true });
const chips = await loadChips('arcface');
const [trainPart, ...unseen] = splitSubjects(chips, [0.65, 0.1, 0.25], 7) as [Part, Part, Part];
const [watched, test] = unseen.map(evenly) as [Part, Part];
const trained = withSeveral(trainPart);
const people = [...new Set(trained.subjects)];
const classOf = new Map(people.map((subject, i) => [subject, i]));

const layer = mobileFaceNet({ features: FEATURES });
const graph = new GraphBuilder('scratch');
const network = new NetworkBuilder(graph, { training: true, seed: SEED });
const x = graph.input('x', [BATCH, 3, INPUT.inputSize, INPUT.inputSize]);
const label = graph.input('label', [BATCH], 'int64');
const features = network.apply('backbone', layer, x);
const loss = graph.scope('head', () =>
  cosFace(network, features, label, { classes: people.length, scale: 32, margin: 0.25 }),
);
const step = await openTrainingStep(
  network,
  { loss },
  { optimiser: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-3 }, clip: 5, seed: SEED },
);
const order = shuffledOrder({ items: trained.chips.length, batchSize: BATCH, seed: SEED });
const data: ChipSamplesData = {
  file: chips.file,
  places: Int32Array.from(trained.chips, (chip) => chips.places[chip]!),
  input: {
    ...{ size: INPUT.inputSize, order: 'rgb', layout: 'nchw' },
    mean: [...INPUT.mean],
    scale: [INPUT.scale, INPUT.scale, INPUT.scale],
  },
  inputName: 'x',
  answer: {
    ...{ name: 'label', kind: 'number' },
    of: Int32Array.from(trained.subjects, (subject) => classOf.get(subject)!),
  },
  augmentation: {
    shift: 0.04,
    turn: 0.12,
    zoom: 0.08,
    light: 0.25,
    mirrored: 0.5,
    soft: { share: 0, from: 64, to: 64 },
  },
};
const batches = openBatches({
  order,
  inputs: step.inputs,
  samples: new URL('../../src/workbench/recipes/chips/chipSamples.ts', import.meta.url),
  data,
});
const modelOf = (state: TrainingState) =>
  exportNetwork({
    name: 'scratch',
    input: { name: 'x', dims: ['N', 3, INPUT.inputSize, INPUT.inputSize] },
    output: 'features',
    path: 'backbone',
    layer,
    state,
  });
const measure = async (state: TrainingState, part: Part) =>
  trialsOf(await templatesOf(modelOf(state), chips, part, INPUT), part);

const before = row('random weights', await measure(step.read(), test));
const epochs = Number(values.epochs);
const steps = order.stepsIn(epochs);
const folder = join(values.cache, 'scratch');
const schedule = warmedUp({ kind: 'cosine', from: 0.1, to: 0.0005, steps }, 100);
const report = await train({
  step,
  batches,
  length: { epochs },
  learningRate: (at) => learningRateAt(schedule, at),
  evaluation: {
    every: { epochs: 2 },
    run: async (at) => ({ eer: equalErrorOf(await measure(at.read(), watched)) }),
  },
  folder,
  recipe: { network: 'mobileFaceNet', features: FEATURES, ...INPUT, people: people.length, schedule },
  onEvent: showTraining(process.stderr),
});
const state = step.read();
const after = row(`trained for ${epochs} epochs`, await measure(state, test));
await batches.close();
await step.close();

const table = [
  '# Trained from random weights on lfw-dev',
  '',
  `Made by \`npm run study:scratch\`. MobileFaceNet, ${(countParameters(network) / 1e6).toFixed(2)} M parameters with the head, faces of ${INPUT.inputSize} pixels, CosFace (scale 32, margin 0.25),`,
  `SGD with Nesterov momentum, batch ${BATCH}, cosine from 0.1. Trained on ${trained.chips.length} photographs of ${people.length} subjects with two or more;`,
  `measured on all pairs of ${test.chips.length} photographs of ${new Set(test.subjects).size} other subjects, ten of each at most. 95 % intervals, bootstrap over subjects.`,
  `${report.steps} steps, ${report.samplesPerSecond.toFixed(0)} images/s beside other work on the machine, the step waited ${(100 * report.waitingShare).toFixed(1)} % of its time for data.`,
  '',
  TABLE_HEAD,
  before,
  after,
  '',
  'Training curve: `scratch.svg` (loss; EER on a tenth of the subjects that is in neither part). It was not used to choose anything.',
  '',
].join('\n');
console.log(table);
writeFileSync(join(folder, 'scratch.onnx'), encodeModel(modelOf(state)));
if (values.out) {
  writeFileSync(values.out, table);
  writeFileSync(
    values.out.replace(/\.md$/, '.svg'),
    await drawCurve(await readRunLog(join(folder, 'log.jsonl'))),
  );
}
