// The checkpoints of one run: a file each, whole or not there, the last few and the best.

import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.js';

/** Digits enough that names sort as numbers do. */
const nameOf = (step: number): string => `step-${String(step).padStart(9, '0')}.safetensors`;
const NAME = /^step-(\d{9,})\.safetensors$/;
const UNFINISHED = '.unfinished';

export const checkpointPath = (folder: string, step: number): string => join(folder, nameOf(step));

/** The newest checkpoint that can be read, and the damaged ones that were passed over. */
export interface Newest {
  readonly checkpoint: Checkpoint;
  readonly path: string;
  readonly damaged: readonly LikenessError[];
}

/**
 * Writes a checkpoint such that after a fall of the process or of the machine it is there as a whole or not at all,
 * then removes all but the last `keep` and the best.
 *
 * @returns its path
 * @throws `output_unwritable`; the checkpoints before it are kept then
 */
export async function saveCheckpoint(folder: string, checkpoint: Checkpoint, keep: number): Promise<string> {
  const { step, best } = checkpoint.standing;
  const path = checkpointPath(folder, step);
  try {
    await mkdir(folder, { recursive: true });
    await replace(path, checkpoint);
    await syncFolder(folder);
    await prune(folder, keep, best?.step);
  } catch (cause) {
    await rm(path + UNFINISHED, { force: true }).catch(() => undefined);
    if (cause instanceof LikenessError) throw cause;
    throw new LikenessError('output_unwritable', `cannot save ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
  return path;
}

/**
 * The checkpoint to go on from; undefined where the folder holds none. What was left unfinished, and damaged files
 * newer than the one that is found, are removed: they would stand in the way of those to come.
 *
 * @throws `checkpoint_invalid` where there are checkpoints, but none can be read
 */
export async function newestCheckpoint(folder: string): Promise<Newest | undefined> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new LikenessError('file_unreadable', `cannot read ${folder}: ${cause.message}`, { cause });
  });
  for (const name of names) if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
  const damaged: LikenessError[] = [];
  for (const step of stepsOf(names).reverse()) {
    const path = checkpointPath(folder, step);
    try {
      const checkpoint = await readCheckpoint(path);
      await Promise.all(stepsOf(names).map((s) => (s > step ? rm(checkpointPath(folder, s)) : undefined)));
      return { checkpoint, path, damaged };
    } catch (error) {
      if (!(error instanceof LikenessError) || error.code !== 'checkpoint_invalid') throw error;
      damaged.push(error);
    }
  }
  if (damaged[0]) throw damaged[0];
  return undefined;
}

/** Ascending. */
const stepsOf = (names: readonly string[]): number[] =>
  names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

async function replace(path: string, checkpoint: Checkpoint): Promise<void> {
  const file = await open(path + UNFINISHED, 'w');
  try {
    await writeCheckpoint(file, checkpoint);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path + UNFINISHED, path);
}

/** Makes the new name last; Windows cannot open a folder, and does without. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  try {
    await handle?.sync();
  } catch {
    // Some network file systems refuse it: the file's own contents are safe.
  } finally {
    await handle?.close();
  }
}

async function prune(folder: string, keep: number, best: number | undefined): Promise<void> {
  const steps = stepsOf(await readdir(folder));
  const spare = steps.slice(0, Math.max(0, steps.length - keep)).filter((step) => step !== best);
  for (const step of spare) await rm(checkpointPath(folder, step), { force: true });
}
