// The training loop: batch after batch through the step, with evaluations, checkpoints and a log. A run that was
// cut off, at whatever moment, goes on from its last checkpoint and ends with the same numbers, bit for bit.

import { setImmediate as otherWork } from 'node:timers/promises';
import { LikenessError } from '../../errors.js';
import type { StepSettings, TrainingState, TrainingStep } from '../step.js';
import type { BatchSource } from './batches.js';
import type { Standing } from './checkpoint.js';
import { requireCount } from './count.js';
import { requireFiniteMetrics, requireFiniteStep } from './finite.js';
import { type Pace, startPace } from './pace.js';
import { openRecord, type RunRecord } from './record.js';
import type { EvaluationLine, StepLine } from './runLog.js';
import { isExhausted, judge, type Watch } from './watch.js';

/** How long, or how often. An epoch is every sample once, or every class once where classes are balanced. */
export type Span = { readonly steps: number } | { readonly epochs: number };

export interface Evaluation {
  /** An evaluation takes place after each such span, and after the last step. */
  readonly every: Span;
  /**
   * Measures the present state, which `step.read()` copies, and must not change it. Its numbers must be finite.
   */
  readonly run: (step: TrainingStep) => Promise<Readonly<Record<string, number>>>;
  /** Chooses the best evaluation, whose state is kept, and may end training early. */
  readonly watch?: Watch;
}

export interface CheckpointSettings {
  /** After so many steps, on top of every best evaluation and of the end. */
  readonly everySteps?: number;
  /** After so many seconds. Default 600. */
  readonly everySeconds?: number;
  /** How many of the last ones are kept, beside the best. Default 2. */
  readonly keep?: number;
}

export interface TrainOptions {
  readonly step: TrainingStep;
  readonly batches: BatchSource;
  /** When the run is complete; counted from its first step, also after it was resumed. */
  readonly length: Span;
  /** Learning rate of a step, from 0. */
  readonly learningRate: (step: number) => number;
  readonly evaluation?: Evaluation;
  /**
   * Folder of the run: `log.jsonl`, TensorBoard's event files, `checkpoints/`. Where it holds a checkpoint, the run
   * goes on from there. Left out, nothing is written.
   */
  readonly folder?: string;
  readonly checkpoints?: CheckpointSettings;
  /**
   * What the run follows, in plain values: network, optimiser, data. A checkpoint made after another recipe is
   * refused. Order and size of the batches belong to it in any case.
   */
  readonly recipe?: unknown;
  /** Ends the run in order: the step under way is finished, a checkpoint written. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
}

export type TrainingEvent =
  | {
      readonly kind: 'resumed';
      readonly step: number;
      readonly path: string;
      readonly damaged: readonly Error[];
    }
  | (StepLine & {
      /** Of the whole run. */
      readonly steps: number;
      /** From 0. */
      readonly epoch: number;
      readonly secondsLeft: number;
      readonly waitingShare: number;
    })
  | EvaluationLine
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string }
  | { readonly kind: 'ended'; readonly report: TrainingReport };

export interface TrainingReport {
  /** All steps done, the signal given, or patience with the metric that is watched at an end. */
  readonly outcome: 'completed' | 'stopped' | 'no_improvement';
  /** Steps done, those before the run was resumed included. */
  readonly steps: number;
  /** Of the last step. */
  readonly loss: number;
  /** Of the last evaluation. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly best?: {
    /** Steps done before it. */
    readonly step: number;
    readonly value: number;
    /** The state that it measured, for `TrainingStep.write`. */
    readonly read: () => Promise<TrainingState>;
  };
  /** Of this session, evaluations and checkpoints apart. */
  readonly samplesPerSecond: number;
  /** Share of the steps' time in this session that they waited for data, 0 to 1. */
  readonly waitingShare: number;
  /** Seconds of work that went into the run, those before it was resumed included. */
  readonly seconds: number;
  /** Bytes; the most that the process has held resident. */
  readonly peakMemory: number;
}

/**
 * Trains until the length is reached, the signal is given, or patience ends.
 *
 * @throws `option_invalid`
 * @throws `loss_not_finite` naming the step and the layer; the last checkpoint stays as it was
 * @throws `checkpoint_mismatch` where the folder belongs to another run, `checkpoint_invalid` where none of its
 * checkpoints can be read, `output_unwritable`, and what step, batches and evaluation throw
 */
export async function train(options: TrainOptions): Promise<TrainingReport> {
  const { step, batches, signal, onEvent } = options;
  requireSound(options);
  const total = stepsOf(options.length, batches);
  const record = await openRecord(options);
  try {
    const pace = startPace(step.batchSize);
    const before = record.standing;
    let standing = before;
    while (standing.step < total && !hasGivenUp(options, standing) && !signal?.aborted) {
      standing = await takeStep(options, standing, total, pace, record);
      if (isDue(options.evaluation?.every, standing.step, total, batches))
        standing = await evaluate(options.evaluation!, step, standing, record, onEvent);
      standing = { ...standing, seconds: before.seconds + pace.seconds() };
      await record.keep(standing, standing.best?.step === standing.step ? 'best' : 'if due');
      // Signals and messages of threads are heard between steps only: a run of ONNX Runtime blocks the thread.
      await otherWork();
    }
    if (standing.step > before.step) await record.keep(standing, 'last');
    const outcome =
      standing.step >= total ? 'completed' : hasGivenUp(options, standing) ? 'no_improvement' : 'stopped';
    const report = reportOf(outcome, standing, pace, record);
    onEvent?.({ kind: 'ended', report });
    return report;
  } finally {
    record.close();
  }
}

function requireSound({ step, batches, length, evaluation, checkpoints = {} }: TrainOptions): void {
  const { everySteps, everySeconds, keep } = checkpoints;
  const counts = {
    ...prefixed('length', length),
    ...prefixed('evaluation.every', evaluation?.every),
    'evaluation.watch.patience': evaluation?.watch?.patience,
    'checkpoints.everySteps': everySteps,
    'checkpoints.everySeconds': everySeconds === undefined ? undefined : Math.ceil(everySeconds),
    'checkpoints.keep': keep,
  };
  for (const [name, value] of Object.entries(counts)) if (value !== undefined) requireCount(name, value);
  if (step.batchSize !== batches.order.batchSize)
    throw new LikenessError(
      'option_invalid',
      `the step takes ${step.batchSize} samples, and a batch holds ${batches.order.batchSize}`,
    );
}

const prefixed = (name: string, span: Span | undefined): Record<string, number> =>
  Object.fromEntries(Object.entries(span ?? {}).map(([unit, value]) => [`${name}.${unit}`, value]));

async function takeStep(
  { step, batches, learningRate, onEvent }: TrainOptions,
  standing: Standing,
  total: number,
  pace: Pace,
  record: RunRecord,
): Promise<Standing> {
  const settings: StepSettings = { step: standing.step, learningRate: learningRate(standing.step) };
  const batch = await pace.waiting(() => batches.batch(settings.step));
  const result = await pace.working(() => step.run(batch, settings));
  await requireFiniteStep(step, batch, settings, result);
  const done = standing.step + 1;
  const line: StepLine = {
    kind: 'step',
    step: done,
    loss: result.loss,
    learningRate: settings.learningRate,
    metrics: result.metrics,
    samplesPerSecond: pace.lately(),
  };
  record.add(line);
  onEvent?.({
    ...line,
    steps: total,
    epoch: batches.order.epochsAfter(settings.step),
    secondsLeft: pace.secondsLeft(total - done),
    waitingShare: pace.waitingShare(),
  });
  return { ...standing, step: done, loss: result.loss };
}

async function evaluate(
  { run, watch }: Evaluation,
  step: TrainingStep,
  standing: Standing,
  record: RunRecord,
  onEvent: TrainOptions['onEvent'],
): Promise<Standing> {
  const metrics = { ...(await run(step)) };
  requireFiniteMetrics(standing.step, metrics);
  const best = watch ? judge(watch, standing.best, standing.step, watched(watch, metrics)) : null;
  const line: EvaluationLine = {
    kind: 'evaluation',
    step: standing.step,
    metrics,
    best: best?.step === standing.step,
  };
  record.add(line);
  onEvent?.(line);
  return { ...standing, metrics, best };
}

function watched({ metric }: Watch, metrics: Readonly<Record<string, number>>): number {
  const value = metrics[metric];
  if (value !== undefined) return value;
  const known = Object.keys(metrics).join(', ');
  throw new LikenessError(
    'option_invalid',
    `the evaluation gives no ${metric}, which is watched, but ${known}`,
  );
}

const hasGivenUp = ({ evaluation }: TrainOptions, { best }: Standing): boolean =>
  evaluation?.watch !== undefined && isExhausted(evaluation.watch, best);

function isDue(every: Span | undefined, done: number, total: number, { order }: BatchSource): boolean {
  if (every === undefined) return false;
  if (done === total) return true;
  const spans = (steps: number): number =>
    'steps' in every ? Math.floor(steps / every.steps) : Math.floor(order.epochsAfter(steps) / every.epochs);
  return spans(done) > spans(done - 1);
}

const stepsOf = (length: Span, { order }: BatchSource): number =>
  'steps' in length ? length.steps : order.stepsIn(length.epochs);

function reportOf(
  outcome: TrainingReport['outcome'],
  standing: Standing,
  pace: Pace,
  record: RunRecord,
): TrainingReport {
  const { step: steps, loss, metrics, best, seconds } = standing;
  return {
    outcome,
    steps,
    loss,
    metrics,
    ...(best && { best: { step: best.step, value: best.value, read: () => record.readBest(best.step) } }),
    samplesPerSecond: pace.samplesPerSecond(),
    waitingShare: pace.waitingShare(),
    seconds,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  };
}
