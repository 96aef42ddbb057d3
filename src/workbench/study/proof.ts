// What each choice is worth on people whom no choice saw: what was taken, beside it the same but for one choice, and the base
// before any training, all on the same comparisons of the part `test`.

import {
  bootstrapFnmrAtFmr,
  compareSystems,
  holm,
  type SubjectTrials,
  type SystemComparison,
  type Unsupported,
} from '../../trials/index.js';
import { type Candidate, candidateOf } from './candidates.js';
import type { Alternative, Rate, Verdict } from './report.js';
import { labelOf } from './search.js';
import type { Study } from './study.js';

/** Level of the verdicts. */
const LEVEL = 0.05;

export interface ProofOptions {
  readonly replicates: number;
  /** Trained on the whole part `train`, measured on the part `test`. */
  readonly measure: (candidate: Candidate, label: string, isTaken: boolean) => Promise<SubjectTrials>;
  readonly base: { readonly name: string; readonly measure: () => Promise<SubjectTrials> } | null;
}

export interface Proof {
  readonly fnmr: Rate;
  readonly alternatives: readonly Alternative[];
}

/** How many recipes a proof trains. */
export const provedRecipes = ({ choices }: Study): number =>
  1 + choices.reduce((sum, { options }) => sum + options.length - 1, 0);

/** @throws the first error of `measure`, all others having ended */
export async function prove(
  study: Study,
  taken: Candidate,
  { measure, base, replicates }: ProofOptions,
): Promise<Proof> {
  const { choices, name, fmr, seed } = study;
  const others = choices.flatMap(({ choice, options }) =>
    options
      .filter((option) => option.name !== taken.options[choice])
      .map((option) => ({
        choice,
        option: option.name,
        candidate: candidateOf(study, { ...taken.options, [choice]: option.name }, name),
      })),
  );
  // First by itself: what it makes of the pictures is kept, and most others stand upon it.
  const before = base && { choice: null, option: base.name, trials: await base.measure() };
  const [own, ...rest] = await all([
    measure(taken, 'as taken', true),
    ...others.map(({ candidate, choice, option }) => measure(candidate, labelOf(choice, option), false)),
  ]);
  const rows = [
    ...others.map(({ choice, option }, i) => ({ choice, option, trials: rest[i]! })),
    ...(before ? [before] : []),
  ];
  const settings = { seed, replicates };
  const compared = rows.map(({ trials }) => shown(compareSystems(trials, own!, fmr, settings)));
  const adjusted = holm(compared.map(({ pValue }) => pValue));
  const rate = (trials: SubjectTrials): Rate => {
    const { estimate, lower, upper } = shown(bootstrapFnmrAtFmr(trials, fmr, settings));
    return { rate: estimate, lower, upper };
  };
  return {
    fnmr: rate(own!),
    alternatives: rows.map(({ choice, option, trials }, i) => ({
      ...{ choice, option },
      fnmr: rate(trials),
      ...told(compared[i]!, adjusted[i]!),
    })),
  };
}

function told(
  { difference, lower, upper, pValue, smallestDifference }: SystemComparison,
  adjusted: number,
): Pick<Alternative, 'difference' | 'verdict'> {
  const verdict: Verdict = adjusted > LEVEL ? 'indistinguishable' : difference > 0 ? 'worse' : 'better';
  return {
    difference: { estimate: difference, lower, upper, pValue, adjusted, smallest: smallestDifference },
    verdict,
  };
}

async function all<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** The part `test` carries the FMR: that was required before anything was trained. */
function shown<T extends { readonly kind: string }>(found: T | Unsupported): Exclude<T, Unsupported> {
  if (found.kind === 'unsupported') throw new RangeError((found as Unsupported).reason);
  return found as Exclude<T, Unsupported>;
}
