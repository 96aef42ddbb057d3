// Whose errors they are: the sums by person behind a rate, for one resample after another over the same scores.
import type { MatedTrials, NonMatedTrials } from './subjectTrials.js';
import type { SubjectWeights } from './subjectWeights.js';

/**
 * Counts each one's mated comparisons from a place downwards: false non-matches where those before it are accepted.
 * From the end that is nearer. The array is used anew by each call.
 */
export function openFalseNonMatches(
  { scores, subject, perSubject }: MatedTrials,
  subjects: number,
): (accepted: number) => Float64Array {
  const errors = new Float64Array(subjects);
  return (accepted) => {
    if (accepted > scores.length / 2) {
      errors.fill(0);
      for (let k = accepted; k < scores.length; k++) errors[subject[k]]++;
    } else {
      errors.set(perSubject);
      for (let k = 0; k < accepted; k++) errors[subject[k]]--;
    }
    return errors;
  };
}

/** False matches of weighed people. */
export interface FalseMatches {
  /** For each, the weights of those whom they were taken for, one term an error. */
  readonly bySubject: Float64Array;
  /** Sum over all errors of the product of both weights. */
  readonly total: number;
  /** Sum over pairs of people of the product of both weights and the square of their errors. */
  readonly squares: number;
}

/** Sums false matches down the kept scores. */
export interface FalseMatchSums {
  /** Back to the top, with other weights. */
  begin(weights: SubjectWeights): void;
  /** Of the scores before a place, which is not above the last one asked for. The array is used anew by each call. */
  upTo(end: number): FalseMatches;
}

/**
 * Errors are listed by person, so that a resample, which leaves out one in three, reads the lists of the others only,
 * each in order, and goes on where it stopped.
 */
export function openFalseMatches(nonMated: NonMatedTrials, subjects: number): FalseMatchSums {
  const bySubject = new Float64Array(subjects);
  const squaresOf = new Float64Array(subjects);
  const next = new Int32Array(subjects);
  let lists = listBySubject(nonMated, subjects, 0);
  let weights: SubjectWeights = new Int32Array(subjects);
  function restart(): void {
    bySubject.fill(0);
    squaresOf.fill(0);
    next.set(lists.starts.subarray(0, subjects));
  }
  return {
    begin(given) {
      weights = given;
      restart();
    },
    upTo(end) {
      if (end > lists.end) {
        const reserve = Math.min(nonMated.scores.length, Math.ceil(1.25 * end));
        lists = listBySubject(nonMated, subjects, reserve);
        restart();
      }
      const { starts, place, other, ordinal } = lists;
      const counts = weights;
      let [total, squares] = [0, 0];
      for (let s = 0; s < subjects; s++) {
        if (counts[s] === 0) continue;
        let [sum, sumOfSquares] = [0, 0];
        let k = next[s];
        for (const last = starts[s + 1]; k < last && place[k] < end; k++) {
          const weight = counts[other[k]];
          sum += weight;
          // The k-th error of a pair raises the square of its errors by 2k − 1.
          sumOfSquares += weight * (2 * ordinal[k] - 1);
        }
        next[s] = k;
        bySubject[s] += sum;
        squaresOf[s] += sumOfSquares;
        total += counts[s] * bySubject[s];
        squares += counts[s] * squaresOf[s];
      }
      // Each error was met from both sides.
      return { bySubject, total: total / 2, squares: squares / 2 };
    },
  };
}

interface SubjectLists {
  /** Places before it are listed. */
  readonly end: number;
  /** Where the list of each subject begins, and at last where all end. */
  readonly starts: Int32Array;
  /** Ascending within a list: the place of the score, the other person, the how many-th of the two it is. */
  readonly place: Int32Array;
  readonly other: Int32Array;
  readonly ordinal: Int32Array;
}

function listBySubject({ left, right }: NonMatedTrials, subjects: number, end: number): SubjectLists {
  const starts = new Int32Array(subjects + 1);
  for (let k = 0; k < end; k++) {
    starts[left[k] + 1]++;
    starts[right[k] + 1]++;
  }
  for (let s = 0; s < subjects; s++) starts[s + 1] += starts[s];
  const place = new Int32Array(2 * end);
  const other = new Int32Array(2 * end);
  const next = starts.slice();
  for (let k = 0; k < end; k++) {
    const [atLeft, atRight] = [next[left[k]]++, next[right[k]]++];
    place[atLeft] = place[atRight] = k;
    other[atLeft] = right[k];
    other[atRight] = left[k];
  }
  return { end, starts, place, other, ordinal: ordinals(starts, other) };
}

/** Of each entry of a list: the how many-th with the same other person. */
function ordinals(starts: Int32Array, other: Int32Array): Int32Array {
  const ordinal = new Int32Array(other.length);
  const met = new Int32Array(starts.length);
  for (let s = 0; s + 1 < starts.length; s++) {
    for (let k = starts[s]; k < starts[s + 1]; k++) ordinal[k] = ++met[other[k]];
    for (let k = starts[s]; k < starts[s + 1]; k++) met[other[k]] = 0;
  }
  return ordinal;
}
