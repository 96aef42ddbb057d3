// A training run as a recipe has it run: into its folder, resumed where it was cut off, with the best state on people
// who are watched; and what is told of it afterwards.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BatchSource,
  drawCurve,
  type Evaluation,
  type LogLine,
  learningRateAt,
  readRunLog,
  type Span,
  type TrainingReport,
  type TrainingState,
  type TrainingStep,
  train,
} from '../../../autograd/index.js';
import { LikenessError } from '../../../errors.js';
import type { Trained, TrainingContext } from '../kind.js';
import { type Optimisation, scheduleOf } from './optimisation.js';

export interface RunOptions {
  readonly step: TrainingStep;
  readonly batches: BatchSource;
  /** Steps of the whole run. */
  readonly steps: number;
  readonly optimisation: Optimisation;
  /** Left out where nobody is watched: then the last state is kept. */
  readonly evaluation?: Evaluation;
  /** All that the run's numbers hang on, in plain values. */
  readonly recipe: unknown;
}

export interface Run {
  /** The best one on the people watched, or the last. */
  readonly state: TrainingState;
  readonly report: TrainingReport;
  readonly history: Trained['history'];
}

/**
 * Trains, and draws the run's curve beside its log.
 * @throws LikenessError as `train`; what `signal` was aborted with, a checkpoint being kept
 */
export async function runTraining(
  { step, batches, steps, optimisation, evaluation, recipe }: RunOptions,
  { folder, signal, onEvent }: Pick<TrainingContext, 'folder' | 'signal' | 'onEvent'>,
): Promise<Run> {
  const schedule = scheduleOf(optimisation, steps);
  const length: Span = { steps };
  const report = await train({
    ...{ step, batches, length, folder, recipe },
    learningRate: (at) => learningRateAt(schedule, at),
    ...(evaluation && { evaluation }),
    ...(signal && { signal }),
    ...(onEvent && { onEvent }),
  });
  if (report.outcome === 'stopped') signal?.throwIfAborted();
  const log = await readRunLog(join(folder, 'log.jsonl'));
  await writeFile(join(folder, 'curve.svg'), await drawCurve(log)).catch((cause: Error) => {
    throw new LikenessError('output_unwritable', `cannot write into ${folder}: ${cause.message}`, { cause });
  });
  return {
    state: report.best ? await report.best.read() : step.read(),
    report,
    history: historyOf(log),
  };
}

/** Losses that a history tells, at most. */
const MOST_LOSSES = 200;

/** Every evaluation, and losses evenly over the run. */
function historyOf(log: readonly LogLine[]): Trained['history'] {
  const steps = log.filter((line) => line.kind === 'step');
  const every = Math.max(1, Math.ceil(steps.length / MOST_LOSSES));
  return log.flatMap((line) => {
    if (line.kind === 'evaluation') return [{ ...line.metrics, step: line.step }];
    return line.step % every === 0 || line.step === steps.length
      ? [{ step: line.step, loss: line.loss }]
      : [];
  });
}
