// Choice after choice: all options of one, with what was taken before laid beneath, race over the folds; the best is taken.

import type { SubjectTrials } from '../../trials/index.js';
import { type Candidate, candidateOf, type Options } from './candidates.js';
import { type Raced, race } from './racing/race.js';
import type { SearchedChoice } from './report.js';
import type { Study } from './study.js';

export interface SearchOptions {
  /** Of a fold, by a candidate that was trained on the others. */
  readonly measure: (candidate: Candidate, label: string, fold: number) => Promise<SubjectTrials>;
  /** Told that so many measurements will not be made after all. */
  readonly onSpared: (count: number) => void;
}

export interface Search {
  readonly choices: readonly SearchedChoice[];
  readonly taken: Candidate;
}

export async function search(study: Study, { measure, onSpared }: SearchOptions): Promise<Search> {
  const { name, choices, folds, fmr, seed } = study;
  const searched: SearchedChoice[] = [];
  let taken: Options = {};
  for (const { choice, options } of choices) {
    const given = taken;
    const candidates = options.map((option) => ({
      option: option.name,
      candidate: candidateOf(study, { ...given, [choice]: option.name }, name),
    }));
    const { taken: best, all } = await race({
      ...{ candidates, folds, fmr, seed },
      measure: ({ candidate, option }, fold) => measure(candidate, labelOf(choice, option), fold),
    });
    onSpared(all.reduce((sum, raced) => sum + folds - raced.folds, 0));
    taken = { ...given, [choice]: best.candidate.option };
    searched.push({
      ...{ choice, given },
      taken: best.candidate.option,
      options: all.map((raced) => ({
        option: raced.candidate.option,
        taken: raced === best,
        folds: raced.folds,
        stopped: raced.stopped,
        ...measured(raced),
        recipe: raced.candidate.candidate.key,
      })),
    });
  }
  return { choices: searched, taken: candidateOf(study, taken, name) };
}

export const labelOf = (choice: string, option: string): string => `${choice}: ${option}`;

function measured({
  fnmr,
  comparison,
}: Raced<unknown>): Pick<SearchedChoice['options'][number], 'fnmr' | 'difference'> {
  return {
    fnmr: { rate: fnmr.estimate, lower: fnmr.lower, upper: fnmr.upper },
    difference: comparison && {
      estimate: comparison.difference,
      lower: comparison.lower,
      upper: comparison.upper,
      pValue: comparison.pValue,
    },
  };
}
