// What more training subjects would buy, with its interval: a power law through the errors of models that were trained
// on fewer, all measured on the same people.
//
// The interval resamples what was left to chance, together. The test people are one draw for all models, since who is
// hard for one is mostly hard for the other: the curve as a whole may lie higher, and its slope is known better than
// either of its ends. Which subjects a model was trained on, and its seed, are a draw for each run: how far runs of one
// size lie apart says by how much. Both curves are fitted, with an asymptote and without, as nobody knows which is
// right; unless the data refute the one without, the interval spans both. How often it holds the truth, also where that
// is no power law: `npm run study:learning`, studies/results/learning.md.
//
// Nobody should read far beyond the data: estimates of needed data are off by large factors when extrapolated
// (Mahmood et al., "How much more data do I need?", CVPR 2022; Jain et al., CVPR 2023), so that one answers no further
// than half as far as was seen, on a logarithmic scale: from 16-fold, 4-fold. Collect, measure, plan again.
//
// With few data a model does no better than without, and the power law has not begun (Hestness et al. 2017): then the
// curve steepens, on logarithmic axes, as no power law does. Its smallest sizes are left out until it no longer does.

import { createRandom } from '../../../trials/index.js';
import {
  type Estimated,
  estimated,
  here,
  measuredSizes,
  replicates,
  type Size,
  slopeOf,
  steepens,
  type TrainedRun,
  withoutSlowStart,
} from './measuredSizes.js';
import { type Asymptote, errorAt, fitPowerLaw, type PowerLaw, subjectsFor } from './powerLaw.js';

/** An error rate with its 95 % interval. */
export interface EstimatedRate {
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface LearningCurve {
  /**
   * Of the error with more subjects: `falls`, `rises`, or `flat` where neither can be told from chance; `steepens`
   * where it falls ever faster, up to the last size. Only of one that falls is anything predicted.
   */
  readonly trend: 'falls' | 'flat' | 'rises' | 'steepens';
  /** By what share one doubling changed the error on average, from `from` on: −0.12 is 12 % less. */
  readonly perDoubling: Estimated;
  /** The same of the last step alone, brought to a doubling. */
  readonly lastDoubling: Estimated;
  /** The fewest subjects that the curve was fitted to: below, it has not begun to fall as it does later. */
  readonly from: number;
  /** The mean error of the runs of each size, the fewest subjects first. */
  readonly sizes: readonly (EstimatedRate & { readonly subjects: number; readonly runs: number })[];
  /** The fitted curves; the second only where the data do not refute it. */
  readonly fits: readonly {
    readonly asymptote: Asymptote;
    readonly law: PowerLaw;
    readonly exponent: Estimated;
    readonly floor: EstimatedRate;
  }[];
  /** The error along the curve, up to the horizon; from the first size on. Empty unless it falls. */
  readonly band: readonly (EstimatedRate & { readonly subjects: number })[];
  /** What more subjects would buy; empty unless the curve falls. */
  readonly predictions: readonly Prediction[];
  /** Subjects up to which anything is said. */
  readonly horizon: number;
}

export interface Prediction {
  /** As many times the subjects at hand. */
  readonly times: number;
  readonly subjects: number;
  readonly error: EstimatedRate;
  /** By what share of today's error that is less: 0.2 is a fifth. */
  readonly saved: Estimated;
}

/** How many subjects an error needs. */
export type Reach =
  | {
      readonly kind: 'subjects';
      readonly estimate: number;
      readonly lower: number;
      /** Null where it lies beyond the horizon. */
      readonly upper: number | null;
    }
  /** The models trained on all subjects are there already, or nearly. */
  | { readonly kind: 'reached' }
  /** The asymptote lies above, with 95 % confidence: other data, or another recipe, may help. */
  | { readonly kind: 'never' }
  /** It may lie beyond the horizon, or nowhere. */
  | { readonly kind: 'unknown'; readonly beyond: number };

export interface CurveOptions {
  /** Of the noise between runs; default 1. */
  readonly seed?: number;
}

/** Multiples of the subjects at hand that are asked about. */
const TIMES = [2, 4] as const;
/** Points of the band between two sizes that lie a factor of two apart. */
const BAND_STEPS = 6;

/** The curve of some runs, and how many subjects any error needs. */
export interface FittedCurve {
  readonly curve: LearningCurve;
  readonly reach: (error: number) => Reach;
}

/**
 * @param runs of three sizes at least, with as many resamples each
 * @throws RangeError for fewer sizes, unequal numbers of resamples, or where no run made any error
 */
export function fitLearningCurve(runs: readonly TrainedRun[], { seed = 1 }: CurveOptions = {}): FittedCurve {
  requireRuns(runs);
  const measured = measuredSizes(runs, createRandom(seed));
  const used = withoutSlowStart(measured);
  const [smallest, largest] = [used[0].subjects, used.at(-1)!.subjects];
  const horizon = largest * Math.sqrt(largest / smallest);
  const perDoubling = slopeOf(used);
  const base = {
    trend: trendOf(perDoubling, used),
    perDoubling,
    lastDoubling: slopeOf(measured.slice(-2)),
    from: smallest,
    sizes: measured.map(({ subjects, runs: count, error, resampled }) => ({
      subjects,
      runs: count,
      ...asRate(estimated(error, resampled)),
    })),
    horizon,
  } as const;
  if (base.trend !== 'falls') {
    return {
      curve: { ...base, fits: [], band: [], predictions: [] },
      reach: () => ({ kind: 'unknown', beyond: 1 }),
    };
  }
  const models = modelsOf(used);
  const at = (subjects: number) => across(models, (law) => errorAt(law, subjects));
  const last = (law: PowerLaw) => errorAt(law, largest);
  return {
    curve: {
      ...base,
      fits: models.map(({ asymptote, law, replicates }) => ({
        asymptote,
        law,
        exponent: estimated(
          law.exponent,
          replicates.map(({ exponent }) => exponent),
        ),
        floor: asRate(
          estimated(
            law.asymptote,
            replicates.map((one) => one.asymptote),
          ),
        ),
      })),
      band: bandSizes(smallest, horizon).map((subjects) => ({ subjects, ...asRate(at(subjects)) })),
      predictions: TIMES.filter((times) => times * largest <= horizon * (1 + 1e-9)).map((times) => ({
        times,
        subjects: times * largest,
        error: asRate(at(times * largest)),
        saved: across(models, (law) => 1 - errorAt(law, times * largest) / last(law)),
      })),
    },
    reach: (error) => reachOf(models, error, { largest, horizon }),
  };
}

function trendOf(perDoubling: Estimated, used: readonly Size[]): LearningCurve['trend'] {
  if (perDoubling.lower > 0) return 'rises';
  if (perDoubling.upper >= 0) return 'flat';
  return steepens(used) ? 'steepens' : 'falls';
}

/** One sort of curve, through the errors as measured and as resampled. */
interface Model {
  readonly asymptote: Asymptote;
  readonly law: PowerLaw;
  readonly replicates: readonly PowerLaw[];
}

/** With an asymptote; and without one, unless its interval leaves out zero. */
function modelsOf(sizes: readonly Size[]): Model[] {
  const fit = (asymptote: Asymptote) => (of: (size: Size) => number) =>
    fitPowerLaw(
      sizes.map((size) => ({ subjects: size.subjects, runs: size.runs, error: of(size) })),
      asymptote,
    );
  const model = (asymptote: Asymptote): Model => ({
    asymptote,
    law: fit(asymptote)(here),
    replicates: replicates(sizes, fit(asymptote)),
  });
  const free = model('free');
  const floor = estimated(
    free.law.asymptote,
    free.replicates.map(({ asymptote }) => asymptote),
  );
  return floor.lower > NO_FLOOR ? [free] : [free, model('none')];
}

/** Lower asymptotes are none: no test set here tells them from zero. */
const NO_FLOOR = 1e-6;

/** What all models say: in the middle of them, with an interval that spans theirs. */
function across(models: readonly Model[], of: (law: PowerLaw) => number): Estimated {
  const each = models.map(({ law, replicates }) => estimated(of(law), replicates.map(of)));
  return {
    estimate: each.reduce((sum, { estimate }) => sum + estimate, 0) / each.length,
    lower: Math.min(...each.map(({ lower }) => lower)),
    upper: Math.max(...each.map(({ upper }) => upper)),
  };
}

const asRate = ({ estimate, lower, upper }: Estimated): EstimatedRate => ({ rate: estimate, lower, upper });

function reachOf(
  models: readonly Model[],
  error: number,
  { largest, horizon }: { readonly largest: number; readonly horizon: number },
): Reach {
  const needed = across(models, (law) => Math.min(Number.MAX_VALUE, subjectsFor(law, error)));
  if (needed.estimate <= largest) return { kind: 'reached' };
  if (needed.lower === Number.MAX_VALUE) return { kind: 'never' };
  if (needed.estimate > horizon) return { kind: 'unknown', beyond: horizon / largest };
  return {
    kind: 'subjects',
    ...needed,
    upper: needed.upper > horizon ? null : needed.upper,
  };
}

function bandSizes(smallest: number, horizon: number): number[] {
  const steps = Math.max(1, Math.ceil(BAND_STEPS * Math.log2(horizon / smallest)));
  return Array.from({ length: steps + 1 }, (_, k) => smallest * (horizon / smallest) ** (k / steps));
}

function requireRuns(runs: readonly TrainedRun[]): void {
  const sizes = new Set(runs.map(({ subjects }) => subjects)).size;
  if (sizes < 3) throw new RangeError(`a learning curve needs three sizes of training set, got ${sizes}`);
  const [{ resampled }] = runs;
  if (resampled.length < 40 || runs.some((run) => run.resampled.length !== resampled.length)) {
    throw new RangeError('each run needs as many resamples as the others, 40 at least');
  }
  if (runs.every(({ error }) => error === 0)) {
    throw new RangeError('no run made any error on the test people: nothing can fall');
  }
}
