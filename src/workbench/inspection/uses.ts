// The verdict: what the data can be used for, what it cannot, and what to do about it. One line a use.

import { count, fmr } from '../page/numbers.js';
import { FEWEST_PEOPLE } from './figures/attributes.js';
import { YEAR } from './figures/time.js';
import type { Inspection, Use } from './inspection.js';

type Figures = Omit<Inspection, 'uses'>;

/** In the order in which an engineer asks. */
export const usesOf = (figures: Figures): Use[] =>
  [comparisons, documents, parts, lapse, groups, labels, quality, terms].map((use) => use(figures));

/** FMR that `likeness evaluate` and the policy decide by, unless told otherwise. */
const USUAL_FMR = 1e-4;

function comparisons({ evidence }: Figures): Use {
  const use = 'comparisons';
  const all = evidence[0]!;
  const needed = all.claims.find(({ fmr }) => fmr === USUAL_FMR)?.requiredSubjects ?? null;
  if (all.mated === 0 || all.lowestFmr === null)
    return {
      use,
      answer: 'no',
      statement:
        all.mated === 0
          ? 'There are no two pictures of one subject with a face: no FNMR can be measured.'
          : 'There is only one subject: no FMR can be measured.',
      remedy: 'Take in several pictures of each of many people.',
    };
  const statement = `${plural(all.mated, 'mated comparison')}, of ${plural(all.matedSubjects, 'subject')} with two pictures or more; ${plural(all.subjects, 'subject')} could carry an FMR of ${fmr(all.lowestFmr)} at best.`;
  if (all.lowestFmr <= USUAL_FMR) return { use, answer: 'yes', statement, remedy: null };
  return {
    use,
    answer: 'partly',
    statement,
    remedy: needed === null ? null : `An FMR of 1e-4 takes ${count(needed)} subjects.`,
  };
}

function documents({ evidence, sources }: Figures): Use {
  const use = 'documents';
  const found = evidence.find(({ of }) => of === 'documents');
  const unknown = sources.types.find(({ sourceType }) => sourceType === null)?.pictures ?? 0;
  if (!found || found.mated === 0)
    return {
      use,
      answer: 'no',
      statement:
        unknown > 0
          ? `No subject is known to have both a selfie and a document; of ${plural(unknown, 'picture')} it is not said what they are.`
          : 'No subject has both a selfie and a document.',
      remedy: 'Say it where pictures are taken in: `likeness data ingest --source-type document`.',
    };
  return {
    use,
    answer: 'yes',
    statement: `${plural(found.mated, 'mated comparison')} of a selfie or video with a document or chip, of ${plural(found.matedSubjects, 'subject')}${found.lowestFmr === null ? '' : `; ${plural(found.subjects, 'subject')} could carry an FMR of ${fmr(found.lowestFmr)} at best`}.`,
    remedy: null,
  };
}

function parts({ parts: { parts: all, shared, sharedCaptures } }: Figures): Use {
  const use = 'parts';
  if (shared.count > 0 || sharedCaptures > 0)
    return {
      use,
      answer: 'no',
      statement: `${plural(shared.count, 'subject')} and ${plural(sharedCaptures, 'picture')} lie in several parts: what is measured on one was seen in another.`,
      remedy: 'Split anew: `likeness data split`.',
    };
  const named = all.filter(({ part }) => part !== null);
  if (named.length === 0)
    return {
      use,
      answer: 'no',
      statement: 'Nothing is split: a model trained here cannot be tested here on people it never saw.',
      remedy: '`likeness data split` puts each subject into one part.',
    };
  const rest = all.find(({ part }) => part === null)?.pictures ?? 0;
  return {
    use,
    answer: rest > 0 ? 'partly' : 'yes',
    statement: `${named.map(({ part, subjects }) => `${part} ${count(subjects)}`).join(', ')} subjects, nobody in two parts${rest > 0 ? `; ${plural(rest, 'picture')} in none` : ''}.`,
    remedy: null,
  };
}

function lapse({ time }: Figures): Use {
  const use = 'lapse';
  if (time.lapse.subjects === 0)
    return {
      use,
      answer: 'no',
      statement:
        time.known === 0
          ? 'No picture says when it was taken: nothing can be said of ageing.'
          : 'No subject has two pictures with a date: nothing can be said of ageing.',
      remedy: 'Give captured_at where pictures are taken in.',
    };
  const { subjects, longest } = time.lapse;
  return {
    use,
    answer: time.unknown > 0 || longest < YEAR ? 'partly' : 'yes',
    statement: `${plural(subjects, 'subject')} with dated pictures, up to ${years(longest)} apart${time.unknown > 0 ? `; ${plural(time.unknown, 'picture')} without a date` : ''}.`,
    remedy: null,
  };
}

function groups({ attributes }: Figures): Use {
  const use = 'groups';
  const comparable = attributes.filter(({ values }) => values.filter(({ enough }) => enough).length > 1);
  if (attributes.length === 0)
    return {
      use,
      answer: 'no',
      statement: 'No attribute of the subjects is known: nothing can be said of whom a model serves worse.',
      remedy:
        'Give columns such as sex or region to `likeness data ingest`, or `likeness evaluate --groups`.',
    };
  const statement = comparable
    .map(({ name, values }) => `${name} (${values.filter(({ enough }) => enough).length} groups)`)
    .join(', ');
  const thin = attributes.filter((one) => !comparable.includes(one)).map(({ name }) => name);
  return {
    use,
    answer: comparable.length === 0 ? 'no' : thin.length > 0 ? 'partly' : 'yes',
    statement:
      comparable.length === 0
        ? `No attribute has two groups of ${FEWEST_PEOPLE} people with two pictures each: ${thin.join(', ')}.`
        : `Groups can be compared by ${statement}${thin.length > 0 ? `; too few people by ${thin.join(', ')}` : ''}.`,
    remedy: comparable.length === 0 ? 'Take in more people of the smaller groups.' : null,
  };
}

function labels({ duplicates: { exact, near } }: Figures): Use {
  const use = 'labels';
  if (exact.acrossSubjects > 0)
    return {
      use,
      answer: 'no',
      statement: `${plural(exact.acrossSubjects, 'picture')} byte for byte under two subjects: one label is wrong each time.`,
      remedy: '`likeness data clean` says which label is likely to be right.',
    };
  const alike = near?.acrossSubjects ?? 0;
  return {
    use,
    answer: alike > 0 || near === null ? 'partly' : 'yes',
    statement:
      near === null
        ? 'No picture stands byte for byte under two subjects; too many look alike to be compared one by one.'
        : alike > 0
          ? `${plural(alike, 'pair')} of pictures that look the same lie under two subjects.`
          : 'No picture stands under two subjects. Whether the faces are of whom they are said to be, rows do not tell.',
    remedy: '`likeness data clean` compares the faces.',
  };
}

function quality({ sources, dataset, acquisition }: Figures): Use {
  const outside = sources.types.reduce((sum, type) => sum + type.outside, 0);
  const failures = acquisition.fta?.errors ?? 0;
  return {
    use: 'quality',
    answer: outside + failures === 0 ? 'yes' : outside + failures < dataset.pictures ? 'partly' : 'no',
    statement:
      outside + failures === 0
        ? 'Every picture has a face, and none is beyond a limit of recapture.'
        : `${plural(failures, 'picture')} without a template; of the others ${share(outside, dataset.acquired)} would be taken again (${count(outside)}).`,
    remedy: null,
  };
}

function terms({ terms: { overdue, unstated }, dataset, on }: Figures): Use {
  const use = 'terms';
  if (overdue.pictures > 0)
    return {
      use,
      answer: 'no',
      statement: `${plural(overdue.pictures, 'picture')} of ${plural(overdue.subjects, 'subject')} should have been erased before ${on}.`,
      remedy: '`likeness data forget --overdue` erases them.',
    };
  const missing = Object.entries(unstated).filter(([, held]) => held!.pictures > 0);
  if (missing.length === 0)
    return {
      use,
      answer: 'yes',
      statement:
        'Source, licence, consent, purpose and retention of every picture are stated; none is overdue.',
      remedy: null,
    };
  const said = missing.map(([name, held]) => `${name} of ${all(held!.pictures, dataset.pictures)}`);
  return {
    use,
    answer:
      missing.every(([, held]) => held!.pictures === dataset.pictures) && missing.length === 5
        ? 'no'
        : 'partly',
    statement: `Not stated: ${said.join(', ')}.`,
    remedy: '`likeness data ledger --set` states them.',
  };
}

const all = (some: number, whole: number): string => (some === whole ? 'all' : count(some));

const plural = (n: number, one: string): string => `${count(n)} ${one}${n === 1 ? '' : 's'}`;

const share = (some: number, whole: number): string =>
  whole === 0 ? '0 %' : `${Number(((100 * some) / whole).toPrecision(2))} %`;

export const years = (days: number): string =>
  days >= YEAR ? `${Number((days / YEAR).toPrecision(2))} years` : `${plural(Math.round(days), 'day')}`;
