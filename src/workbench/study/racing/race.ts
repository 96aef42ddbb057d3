// A race: candidates are measured fold after fold, and whoever is worse than the leader by more than chance is stopped,
// so that time goes to those who may yet win. O. Maron and A. Moore, "Hoeffding races" (NIPS 1993); M. Birattari et al.,
// "A racing algorithm for configuring metaheuristics" (GECCO 2002), here with the paired bootstrap over subjects in place
// of Hoeffding's bound and Friedman's test.

import {
  bootstrapFnmrAtFmr,
  compareSystems,
  type SubjectInterval,
  type SubjectTrials,
  type SystemComparison,
  weightedFnmrAtFmr,
} from '../../../trials/index.js';
import { poolFolds } from './poolFolds.js';

export interface RaceOptions<C> {
  /** In order: of two that miss alike the first is taken. */
  readonly candidates: readonly C[];
  readonly folds: number;
  /** At which FNMR decides. */
  readonly fmr: number;
  readonly seed: number;
  /** All comparisons of a fold by the candidate, trained on the other folds: the same ones for every candidate. */
  readonly measure: (candidate: C, fold: number) => Promise<SubjectTrials>;
}

export interface Raced<C> {
  readonly candidate: C;
  /** How many folds it was measured on. */
  readonly folds: number;
  /** After its last fold it was worse than the leader by more than chance. */
  readonly stopped: boolean;
  readonly fnmr: SubjectInterval;
  /** Beside the one taken, on the folds that it was measured on; null of the one taken itself. */
  readonly comparison: SystemComparison | null;
}

export interface Race<C> {
  readonly taken: Raced<C>;
  /** In the order of the candidates. */
  readonly all: readonly Raced<C>[];
}

/** The best of a race is stopped by chance no oftener than this. */
const LEVEL = 0.05;
/** Resamples; of a test at a low level more, so that some lie beyond its limits. */
const REPLICATES = 1000;
const BEYOND = 5;

/**
 * Ends after the last fold, or when one candidate is left. What is measured within a fold begins together; how much of it
 * truly runs at once is for `measure` to say.
 * @throws the first error of `measure`, all others of that fold having ended
 */
export async function race<C>(options: RaceOptions<C>): Promise<Race<C>> {
  const { candidates, folds, measure } = options;
  const runners: Runner<C>[] = candidates.map((candidate) => ({ candidate, trials: [], stopped: false }));
  for (let fold = 0; fold < folds; fold++) {
    const running = runners.filter(({ stopped }) => !stopped);
    if (running.length === 1 && fold > 0) break;
    const measured = await Promise.allSettled(running.map(({ candidate }) => measure(candidate, fold)));
    measured.forEach((result, i) => {
      if (result.status === 'rejected') throw result.reason;
      running[i]!.trials.push(result.value);
    });
    if (fold === folds - 1) break;
    for (const runner of behind(running, options)) runner.stopped = true;
  }
  return judge(runners, options);
}

interface Runner<C> {
  readonly candidate: C;
  /** By fold. */
  readonly trials: SubjectTrials[];
  stopped: boolean;
}

/**
 * Whoever is worse than the leader. The best may be held against any rival after any fold but the last, and each time may
 * be wronged: so each test has that share of the level (Bonferroni).
 */
function behind<C>(
  running: readonly Runner<C>[],
  { candidates, folds, fmr, seed }: RaceOptions<C>,
): readonly Runner<C>[] {
  const level = LEVEL / Math.max(1, (candidates.length - 1) * (folds - 1));
  const settings = {
    seed,
    confidence: 1 - level,
    replicates: Math.max(REPLICATES, Math.ceil((2 * BEYOND) / level)),
  };
  const measured = running.map((runner) => {
    const pooled = poolFolds(runner.trials, fmr);
    return { runner, pooled, fnmr: fnmrOf(pooled, fmr) };
  });
  const leader = measured.reduce((best, one) => (one.fnmr < best.fnmr ? one : best));
  return measured.flatMap((one) => {
    if (one === leader || one.fnmr === leader.fnmr) return [];
    const found = compareSystems(one.pooled, leader.pooled, fmr, settings);
    return found.kind === 'comparison' && found.lower > 0 ? [one.runner] : [];
  });
}

function judge<C>(runners: readonly Runner<C>[], { fmr, seed }: RaceOptions<C>): Race<C> {
  const settings = { seed, replicates: REPLICATES };
  const finished = runners
    .filter(({ stopped }) => !stopped)
    .map((runner) => ({ runner, fnmr: fnmrOf(poolFolds(runner.trials, fmr), fmr) }));
  const best = finished.reduce((least, one) => (one.fnmr < least.fnmr ? one : least)).runner;
  const all = runners.map((runner): Raced<C> => {
    const own = poolFolds(runner.trials, fmr);
    const there = poolFolds(best.trials.slice(0, runner.trials.length), fmr);
    return {
      candidate: runner.candidate,
      folds: runner.trials.length,
      stopped: runner.stopped,
      fnmr: shown(bootstrapFnmrAtFmr(own, fmr, settings)),
      comparison: runner === best ? null : shown(compareSystems(own, there, fmr, settings)),
    };
  });
  return { taken: all[runners.indexOf(best)]!, all };
}

const fnmrOf = (pooled: SubjectTrials, fmr: number): number =>
  weightedFnmrAtFmr(pooled, new Int32Array(pooled.subjects).fill(1), fmr);

/** Every fold carries the FMR: that was required before anything was trained. */
function shown<T extends { readonly kind: string }>(found: T): Exclude<T, { readonly kind: 'unsupported' }> {
  if (found.kind === 'unsupported') throw new RangeError('folds that cannot show the FMR were measured');
  return found as Exclude<T, { readonly kind: 'unsupported' }>;
}
