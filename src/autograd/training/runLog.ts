// The log of a run: one line of JSON for each step and each evaluation, so that any tool can read it, also while the
// run is under way.

import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';

const Scalars = v.record(v.string(), v.number());
const LineSchema = v.variant('kind', [
  v.object({
    kind: v.literal('step'),
    /** Steps done, this one included. */
    step: v.number(),
    /** Mean over the batch, before the update. */
    loss: v.number(),
    learningRate: v.number(),
    /** What the step reported beside its loss. */
    metrics: Scalars,
    /** Lately, evaluations and checkpoints apart. */
    samplesPerSecond: v.number(),
  }),
  v.object({
    kind: v.literal('evaluation'),
    /** Steps done before it. */
    step: v.number(),
    metrics: Scalars,
    /** Whether it was the best one so far, of the metric that is watched. */
    best: v.boolean(),
  }),
]);

/** What one line says. */
export type LogLine = v.InferOutput<typeof LineSchema>;
export type StepLine = Extract<LogLine, { kind: 'step' }>;
export type EvaluationLine = Extract<LogLine, { kind: 'evaluation' }>;

/** An open log; close it when done. */
export interface RunLog {
  add(line: LogLine): void;
  /** On the disk, should the machine fall. */
  sync(): void;
  close(): void;
}

/**
 * Opens the log of a run that has done so many steps. Lines about later steps, which a run wrote that fell before
 * its next checkpoint, are dropped, and so is a line that was cut off.
 *
 * @throws `output_unwritable`
 */
export function openRunLog(path: string, stepsDone: number): RunLog {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new LikenessError('output_unwritable', `cannot write ${path}: ${(cause as Error).message}`, {
        cause,
      });
    }
  };
  const file = attempt(() => openSync(path, 'a+'));
  attempt(() => ftruncateSync(file, lengthOfLines(file, stepsDone)));
  return {
    add: (line) => {
      attempt(() => writeSync(file, `${JSON.stringify(line)}\n`));
    },
    sync: () => attempt(() => fsyncSync(file)),
    close: () => closeSync(file),
  };
}

/**
 * Reads a log, which may be that of a run under way.
 * @throws `file_not_found`, `report_invalid` naming the line
 */
export async function readRunLog(path: string): Promise<LogLine[]> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new LikenessError('file_not_found', `cannot read ${path}: ${cause.message}`, { cause });
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').flatMap((line, i) => {
    if (line === '') return [];
    const parsed = parseLine(line);
    if (parsed) return [parsed];
    throw new LikenessError('report_invalid', `${path}:${i + 1} is no line of a training log`, {
      hint: 'Give the log.jsonl of a training run.',
    });
  });
}

/** Bytes of all whole lines up to a step, found from the end: what is to be dropped is short, a log may be long. */
function lengthOfLines(file: number, stepsDone: number): number {
  const text = Buffer.alloc(fstatSync(file).size);
  readSync(file, text, 0, text.length, 0);
  let end = text.lastIndexOf(0x0a) + 1;
  while (end > 0) {
    const start = text.subarray(0, end - 1).lastIndexOf(0x0a) + 1;
    const line = parseLine(text.toString('utf8', start, end - 1));
    if (line && line.step <= stepsDone) break;
    end = start;
  }
  return end;
}

function parseLine(text: string): LogLine | undefined {
  try {
    return v.parse(LineSchema, JSON.parse(text));
  } catch {
    return undefined;
  }
}
