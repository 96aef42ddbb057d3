// Comparisons with the persons in them: what must be known before an interval may be drawn, since comparisons
// that share a person stand or fall together.
import type { AllPairsScores, PairScores } from '../scoring/allPairs.js';

/** Mated and non-mated comparisons, with their subjects numbered from 0. */
export interface SubjectTrials {
  /** How many subjects there are. */
  readonly subjects: number;
  readonly mated: MatedTrials;
  readonly nonMated: NonMatedTrials;
}

export interface MatedTrials {
  /** Descending. */
  readonly scores: Float64Array;
  /** The subject of each. */
  readonly subject: Int32Array;
  /** Mated comparisons of each subject. */
  readonly perSubject: Float64Array;
  /** How many independent comparisons they are worth at the least: see `effectiveCount`. */
  readonly effective: number;
}

export interface NonMatedTrials {
  /** Descending: the highest scores, or all. */
  readonly scores: Float64Array;
  /** The two subjects of each. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** All non-mated comparisons, `scores` or not. */
  readonly trials: number;
  /** How many independent comparisons they are worth if each two persons meet but once: see `effectiveCount`. */
  readonly effective: number;
  /** Sum over all comparisons of w[left] · w[right], for weights by subject. */
  totalWeight(weights: Int32Array): number;
}

/**
 * Trials of an all-pairs run.
 *
 * @param subjects who each template is of, as given to `scoreAllPairs`
 */
export function allPairsTrials(scored: AllPairsScores, subjects: Int32Array): SubjectTrials {
  const { numbers, count } = numberSubjects(subjects);
  const images = tallyBySubject(numbers, count);
  const squares = images.map((n) => n * n);
  return {
    subjects: count,
    mated: matedTrials(scored.mated, numbers, count),
    nonMated: {
      ...descendingPairs(scored.hardest, numbers),
      trials: scored.nonMated.trials,
      effective: sumOfProducts(images) ** 2 / sumOfProducts(squares),
      totalWeight: (weights) => sumOfProducts(images.map((n, subject) => n * weights[subject])),
    },
  };
}

/**
 * Trials of a list of pairs (a protocol such as LFW's), each with its score.
 *
 * @param subjects who each template is of; `left` and `right` of the pairs point into it
 */
export function listedTrials(mated: PairScores, nonMated: PairScores, subjects: Int32Array): SubjectTrials {
  const { numbers, count } = numberSubjects(subjects);
  const pairs = descendingPairs(nonMated, numbers);
  const met = new Map<number, number>();
  for (let k = 0; k < pairs.scores.length; k++) {
    const [low, high] = [Math.min(pairs.left[k], pairs.right[k]), Math.max(pairs.left[k], pairs.right[k])];
    met.set(low * count + high, (met.get(low * count + high) ?? 0) + 1);
  }
  return {
    subjects: count,
    mated: matedTrials(mated, numbers, count),
    nonMated: {
      ...pairs,
      trials: pairs.scores.length,
      effective: effectiveCount(met.values()),
      totalWeight(weights) {
        let total = 0;
        for (let k = 0; k < pairs.left.length; k++) total += weights[pairs.left[k]] * weights[pairs.right[k]];
        return total;
      },
    },
  };
}

/**
 * Kish's effective number (Survey Sampling, 1965): of clusters that each stand or fall as one, (Σ n)² / Σ n².
 * Equal to the number of clusters if all are of one size, less if a few hold most.
 */
export function effectiveCount(sizes: Iterable<number>): number {
  let sum = 0;
  let squares = 0;
  for (const size of sizes) {
    sum += size;
    squares += size * size;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/** Sum of a·b over each two of the values: ((Σ a)² − Σ a²) / 2. Exact for whole numbers up to 2⁵³. */
function sumOfProducts(values: Float64Array): number {
  let sum = 0;
  let products = 0;
  for (const value of values) {
    products += value * sum;
    sum += value;
  }
  return products;
}

function matedTrials(pairs: PairScores, numbers: Int32Array, count: number): MatedTrials {
  for (let k = 0; k < pairs.scores.length; k++) {
    if (numbers[pairs.left[k]] !== numbers[pairs.right[k]]) {
      throw new RangeError(`mated pair ${k} is of two subjects`);
    }
  }
  const { scores, left } = descendingPairs(pairs, numbers);
  const perSubject = tallyBySubject(left, count);
  return { scores, subject: left, perSubject, effective: effectiveCount(perSubject) };
}

/** Pairs in descending order of score, with subjects in place of templates. */
function descendingPairs(
  pairs: PairScores,
  numbers: Int32Array,
): { scores: Float64Array; left: Int32Array; right: Int32Array } {
  const { scores } = pairs;
  const order = Uint32Array.from(scores, (_, k) => k).sort((k, l) => scores[l] - scores[k] || k - l);
  return {
    scores: Float64Array.from(order, (k) => scores[k]),
    left: Int32Array.from(order, (k) => numbers[pairs.left[k]]),
    right: Int32Array.from(order, (k) => numbers[pairs.right[k]]),
  };
}

function numberSubjects(subjects: Int32Array): { numbers: Int32Array; count: number } {
  const seen = new Map<number, number>();
  const numbers = subjects.map((subject) => {
    const number = seen.get(subject) ?? seen.size;
    seen.set(subject, number);
    return number;
  });
  return { numbers, count: seen.size };
}

function tallyBySubject(numbers: Int32Array, count: number): Float64Array {
  const sizes = new Float64Array(count);
  for (const number of numbers) sizes[number]++;
  return sizes;
}
