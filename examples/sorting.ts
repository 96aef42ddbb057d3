// A small transformer that learns to sort: eight digits in, the same digits in ascending order out, each place of the
// answer read off the token that stands there.
//   npx tsx examples/sorting.ts

import {
  batchesOf,
  GraphBuilder,
  gelu,
  type Layer,
  layerNorm,
  learningRateAt,
  linear,
  NetworkBuilder,
  openTrainingStep,
  positionEmbedding,
  randomStream,
  repeat,
  residual,
  selfAttention,
  sequential,
  showTraining,
  shuffledOrder,
  softmaxCrossEntropy,
  train,
  warmedUp,
} from '../src/autograd/index.js';
import { serve } from './serving.js';

const [DIGITS, PLACES] = [10, 8];
const [SEEN, BATCH, STEPS, WIDTH] = [20_000, 64, 600, 64];

const transformer = sequential({
  embedding: linear({ features: WIDTH }),
  places: positionEmbedding,
  blocks: repeat(
    2,
    (): Layer =>
      sequential({
        attention: residual(sequential({ norm: layerNorm(), heads: selfAttention({ heads: 4 }) })),
        perceptron: residual(
          sequential({
            norm: layerNorm(),
            expand: linear({ features: 4 * WIDTH }),
            gelu,
            project: linear({ features: WIDTH }),
          }),
        ),
      }),
  ),
  norm: layerNorm(),
  out: linear({ features: DIGITS }),
});

/** Rows of random digits. */
function rowsOf(count: number, name: string): number[][] {
  const random = randomStream(1, name);
  const row = () => Array.from({ length: PLACES }, () => Math.floor(DIGITS * random()));
  return Array.from({ length: count }, row);
}

const sorted = (row: readonly number[]): number[] => row.toSorted((a, b) => a - b);

/** Each digit as ten numbers, all zero but its own, [rows, PLACES, DIGITS]. */
function oneHot(rows: readonly (readonly number[])[]): Float32Array {
  const data = new Float32Array(rows.length * PLACES * DIGITS);
  rows.flat().forEach((digit, i) => {
    data[i * DIGITS + digit] = 1;
  });
  return data;
}

const network = new NetworkBuilder(new GraphBuilder('sorting'), { training: true, seed: 1 });
const { graph } = network;
const scores = network.apply('network', transformer, graph.input('x', [BATCH, PLACES, DIGITS]));
const answers = graph.input('answer', [BATCH, PLACES], 'int64');
const loss = softmaxCrossEntropy(
  network,
  graph.add('Reshape', [scores, graph.ints([-1, DIGITS])]),
  graph.add('Reshape', [answers, graph.ints([-1])]),
);
const step = await openTrainingStep(
  network,
  { loss },
  {
    optimiser: { kind: 'adamW', beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01 },
    clip: 1,
    seed: 1,
  },
);

const seen = rowsOf(SEEN, 'seen');
const batches = batchesOf(
  {
    x: { type: 'float32', dims: [SEEN, PLACES, DIGITS], data: oneHot(seen) },
    answer: { type: 'int64', dims: [SEEN, PLACES], data: BigInt64Array.from(seen.flatMap(sorted), BigInt) },
  },
  (items) => shuffledOrder({ items, batchSize: BATCH, seed: 1 }),
);
const rate = warmedUp({ kind: 'cosine', from: 2e-3, to: 0, steps: STEPS - 100 }, 100);
await train({
  step,
  batches,
  length: { steps: STEPS },
  learningRate: (n) => learningRateAt(rate, n),
  onEvent: showTraining(process.stderr),
});

const known = new Set(seen.map(String));
const unseen = rowsOf(2000, 'unseen').filter((row) => !known.has(String(row)));
const model = await serve(transformer, [PLACES, DIGITS], step.read());
const given = await model.answer(oneHot(unseen));
const answered = unseen.map((_, row) =>
  Array.from({ length: PLACES }, (_, place) => {
    const at = (row * PLACES + place) * DIGITS;
    const own = given.subarray(at, at + DIGITS);
    return own.indexOf(Math.max(...own));
  }),
);
for (const i of [0, 1, 2, 3]) console.log(`${unseen[i]!.join(' ')}  →  ${answered[i]!.join(' ')}`);
const right = answered.filter((row, i) => String(row) === String(sorted(unseen[i]!))).length;
const share = ((100 * right) / unseen.length).toFixed(1);
console.log(
  `${share} % of ${unseen.length.toLocaleString('en-US')} rows that it had not seen are sorted without a fault`,
);

await model.close();
await step.close();
