// A process that trains, for a test that kills it: it says that it is loaded, waits for a word, and trains a run's
// folder to its end, with a sign for each step.
//   node --import tsx killed.fixture.ts FOLDER MILLISECONDS_A_STEP

import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { batchesOf, openBatch } from './batches.js';
import { cloudPoint, logisticStep } from './logistic.fixture.js';
import { shuffledOrder } from './order.js';
import { type TrainOptions, train } from './train.js';

export const STEPS = 2500;

/** The run; each step takes so many milliseconds longer than it need. */
export function killedRun(folder: string, slowness: number): TrainOptions {
  const [features, batchSize, items] = [6, 8, 90];
  const step = logisticStep({ features, batchSize });
  const { run } = step;
  const { batch, place } = openBatch(step.inputs, items);
  for (let i = 0; i < items; i++) place(i, cloudPoint(i, features));
  return {
    step: {
      ...step,
      run: async (...given) => {
        if (slowness > 0) await pause(slowness);
        return run(...given);
      },
    },
    batches: batchesOf(batch, () => shuffledOrder({ items, batchSize, seed: 21 })),
    length: { steps: STEPS },
    learningRate: (step) => 0.1 / (1 + step / 300),
    folder,
    recipe: 'logistic regression, to be killed',
    checkpoints: { everySteps: 4 },
    evaluation: {
      every: { steps: 10 },
      run: async () => ({ first: step.read().get('weights')!.data[0]! }),
      watch: { metric: 'first', best: 'highest' },
    },
  };
}

if (process.argv[1]?.endsWith('killed.fixture.ts')) {
  const [folder, slowness] = process.argv.slice(2);
  process.stdout.write('loaded\n');
  await once(process.stdin, 'data');
  await train({
    ...killedRun(folder!, Number(slowness)),
    onEvent: ({ kind }) => kind === 'step' && process.stdout.write('.'),
  });
  process.exit(0);
}
