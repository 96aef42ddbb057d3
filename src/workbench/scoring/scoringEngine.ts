// Every template against every other, on all cores, in bounded memory: the front of the engine. Its plain, one-thread
// counterpart, against which it is tested, is `scoreAllPairs` of src/trials.

import { availableParallelism } from 'node:os';
import { LikenessError } from '../../errors.js';
import { requireUnitRows, type TemplateRows } from '../../trials/index.js';
import type { Grid, Labels } from './grid.js';
import { frameOf, gather, type KeepOptions, type ScoredComparisons } from './scored.js';
import { openThreads, type ScoringThreads, type Watch } from './scoringThreads.js';
import { SharedTemplates } from './sharedTemplates.js';

/** Templates to compare. */
export interface ComparedRows extends TemplateRows {
  /**
   * Picture of each row, by any numbers, the same on both sides: templates of one picture are not compared. Without
   * it all are.
   */
  readonly pictures?: Int32Array;
  /** Added to every score of the row, one each: a score is cosine + left offset + right offset. Default none. */
  readonly offsets?: RowOffsets;
}

/** Of a row where it stands left, and where it stands right. */
export interface RowOffsets {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** What is kept of the scores, who is told how far it is, and what stops it. */
export interface ScoringOptions extends KeepOptions, Watch {}

/**
 * Scores are cosines: dot products of rows of unit length, in single precision, within 10⁻⁶ of the exact ones. On one
 * machine they are the same at every run and for any number of threads; processors with other vector instructions
 * may differ in the last bits.
 */
export class ScoringEngine {
  readonly #threads: ScoringThreads;
  readonly #memory = new SharedTemplates();
  #closed = false;

  /** Use `ScoringEngine.open`. */
  private constructor(threads: ScoringThreads) {
    this.#threads = threads;
  }

  /**
   * Opens an engine, to be closed when done: it keeps its threads from job to job.
   * @param options.threads how many; all cores by default
   * @throws `runtime_missing`, RangeError
   */
  static async open({ threads = availableParallelism() }: { threads?: number } = {}): Promise<ScoringEngine> {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new RangeError(`threads must be a whole number from 1, got ${threads}`);
    }
    return new ScoringEngine(await openThreads(threads));
  }

  /**
   * Each template against each other, once. In the result, left < right.
   * @throws RangeError for rows that are not what they should be, naming the first; what `signal` was aborted with;
   * `runtime_failed`; `closed`
   */
  async scoreAllPairs(rows: ComparedRows, options: ScoringOptions = {}): Promise<ScoredComparisons> {
    requireComparable(rows, 'rows');
    const labels = labelsOf(rows);
    return this.#score({ shape: 'triangle', left: labels, right: labels }, rows, rows, options);
  }

  /**
   * Each probe against each of the gallery. In the result, left is a row of the probes, right one of the gallery.
   * @throws as `scoreAllPairs`
   */
  async scoreProbesAgainstGallery(
    probes: ComparedRows,
    gallery: ComparedRows,
    options: ScoringOptions = {},
  ): Promise<ScoredComparisons> {
    requireComparable(probes, 'probes');
    requireComparable(gallery, 'gallery');
    if (probes.dimension !== gallery.dimension) {
      throw new RangeError(
        `probes and gallery must have one dimension, got ${probes.dimension} and ${gallery.dimension}`,
      );
    }
    if ((probes.pictures === undefined) !== (gallery.pictures === undefined)) {
      throw new RangeError('pictures must be given for both probes and gallery, or for neither');
    }
    const grid = { shape: 'rectangle', left: labelsOf(probes), right: labelsOf(gallery) } as const;
    return this.#score(grid, probes, gallery, options);
  }

  /** Ends the threads, once jobs under way are done. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#threads.close();
  }

  async #score(
    grid: Grid,
    left: ComparedRows,
    right: ComparedRows,
    options: ScoringOptions,
  ): Promise<ScoredComparisons> {
    if (this.#closed) throw new LikenessError('closed', 'this scoring engine was closed');
    const frame = frameOf(options);
    const { binsPerUnit, keep, keepMated } = frame;
    const lent = (left === right ? [left] : [left, right]).map((rows) => this.#memory.lend(rows));
    try {
      const shared = { left: lent[0]!, right: lent.at(-1)! };
      const settings = { binsPerUnit, keep, keepMated };
      const offsets = offsetsOf(left, right);
      const job = { grid, dimension: left.dimension, ...shared, settings, ...(offsets ? { offsets } : {}) };
      return gather(await this.#threads.count(job, options), grid, frame);
    } finally {
      this.#memory.takeBack(lent);
    }
  }
}

function requireComparable(rows: ComparedRows, name: string): void {
  try {
    requireUnitRows(rows);
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`${name}: ${error.message}`) : error;
  }
  if (rows.pictures && rows.pictures.length !== rows.subjects.length) {
    throw new RangeError(
      `${name}: pictures must be ${rows.subjects.length}, one a row, got ${rows.pictures.length}`,
    );
  }
}

/** @throws RangeError where scores might leave the bins */
function offsetsOf(left: ComparedRows, right: ComparedRows): RowOffsets | undefined {
  if (!left.offsets && !right.offsets) return undefined;
  const offsets = {
    left: left.offsets?.left ?? new Float32Array(left.subjects.length),
    right: right.offsets?.right ?? new Float32Array(right.subjects.length),
  };
  if (
    offsets.left.length !== left.subjects.length ||
    offsets.right.length !== right.subjects.length ||
    ![...offsets.left, ...offsets.right].every((offset) => Math.abs(offset) <= MOST_OFFSET)
  ) {
    throw new RangeError(`offsets must be one a row and at most ${MOST_OFFSET} in size`);
  }
  return offsets;
}

/** So that a cosine with both lies within the bins of the count. */
const MOST_OFFSET = 0.49;

const labelsOf = ({ subjects, pictures }: ComparedRows): Labels => ({ subjects, pictures });
