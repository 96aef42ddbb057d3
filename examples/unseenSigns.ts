// Metric learning, as face recognition does it: a network sees signs of 400 kinds, learns with ArcFace where to put
// them on a sphere, and is then asked about pairs of signs of 40 kinds that it has never seen: the same or not?
//   npx tsx examples/unseenSigns.ts

import {
  arcFace,
  balancedOrder,
  batchesOf,
  batchNorm,
  conv,
  flatten,
  GraphBuilder,
  type Layer,
  l2Normalise,
  learningRateAt,
  linear,
  NetworkBuilder,
  openTrainingStep,
  prelu,
  randomStream,
  sequential,
  showTraining,
  type TrainingState,
  train,
  warmedUp,
} from '../src/autograd/index.js';
import { draw, type Form, show } from './drawing.js';
import { serve } from './serving.js';

const [SEEN, UNSEEN, SAMPLES] = [400, 40, 20];
const [SIDE, BATCH, STEPS, LENGTH] = [24, 64, 800, 32];

/** A sign of its own for each kind: five strokes between random places. */
function sign(kind: number): Form {
  const random = randomStream(1, `sign ${kind}`);
  const place = () => 1.6 * random() - 0.8;
  const strokes = Array.from({ length: 5 }, () => [place(), place(), place(), place()] as const);
  return (x, y) =>
    Math.min(
      ...strokes.map(([ax, ay, bx, by]) => {
        const [ex, ey] = [bx - ax, by - ay];
        const along = Math.min(1, Math.max(0, ((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey)));
        return Math.hypot(x - ax - along * ex, y - ay - along * ey) - 0.09;
      }),
    );
}

/** So many samples of each kind, one kind after the other, [kinds·SAMPLES, 1, SIDE, SIDE]. */
function signs(first: number, kinds: number): Float32Array {
  const look = { turn: 0.25, move: 0.06, size: [0.75, 0.95], noise: 0.25 } as const;
  const pictures = new Float32Array(kinds * SAMPLES * SIDE * SIDE);
  for (let i = 0; i < kinds * SAMPLES; i++) {
    const picture = draw(sign(first + Math.floor(i / SAMPLES)), SIDE, look, randomStream(2, `${first} ${i}`));
    pictures.set(picture, i * SIDE * SIDE);
  }
  return pictures;
}

const block = (channels: number, stride: number): Layer =>
  sequential({
    conv: conv({ channels, kernel: 3, pad: 1, stride, bias: false }),
    norm: batchNorm(),
    act: prelu,
  });
const embedder = sequential({
  stage1: block(16, 1),
  stage2: block(32, 2),
  stage3: block(64, 2),
  flat: flatten,
  fc: linear({ features: LENGTH, bias: false }),
  norm: batchNorm(),
});
/** What is served gives vectors of length one, so that their product is a cosine. */
const served: Layer = (network, x) => l2Normalise(network, embedder(network, x));

const network = new NetworkBuilder(new GraphBuilder('signs'), { training: true, seed: 1 });
const { graph } = network;
const features = network.apply('network', embedder, graph.input('x', [BATCH, 1, SIDE, SIDE]));
const loss = arcFace(network, features, graph.input('label', [BATCH], 'int64'), {
  classes: SEEN,
  scale: 16,
  margin: 0.3,
});
const step = await openTrainingStep(
  network,
  { loss },
  { optimiser: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }, seed: 1 },
);

const unseen = signs(SEEN, UNSEEN);
const before = await verify(step.read());

const items = SEEN * SAMPLES;
const kinds = Array.from({ length: items }, (_, i) => Math.floor(i / SAMPLES));
const batches = batchesOf(
  {
    x: { type: 'float32', dims: [items, 1, SIDE, SIDE], data: signs(0, SEEN) },
    label: { type: 'int64', dims: [items], data: BigInt64Array.from(kinds, BigInt) },
  },
  () => balancedOrder({ classes: kinds, perClass: 4, batchSize: BATCH, seed: 1 }),
);
const rate = warmedUp({ kind: 'cosine', from: 0.1, to: 0, steps: STEPS - 50 }, 50);
await train({
  step,
  batches,
  length: { steps: STEPS },
  learningRate: (n) => learningRateAt(rate, n),
  evaluation: { every: { steps: 200 }, run: async () => ({ eer: await verify(step.read()) }) },
  onEvent: showTraining(process.stderr),
});
const after = await verify(step.read());

for (const i of [0, SAMPLES])
  console.log(`${show(unseen.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE), SIDE)}\n`);
const pairs = ((UNSEEN * SAMPLES * (UNSEEN * SAMPLES - 1)) / 2).toLocaleString('en-US');
console.log(
  `Signs of kinds that were never seen, two of which stand above: same kind or not, in ${pairs} pairs`,
);
console.log(`equal error rate ${percent(before)} before training, ${percent(after)} after`);
await step.close();

/** Equal error rate over all pairs of the unseen kinds, 0 to 1. */
async function verify(state: TrainingState): Promise<number> {
  const model = await serve(served, [1, SIDE, SIDE], state);
  const vectors = await model.answer(unseen);
  await model.close();
  const [mated, nonMated]: [number[], number[]] = [[], []];
  const count = UNSEEN * SAMPLES;
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      let cosine = 0;
      for (let k = 0; k < LENGTH; k++) cosine += vectors[i * LENGTH + k]! * vectors[j * LENGTH + k]!;
      (Math.floor(i / SAMPLES) === Math.floor(j / SAMPLES) ? mated : nonMated).push(cosine);
    }
  return equalErrorRate(mated, nonMated);
}

/** The rate at the threshold where as large a share of mated pairs lies below as of non-mated ones above. */
function equalErrorRate(mated: number[], nonMated: number[]): number {
  const [low, high] = [mated, nonMated].map((scores) => Float64Array.from(scores).sort()) as [
    Float64Array,
    Float64Array,
  ];
  for (let i = 0, below = 0; i < low.length; i++) {
    while (below < high.length && high[below]! < low[i]!) below++;
    const [missed, matched] = [i / low.length, 1 - below / high.length];
    if (missed >= matched) return (missed + matched) / 2;
  }
  return 0;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
