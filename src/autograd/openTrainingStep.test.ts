import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../onnx/index.js';
import { batchNorm, dropout, linear, prelu, sequential } from './layers/index.js';
import { softmaxCrossEntropy } from './losses/index.js';
import { type Layer, NetworkBuilder } from './network.js';
import { openTrainingStep, type TrainingStepOptions } from './openTrainingStep.js';
import { randomStream } from './random.js';
import type { Batch, TrainingStep } from './step.js';

const CLASSES = 3;
const sgd = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0.01 } as const;
const mlp: Layer = sequential({
  hidden: linear({ features: 8 }),
  act: prelu,
  out: linear({ features: CLASSES }),
});

async function open(
  layer: Layer,
  batch: number,
  options: Partial<TrainingStepOptions> = {},
): Promise<TrainingStep> {
  const graph = new GraphBuilder('net');
  const network = new NetworkBuilder(graph, { training: true, seed: 4 });
  const x = graph.input('x', [batch, 5]);
  const logits = network.apply('net', layer, x);
  const loss = softmaxCrossEntropy(network, logits, graph.input('labels', [batch], 'int64'));
  return openTrainingStep(network, { loss }, { optimiser: sgd, seed: 1, threads: 1, ...options });
}

function rows(from: number, to: number): Batch {
  const values = Array.from({ length: to - from }, (_, i) => {
    const random = randomStream(9, `row ${from + i}`);
    return Array.from({ length: 5 }, () => 2 * random() - 1);
  });
  return {
    x: { type: 'float32', dims: [to - from, 5], data: Float32Array.from(values.flat()) },
    labels: {
      type: 'int64',
      dims: [to - from],
      data: BigInt64Array.from(values, (_, i) => BigInt((from + i) % CLASSES)),
    },
  };
}

const weights = (step: TrainingStep): number[] => [...step.read().get('net.hidden.weight')!.data];

describe('openTrainingStep', () => {
  it('makes the loss smaller', async () => {
    const step = await open(mlp, 12);
    const losses: number[] = [];
    for (let i = 0; i < 200; i++)
      losses.push((await step.run(rows(0, 12), { learningRate: 0.1, step: i })).loss);
    expect(losses[0]).toBeGreaterThan(0.8);
    expect(losses.at(-1)).toBeLessThan(0.3);
    await step.close();
  });

  it('accumulates: four batches of three are one of twelve', async () => {
    const [whole, parts] = [await open(mlp, 12), await open(mlp, 3, { accumulate: 4 })];
    for (let update = 0; update < 3; update++) {
      await whole.run(rows(0, 12), { learningRate: 0.1, step: update });
      for (let k = 0; k < 4; k++)
        await parts.run(rows(3 * k, 3 * k + 3), { learningRate: 0.1, step: 4 * update + k });
    }
    const [expected, actual] = [weights(whole), weights(parts)];
    actual.forEach((w, i) => {
      expect(w).toBeCloseTo(expected[i]!, 5);
    });
    await Promise.all([whole.close(), parts.close()]);
  });

  it('reports the length of the gradient, and holds the update to it', async () => {
    const step = await open(mlp, 12, { clip: 0.01, optimiser: { ...sgd, momentum: 0, weightDecay: 0 } });
    const before = step.read();
    const { metrics } = await step.run(rows(0, 12), { learningRate: 1, step: 0 });
    const after = step.read();
    const moved = Math.hypot(
      ...[...after].flatMap(([name, { data }]) => [...data].map((v, i) => v - before.get(name)!.data[i]!)),
    );
    expect(metrics.gradientNorm).toBeGreaterThan(0.01);
    expect(moved).toBeCloseTo(0.01, 5);
    await step.close();
  });

  it('draws dropout from the seed and the number of the step', async () => {
    const layer = sequential({ drop: dropout({ rate: 0.5 }), out: linear({ features: CLASSES }) });
    const lossOf = async (seed: number, at: number) => {
      const step = await open(layer, 12, { seed });
      const { loss } = await step.run(rows(0, 12), { learningRate: 0, step: at });
      await step.close();
      return loss;
    };
    expect(await lossOf(1, 5)).toBe(await lossOf(1, 5));
    expect(await lossOf(1, 6)).not.toBe(await lossOf(1, 5));
    expect(await lossOf(2, 5)).not.toBe(await lossOf(1, 5));
  });

  it('goes on from a state that was read as if nothing had been between', async () => {
    const layer = sequential({
      fc: linear({ features: 6 }),
      norm: batchNorm(),
      out: linear({ features: CLASSES }),
    });
    const first = await open(layer, 12);
    for (let i = 0; i < 3; i++) await first.run(rows(0, 12), { learningRate: 0.1, step: i });
    const state = first.read();
    const second = await open(layer, 12);
    second.write(state);
    for (let i = 3; i < 6; i++)
      for (const step of [first, second]) await step.run(rows(0, 12), { learningRate: 0.1, step: i });
    expect([...second.read()]).toEqual([...first.read()]);
    await Promise.all([first.close(), second.close()]);
  });

  it('refuses the state of another network, and changes nothing', async () => {
    const step = await open(mlp, 12);
    const before = weights(step);
    const other = await open(
      sequential({ hidden: linear({ features: 4 }), out: linear({ features: CLASSES }) }),
      12,
    );
    expect(() => step.write(other.read())).toThrowError(
      expect.objectContaining({
        code: 'checkpoint_mismatch',
        message: expect.stringContaining('net.hidden.weight'),
      }),
    );
    const extra = new Map([
      ...step.read(),
      ['more', { type: 'float32' as const, dims: [1], data: new Float32Array(1) }],
    ]);
    expect(() => step.write(extra)).toThrowError(expect.objectContaining({ code: 'checkpoint_mismatch' }));
    expect(weights(step)).toEqual(before);
    await Promise.all([step.close(), other.close()]);
  });

  it('reports the gradient’s length with each update, where batches are accumulated', async () => {
    const step = await open(mlp, 12, { clip: 1, accumulate: 2 });
    const first = await step.run(rows(0, 12), { learningRate: 0.1, step: 0 });
    const second = await step.run(rows(0, 12), { learningRate: 0.1, step: 1 });
    expect(first.metrics).toEqual({});
    expect(second.metrics.gradientNorm).toBeGreaterThan(0);
    await step.close();
  });

  it.each([
    ['no number of batches', { accumulate: 0 }, 'option_invalid'],
    ['half a batch', { accumulate: 1.5 }, 'option_invalid'],
  ] as const)('refuses %s', async (_, options, code) => {
    await expect(open(mlp, 12, options)).rejects.toMatchObject({ code });
  });

  it('names the layer that made the first number that is none', async () => {
    const step = await open(mlp, 12);
    const state = step.read();
    state.get('net.out.weight')!.data.fill(Number.POSITIVE_INFINITY);
    step.write(state);
    const settings = { learningRate: 0.1, step: 0 };
    expect(await step.findNonFinite(rows(0, 12), settings)).toMatch(/^net\.out\//);
    await step.close();
  });

  it('updates nothing where the loss is not finite', async () => {
    const step = await open(mlp, 12);
    const before = weights(step);
    const broken = rows(0, 12);
    (broken.x!.data as Float32Array)[7] = Number.NaN;
    const { loss } = await step.run(broken, { learningRate: 0.1, step: 0 });
    expect(loss).toBeNaN();
    expect(weights(step)).toEqual(before);
    expect(await step.findNonFinite(broken, { learningRate: 0.1, step: 0 })).toMatch(/^net.hidden/);
    await step.close();
  });

  it('finds nothing where all is finite', async () => {
    const step = await open(mlp, 12);
    expect(await step.findNonFinite(rows(0, 12), { learningRate: 0.1, step: 0 })).toBeUndefined();
    await step.close();
  });

  it('says so when it is closed, and which device is missing', async () => {
    const step = await open(mlp, 12);
    await step.close();
    await expect(step.run(rows(0, 12), { learningRate: 0.1, step: 0 })).rejects.toMatchObject({
      code: 'closed',
    });
    const missing = process.platform === 'win32' ? 'coreml' : 'dml';
    await expect(open(mlp, 12, { device: missing })).rejects.toMatchObject({ code: 'provider_missing' });
  });

  it('closes when the step under way is done, also one that has to open another formula first', async () => {
    const step = await open(mlp, 3);
    const state = step.read();
    (state.get('net.act.weight')!.data as Float32Array).fill(1.5);
    step.write(state);
    const before = weights(step);
    const running = step.run(rows(0, 3), { learningRate: 0.1, step: 0 });
    await step.close();
    expect(weights(step)).not.toEqual(before);
    expect((await running).loss).toBeGreaterThan(0);
    await step.close();
  });

  it('writes a trace of every operator', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'likeness-trace-'));
    const step = await open(mlp, 12, { trace: join(folder, 'step') });
    await step.run(rows(0, 12), { learningRate: 0.1, step: 0 });
    await step.close();
    const [file] = await readdir(folder);
    expect(await readFile(join(folder, file!), 'utf8')).toContain('_kernel_time');
    await rm(folder, { recursive: true });
  });
});
