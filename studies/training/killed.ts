// A real training run, killed with SIGKILL fifty times at random moments and resumed each time, beside one that was
// left in peace: are the final weights the same, bit for bit?
//   npm run study:killed [-- --out studies/results/killed.md]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  batchesOf,
  batchNorm,
  conv,
  dropout,
  flatten,
  GraphBuilder,
  globalAveragePool,
  linear,
  NetworkBuilder,
  newestCheckpoint,
  openTrainingStep,
  prelu,
  randomStream,
  sequential,
  shuffledOrder,
  softmaxCrossEntropy,
  train,
} from '../../src/autograd/index.js';

const { values } = parseArgs({ options: { run: { type: 'string' }, out: { type: 'string' } } });
const [KILLS, STEPS, BATCH, ITEMS] = [50, 5000, 16, 200];
/** Milliseconds that a step of a run to be killed takes longer, so that fifty kills fit into it. */
const SLOWNESS = 4;

if (values.run) await trainIn(values.run, SLOWNESS);
else await main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-killed-'));
  const [peaceful, killed] = [join(folder, 'peaceful'), join(folder, 'killed')];
  await trainIn(peaceful, 0);
  const random = randomStream(Date.now() % 2 ** 32, 'kills');
  const stoppedAt: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(import.meta.url), '--run', killed],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(child.stdout!, 'data');
    await pause(50 + 300 * random());
    child.kill('SIGKILL');
    await once(child, 'exit');
    stoppedAt.push((await newestCheckpoint(join(killed, 'checkpoints')))?.checkpoint.standing.step ?? 0);
    console.error(`kill ${kill + 1} of ${KILLS}: newest checkpoint after step ${stoppedAt.at(-1)}`);
  }
  await trainIn(killed, 0);
  const [expected, actual] = await Promise.all([peaceful, killed].map(stateIn));
  const names = [...expected.keys()];
  const same = names.filter((name) => Buffer.compare(bytes(expected, name), bytes(actual, name)) === 0);
  rmSync(folder, { recursive: true });
  const report = [
    '# Killed and resumed',
    '',
    `Made by \`npm run study:killed\`. A network on ONNX Runtime (convolutions, batch norm, PReLU, dropout; AdamW with clipping and averaged weights, batch ${BATCH}) trained for ${STEPS} steps,`,
    `a checkpoint every 3; its process killed with SIGKILL ${KILLS} times at random moments and started again (newest checkpoint after the kills: steps ${stoppedAt[0]} to ${stoppedAt.at(-1)}), then left to end.`,
    `Beside a run that was never disturbed, **${same.length} of ${names.length} tensors** of the final state (parameters, running statistics, moments, averages) are the same, bit for bit.`,
    '',
  ].join('\n');
  console.log(report);
  if (values.out) writeFileSync(values.out, report);
  if (same.length < names.length) process.exitCode = 1;
}

type State = Awaited<ReturnType<typeof stateIn>>;

async function stateIn(run: string) {
  return (await newestCheckpoint(join(run, 'checkpoints')))!.checkpoint.state;
}

function bytes(state: State, name: string): Buffer {
  const { data } = state.get(name)!;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

async function trainIn(folder: string, slowness: number): Promise<void> {
  const graph = new GraphBuilder('killed');
  const network = new NetworkBuilder(graph, { training: true, seed: 5 });
  const layer = sequential({
    conv: conv({ channels: 16, kernel: 3, pad: 1, bias: false }),
    norm: batchNorm(),
    act: prelu,
    deep: conv({ channels: 32, kernel: 3, pad: 1, stride: 2 }),
    pool: globalAveragePool,
    flat: flatten,
    drop: dropout({ rate: 0.2 }),
    out: linear({ features: 4 }),
  });
  const logits = network.apply('net', layer, graph.input('x', [BATCH, 1, 8, 8]));
  const loss = softmaxCrossEntropy(network, logits, graph.input('label', [BATCH], 'int64'));
  const step = await openTrainingStep(
    network,
    { loss },
    {
      optimiser: { kind: 'adamW', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
      clip: 1,
      average: { decay: 0.99, warmUp: true },
      seed: 5,
      threads: 1,
    },
  );
  const random = randomStream(6, 'pictures');
  const tensors = {
    x: {
      type: 'float32',
      dims: [ITEMS, 1, 8, 8],
      data: Float32Array.from({ length: ITEMS * 64 }, () => random()),
    },
    label: {
      type: 'int64',
      dims: [ITEMS],
      data: BigInt64Array.from({ length: ITEMS }, (_, i) => BigInt(i % 4)),
    },
  } as const;
  await train({
    step: {
      ...step,
      run: async (...given) => {
        if (slowness > 0) await pause(slowness);
        return step.run(...given);
      },
    },
    batches: batchesOf(tensors, (items) => shuffledOrder({ items, batchSize: BATCH, seed: 9 })),
    length: { steps: STEPS },
    learningRate: (at) => 0.01 / (1 + at / 500),
    folder,
    recipe: 'to be killed',
    checkpoints: { everySteps: 3 },
    onEvent: ({ kind }) => {
      if (values.run && kind === 'step') process.stdout.write('.');
    },
  });
  await step.close();
}
