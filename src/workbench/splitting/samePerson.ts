// Whether two names are one person, from all pictures of either. Each subject's templates are averaged, every two means
// are compared, and the score becomes a probability by Bayes' rule:
//
//   ln odds = LLR(score) + ln prior odds
//
// The LLR is fitted on the data set itself (angleModel.ts): subjects parted at random into two names show how far one
// person's means are apart, all pairs of subjects how far two people's are. Every combination of picture counts has a fit
// of its own (pictureCounts.ts).
//
// The prior is small, since n² pairs are looked at: one pair of all, and one more for each that is found, until no more
// are (classification EM: Celeux & Govaert, Computational Statistics & Data Analysis 14, 1992). Pairs that are found are
// taken out of "two people" before the next fit, so that they do not speak against themselves.

import { probability, type ScoreTally } from '../../trials/index.js';
import type { ComparedRows, ScoringEngine, ScoringOptions } from '../scoring/index.js';
import { type AngleModel, fitAngles, logRatio } from './angleModel.js';
import {
  type Classed,
  classesOf,
  FEWEST_PARTED,
  matedFor,
  meanTemplate,
  partedScores,
  type SubjectTemplates,
} from './pictureCounts.js';

/** Two subjects that are likelier one person than two; by their places in the list. */
export interface LikelyOne {
  readonly a: number;
  readonly b: number;
  /** Cosine of the two mean templates. */
  readonly score: number;
  readonly llr: number;
  /** From 0.5 to 1. */
  readonly posterior: number;
}

export interface SamePersonSearch {
  /** Likeliest first. */
  readonly found: readonly LikelyOne[];
  /** Pairs of subjects that were looked at. */
  readonly pairs: number;
  /** Probability of a pair being one person before its score was seen. */
  readonly prior: number;
  /** How many of `found` are expected to be two people after all: Σ (1 − posterior). */
  readonly expectedFalse: number;
}

/** What is said where the data set has too few people to fit on: no pair is looked at. */
export interface NoSearch {
  readonly reason: string;
}

export interface SamePersonOptions extends Pick<ScoringOptions, 'signal' | 'onProgress'> {
  /** Open; it is left so. */
  readonly engine: ScoringEngine;
  /** Of how subjects are parted; default 1. */
  readonly seed?: number;
}

/** Fewer pairs say too little of what two people score: those of more pictures are taken, which are nearer. */
const FEWEST_PAIRS = 400;

/** Highest scores of each two classes that are looked at one by one. */
const KEPT = 20_000;

/** Likelier one person than two. */
const LIKELIER = 0.5;

/**
 * All pairs of subjects that are likelier one person than two.
 *
 * @param subjects each with a template at least, all of one length
 * @throws what `signal` was aborted with; `runtime_failed`
 */
export async function searchSamePerson(
  subjects: readonly SubjectTemplates[],
  { engine, seed = 1, signal, onProgress }: SamePersonOptions,
): Promise<SamePersonSearch | NoSearch> {
  const parted = partedScores(subjects, seed);
  if (parted[0]![0]!.length < FEWEST_PARTED)
    return {
      reason: `${parted[0]![0]!.length} subjects with two pictures or more are too few to tell what one person’s pictures score: ${FEWEST_PARTED} are needed`,
    };
  const pairs = (subjects.length * (subjects.length - 1)) / 2;
  const classes = classesOf(subjects);
  const scored: ScoredClasses[] = [];
  let done = 0;
  for (const [i, left] of classes.entries())
    for (const [j, right] of classes.entries()) {
      const total = i === j ? (left.length * (left.length - 1)) / 2 : left.length * right.length;
      if (j < i || total === 0) continue;
      const made = await scoreClasses(left, right, engine, {
        tally: { keep: Math.min(KEPT, total) },
        ...(signal ? { signal } : {}),
        onProgress: (some) => onProgress?.(done + some, pairs),
      });
      scored.push({ ...made, i, j });
      done += total;
    }
  const fields = scored.map((one) => ({
    highest: one.highest,
    nonMated: nonMatedFor(scored, one),
    mated: matedFor(parted, one.i, one.j),
  }));
  return { ...judge(fields, pairs), pairs };
}

/** Two subjects by their places in the list, a < b. */
interface ScoredSubjects {
  readonly a: number;
  readonly b: number;
  readonly score: number;
}

/** Every two subjects of class `i` and class `j`. */
interface ScoredClasses {
  readonly i: number;
  readonly j: number;
  readonly tally: ScoreTally;
  /** The highest of the tally, highest first. */
  readonly highest: readonly ScoredSubjects[];
}

/** Pairs to judge, and what pairs like them score that are one person, and that are two. */
interface Field {
  readonly highest: readonly ScoredSubjects[];
  readonly mated: Float64Array;
  readonly nonMated: ScoredClasses;
}

function judge(fields: readonly Field[], pairs: number): Omit<SamePersonSearch, 'pairs'> {
  let found: LikelyOne[] = [];
  let prior = 1 / pairs;
  // The prior only grows, by a pair at least each time: this ends.
  for (;;) {
    const before = found.length;
    const known = new Set(found.map(({ a, b }) => a * KEY + b));
    const next = fields.flatMap((field) => likelyOnes(field, fit(field, known), prior));
    if (next.length <= before) return sum(next, prior);
    found = next;
    prior = (1 + found.reduce((total, { posterior }) => total + posterior, 0)) / pairs;
  }
}

const KEY = 2 ** 26;

const sum = (found: readonly LikelyOne[], prior: number): Omit<SamePersonSearch, 'pairs'> => ({
  found: found.toSorted((a, b) => b.posterior - a.posterior || b.llr - a.llr || a.a - b.a || a.b - b.b),
  prior,
  expectedFalse: found.reduce((total, { posterior }) => total + 1 - posterior, 0),
});

function fit({ mated, nonMated }: Field, known: ReadonlySet<number>): AngleModel {
  const others = nonMated.highest.filter(({ a, b }) => known.has(a * KEY + b));
  return fitAngles(
    mated,
    nonMated.tally,
    others.map(({ score }) => score),
  );
}

function likelyOnes({ highest }: Field, model: AngleModel, prior: number): LikelyOne[] {
  const found: LikelyOne[] = [];
  for (const { a, b, score } of highest) {
    const ratio = logRatio(model, score);
    const posterior = probability(ratio, prior);
    // Also where nothing can be said, since all scores are one.
    if (!(posterior >= LIKELIER)) break;
    found.push({ a, b, score, llr: ratio, posterior });
  }
  return found;
}

/** Pairs of two people, of these two classes or, where they are few, of the next with more pictures. */
function nonMatedFor(scored: readonly ScoredClasses[], { i, j }: ScoredClasses): ScoredClasses {
  const enough = scored.filter((other) => other.i >= i && other.j >= j && other.tally.trials >= FEWEST_PAIRS);
  return enough.reduce((least, other) => (other.i + other.j < least.i + least.j ? other : least));
}

async function scoreClasses(
  left: readonly Classed[],
  right: readonly Classed[],
  engine: ScoringEngine,
  options: ScoringOptions,
): Promise<Pick<ScoredClasses, 'tally' | 'highest'>> {
  const rows = meanRows(left);
  const { nonMated, hardest } =
    left === right
      ? await engine.scoreAllPairs(rows, options)
      : await engine.scoreProbesAgainstGallery(rows, meanRows(right), options);
  return {
    tally: nonMated,
    highest: Array.from(hardest.scores, (score, k) => {
      const [one, other] = [left[hardest.left[k]!]!.place, right[hardest.right[k]!]!.place];
      return { a: Math.min(one, other), b: Math.max(one, other), score };
    }),
  };
}

function meanRows(classed: readonly Classed[]): ComparedRows {
  const dimension = classed[0]!.templates[0]!.length;
  const templates = new Float32Array(classed.length * dimension);
  classed.forEach((one, row) => {
    templates.set(meanTemplate(one.templates), row * dimension);
  });
  return { templates, dimension, subjects: Int32Array.from(classed, ({ place }) => place) };
}
