// Two half moons that no straight line parts, and a small perceptron that learns to tell them apart.
//   npx tsx examples/twoMoons.ts

import {
  batchesOf,
  GraphBuilder,
  learningRateAt,
  linear,
  NetworkBuilder,
  normal,
  openTrainingStep,
  randomStream,
  relu,
  sequential,
  showTraining,
  shuffledOrder,
  softmaxCrossEntropy,
  train,
} from '../src/autograd/index.js';
import { serve } from './serving.js';

const BATCH = 64;
const STEPS = 1500;

const perceptron = sequential({
  first: linear({ features: 32 }),
  act: relu,
  second: linear({ features: 32 }),
  act2: relu,
  out: linear({ features: 2 }),
});

/** Points [n, 2] about two half circles of radius one, and which of the two each belongs to. */
function moons(points: number, name: string) {
  const random = randomStream(1, name);
  const noise = normal(random);
  const labels = BigInt64Array.from({ length: points }, (_, i) => BigInt(i % 2));
  const x = new Float32Array(2 * points);
  labels.forEach((label, i) => {
    const angle = Math.PI * random();
    const [cx, cy] =
      label === 0n ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    x.set([cx + 0.12 * noise(), cy + 0.12 * noise()], 2 * i);
  });
  return { x, labels };
}

const network = new NetworkBuilder(new GraphBuilder('two moons'), { training: true, seed: 1 });
const { graph } = network;
const logits = network.apply('network', perceptron, graph.input('x', [BATCH, 2]));
const loss = softmaxCrossEntropy(network, logits, graph.input('label', [BATCH], 'int64'));
const step = await openTrainingStep(
  network,
  { loss },
  { optimiser: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4 }, seed: 1 },
);

const seen = moons(1000, 'seen');
const batches = batchesOf(
  {
    x: { type: 'float32', dims: [1000, 2], data: seen.x },
    label: { type: 'int64', dims: [1000], data: seen.labels },
  },
  (items) => shuffledOrder({ items, batchSize: BATCH, seed: 1 }),
);
await train({
  step,
  batches,
  length: { steps: STEPS },
  learningRate: (n) => learningRateAt({ kind: 'cosine', from: 0.1, to: 0, steps: STEPS }, n),
  onEvent: showTraining(process.stderr),
});

const model = await serve(perceptron, [2], step.read());
const sideOf = async (x: Float32Array): Promise<boolean[]> => {
  const scores = await model.answer(x);
  return Array.from({ length: x.length / 2 }, (_, i) => scores[2 * i + 1]! > scores[2 * i]!);
};
const unseen = moons(2000, 'unseen');
const right = (await sideOf(unseen.x)).filter((upper, i) => upper === (unseen.labels[i] === 1n)).length;
console.log(
  `${((100 * right) / 2000).toFixed(1)} % of 2,000 points that it had not seen are on the right side`,
);

// What it learned: the plane, each place by the moon that it is given to.
const [COLUMNS, ROWS] = [64, 20];
const plane = Float32Array.from({ length: 2 * COLUMNS * ROWS }, (_, i) => {
  const [column, row] = [(i >> 1) % COLUMNS, Math.floor(i / 2 / COLUMNS)];
  return i % 2 === 0 ? -1.5 + (4 * column) / COLUMNS : 1.5 - (2.5 * row) / ROWS;
});
const places = await sideOf(plane);
for (let row = 0; row < ROWS; row++)
  console.log(
    places
      .slice(row * COLUMNS, (row + 1) * COLUMNS)
      .map((one) => (one ? '░' : '█'))
      .join(''),
  );

await model.close();
await step.close();
