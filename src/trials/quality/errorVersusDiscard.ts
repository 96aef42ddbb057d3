// Is a quality score worth heeding? Comparisons are discarded from the lowest quality up, and the FNMR of the rest is
// watched: the error-versus-discard characteristic (EDC) of Grother & Tabassi, "Performance of biometric quality
// measures" (IEEE TPAMI 29, 2007), and ISO/IEC 29794-1. Its area up to a share that one would discard in earnest:
// Schlett, Rathgeb, Tapia & Busch, "Considerations on the evaluation of biometric quality assessment algorithms"
// (IEEE T-BIOM 6, 2024).
//
// Discarded are comparisons, by the lower quality of their two pictures, and not pictures: then the share discarded is
// the share of attempts turned away, the ideal curve is known, and no person with many pictures rules the axis.
// Comparisons of equal quality go in no order: the curve is its mean over all their orders, so a quality that is the
// same for all gives a level line and no advantage by chance.
import { type Refusal, refusal } from '../comparison/refusal.js';
import { resample, trusted, widest } from '../comparison/subjectResamples.js';
import { percentiles } from '../distributions/percentiles.js';
import type { PairScores } from '../scoring/allPairs.js';
import { effectiveLimits } from '../uncertainty/fewErrors.js';
import type { Interval } from '../uncertainty/intervals.js';
import { type BootstrapOptions, requireResampling } from '../uncertainty/subjectBootstrap.js';
import { effectiveCount } from '../uncertainty/subjectTrials.js';

export interface DiscardInput {
  /** Mated comparisons of pictures `left[k]` and `right[k]`. */
  readonly mated: PairScores;
  /** Of each picture; higher is better, on any scale. */
  readonly quality: Float32Array | Float64Array;
  /** Who each picture is of; any numbers. */
  readonly subjects: Int32Array;
  /** Scores below it are false non-matches; fixed, whatever is discarded. */
  readonly threshold: number;
}

export interface DiscardOptions extends BootstrapOptions {
  /** The share discarded up to which areas are taken, in (0, 1); default 0.2, as in Schlett et al. */
  readonly upTo?: number;
}

/** FNMR of what is left; `lower` and `upper` bound it at this one share. */
export interface DiscardPoint extends Interval {
  /** Share of the comparisons discarded, in [0, 1). */
  readonly discarded: number;
  /** The lowest quality left: the limit that would discard so much. */
  readonly quality: number;
  readonly fnmr: number;
}

/** A measured number with its interval. */
export interface Measured extends Interval {
  readonly value: number;
}

export interface ErrorVersusDiscard {
  readonly kind: 'discard';
  /** From none discarded to half, in steps of one in a hundred. */
  readonly points: readonly DiscardPoint[];
  readonly upTo: number;
  /** Area under the curve from 0 to `upTo`; at the most `upTo`. */
  readonly area: Measured;
  /** The area if every error went first: FNMR (F − r)/(1 − r) at share r, F being the FNMR of all. */
  readonly idealArea: number;
  /** The area if quality knew nothing: F at every share. */
  readonly levelArea: number;
  /** (area − ideal) / (level − ideal): 0 is ideal, 1 no better than chance, more is harmful. */
  readonly relativeArea: Measured;
  readonly confidence: number;
}

/** Steps of the curve, and where it ends: limits that discard more than half are of no use to anyone. */
const STEP = 0.01;
const LAST_STEP = 50;

/**
 * The EDC of mated comparisons at a threshold. The band is by bootstrap of subjects; at shares where few errors are
 * left it is the wider of that and of Clopper–Pearson over the effective number of subjects left. Refused without
 * an error, or where the errors are of fewer than ten people or so (`trusted`): areas then hang on single people.
 */
export function errorVersusDiscard(
  input: DiscardInput,
  { upTo = 0.2, ...options }: DiscardOptions = {},
): ErrorVersusDiscard | Refusal {
  if (!(upTo > 0 && upTo < 1)) throw new RangeError(`upTo must be in (0, 1), got ${upTo}`);
  const settings = requireResampling(options);
  const { confidence } = settings;
  const trials = orderByQuality(input);
  const errors = trials.errorsFrom(0);
  if (errors.people < 10 && !trusted(errors)) {
    return refusal(
      `errors of ${errors.people} people cannot show what quality is worth: ten at least are asked for`,
    );
  }
  const whole = trials.curve(new Int32Array(trials.subjects).fill(1), upTo);
  if (!whole) return refusal('every comparison is an error: no quality can tell them apart');
  const replicates = resample(trials.subjects, settings, (weights) => trials.curve(weights, upTo));
  const interval = (of: (curve: Curve) => number) =>
    percentiles(Float64Array.from(replicates, of), confidence);
  return {
    kind: 'discard',
    points: whole.fnmr.map((fnmr, step) => {
      const discarded = step * STEP;
      const first = trials.firstKept(discarded);
      const band = interval((curve) => curve.fnmr[step]);
      const left = trials.errorsFrom(first);
      const bounds = trusted(left)
        ? band
        : widest(band, effectiveLimits(Math.min(1, fnmr), left.subjects, confidence));
      return { discarded, quality: trials.quality[first], fnmr, ...bounds };
    }),
    upTo,
    area: { value: whole.area, ...interval((curve) => curve.area) },
    idealArea: whole.idealArea,
    levelArea: whole.levelArea,
    relativeArea: { value: relative(whole), ...interval(relative) },
    confidence,
  };
}

interface Curve {
  /** At each step. */
  readonly fnmr: number[];
  readonly area: number;
  readonly idealArea: number;
  readonly levelArea: number;
}

function relative({ area, idealArea, levelArea }: Curve): number {
  return (area - idealArea) / (levelArea - idealArea);
}

interface OrderedTrials {
  readonly subjects: number;
  /** Of each comparison, ascending. */
  readonly quality: Float64Array;
  /** The first comparison left when so large a share has gone. */
  firstKept(discarded: number): number;
  /** Errors from a comparison on, as clustered by subject, with the effective number of subjects tested there. */
  errorsFrom(first: number): { effective: number; people: number; subjects: number };
  /** Undefined where the weighted comparisons hold no error, or nothing else: then there is nothing to gain. */
  curve(weights: Int32Array, upTo: number): Curve | undefined;
}

function orderByQuality({ mated, quality, subjects, threshold }: DiscardInput): OrderedTrials {
  requireSound(mated, quality, subjects, threshold);
  const lowest = Float64Array.from(mated.left, (left, k) => Math.min(quality[left], quality[mated.right[k]]));
  const order = Uint32Array.from(lowest.keys()).sort((k, l) => lowest[k] - lowest[l]);
  const numbers = new Map<number, number>();
  const subject = Int32Array.from(order, (k) => {
    const id = subjects[mated.left[k]];
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  });
  const wrong = Uint8Array.from(order, (k) => Number(mated.scores[k] < threshold));
  const sorted = Float64Array.from(order, (k) => lowest[k]);
  const ends = endsOfTies(sorted);
  return {
    subjects: numbers.size,
    quality: sorted,
    firstKept: (discarded) => Math.min(sorted.length - 1, Math.floor(discarded * sorted.length + 1e-9)),
    errorsFrom(first) {
      const errors = new Float64Array(numbers.size);
      const tested = new Float64Array(numbers.size);
      for (let k = first; k < wrong.length; k++) {
        errors[subject[k]] += wrong[k];
        tested[subject[k]]++;
      }
      return {
        effective: effectiveCount(errors),
        people: errors.filter((count) => count > 0).length,
        subjects: effectiveCount(tested),
      };
    },
    curve: (weights, upTo) => weightedCurve(ends, subject, wrong, weights, upTo),
  };
}

/** For each run of equal qualities the index after its last. */
function endsOfTies(sorted: Float64Array): Uint32Array {
  return Uint32Array.from(sorted.keys(), (k) => k + 1).filter(
    (end) => end === sorted.length || sorted[end] > sorted[end - 1],
  );
}

/**
 * The curve of weighted comparisons. While a run of ties goes, errors go in proportion: if from share x₀ on a run
 * with error rate ρ is discarded, and errors were E of all at x₀, then FNMR(x) = (E − ρ (x − x₀)) / (1 − x) =
 * ρ + (E + ρ x₀ − ρ) / (1 − x), whose integral is ρ x − (E + ρ x₀ − ρ) ln(1 − x).
 */
function weightedCurve(
  ends: Uint32Array,
  subject: Int32Array,
  wrong: Uint8Array,
  weights: Int32Array,
  upTo: number,
): Curve | undefined {
  let total = 0;
  let errors = 0;
  for (let k = 0; k < subject.length; k++) {
    total += weights[subject[k]];
    errors += wrong[k] * weights[subject[k]];
  }
  if (errors === 0 || errors === total) return undefined;
  const all = errors / total;
  const fnmr: number[] = [];
  let area = 0;
  let gone = 0;
  let left = errors;
  let k = 0;
  for (const end of ends) {
    let run = 0;
    let runErrors = 0;
    for (; k < end; k++) {
      run += weights[subject[k]];
      runErrors += wrong[k] * weights[subject[k]];
    }
    if (run === 0) continue;
    const [from, to] = [gone / total, (gone + run) / total];
    const rate = runErrors / run;
    const rest = left / total + rate * from - rate;
    for (let r = fnmr.length * STEP; fnmr.length <= LAST_STEP && r <= to + 1e-12; r = fnmr.length * STEP) {
      fnmr.push(Math.max(0, left - rate * (r * total - gone)) / (total - r * total));
    }
    const stop = Math.min(to, upTo);
    if (stop > from) area += rate * (stop - from) - rest * Math.log((1 - stop) / (1 - from));
    gone += run;
    left -= runErrors;
  }
  return { fnmr, area, idealArea: idealArea(all, upTo), levelArea: all * upTo };
}

/** ∫ (F − r)/(1 − r) dr from 0 to the smaller of F and the end: r + (1 − F) ln(1 − r). */
function idealArea(fnmr: number, upTo: number): number {
  const end = Math.min(fnmr, upTo);
  return end + (1 - fnmr) * Math.log1p(-end);
}

function requireSound(
  mated: PairScores,
  quality: Float32Array | Float64Array,
  subjects: Int32Array,
  threshold: number,
): void {
  if (Number.isNaN(threshold)) throw new RangeError('threshold must be a number, got NaN');
  if (mated.scores.length === 0) throw new RangeError('no mated comparisons: a curve needs one at least');
  if (quality.length !== subjects.length) {
    throw new RangeError(
      `quality must hold ${subjects.length} numbers, one a picture, got ${quality.length}`,
    );
  }
  const bad = quality.findIndex((value) => Number.isNaN(value));
  if (bad >= 0) throw new RangeError(`quality of picture ${bad} must be a number, got NaN`);
  for (let k = 0; k < mated.scores.length; k++) {
    if (!(mated.left[k] in quality && mated.right[k] in quality)) {
      throw new RangeError(`comparison ${k} must be of two of ${quality.length} pictures`);
    }
    if (subjects[mated.left[k]] !== subjects[mated.right[k]]) {
      throw new RangeError(`mated pair ${k} is of two subjects`);
    }
    if (Number.isNaN(mated.scores[k])) throw new RangeError(`score ${k} must be a number, got NaN`);
  }
}
