import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingStep } from '../step.js';
import { type BatchSource, batchesOf, openBatch } from './batches.js';
import { checkpointPath } from './checkpointFolder.js';
import { cloudPoint, logisticStep } from './logistic.fixture.js';
import { shuffledOrder } from './order.js';
import { readRunLog } from './runLog.js';
import { type TrainingEvent, type TrainOptions, train } from './train.js';

const FEATURES = 5;
const BATCH = 8;
const ITEMS = 100;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-train-'));
});
afterAll(() => rm(folder, { recursive: true }));
const fresh = () => mkdtemp(join(folder, 'run-'));

function points(seed = 3): BatchSource {
  const step = logisticStep({ features: FEATURES, batchSize: BATCH });
  const { batch, place } = openBatch(step.inputs, ITEMS);
  for (let i = 0; i < ITEMS; i++) place(i, cloudPoint(i, FEATURES));
  return batchesOf(batch, (items) => shuffledOrder({ items, batchSize: BATCH, seed }));
}

/** Mean of the squared weights, as something that changes with each step and needs no data. */
const size = async (step: TrainingStep) => ({
  size: step
    .read()
    .get('weights')!
    .data.reduce((sum, w) => sum + w * w, 0),
});

const optionsOf = (rest: Partial<TrainOptions> = {}): TrainOptions => ({
  step: logisticStep({ features: FEATURES, batchSize: BATCH }),
  batches: points(),
  length: { steps: 60 },
  learningRate: (step) => 0.1 / (1 + step / 50),
  ...rest,
});

const stateOf = ({ step }: TrainOptions) =>
  Object.fromEntries([...step.read()].map(([k, { data }]) => [k, data]));

describe('train', () => {
  it('learns: the loss falls from ln 2 to the least that logistic regression can have', async () => {
    const events: TrainingEvent[] = [];
    const options = optionsOf({
      length: { epochs: 200 },
      learningRate: (step) => 0.1 / (1 + step / 100),
      onEvent: (event) => events.push(event),
    });
    const report = await train(options);
    expect(report).toMatchObject({ outcome: 'completed', steps: 2500 });
    const losses = events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
    expect(losses[0]).toBeCloseTo(Math.LN2, 6);
    // The least mean loss over these points: scipy.optimize.minimize(…, method='BFGS') gives 0.33861.
    const lastEpochs = losses.slice(-250);
    expect(lastEpochs.reduce((sum, loss) => sum + loss, 0) / 250).toBeCloseTo(0.33861, 2);
    expect(events.at(-1)).toEqual({ kind: 'ended', report });
  });

  it('gives each step its number, its rate and its own batch', async () => {
    const seen: unknown[] = [];
    const options = optionsOf({ length: { steps: 3 } });
    const { run } = options.step;
    options.step.run = async (batch, settings) => {
      seen.push([settings.step, settings.learningRate, batch]);
      return run(batch, settings);
    };
    await train(options);
    const { batches, learningRate } = options;
    expect(seen).toEqual(
      await Promise.all([0, 1, 2].map(async (step) => [step, learningRate(step), await batches.batch(step)])),
    );
  });

  it('measures its pace and how long it waits for data', async () => {
    const batches = points();
    const slow: BatchSource = {
      ...batches,
      batch: async (step) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return batches.batch(step);
      },
    };
    const waiting = await train(optionsOf({ batches: slow, length: { steps: 10 } }));
    expect(waiting.waitingShare).toBeGreaterThan(0);
    expect(waiting.waitingShare).toBeLessThan(1);
    expect(waiting.samplesPerSecond).toBeLessThan((10 * BATCH) / 0.045);
    expect(waiting.peakMemory).toBeGreaterThan(2 ** 20);
  });

  it('writes each step and each evaluation into the log, once', async () => {
    const run = await fresh();
    await train(optionsOf({ folder: run, evaluation: { every: { epochs: 2 }, run: size } }));
    const log = await readRunLog(join(run, 'log.jsonl'));
    expect(log.flatMap((line) => (line.kind === 'step' ? [line.step] : []))).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    // 100 samples in batches of 8: two epochs are over after 25 and 50 steps; the end is always measured.
    expect(log.flatMap((line) => (line.kind === 'evaluation' ? [line.step] : []))).toEqual([25, 50, 60]);
  });

  it.each([
    { length: { steps: 0 } },
    { length: { epochs: 0.5 } },
    { evaluation: { every: { steps: 0 }, run: size } },
    {
      evaluation: { every: { steps: 1 }, run: size, watch: { metric: 'size', best: 'lowest', patience: 0 } },
    },
    { checkpoints: { keep: 0 } },
    { checkpoints: { everySteps: 1.5 } },
    { step: logisticStep({ features: FEATURES, batchSize: 9 }) },
  ] satisfies Partial<TrainOptions>[])('refuses %j', async (wrong) => {
    await expect(train(optionsOf(wrong))).rejects.toMatchObject({ code: 'option_invalid' });
  });
});

describe('a run that is resumed', () => {
  const evaluation = {
    every: { steps: 7 },
    run: size,
    watch: { metric: 'size', best: 'highest', patience: 40 },
  } as const;

  /** What must not hang on where a run was cut off: all but times. */
  const remains = async (run: string, options: TrainOptions) => ({
    state: stateOf(options),
    log: (await readRunLog(join(run, 'log.jsonl'))).map((line) => ({ ...line, samplesPerSecond: 0 })),
  });

  it('ends as the one that was not cut off, bit for bit, its log too', async () => {
    const whole = await fresh();
    const uncut = optionsOf({ folder: whole, evaluation });
    const report = await train(uncut);
    const expected = await remains(whole, uncut);
    const cuts = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 4 });
    const settings = fc.record({ everySteps: fc.integer({ min: 1, max: 9 }), cuts, stop: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(settings, async ({ everySteps, cuts, stop }) => {
        const run = await fresh();
        const shared = { folder: run, evaluation, checkpoints: { everySteps } };
        for (const steps of cuts) {
          // Ended in order, or thrown out of the loop with the log ahead of the last checkpoint.
          const controller = new AbortController();
          let left = steps;
          const options = optionsOf({
            ...shared,
            signal: controller.signal,
            onEvent: ({ kind }) => {
              if (kind !== 'step' || --left > 0) return;
              if (stop) controller.abort();
              else throw new Error('cut off');
            },
          });
          await train(options).catch((error: Error) => expect(error.message).toBe('cut off'));
        }
        const last = optionsOf(shared);
        const { best } = await train(last);
        expect(await remains(run, last)).toEqual(expected);
        expect([best!.step, best!.value]).toEqual([report.best!.step, report.best!.value]);
        expect(await best!.read()).toEqual(await report.best!.read());
      }),
      { numRuns: 25 },
    );
  });

  it('and was complete gives the same report without another step', async () => {
    const run = await fresh();
    const first = await train(optionsOf({ folder: run, evaluation }));
    const again = optionsOf({ folder: run, evaluation });
    again.step.run = () => expect.fail('no step was left');
    const { outcome, steps, loss, metrics } = await train(again);
    expect({ outcome, steps, loss, metrics }).toEqual({
      outcome: first.outcome,
      steps: first.steps,
      loss: first.loss,
      metrics: first.metrics,
    });
  });

  it('says from which step it goes on, and may be made longer', async () => {
    const run = await fresh();
    await train(optionsOf({ folder: run, length: { steps: 20 } }));
    const events: TrainingEvent[] = [];
    const report = await train(
      optionsOf({ folder: run, length: { steps: 30 }, onEvent: (event) => events.push(event) }),
    );
    expect(events[0]).toMatchObject({ kind: 'resumed', step: 20, damaged: [] });
    expect(report.steps).toBe(30);
  });

  it('goes on from the checkpoint before a damaged one', async () => {
    const run = await fresh();
    const shared = { folder: run, checkpoints: { everySteps: 10 } };
    await train(optionsOf({ ...shared, length: { steps: 30 } }));
    await appendFile(checkpointPath(join(run, 'checkpoints'), 30), 'x');
    const events: TrainingEvent[] = [];
    const resumed = optionsOf({ ...shared, length: { steps: 40 }, onEvent: (event) => events.push(event) });
    await train(resumed);
    expect(events[0]).toMatchObject({ kind: 'resumed', step: 20, damaged: [{ code: 'checkpoint_invalid' }] });
    const uncut = optionsOf({ length: { steps: 40 } });
    await train(uncut);
    expect(stateOf(resumed)).toEqual(stateOf(uncut));
  });

  it.each([
    ['another recipe', { recipe: { momentum: 0.8 } }],
    ['another order of samples', { batches: points(4) }],
  ])('is refused with %s', async (_, other) => {
    const run = await fresh();
    await train(optionsOf({ folder: run, recipe: { momentum: 0.9, name: 'a' } }));
    // The order of keys is no difference.
    await train(optionsOf({ folder: run, recipe: { name: 'a', momentum: 0.9 } }));
    const different = optionsOf({ folder: run, recipe: { momentum: 0.9, name: 'a' }, ...other });
    await expect(train(different)).rejects.toMatchObject({ code: 'checkpoint_mismatch' });
  });

  it('is refused with another network', async () => {
    const run = await fresh();
    await train(optionsOf({ folder: run }));
    const step = logisticStep({ features: FEATURES + 1, batchSize: BATCH });
    await expect(train(optionsOf({ folder: run, step }))).rejects.toMatchObject({
      code: 'checkpoint_mismatch',
    });
  });
});

describe('early stopping', () => {
  /** Falls until the tenth evaluation, then rises. */
  const valley = (): TrainOptions['evaluation'] => ({
    every: { steps: 2 },
    run: async (step) => ({ error: Math.abs(step.read().get('weights')!.data[0]! - 0.1) }),
    watch: { metric: 'error', best: 'lowest', patience: 3 },
  });

  it.each(['in a folder', 'in memory'])(
    'ends when patience does, and keeps the best state %s',
    async (where) => {
      const run = await fresh();
      const rest = where === 'in a folder' ? { folder: run } : {};
      const measured: [number, number][] = [];
      const options = optionsOf({
        ...rest,
        length: { steps: 400 },
        evaluation: valley()!,
        onEvent: (event) => event.kind === 'evaluation' && measured.push([event.step, event.metrics.error!]),
      });
      const report = await train(options);
      expect(report.outcome).toBe('no_improvement');
      const best = measured.toSorted(([, a], [, b]) => a - b)[0]!;
      expect([report.best!.step, report.best!.value]).toEqual(best);
      expect(report.steps).toBe(best[0] + 3 * 2);
      options.step.write(await report.best!.read());
      expect((await options.evaluation!.run(options.step)).error).toBe(best[1]);
    },
  );

  it('stays stopped when the run is started again', async () => {
    const run = await fresh();
    const options = { folder: run, length: { steps: 400 }, evaluation: valley()! };
    const first = await train(optionsOf(options));
    expect(await train(optionsOf(options))).toMatchObject({ outcome: 'no_improvement', steps: first.steps });
  });

  it('needs a metric that is measured', async () => {
    const evaluation = { every: { steps: 1 }, run: size, watch: { metric: 'eer', best: 'lowest' } } as const;
    await expect(train(optionsOf({ evaluation }))).rejects.toMatchObject({
      code: 'option_invalid',
      message: 'the evaluation gives no eer, which is watched, but size',
    });
  });
});

describe('a stop on request', () => {
  it('finishes the step, writes a checkpoint and says so', async () => {
    const run = await fresh();
    const controller = new AbortController();
    const options = optionsOf({
      folder: run,
      signal: controller.signal,
      onEvent: (event) => event.kind === 'step' && event.step === 7 && controller.abort(),
    });
    expect(await train(options)).toMatchObject({ outcome: 'stopped', steps: 7 });
    expect(await readdir(join(run, 'checkpoints'))).toEqual(['step-000000007.safetensors']);
  });

  it('is heard though the step never leaves the thread', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const options = optionsOf({ signal: controller.signal, length: { steps: 10_000_000 } });
    expect((await train(options)).outcome).toBe('stopped');
  });

  it('before the first step leaves no checkpoint', async () => {
    const run = await fresh();
    await train(optionsOf({ folder: run, signal: AbortSignal.abort() }));
    expect(await readdir(run)).not.toContain('checkpoints');
  });
});

describe('training that runs away', () => {
  it('names the step and the layer, and leaves the last checkpoint', async () => {
    const run = await fresh();
    const options = optionsOf({
      folder: run,
      checkpoints: { everySteps: 10 },
      learningRate: (step) => (step < 24 ? 0.1 : Number.POSITIVE_INFINITY),
    });
    await expect(train(options)).rejects.toMatchObject({
      code: 'loss_not_finite',
      message: expect.stringMatching(/^loss is NaN at step 26: .* logistic$/),
    });
    expect(await readdir(join(run, 'checkpoints'))).toEqual(
      [10, 20].map((n) => `step-0000000${n}.safetensors`),
    );
  });

  it('names the input and the sample where the data is at fault', async () => {
    const batches = points();
    const spoilt: BatchSource = {
      ...batches,
      batch: async (step) => {
        const batch = await batches.batch(step);
        if (step === 4) (batch.x!.data as Float32Array)[2 * FEATURES + 1] = Number.NaN;
        return batch;
      },
    };
    await expect(train(optionsOf({ batches: spoilt }))).rejects.toMatchObject({
      code: 'loss_not_finite',
      message: 'loss is NaN at step 5: input x holds NaN in sample 2 of the batch',
    });
  });

  it('never keeps a state that is not finite', async () => {
    const run = await fresh();
    const options = optionsOf({
      folder: run,
      checkpoints: { everySteps: 5 },
      learningRate: (step) => (step === 9 ? Number.POSITIVE_INFINITY : 0.1),
    });
    await expect(train(options)).rejects.toMatchObject({
      code: 'loss_not_finite',
      message: 'weights is not finite after step 10',
    });
    expect(await readdir(join(run, 'checkpoints'))).toEqual(['step-000000005.safetensors']);
  });

  it('names the metric of an evaluation', async () => {
    const evaluation = { every: { steps: 3 }, run: async () => ({ eer: Number.NaN }) };
    await expect(train(optionsOf({ evaluation }))).rejects.toMatchObject({
      code: 'loss_not_finite',
      message: 'eer is NaN after step 3',
    });
  });
});

describe('readRunLog', () => {
  it('leaves out a line that is being written, and names one that is none', async () => {
    const path = join(await fresh(), 'log.jsonl');
    const line = { kind: 'evaluation', step: 1, metrics: { a: 1 }, best: false };
    await writeFile(path, `${JSON.stringify(line)}\n{"kind":"ste`);
    expect(await readRunLog(path)).toEqual([line]);
    await writeFile(path, `${JSON.stringify(line)}\n{"kind":"ste\n`);
    await expect(readRunLog(path)).rejects.toThrow(`${path}:2`);
    expect(await readFile(path, 'utf8')).toContain('evaluation');
  });
});
