// The highest non-mated scores, modelled by peaks over threshold: above a high threshold scores follow a generalised
// Pareto distribution, nearly, whatever they follow below (Pickands 1975; Coles, An Introduction to Statistical
// Modeling of Extreme Values, 2001, chapter 4). What extremeFmr.ts reads off lies beyond any score observed.
// ISO/IEC 5152:2024 is the standard on such extrapolation of the FMR by extreme value models. Only its scope could
// be read, so nothing here is claimed to conform to it.
//
// How many exceedances? Too many, and the model is wrong for them; too few, and they say little. The choice by
// goodness of fit (Bader, Yan & Zhang, Annals of Applied Statistics 12, 2018: Anderson–Darling with ForwardStop) was
// tried and is not offered: of 10⁴ normal scores it took 1,000 more often than not, whose misfit no test sees but which
// extrapolation does, and likelihood intervals at 95 % for an FMR of 1 / (10 · trials) covered 77 % (400 samples). 200
// exceedances covered 92 to 94 %; 1,000 of 10⁶ did so too. Hence a number that grows slowly, 20 · trials^¼.

import type { NonMatedScores } from '../rates/errorRates.js';
import { createRandom, type Random } from '../sampling/random.js';
import { nextAbove } from '../scores/staircase.js';
import { countMatches } from '../uncertainty/fewErrors.js';
import type { SubjectTrials } from '../uncertainty/subjectTrials.js';
import { fitGeneralisedPareto, isFittable, type ParetoFit } from './generalisedPareto.js';
import { type GoodnessOfFit, goodnessOfFit } from './goodnessOfFit.js';
import type { TailModel, TailSample } from './tailLikelihood.js';

/** The tail of non-mated scores. Plain data. */
export interface TailFit extends TailSample, TailModel {
  readonly kind: 'tail';
  /** The score that `excesses` are counted from. */
  readonly threshold: number;
  /** Descending. */
  readonly excesses: Float64Array;
  /** Share of the scores above `threshold`. */
  readonly exceedanceRate: number;
  readonly pareto: ParetoFit;
  readonly goodness: GoodnessOfFit;
  /** Why the fit may not be trusted, in words; most often none. */
  readonly warnings: readonly string[];
  /** The lowest FMR that may be read off: a tenth of 1 / independent trials. */
  readonly lowestFmr: number;
  /** The same tail of resampled people, for intervals; none where comparisons are taken for independent. */
  readonly resampled: readonly TailModel[];
}

/** The refusal to say what a tail cannot show. */
export interface TailUnsupported {
  readonly kind: 'unsupported';
  readonly reason: string;
}

export interface TailOptions {
  /** How many of the highest scores to model, at least 100. Default min(20 · trials^¼, trials / 50). */
  readonly exceedances?: number;
}

export interface SubjectTailOptions extends TailOptions {
  /** Default 1,000. */
  readonly replicates?: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * Models the highest of non-mated scores that are independent: no person in two of the comparisons. Where people
 * are shared, intervals from this fit are too narrow: use `fitSubjectTail`. Refused below 5,000 trials, of which
 * no 100 are a tail, and where too many scores tie. Of a tally the kept tail must hold the exceedances.
 */
export function fitTail(nonMated: NonMatedScores, options: TailOptions = {}): TailFit | TailUnsupported {
  if (!('kind' in nonMated)) {
    return modelTail(Float64Array.from(nonMated).sort().reverse(), nonMated.length, nonMated.length, options);
  }
  return modelTail(nonMated.tail, nonMated.trials, nonMated.trials, options);
}

/**
 * Models the highest non-mated scores of people who are in many comparisons each. People are drawn with
 * replacement, a comparison of two drawn w and v times counts w · v times (subjectBootstrap.ts), and the tail is
 * fitted anew over the same threshold. Trials of two people count as one for `lowestFmr`.
 */
export function fitSubjectTail(
  trials: SubjectTrials,
  options: SubjectTailOptions = {},
): TailFit | TailUnsupported {
  const { replicates = 1000, seed = 1 } = options;
  if (!Number.isInteger(replicates) || replicates < 1) {
    throw new RangeError(`replicates must be a whole number from 1, got ${replicates}`);
  }
  const { nonMated } = trials;
  const fit = modelTail(nonMated.scores, nonMated.trials, nonMated.effective, options);
  if (fit.kind !== 'tail') return fit;
  const pairs = countMatches(trials, nextAbove(fit.threshold)).effective;
  const tooFew = `the highest scores are worth those of ${pairs.toFixed(1)} pairs of people who are in no other`;
  if (pairs < FEWEST_PAIRS) return unsupportedTail(`${tooFew}: an interval needs ${FEWEST_PAIRS}`);
  const random = createRandom(seed);
  const resampled = Array.from({ length: replicates }, () => resampledTail(fit, trials, random));
  return { ...fit, warnings: pairs < FEW_PAIRS ? [...fit.warnings, tooFew] : fit.warnings, resampled };
}

/**
 * Where few people hold most of the highest scores, resampling them shows too little of how people differ, and the
 * intervals end too low; see the figures in extremeFmr.ts. Below the lesser number nothing is stated, between the
 * two (rule of 30) not without a warning.
 */
const [FEWEST_PAIRS, FEW_PAIRS] = [15, 30];

/** Fewer excesses tell next to nothing of a shape: with 100 its standard error is about 0.09. */
const FEWEST_EXCEEDANCES = 100;

/** Beyond the highest 2 % a score is not in a tail. */
const TAIL_SHARE = 0.02;

/** How far below 1 / trials an FMR may be read off; see `TailFit.lowestFmr`. */
const BEYOND = 10;

function modelTail(
  descending: Float64Array,
  trials: number,
  independentTrials: number,
  { exceedances }: TailOptions,
): TailFit | TailUnsupported {
  if (descending.some((score) => !Number.isFinite(score))) throw new RangeError('scores must be finite');
  const wanted = exceedances ?? Math.floor(Math.min(20 * trials ** 0.25, trials * TAIL_SHARE));
  requireExceedances(exceedances, trials);
  if (wanted < FEWEST_EXCEEDANCES) {
    return unsupportedTail(
      `${trials} non-mated trials have no tail: its model needs ${FEWEST_EXCEEDANCES / TAIL_SHARE}`,
    );
  }
  if (wanted >= descending.length) {
    throw new RangeError(`${wanted} exceedances need ${wanted + 1} kept scores, got ${descending.length}`);
  }
  const threshold = descending[wanted];
  const excesses = descending
    .subarray(0, wanted)
    .filter((score) => score > threshold)
    .map((score) => score - threshold);
  if (new Set(excesses).size < FEWEST_EXCEEDANCES) {
    return unsupportedTail(
      `the ${wanted} highest scores tie: fewer than ${FEWEST_EXCEEDANCES} values differ`,
    );
  }
  const pareto = fitGeneralisedPareto(excesses);
  const goodness = goodnessOfFit(excesses, pareto);
  return {
    kind: 'tail',
    trials,
    threshold,
    excesses,
    exceedanceRate: excesses.length / trials,
    pareto,
    goodness,
    warnings: warnings(pareto, goodness),
    lowestFmr: 1 / (BEYOND * independentTrials),
    resampled: [],
  };
}

function requireExceedances(exceedances: number | undefined, trials: number): void {
  if (exceedances === undefined) return;
  if (!Number.isInteger(exceedances) || exceedances < FEWEST_EXCEEDANCES || exceedances >= trials) {
    throw new RangeError(
      `exceedances must be a whole number from ${FEWEST_EXCEEDANCES} to below the ${trials} trials, got ${exceedances}`,
    );
  }
}

function warnings(pareto: ParetoFit, { andersonDarling, cramerVonMises }: GoodnessOfFit): string[] {
  const found: string[] = [];
  const worst = Math.min(andersonDarling.pValue, cramerVonMises.pValue);
  if (worst < 0.05) {
    found.push(
      `the highest scores do not follow a generalised Pareto distribution (p = ${worst.toPrecision(2)})`,
    );
  }
  if (pareto.method !== 'maximum likelihood') {
    found.push('the likelihood has no maximum: the tail was fitted by probability-weighted moments');
  }
  if (pareto.shape < -0.5) {
    found.push(
      `the shape ${pareto.shape.toPrecision(2)} is below -0.5, where likelihood intervals are not proven`,
    );
  }
  return found;
}

/** The tail of one draw of people; a draw without two different exceedances says nothing and is drawn again. */
function resampledTail(fit: TailFit, { nonMated, subjects }: SubjectTrials, random: Random): TailModel {
  const { left, right } = nonMated;
  const counts = new Int32Array(subjects);
  for (;;) {
    counts.fill(0);
    for (let drawn = 0; drawn < subjects; drawn++) counts[random.below(subjects)]++;
    const weights = Float64Array.from(fit.excesses, (_, k) => counts[left[k]] * counts[right[k]]);
    if (!isFittable(fit.excesses, weights)) continue;
    const exceeding = weights.reduce((sum, weight) => sum + weight, 0);
    return {
      exceedanceRate: exceeding / nonMated.totalWeight(counts),
      pareto: fitGeneralisedPareto(fit.excesses, weights),
    };
  }
}

export function unsupportedTail(reason: string): TailUnsupported {
  return { kind: 'unsupported', reason };
}
