// Each template's nearest ones among all others, exactly: every pair is scored, block by block on all cores, and of
// the scores only the best of each row are kept. Memory: the templates once more, and n × count results.

import { availableParallelism } from 'node:os';
import { requireUnitRows } from '../../trials/index.js';
import { BLOCK_ROWS } from '../scoring/grid.js';
import { SharedTemplates } from '../scoring/sharedTemplates.js';
import { nearestInThreads } from './nearestThreads.js';

/** Of each of n templates the `count` most like it. */
export interface Neighbours {
  /** How many a row holds: as many as were asked for, fewer where there are not so many others. */
  readonly count: number;
  /** n × count, row after row, best first; of equal scores the lower index first. */
  readonly index: Int32Array;
  /** Cosines, in the same order. */
  readonly score: Float32Array;
}

export interface NearestOptions {
  /** Default: all cores. */
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told how many of how many templates are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * The `count` nearest of each template, itself left out. Scores are cosines in single precision, within 10⁻⁶ of the
 * exact ones, the same for any number of threads; a pair has one score, whichever of the two is asked about.
 *
 * On two cores 20,000 templates of 512 numbers take some 5 seconds and 100,000 some two minutes.
 *
 * @param templates all of one length and of unit norm
 * @throws RangeError for templates that are not, naming the first; what `signal` was aborted with; `runtime_failed`
 */
export async function nearestNeighbours(
  templates: readonly Float32Array[],
  count: number,
  { threads = availableParallelism(), signal, onProgress }: NearestOptions = {},
): Promise<Neighbours> {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`count must be a whole number from 1, got ${count}`);
  }
  signal?.throwIfAborted();
  const rows = templates.length;
  const kept = Math.min(count, Math.max(0, rows - 1));
  if (kept === 0) return { count: 0, index: new Int32Array(), score: new Float32Array() };
  const dimension = templates[0]!.length;
  const job = {
    rows,
    dimension,
    count: kept,
    templates: sharedRows(templates, dimension),
    index: new SharedArrayBuffer(rows * kept * Int32Array.BYTES_PER_ELEMENT),
    score: new SharedArrayBuffer(rows * kept * Float32Array.BYTES_PER_ELEMENT),
    next: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
  };
  const useful = Math.min(threads, Math.ceil(rows / BLOCK_ROWS));
  await nearestInThreads(job, useful, { signal, onProgress });
  // Copies: shared memory is freed late, and not every consumer of typed arrays takes it.
  return {
    count: kept,
    index: new Int32Array(job.index).slice(),
    score: new Float32Array(job.score).slice(),
  };
}

function sharedRows(templates: readonly Float32Array[], dimension: number): SharedArrayBuffer {
  const packed = new Float32Array(templates.length * dimension);
  templates.forEach((template, row) => {
    if (template.length !== dimension) {
      throw new RangeError(
        `templates must be of one length: template 0 holds ${dimension} numbers, template ${row} ${template.length}`,
      );
    }
    packed.set(template, row * dimension);
  });
  const rows = { templates: packed, dimension, subjects: new Int32Array(templates.length) };
  requireUnitRows(rows);
  return new SharedTemplates().lend(rows);
}

/** The neighbours of one template, best first. */
export function* neighboursOf(
  { count, index, score }: Neighbours,
  row: number,
): Generator<{ readonly row: number; readonly score: number }> {
  for (let at = row * count; at < (row + 1) * count; at++) yield { row: index[at]!, score: score[at]! };
}
