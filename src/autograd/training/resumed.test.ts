// The loop around a real network on ONNX Runtime, its batches loaded by threads: a run that was cut off ends with the
// very numbers of the one that was not, running statistics, momentum, averages and dropout's noise included.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../onnx/index.js';
import { batchNorm, conv, dropout, globalAveragePool, linear, prelu, sequential } from '../layers/index.js';
import { softmaxCrossEntropy } from '../losses/index.js';
import { NetworkBuilder } from '../network.js';
import { openTrainingStep } from '../openTrainingStep.js';
import type { TrainingStep } from '../step.js';
import { openBatches } from './loading.js';
import { shuffledOrder } from './order.js';
import { readRunLog } from './runLog.js';
import { type TrainOptions, train } from './train.js';

const BATCH = 8;
const STEPS = 24;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-resumed-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function openStep(accumulate: number): Promise<TrainingStep> {
  const network = new NetworkBuilder(new GraphBuilder('net'), { training: true, seed: 5 });
  const layers = sequential({
    conv: conv({ channels: 16, kernel: 3, pad: 1, bias: false }),
    norm: batchNorm(),
    act: prelu,
    deep: conv({ channels: 32, kernel: 3, pad: 1, stride: 2 }),
    pool: globalAveragePool,
    drop: dropout({ rate: 0.2 }),
    out: linear({ features: 4 }),
  });
  const logits = layers(network, network.graph.input('x', [BATCH, 1, 8, 8]));
  const loss = softmaxCrossEntropy(network, logits, network.graph.input('label', [BATCH], 'int64'));
  return openTrainingStep(
    network,
    { loss },
    {
      optimiser: { kind: 'adamW', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
      clip: 1,
      average: { decay: 0.9, warmUp: true },
      accumulate,
      seed: 5,
      threads: 2,
    },
  );
}

/** Trains the run in this folder until its end, or until so many steps are done in this session. */
async function session(run: string, accumulate: number, stopAfter = Number.POSITIVE_INFINITY) {
  const step = await openStep(accumulate);
  const samples = new URL('./stripes.fixture.ts', import.meta.url);
  const order = shuffledOrder({ items: 50, batchSize: BATCH, seed: 9 });
  const batches = openBatches({ order, inputs: step.inputs, samples, threads: 2 });
  let left = stopAfter;
  const options: TrainOptions = {
    step,
    batches,
    length: { steps: STEPS },
    learningRate: (n) => 0.01 / (1 + n),
    folder: run,
    checkpoints: { everySteps: 5 },
    onEvent: ({ kind }) => {
      if (kind === 'step' && --left === 0) throw new Error('cut off');
    },
  };
  try {
    await train(options);
    return step.read();
  } catch (error) {
    expect((error as Error).message).toBe('cut off');
    return undefined;
  } finally {
    await batches.close();
    await step.close();
  }
}

describe('a run of a real network', () => {
  it.each([
    ['with an update each batch', 1],
    ['with an update every third batch', 3],
  ])('is resumed bit for bit, %s', async (_, accumulate) => {
    const [whole, cut] = [join(folder, `whole-${accumulate}`), join(folder, `cut-${accumulate}`)];
    const expected = await session(whole, accumulate);
    for (const steps of [3, 9, 8]) expect(await session(cut, accumulate, steps)).toBeUndefined();
    expect(await session(cut, accumulate)).toEqual(expected);
    const losses = async (run: string) =>
      (await readRunLog(join(run, 'log.jsonl'))).map(
        (line) => line.kind === 'step' && [line.step, line.loss],
      );
    expect(await losses(cut)).toEqual(await losses(whole));
  });
});
