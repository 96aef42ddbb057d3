// What a run leaves behind in its folder, and what it goes on from when it is started again.

import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import type { TrainingState, TrainingStep } from '../step.js';
import { readCheckpoint, type Standing } from './checkpoint.js';
import { checkpointPath, newestCheckpoint, saveCheckpoint } from './checkpointFolder.js';
import { openEventFile } from './eventFile.js';
import { requireFiniteState } from './finite.js';
import { type LogLine, openRunLog } from './runLog.js';
import type { TrainOptions } from './train.js';

/** The record of a run under way; close it when done. */
export interface RunRecord {
  /** Where the run stood when it was opened; the step holds that state. */
  readonly standing: Standing;
  add(line: LogLine): void;
  /**
   * Keeps the step's present state: always where it is the best or the last, else if enough steps or time have gone.
   * @throws `loss_not_finite` where the state is not finite, `output_unwritable`
   */
  keep(standing: Standing, occasion: 'if due' | 'best' | 'last'): Promise<void>;
  /** The state after the step of the best evaluation. */
  readBest(step: number): Promise<TrainingState>;
  close(): void;
}

/**
 * Opens the record in a run's folder, or one in memory that keeps the best state alone, and puts the state of the
 * newest checkpoint into the step.
 *
 * @throws `checkpoint_mismatch`, `checkpoint_invalid`, `output_unwritable`
 */
export async function openRecord(options: TrainOptions): Promise<RunRecord> {
  const { folder, step, batches } = options;
  const { seed } = batches.order;
  const recipe = digestOf([options.recipe ?? null, batches.order.description]);
  const beginning: Standing = { step: 0, seed, recipe, loss: 0, metrics: {}, best: null, seconds: 0 };
  if (folder === undefined) return memoryRecord(step, beginning);
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new LikenessError('output_unwritable', `cannot make ${folder}: ${cause.message}`, { cause });
  });
  return folderRecord(folder, options, await resume(options, folder, beginning));
}

async function resume(
  { step, onEvent }: TrainOptions,
  folder: string,
  beginning: Standing,
): Promise<Standing> {
  const newest = await newestCheckpoint(checkpointsIn(folder));
  if (!newest) return beginning;
  const { checkpoint, path, damaged } = newest;
  if (checkpoint.standing.recipe !== beginning.recipe)
    throw new LikenessError(
      'checkpoint_mismatch',
      `${path} was made after another recipe, or with other batches`,
      { hint: 'Train into a new folder, or give the recipe and the batches that the run began with.' },
    );
  step.write(checkpoint.state);
  onEvent?.({ kind: 'resumed', step: checkpoint.standing.step, path, damaged });
  return checkpoint.standing;
}

function folderRecord(
  folder: string,
  { step, checkpoints = {}, onEvent }: TrainOptions,
  standing: Standing,
): RunRecord {
  const log = openRunLog(join(folder, 'log.jsonl'), standing.step);
  const events = openEventFile(folder, standing.step + 1);
  const { everySteps = Infinity, everySeconds = 600, keep = 2 } = checkpoints;
  let kept = { step: standing.step, at: performance.now() };
  const isDue = (done: number): boolean =>
    done % everySteps === 0 || performance.now() - kept.at >= everySeconds * 1000;
  return {
    standing,
    add: (line) => {
      log.add(line);
      events.add(line.step, scalarsOf(line));
    },
    keep: async (now, occasion) => {
      if (now.step === kept.step || (occasion === 'if due' && !isDue(now.step))) return;
      const state = step.read();
      requireFiniteState(now.step, state);
      // First, so that no checkpoint is ever ahead of the log.
      log.sync();
      const path = await saveCheckpoint(checkpointsIn(folder), { standing: now, state }, keep);
      kept = { step: now.step, at: performance.now() };
      onEvent?.({ kind: 'checkpoint', step: now.step, path });
    },
    readBest: async (best) => (await readCheckpoint(checkpointPath(checkpointsIn(folder), best))).state,
    close: () => {
      log.close();
      events.close();
    },
  };
}

function memoryRecord(step: TrainingStep, standing: Standing): RunRecord {
  let best: TrainingState | undefined;
  return {
    standing,
    add: () => undefined,
    keep: async (now, occasion) => {
      if (occasion === 'if due') return;
      const state = step.read();
      requireFiniteState(now.step, state);
      if (occasion === 'best') best = state;
    },
    readBest: async () => best!,
    close: () => undefined,
  };
}

const checkpointsIn = (folder: string): string => join(folder, 'checkpoints');

/** Under the names that TensorBoard shows them by. */
function scalarsOf(line: LogLine): Record<string, number> {
  const prefix = line.kind === 'step' ? 'train' : 'validation';
  const own =
    line.kind === 'step'
      ? {
          'train/loss': line.loss,
          'learning rate': line.learningRate,
          'samples per second': line.samplesPerSecond,
        }
      : {};
  const named = Object.entries(line.metrics).map(([name, value]) => [`${prefix}/${name}`, value] as const);
  return { ...own, ...Object.fromEntries(named) };
}

/** SHA-256 of plain values; the order of keys does not matter. */
function digestOf(values: unknown): string {
  const canonical = JSON.stringify(values, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(canonical).digest('hex');
}
