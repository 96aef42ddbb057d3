// Trains the networks of src/document, assets/networks/*.onnx, on documents that are drawn.
//   npm run train:reading -- --network page|corner|zone --cache DIR [--photos ../shared/data/lfw-dev/images]
//                            [--steps 4000] [--rate 0.002] [--run NAME] [--from DIR/RUN/checkpoints] [--out FILE]
// DIR holds the prints (npm run train:prints) and gets the checkpoints; a run that was cut off goes on.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  countParameters,
  exportNetwork,
  halfWeights,
  learningRateAt,
  newestCheckpoint,
  openBatches,
  openTrainingStep,
  randomStream,
  showTraining,
  shuffledOrder,
  type TrainingState,
  train,
  warmedUp,
} from '../../src/autograd/index.js';
import { encodeModel, openSession } from '../../src/onnx/index.js';
import { TASKS } from './tasks.js';

const { values } = parseArgs({
  options: {
    network: { type: 'string' },
    cache: { type: 'string' },
    photos: { type: 'string', default: '../shared/data/lfw-dev/images' },
    steps: { type: 'string', default: '4000' },
    rate: { type: 'string', default: '0.002' },
    run: { type: 'string' },
    from: { type: 'string' },
    out: { type: 'string' },
  },
});
const name = values.network as keyof typeof TASKS;
if (!values.cache || !(name in TASKS)) throw new Error('give --cache and --network page, corner or zone');
const task = TASKS[name];
const SEED = 1;
const WATCHED = 128;

const { data, load } = task.open(values.cache, values.photos);
const { network, loss } = task.objective(task.batch, SEED);
const step = await openTrainingStep(
  network,
  { loss },
  {
    optimiser: { kind: 'adamW', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
    average: { decay: 0.998, warmUp: true },
    clip: 5,
    seed: SEED,
  },
);
if (values.from) step.write((await newestCheckpoint(values.from))!.checkpoint.state);
console.error(`${name}: ${countParameters(network)} parameters`);
// Another order where a run goes on from another one, so that it does not see the same samples first.
const seed = values.from ? SEED + 1 : SEED;
const batches = openBatches({
  order: shuffledOrder({ items: 1_000_000, batchSize: task.batch, seed }),
  inputs: step.inputs,
  samples: task.module,
  data,
  threads: 2,
});
const loadOne = await load;
const watched = await Promise.all(
  Array.from({ length: WATCHED }, (_, i) => loadOne(i, randomStream(SEED, `watched ${i}`))),
);
const [steps, rate] = [Number(values.steps), Number(values.rate)];
const schedule = warmedUp({ kind: 'cosine', from: rate, to: rate / 100, steps }, 50);
await train({
  step,
  batches,
  length: { steps },
  learningRate: (at) => learningRateAt(schedule, at),
  evaluation: { every: { steps: 250 }, run: async (at) => measure(at.read()) },
  folder: join(values.cache, values.run ?? name),
  recipe: { network: name, schedule, from: values.from ?? null },
  onEvent: showTraining(process.stderr),
});
const state = step.read();
await batches.close();
await step.close();
writeFileSync(values.out ?? `assets/networks/${name}.onnx`, encodeModel(halfWeights(modelOf(state))));
console.log(JSON.stringify(await measure(state)));

function modelOf(trained: TrainingState) {
  return exportNetwork({
    name,
    input: { name: 'x', dims: task.input },
    output: 'y',
    path: 'network',
    layer: task.layer,
    state: trained,
    averaged: true,
  });
}

/** Means of the errors on samples that no step sees. */
async function measure(trained: TrainingState): Promise<Record<string, number>> {
  const session = await openSession(encodeModel(modelOf(trained)), { threads: 2 });
  const all: Record<string, number[]> = {};
  for (const sample of watched) {
    const { y } = await session.run({ x: { data: sample.x as Float32Array, dims: task.sample } });
    for (const [error, found] of Object.entries(task.errors(sample, y!.data)))
      all[error] = [...(all[error] ?? []), ...found];
  }
  await session.close();
  return Object.fromEntries(
    Object.entries(all).map(([error, found]) => [error, found.reduce((a, b) => a + b, 0) / found.length]),
  );
}
