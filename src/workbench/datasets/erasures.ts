// history/erasures.jsonl: that pictures were erased, when and why, and of nobody whose they were. Who keeps personal
// data must be able to show that they erase it (GDPR, article 5 (2)), and a list of the erased would be such data again.

import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const ErasureSchema = v.object({
  /** ISO 8601. */
  at: v.string(),
  /** A subject was to be forgotten; the last day was over; no row knew the copies any longer. */
  why: v.picklist(['subject', 'overdue', 'unlisted']),
  /** Rows, present and former, as distinct pictures. */
  pictures: Count,
  /** Subjects of whom something was erased. */
  subjects: Count,
  copies: Count,
  templates: Count,
});

export type Erasure = v.InferOutput<typeof ErasureSchema>;

const logOf = (path: string): string => join(path, 'history', 'erasures.jsonl');

/** All erasures, the earliest first. A line that was cut off is passed over. */
export async function erasuresOf(path: string): Promise<Erasure[]> {
  const lines = await readFile(logOf(path), 'utf8').catch(() => '');
  return lines.split('\n').flatMap((line) => {
    try {
      return [v.parse(ErasureSchema, JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** @throws LikenessError `output_unwritable` */
export async function noteErasure(path: string, erasure: Omit<Erasure, 'at'>): Promise<void> {
  const entry: Erasure = { at: new Date().toISOString(), ...erasure };
  try {
    await mkdir(dirname(logOf(path)), { recursive: true });
    await appendFile(logOf(path), `${JSON.stringify(entry)}\n`);
  } catch (cause) {
    throw new LikenessError('output_unwritable', `cannot write to ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
