// Tens of millions of non-mated scores in bounded memory: all are counted in fine bins, and the highest are kept
// one by one, for it is there that thresholds lie and that look-alikes are found.

/** Where a tally counts and what it keeps. */
export interface TallyOptions {
  /** Lower end of the first bin; a whole number. Scores below it are counted in the first bin. Default −1. */
  readonly lowest?: number;
  /** Lower end of the last bin; a whole number. Scores above it are counted in the last bin. Default 1. */
  readonly highest?: number;
  /** Bins per unit of score: a power of two, so that no score is rounded over the edge of its bin. Default 2¹⁵. */
  readonly binsPerUnit?: number;
  /** How many of the highest scores are kept exactly. Default 200,000. */
  readonly keep?: number;
}

/** Scores counted: what `tally.close()` gives. Plain data. */
export interface ScoreTally {
  readonly kind: 'tally';
  /** All scores seen. */
  readonly trials: number;
  readonly lowest: number;
  readonly binsPerUnit: number;
  /** Scores in [lowest + i / binsPerUnit, lowest + (i+1) / binsPerUnit), for each i. */
  readonly bins: Float64Array;
  /** The highest scores, descending: min(keep, trials) of them. */
  readonly tail: Float64Array;
  /** The number that was given with each score of `tail`. */
  readonly tailIds: Float64Array;
}

/** A tally still open to scores. */
export interface OpenTally {
  /** Counts one score; `id` is any number to know it by again if it is kept. */
  add(score: number, id: number): void;
  /** Ends the count and gives the result; to be called once. */
  close(): ScoreTally;
}

/** Opens a tally. Memory: 8 bytes a bin and 32 a kept score. */
export function openTally(options: TallyOptions = {}): OpenTally {
  const { lowest = -1, highest = 1, binsPerUnit = 2 ** 15, keep = 200_000 } = options;
  requireBins(lowest, highest, binsPerUnit);
  if (!Number.isInteger(keep) || keep < 1) throw new RangeError(`keep must be at least 1, got ${keep}`);
  // One more than the range holds: a score of exactly `highest`, as of two identical pictures, has a bin of its own.
  const bins = new Float64Array((highest - lowest) * binsPerUnit + 1);
  const firstBin = lowest * binsPerUnit;
  const lastBin = bins.length - 1;
  const tail = openTail(keep);
  let trials = 0;
  return {
    add(score, id) {
      if (Number.isNaN(score)) throw new RangeError(`score ${trials} is not a number`);
      trials++;
      const bin = Math.floor(score * binsPerUnit) - firstBin;
      bins[Math.max(0, Math.min(bin, lastBin))]++;
      if (score > tail.floor) tail.add(score, id);
    },
    close() {
      const { scores, ids } = tail.close();
      return { kind: 'tally', trials, lowest, binsPerUnit, bins, tail: scores, tailIds: ids };
    },
  };
}

/** Counts scores that are at hand in one array; each is known by its place. */
export function tallyScores(scores: Float32Array | Float64Array, options: TallyOptions = {}): ScoreTally {
  const tally = openTally(options);
  for (let i = 0; i < scores.length; i++) tally.add(scores[i], i);
  return tally.close();
}

/** Whether every score seen is still there one by one. */
export function keepsAll(tally: ScoreTally): boolean {
  return tally.tail.length === tally.trials;
}

/** Scores with a weight each: counted histograms, or comparisons that do not all count alike. */
export interface WeightedScores {
  readonly scores: Float32Array | Float64Array;
  /** One a score, ≥ 0. */
  readonly weights: Float64Array;
}

/** The whole tally as weighted scores, for calibration: the middles of its bins that are not empty. */
export function histogram(tally: ScoreTally): WeightedScores {
  const filled = [...tally.bins.keys()].filter((bin) => tally.bins[bin] > 0);
  return {
    scores: Float64Array.from(filled, (bin) => tally.lowest + (bin + 0.5) / tally.binsPerUnit),
    weights: Float64Array.from(filled, (bin) => tally.bins[bin]),
  };
}

interface OpenTail {
  /** Scores at or below it are not among the highest. */
  readonly floor: number;
  add(score: number, id: number): void;
  close(): { scores: Float64Array; ids: Float64Array };
}

/** Twice as much room as is kept: each time it is full the lower half is dropped, so an addition is O(1). */
function openTail(keep: number): OpenTail {
  const scores = new Float64Array(2 * keep);
  const ids = new Float64Array(2 * keep);
  let held = 0;
  let floor = Number.NEGATIVE_INFINITY;
  return {
    get floor() {
      return floor;
    },
    add(score, id) {
      scores[held] = score;
      ids[held] = id;
      if (++held < 2 * keep) return;
      selectHighest(scores, ids, keep);
      held = keep;
      floor = scores.subarray(0, keep).reduce((least, kept) => Math.min(least, kept));
    },
    close() {
      const order = Uint32Array.from({ length: held }, (_, i) => i);
      // Ties in the order of their ids, so that the order does not hang on how the selection went.
      order.sort((i, j) => scores[j] - scores[i] || ids[i] - ids[j]);
      const kept = order.subarray(0, Math.min(keep, held));
      return {
        scores: Float64Array.from(kept, (i) => scores[i]),
        ids: Float64Array.from(kept, (i) => ids[i]),
      };
    },
  };
}

/** Moves the `count` highest scores to the front, in any order (Hoare's quickselect). */
function selectHighest(scores: Float64Array, ids: Float64Array, count: number): void {
  let first = 0;
  let last = scores.length - 1;
  while (first < last) {
    const pivot = scores[(first + last) >>> 1];
    let i = first;
    let j = last;
    while (i <= j) {
      while (scores[i] > pivot) i++;
      while (scores[j] < pivot) j--;
      if (i <= j) {
        swap(scores, i, j);
        swap(ids, i, j);
        i++;
        j--;
      }
    }
    if (count - 1 <= j) last = j;
    else if (count - 1 >= i) first = i;
    else return;
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const moved = values[i];
  values[i] = values[j];
  values[j] = moved;
}

function requireBins(lowest: number, highest: number, binsPerUnit: number): void {
  if (!Number.isInteger(lowest) || !Number.isInteger(highest) || lowest >= highest) {
    throw new RangeError(`lowest and highest must be whole numbers, ascending, got ${lowest} and ${highest}`);
  }
  if (!Number.isInteger(binsPerUnit) || binsPerUnit < 1 || !Number.isInteger(Math.log2(binsPerUnit))) {
    throw new RangeError(`binsPerUnit must be a power of two, got ${binsPerUnit}`);
  }
}
