// Intervals from resampled people, each resample measured by its own standard error (bootstrap-t: Efron 1979;
// Davison & Hinkley, Bootstrap Methods, 1997, 5.2.1), on log-odds, where rates are most nearly normal.
//
// Why not percentiles. With subjects drawn w and v times a non-mated comparison counts w · v times, and such weights
// treat the chance in single pairs as if it too went with persons: where false matches are scattered over disjoint
// pairs the resamples vary by √3 too much (Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007).
// The variance that is robust to shared persons (subjectSweep.ts), applied to a resample, grows by just as much: its
// expectation over resamples is Σ over people of r² plus, not less, Σ over pairs of r². So the ratio of the two is
// free of the excess, and free of most skewness as well, whether chance goes with persons, with pairs or with both.
//
// Where few people make up most of the variance, it is itself uncertain beyond what resamples show: they hold no one
// more extreme than the sample does. Limits are widened as Student's t is against the normal, with as many degrees of
// freedom as people, effectively, make up the variance (as Satterthwaite 1946; for clusters Bell & McCaffrey, Survey
// Methodology 28, 2002, and Carter, Schnepel & Steigerwald, Review of Economics and Statistics 99, 2017).

import { normalQuantile } from '../distributions/normalQuantile.js';
import { createRandom, type Random } from '../sampling/random.js';
import { expit, logit } from './detSlope.js';
import type { Interval } from './intervals.js';
import { studentQuantile } from './studentQuantile.js';
import {
  openSweep,
  type Shares,
  type SubjectSweep,
  type SweepPoint,
  sharedVariance,
} from './subjectSweep.js';
import type { SubjectTrials } from './subjectTrials.js';
import type { SubjectWeights } from './subjectWeights.js';

/** A rate to be resampled. */
export interface SweptRate {
  /** Moves a sweep just begun to the point of the rate; undefined where the kept scores end before. */
  readonly find: (sweep: SubjectSweep) => FoundRate | undefined;
  /** How the log-odds of the rate move with those of FNMR and FMR, at a point of the sweep. */
  readonly shares: (point: SweepPoint) => Shares;
  /** Which way a rate lies that the kept scores do not reach: −∞ or ∞. */
  readonly beyond: number;
}

export interface FoundRate {
  readonly rate: number;
  readonly point: SweepPoint;
}

export interface Studentised {
  /** From the resamples. */
  readonly bootstrap: Interval;
  /** From the standard error alone. */
  readonly linearised: Interval;
  /** How many people the variance rests upon. */
  readonly effectiveSubjects: number;
}

/**
 * The fewest degrees of freedom of linearised limits. One error, of two people, is as uncertain as a Poisson count of
 * one, whatever two degrees would make of it; and a limit must not fall as errors are added.
 */
const FEWEST = 3;

export interface Resampling {
  readonly replicates: number;
  readonly confidence: number;
  readonly seed: number;
}

/** A rate to be resampled, and what it is with everyone once: the middle of its interval, in (0, 1). */
export interface EstimatedRate {
  readonly estimate: number;
  readonly swept: SweptRate;
}

/**
 * Intervals of rates from one set of resamples.
 *
 * @param rates in such an order that a sweep may go on from each to the next
 * @returns one a rate; undefined if so many resamples end beyond the kept scores that one of its limits would
 */
export function studentised(
  trials: SubjectTrials,
  rates: readonly EstimatedRate[],
  { replicates, confidence, seed }: Resampling,
): (Studentised | undefined)[] {
  const sweep = openSweep(trials);
  sweep.begin(new Int32Array(trials.subjects).fill(1));
  const middles = rates.map((rate) => openMiddle(sweep, rate));
  const deviations = rates.map(() => new Float64Array(replicates));
  const beyond = new Int32Array(rates.length);
  const draw = openDraw(trials.subjects, createRandom(seed));
  for (let k = 0; k < replicates; k++) {
    // A draw that leaves nothing to count says nothing, and is drawn again.
    while (!sweep.begin(draw()));
    rates.forEach(({ swept }, r) => {
      const [found, middle] = [swept.find(sweep), middles[r]];
      if (!found) beyond[r]++;
      deviations[r][k] = found && middle ? deviation(found, middle.rate, swept) : swept.beyond;
    });
  }
  const rank = limitRank(replicates, confidence);
  return rates.map(({ estimate }, r) => {
    const middle = middles[r];
    if (middle === undefined || beyond[r] >= rank) return undefined;
    return limits(estimate, middle, deviations[r].sort(), rank, confidence);
  });
}

/**
 * Which resample is the limit, counted from either end of those in order: (B + 1)·α/2 (Davison & Hinkley 1997, 5.3.1).
 */
function limitRank(replicates: number, confidence: number): number {
  // Slack for (1 − 0.95) / 2, which is a little more than 0.025 in binary.
  return Math.max(1, Math.floor(((replicates + 1) * (1 - confidence)) / 2 + 1e-9));
}

/** The rate with everyone once, and how far it may be off. */
interface Middle {
  readonly rate: number;
  /** Standard error of its log-odds. */
  readonly error: number;
  readonly effectiveSubjects: number;
}

function openMiddle(sweep: SubjectSweep, { estimate, swept }: EstimatedRate): Middle | undefined {
  const found = swept.find(sweep);
  if (found === undefined) return undefined;
  const shares = swept.shares(found.point);
  return {
    // Among few scores the nearest may be one at which nothing is wrong, or all.
    rate: found.rate > 0 && found.rate < 1 ? found.rate : estimate,
    error: Math.sqrt(sharedVariance(found.point, shares)),
    effectiveSubjects: sweep.effectiveSubjects(shares),
  };
}

function limits(
  estimate: number,
  { error, effectiveSubjects }: Middle,
  sorted: Float64Array,
  rank: number,
  confidence: number,
): Studentised {
  if (error === 0) {
    const point = { lower: estimate, upper: estimate };
    return { bootstrap: point, linearised: point, effectiveSubjects };
  }
  const student = (fewest: number) => studentQuantile(confidence, Math.max(fewest, effectiveSubjects));
  const widening = student(1) / normalQuantile((1 + confidence) / 2);
  const limit = (t: number) => expit(logit(estimate) - t * error);
  return {
    bootstrap: {
      lower: limit(widening * sorted[sorted.length - rank]),
      upper: limit(widening * sorted[rank - 1]),
    },
    linearised: { lower: limit(student(FEWEST)), upper: limit(-student(FEWEST)) },
    effectiveSubjects,
  };
}

/** As many subjects as there are, with replacement: how often each was drawn. The array is used anew by each draw. */
export function openDraw(subjects: number, random: Random): () => SubjectWeights {
  const weights = new Int32Array(subjects);
  return () => {
    weights.fill(0);
    for (let drawn = 0; drawn < subjects; drawn++) weights[random.below(subjects)]++;
    return weights;
  };
}

/** How many of its own standard errors a rate is from the middle, in log-odds. */
function deviation({ rate, point }: FoundRate, middle: number, { shares }: SweptRate): number {
  const distance = logit(rate) - logit(middle);
  return distance === 0 ? 0 : distance / Math.sqrt(sharedVariance(point, shares(point)));
}
