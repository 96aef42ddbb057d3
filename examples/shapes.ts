// Six shapes in noise, and a small convolutional network that learns their names. Threads draw the pictures while
// the network trains.
//   npx tsx examples/shapes.ts

import {
  batchNorm,
  conv,
  GraphBuilder,
  globalAveragePool,
  type Layer,
  learningRateAt,
  linear,
  NetworkBuilder,
  openBatches,
  openTrainingStep,
  randomStream,
  relu,
  sequential,
  showTraining,
  shuffledOrder,
  softmaxCrossEntropy,
  train,
  warmedUp,
} from '../src/autograd/index.js';
import { show } from './drawing.js';
import { serve } from './serving.js';
import { FORMS, SIDE, shape } from './shapeSamples.js';

const BATCH = 64;
const STEPS = 300;
const names = Object.keys(FORMS);

const block = (channels: number, stride: number): Layer =>
  sequential({
    conv: conv({ channels, kernel: 3, pad: 1, stride, bias: false }),
    norm: batchNorm(),
    act: relu,
  });
const convolutional = sequential({
  stage1: block(16, 1),
  stage2: block(32, 2),
  stage3: block(64, 2),
  stage4: block(64, 1),
  pool: globalAveragePool,
  out: linear({ features: names.length }),
});

const network = new NetworkBuilder(new GraphBuilder('shapes'), { training: true, seed: 1 });
const { graph } = network;
const logits = network.apply('network', convolutional, graph.input('x', [BATCH, 1, SIDE, SIDE]));
const loss = softmaxCrossEntropy(network, logits, graph.input('label', [BATCH], 'int64'));
const step = await openTrainingStep(
  network,
  { loss },
  { optimiser: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4 }, seed: 1 },
);

const batches = openBatches({
  order: shuffledOrder({ items: 600, batchSize: BATCH, seed: 1 }),
  inputs: step.inputs,
  samples: new URL('./shapeSamples.ts', import.meta.url),
});
const rate = warmedUp({ kind: 'cosine', from: 0.1, to: 0, steps: STEPS - 50 }, 50);
await train({
  step,
  batches,
  length: { steps: STEPS },
  learningRate: (n) => learningRateAt(rate, n),
  onEvent: showTraining(process.stderr),
});
await batches.close();

const model = await serve(convolutional, [1, SIDE, SIDE], step.read());
const random = randomStream(2, 'unseen');
const unseen = Array.from({ length: 1200 }, (_, i) => shape(i % names.length, random));
const scores = await model.answer(Float32Array.from(unseen.flatMap((picture) => [...picture])));
const named = unseen.map((_, i) => {
  const own = scores.subarray(i * names.length, (i + 1) * names.length);
  return own.indexOf(Math.max(...own));
});
const right = named.filter((kind, i) => kind === i % names.length).length;
console.log(
  `${((100 * right) / unseen.length).toFixed(1)} % of ${unseen.length} new pictures are named right`,
);
for (const i of [0, 4]) console.log(`${show(unseen[i]!, SIDE)}\nthis is a ${names[named[i]!]}\n`);

await model.close();
await step.close();
