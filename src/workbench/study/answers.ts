// The answer in words: what was taken, what each other option would have come to, and why. What the data cannot tell apart
// is called so, and no choice is called better for it.

import { counted, percent, points, pValue, sentence } from '../page/numbers.js';
import type { Alternative, Answer, SearchedChoice, StudyReport } from './report.js';
import type { Study } from './study.js';

type Reported = Pick<StudyReport, 'search' | 'proof' | 'test' | 'reasons'>;

/** One a choice, in their order. */
export function answersOf({ search, proof, test, reasons }: Reported, { choices }: Study): Answer[] {
  return search.map(({ choice, taken }) => {
    const options = choices.find((one) => one.choice === choice)!.options;
    const fields = new Set(options.flatMap((option) => Object.keys(option.fields)));
    return {
      ...{ choice, taken },
      statements: proof.alternatives
        .filter((one) => one.choice === choice)
        .map(
          (one) =>
            `With ${one.option} instead FNMR would be ${outcome(one, test.mated, proof.alternatives.length)}`,
        ),
      reasons: [...fields].flatMap((field) => reasons[field] ?? []),
    };
  });
}

/** Of the base before any training; null where there was none. */
export function baseStatement({ proof, test }: Pick<StudyReport, 'proof' | 'test'>): string | null {
  const base = proof.alternatives.find(({ choice }) => choice === null);
  return base
    ? `Before any training, with ${base.option} as it is, FNMR is ${outcome(base, test.mated, proof.alternatives.length)}`
    : null;
}

/** `heads: offset, crowd: none`. */
export const takenInWords = (search: readonly Pick<SearchedChoice, 'choice' | 'taken'>[]): string =>
  search.map(({ choice, taken }) => `${choice}: ${taken}`).join(', ');

function outcome({ fnmr, difference, verdict }: Alternative, subjects: number, tests: number): string {
  const { estimate, lower, upper, adjusted, smallest } = difference;
  const figures = `${sentence(percent(fnmr))}, a difference of ${sentence(points(estimate, lower, upper))}, p\u00a0${pValue(adjusted)}${tests > 1 ? ` adjusted for ${tests} tests` : ''}`;
  const people = counted(subjects, 'subject');
  if (verdict === 'worse') return `${figures}: worse.`;
  if (verdict === 'better')
    return `${figures}: better. What was chosen on the people of the part train does not hold on the ${people} of the part test.`;
  const found = points(smallest, lower, upper).estimate.replace('+', '');
  return `${figures}: indistinguishable on ${people}. A difference of ${found} would have been found four times in five.`;
}
