// Comparisons with the persons in them: what must be known before an interval may be drawn, since comparisons
// that share a person stand or fall together.
import type { ScoreTally } from '../scores/scoreTally.js';
import type { AllPairsScores, PairScores } from '../scoring/allPairs.js';

/** Mated and non-mated comparisons, with their subjects numbered from 0. */
export interface SubjectTrials {
  /** How many subjects there are. */
  readonly subjects: number;
  /** The number that the caller knows each subject by. */
  readonly ids: Int32Array;
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
  /**
   * For each subject the sum of the weights of those whom it was compared with, one term a comparison. Where it is
   * not given it is taken to grow with `totalWeight` as in an all-pairs run: near enough for an FMR of 1 %.
   */
  meetings?(weights: Int32Array): Float64Array;
}

/**
 * Pairs of templates that were not compared although they are of two subjects: two copies of one picture, of which one
 * has a wrong label. Rows as in the run.
 */
export type OmittedPairs = Pick<PairScores, 'left' | 'right'>;

/**
 * Trials of an all-pairs run.
 *
 * @param subjects who each template is of, as given to `scoreAllPairs`
 * @param omitted default none
 * @throws RangeError if the tally holds more or fewer comparisons than these subjects make
 */
export function allPairsTrials(
  scored: Pick<AllPairsScores, 'mated' | 'hardest'> & { readonly nonMated: { readonly trials: number } },
  subjects: Int32Array,
  omitted: OmittedPairs = NONE,
): SubjectTrials {
  const { numbers, count, ids } = numberSubjects(subjects);
  const images = tallyBySubject(numbers, count);
  const met = withoutOmitted(
    {
      squares: sumOfProducts(images.map((n) => n * n)),
      of: (s, t) => images[s] * images[t],
      totalWeight: (weights) => sumOfProducts(weighed(images, weights)),
      meetings(weights) {
        const all = weighed(images, weights);
        const sum = sumOf(all);
        for (let s = 0; s < count; s++) all[s] = images[s] * (sum - all[s]);
        return all;
      },
    },
    countMeetings(omitted, numbers, numbers, count),
    count,
  );
  return {
    subjects: count,
    ids,
    mated: matedTrials(scored.mated, numbers, numbers, count),
    nonMated: {
      ...descendingPairs(scored.hardest, numbers, numbers),
      ...nonMatedInTotal(met, count, scored.nonMated.trials),
    },
  };
}

/**
 * Trials of a list of pairs (a protocol such as LFW's), each with its score.
 *
 * @param subjects who each template is of; `left` and `right` of the pairs point into it
 */
export function listedTrials(mated: PairScores, nonMated: PairScores, subjects: Int32Array): SubjectTrials {
  const { numbers, count, ids } = numberSubjects(subjects);
  const pairs = descendingPairs(nonMated, numbers, numbers);
  const met = countMeetings(nonMated, numbers, numbers, count);
  return {
    subjects: count,
    ids,
    mated: matedTrials(mated, numbers, numbers, count),
    nonMated: {
      ...pairs,
      trials: pairs.scores.length,
      effective: effectiveCount(met.values()),
      totalWeight(weights) {
        let total = 0;
        for (let k = 0; k < pairs.left.length; k++) total += weights[pairs.left[k]] * weights[pairs.right[k]];
        return total;
      },
      meetings(weights) {
        const sums = new Float64Array(count);
        for (let k = 0; k < pairs.left.length; k++) {
          sums[pairs.left[k]] += weights[pairs.right[k]];
          sums[pairs.right[k]] += weights[pairs.left[k]];
        }
        return sums;
      },
    },
  };
}

/** Each template of one set compared with each of another: what `probeGalleryTrials` reads. */
export interface ProbeGalleryScores {
  /** All mated comparisons; `left` are rows of the probes, `right` of the gallery. */
  readonly mated: PairScores;
  /** All non-mated ones, counted. */
  readonly nonMated: ScoreTally;
  /** The highest of them, rows as in `mated`. */
  readonly hardest: PairScores;
}

/**
 * Trials of probes against a gallery: selfies against document portraits. A subject may have several probes and
 * several references, or of one kind none.
 *
 * @param probeSubjects who each probe is of; any numbers
 * @param gallerySubjects who each reference is of, by the same numbers
 * @param omitted default none; left are rows of the probes, right of the gallery
 * @throws RangeError if the tally holds more or fewer comparisons than these subjects make
 */
export function probeGalleryTrials(
  scored: Pick<ProbeGalleryScores, 'mated' | 'hardest'> & { readonly nonMated: { readonly trials: number } },
  probeSubjects: Int32Array,
  gallerySubjects: Int32Array,
  omitted: OmittedPairs = NONE,
): SubjectTrials {
  const { numbers, count, ids } = numberSubjects(joined(probeSubjects, gallerySubjects));
  const [probeNumbers, galleryNumbers] = [
    numbers.subarray(0, probeSubjects.length),
    numbers.subarray(probeSubjects.length),
  ];
  const probes = tallyBySubject(probeNumbers, count);
  const gallery = tallyBySubject(galleryNumbers, count);
  const met = withoutOmitted(
    {
      squares: squaredMeetings(probes, gallery),
      of: (s, t) => probes[s] * gallery[t] + probes[t] * gallery[s],
      totalWeight(weights) {
        const [p, g] = [weighed(probes, weights), weighed(gallery, weights)];
        return sumOf(p) * sumOf(g) - sumOf(p.map((n, s) => n * g[s]));
      },
      meetings(weights) {
        const [p, g] = [weighed(probes, weights), weighed(gallery, weights)];
        const [sumP, sumG] = [sumOf(p), sumOf(g)];
        return probes.map((n, s) => n * (sumG - g[s]) + gallery[s] * (sumP - p[s]));
      },
    },
    countMeetings(omitted, probeNumbers, galleryNumbers, count),
    count,
  );
  return {
    subjects: count,
    ids,
    mated: matedTrials(scored.mated, probeNumbers, galleryNumbers, count),
    nonMated: {
      ...descendingPairs(scored.hardest, probeNumbers, galleryNumbers),
      ...nonMatedInTotal(met, count, scored.nonMated.trials),
    },
  };
}

/** Who met whom how often, in closed form. */
interface Meetings extends Required<Pick<NonMatedTrials, 'totalWeight' | 'meetings'>> {
  /** How often two subjects met. */
  of(s: number, t: number): number;
  /** Sum over each two subjects of the square of that. */
  readonly squares: number;
}

const NONE: OmittedPairs = { left: new Int32Array(), right: new Int32Array() };

/** @param omitted how often each two subjects did not meet after all, as `countMeetings` gives it */
function withoutOmitted(met: Meetings, omitted: ReadonlyMap<number, number>, count: number): Meetings {
  if (omitted.size === 0) return met;
  const pairs = Array.from(omitted, ([pair, times]) => [Math.floor(pair / count), pair % count, times]);
  const cut = pairs.reduce((sum, [s, t, times]) => sum + times * (2 * met.of(s, t) - times), 0);
  return {
    of: (s, t) => met.of(s, t) - (omitted.get(Math.min(s, t) * count + Math.max(s, t)) ?? 0),
    squares: met.squares - cut,
    totalWeight: (weights) =>
      pairs.reduce((sum, [s, t, times]) => sum - times * weights[s] * weights[t], met.totalWeight(weights)),
    meetings(weights) {
      const sums = met.meetings(weights);
      for (const [s, t, times] of pairs) {
        sums[s] -= times * weights[t];
        sums[t] -= times * weights[s];
      }
      return sums;
    },
  };
}

function nonMatedInTotal(
  { squares, totalWeight, meetings }: Meetings,
  count: number,
  tallied: number,
): Pick<NonMatedTrials, 'trials' | 'effective' | 'totalWeight' | 'meetings'> {
  const trials = totalWeight(new Int32Array(count).fill(1));
  requireTrials(tallied, trials);
  return { trials, effective: squares === 0 ? 0 : trials ** 2 / squares, totalWeight, meetings };
}

/** How often each two subjects meet in a list: by the number of the lower times `count` plus that of the higher. */
function countMeetings(
  { left, right }: OmittedPairs,
  leftNumbers: Int32Array,
  rightNumbers: Int32Array,
  count: number,
): Map<number, number> {
  const met = new Map<number, number>();
  for (let k = 0; k < left.length; k++) {
    const [s, t] = [leftNumbers[left[k]], rightNumbers[right[k]]];
    if (s === t) throw new RangeError(`non-mated pair ${k} is of one subject`);
    const pair = Math.min(s, t) * count + Math.max(s, t);
    met.set(pair, (met.get(pair) ?? 0) + 1);
  }
  return met;
}

/** Σ over each two subjects of (p_s g_t + p_t g_s)²: how often they were compared, squared. */
function squaredMeetings(probes: Float64Array, gallery: Float64Array): number {
  const square = (values: Float64Array) => sumOf(values.map((n) => n * n));
  const own = probes.map((n, s) => n * gallery[s]);
  return square(probes) * square(gallery) - square(own) + 2 * sumOfProducts(own);
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

function matedTrials(
  pairs: PairScores,
  leftNumbers: Int32Array,
  rightNumbers: Int32Array,
  count: number,
): MatedTrials {
  for (let k = 0; k < pairs.scores.length; k++) {
    if (leftNumbers[pairs.left[k]] !== rightNumbers[pairs.right[k]]) {
      throw new RangeError(`mated pair ${k} is of two subjects`);
    }
  }
  const { scores, left } = descendingPairs(pairs, leftNumbers, rightNumbers);
  const perSubject = tallyBySubject(left, count);
  return { scores, subject: left, perSubject, effective: effectiveCount(perSubject) };
}

/** Pairs in descending order of score, with subjects in place of templates. */
function descendingPairs(
  pairs: PairScores,
  leftNumbers: Int32Array,
  rightNumbers: Int32Array,
): { scores: Float64Array; left: Int32Array; right: Int32Array } {
  const { scores } = pairs;
  requireRows(pairs, leftNumbers.length, rightNumbers.length);
  const order = Uint32Array.from(scores, (_, k) => k).sort((k, l) => scores[l] - scores[k] || k - l);
  return {
    scores: Float64Array.from(order, (k) => scores[k]),
    left: Int32Array.from(order, (k) => leftNumbers[pairs.left[k]]),
    right: Int32Array.from(order, (k) => rightNumbers[pairs.right[k]]),
  };
}

function requireRows({ scores, left, right }: PairScores, leftRows: number, rightRows: number): void {
  if (left.length !== scores.length || right.length !== scores.length) {
    throw new RangeError(
      `pairs must be as many as scores, got ${scores.length}, ${left.length} and ${right.length}`,
    );
  }
  for (let k = 0; k < scores.length; k++) {
    if (!(left[k] >= 0 && left[k] < leftRows && right[k] >= 0 && right[k] < rightRows)) {
      throw new RangeError(`pair ${k} is of templates ${left[k]} and ${right[k]}, which have no subject`);
    }
    if (Number.isNaN(scores[k])) throw new RangeError(`the score of pair ${k} is not a number`);
  }
}

function requireTrials(tallied: number, possible: number): void {
  if (tallied !== possible) {
    throw new RangeError(`the tally holds ${tallied} comparisons, but these subjects make ${possible}`);
  }
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function numberSubjects(subjects: Int32Array): { numbers: Int32Array; count: number; ids: Int32Array } {
  const seen = new Map<number, number>();
  const numbers = subjects.map((subject) => {
    const number = seen.get(subject) ?? seen.size;
    seen.set(subject, number);
    return number;
  });
  return { numbers, count: seen.size, ids: Int32Array.from(seen.keys()) };
}

function weighed(counts: Float64Array, weights: Int32Array): Float64Array {
  const products = new Float64Array(counts.length);
  for (let s = 0; s < counts.length; s++) products[s] = counts[s] * weights[s];
  return products;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum;
}

function tallyBySubject(numbers: Int32Array, count: number): Float64Array {
  const sizes = new Float64Array(count);
  for (const number of numbers) sizes[number]++;
  return sizes;
}
