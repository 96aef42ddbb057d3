// What to collect next, from what cannot be said at all to what is not worth it, each with its number; and one
// collection that answers them together, since one person may serve several.

import { fmr as asFmr, count, counted, percent, sentence, share } from '../page/numbers.js';
import type { Claims } from './claims.js';
import type { MeasuredLearning } from './learning/measureLearning.js';
import { LEAST_SAVED, learningStatement } from './learning/statement.js';
import type { Slices } from './slices/slices.js';

/** In the order in which advice is given. */
export const URGENCIES = ['nothing can be said', 'out of reach', 'would improve', 'not worth it'] as const;

export interface Advice {
  readonly urgency: (typeof URGENCIES)[number];
  /** What to do. */
  readonly title: string;
  /** Upon which evidence. */
  readonly reason: string;
  /** People to be found, beyond those at hand; null where it is not people that are missing. */
  readonly people: number | null;
  /** What it buys. */
  readonly buys: string;
}

/** One collection that serves all needs of the test. */
export interface Collection {
  /** People whom nobody has trained on. */
  readonly people: number;
  /** Of each. */
  readonly perPerson: readonly string[];
  /** Of how many of them something in particular is needed. */
  readonly quotas: readonly { readonly what: string; readonly people: number }[];
  /** To be written down of each picture, as columns of the data set. */
  readonly fields: readonly string[];
  /** People to train on besides, where that pays; they are others. */
  readonly toTrainOn: number;
}

export interface Evidence {
  readonly claims: Claims;
  readonly slices: Slices;
  /** Undefined where nothing was trained. */
  readonly learning: MeasuredLearning | undefined;
  /** At which the learning was measured. */
  readonly fmr: number;
}

/** Identity proofing must show an FMR of 1e-4 at the most (NIST SP 800-63A-4). */
export const PROOFING_FMR = 1e-4;

export function adviceOf(evidence: Evidence): Advice[] {
  const all = [
    ...domain(evidence),
    ...claim(evidence),
    ...fields(evidence),
    ...slices(evidence, 'empty'),
    ...learning(evidence),
    ...slices(evidence, 'thin'),
    ...combinations(evidence),
  ];
  return all.sort((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency));
}

export function collectionOf(evidence: Evidence): Collection {
  const { slices: found, claims, learning: measured } = evidence;
  const quotas = found.dimensions.flatMap((dimension) =>
    dimension.slices
      .filter(({ cover, needed }) => cover !== 'enough' && needed)
      .map(({ name, subjects }) => ({
        what: `${dimension.name}: ${name}`,
        people: name === DOCUMENTS ? documentsNeeded(evidence) : found.need.subjects - subjects,
      })),
  );
  const forClaim = claims.fmr.find(({ fmr }) => fmr === PROOFING_FMR)!;
  const toState = claims.fnmr.find(
    ({ within, fnmr }) => within === found.need.within && fnmr === found.need.fnmr,
  );
  const more = Math.max(
    0,
    forClaim.bounded - claims.people.subjects,
    (toState?.subjects ?? 0) - claims.people.withSeveral,
  );
  const gain = trainingGain(measured);
  return {
    people: Math.max(more, ...quotas.map(({ people }) => people), 0),
    perPerson: [
      'one photograph of the document, as customers take it',
      'the portrait in its chip, where it has one',
      'two selfies on different days, as customers take them',
    ],
    quotas: quotas.sort((a, b) => b.people - a.people),
    fields: found.missing.map(({ field }) => field),
    toTrainOn: gain ? (measured!.curve.sizes.at(-1)?.subjects ?? 0) : 0,
  };
}

const DOCUMENTS = 'document – selfie';
const MADE_DOCUMENTS = 'made document – selfie';

function domain(evidence: Evidence): Advice[] {
  const { need } = evidence.slices;
  const [real, made] = [DOCUMENTS, MADE_DOCUMENTS].map((slice) => comparedIn(evidence, slice));
  const people = documentsNeeded(evidence);
  if (people === 0) return [];
  const standIn =
    made > 0
      ? ` ${count(made)} people have documents made by likeness data degrade: of use to train and to compare models, no proof of what real documents do.`
      : '';
  return [
    {
      urgency: real === 0 ? 'nothing can be said' : 'out of reach',
      title: 'Photographs of real documents, with selfies of the same people',
      reason: `${real === 0 ? 'Nobody has' : `Only ${count(real)} people have`} both, so that every figure speaks of another domain than the one in use.${standIn}`,
      people,
      buys: `In the domain of use: FNMR to within ±${share(need.within)}, and a claim of FMR ${asFmr(PROOFING_FMR)}.`,
    },
  ];
}

/** People with mated comparisons in a slice of what stands against what. */
function comparedIn({ slices: { dimensions } }: Evidence, slice: string): number {
  const compared = dimensions.find(({ name }) => name === 'Compared');
  return compared?.slices.find(({ name }) => name === slice)?.subjects ?? 0;
}

/** People with a real document and a selfie that are missing for both statements. */
function documentsNeeded(evidence: Evidence): number {
  const proofing = evidence.claims.fmr.find(({ fmr }) => fmr === PROOFING_FMR)!;
  const needed = Math.max(evidence.slices.need.subjects, proofing.bounded);
  return Math.max(0, needed - comparedIn(evidence, DOCUMENTS));
}

function claim({ claims: { people, fmr, fnmr, basis }, slices: { need } }: Evidence): Advice[] {
  const who = people.part === 'test' ? 'in the part test' : 'in all, none of whom may have been trained on';
  const strictest = fmr.find((need) => need.fmr === PROOFING_FMR)!;
  const basisIs = basis
    ? `as the people of ${basis.dataset} share their errors by ${basis.model}`
    : 'if each two people are one independent comparison, which is the least';
  const advice: Advice[] = [];
  if (!strictest.met) {
    advice.push({
      urgency: 'out of reach',
      title: `People to claim an FMR of ${asFmr(PROOFING_FMR)}`,
      reason: `It takes ${count(strictest.bounded)} people without a false match among them, ${basisIs}; there are ${count(people.subjects)} ${who}.`,
      people: strictest.bounded - people.subjects,
      buys: `The claim “FMR at most ${asFmr(PROOFING_FMR)}”, as identity proofing asks for (NIST SP 800-63A-4).`,
    });
  }
  const precise = fnmr.find((one) => one.within === need.within && one.fnmr === need.fnmr);
  if (precise && !precise.met) {
    advice.push({
      urgency: 'out of reach',
      title: 'People with two pictures at least, to state the FNMR',
      reason: `An FNMR of ${share(precise.fnmr)} is known to within ±${share(precise.within)} from ${count(precise.subjects)} such people on; there are ${count(people.withSeveral)} ${who}.`,
      people: precise.subjects - people.withSeveral,
      buys: `The FNMR to within ±${share(precise.within)}.`,
    });
  }
  return advice;
}

function fields({ slices: { missing } }: Evidence): Advice[] {
  if (missing.length === 0) return [];
  return [
    {
      urgency: 'nothing can be said',
      title: `Write down what pictures do not say yet: ${missing.map(({ field }) => field).join(', ')}`,
      reason: [...missing]
        .sort((a, b) => a.known - b.known)
        .map(({ field, why, known }) => `${field} (${known === 0 ? '' : `${share(known)} have it; `}${why})`)
        .join(', '),
      people: null,
      buys: 'Statements by these, of pictures that are there already where it can still be found out.',
    },
  ];
}

/**
 * Slices that are not covered, those of people's attributes apart from those of how pictures are. A dimension of which
 * nothing is known at all has its advice in `fields`.
 */
function slices({ slices: { dimensions, need } }: Evidence, cover: 'empty' | 'thin'): Advice[] {
  const wanted = dimensions.flatMap(({ name: dimension, isAttribute, slices: all }) =>
    all.some(({ subjects }) => subjects > 0)
      ? all
          .filter((slice) => slice.cover === cover && slice.needed && slice.name !== DOCUMENTS)
          .map(({ name, subjects }) => ({ what: `${dimension}: ${name}`, subjects, isAttribute }))
      : [],
  );
  return [true, false].flatMap((ofPeople): Advice[] => {
    const found = wanted
      .filter(({ isAttribute }) => isAttribute === ofPeople)
      .sort((a, b) => a.subjects - b.subjects);
    if (found.length === 0) return [];
    const [first] = found;
    const things = ofPeople ? 'group' : 'condition';
    return [
      {
        urgency: cover === 'empty' ? 'nothing can be said' : 'out of reach',
        title:
          cover === 'empty'
            ? `People in ${found.map(({ what }) => what).join('; ')}`
            : `More people in ${counted(found.length, `thin ${things}`)}, first ${first.what}`,
        reason:
          cover === 'empty'
            ? 'Not covered by any mated comparison.'
            : `At hand: ${listed(found)}. ${count(need.subjects)} each are needed to state an FNMR of ${share(need.fnmr)} to within ±${share(need.within)}.`,
        people: need.subjects - first.subjects,
        buys: found.length > 1 ? 'An error rate of its own for each.' : 'An error rate of its own.',
      },
    ];
  });
}

/** Of a long list the first say enough; the slices themselves have all. */
const LISTED = 6;

const listed = (found: readonly { readonly what: string; readonly subjects: number }[]): string =>
  [
    ...found.slice(0, LISTED).map(({ what, subjects }) => `${what} ${count(subjects)}`),
    ...(found.length > LISTED ? [`and ${count(found.length - LISTED)} more`] : []),
  ].join('; ');

function learning({ learning: measured, fmr }: Evidence): Advice[] {
  if (!measured) return [];
  const { curve } = measured;
  const last = curve.sizes.at(-1)!;
  const gain = trainingGain(measured);
  const reason = learningStatement(measured, fmr);
  if (gain) {
    return [
      {
        urgency: 'would improve',
        title: 'Twice the people to train on',
        reason,
        people: last.subjects,
        buys: `FNMR at FMR ${asFmr(fmr)} of ${sentence(percent(gain.error))} in place of ${sentence(percent(last))}.`,
      },
    ];
  }
  const titles = {
    flat: 'More people to train on',
    rises: 'More people to train on, before it is known why they do harm',
    steepens: 'More people to train on: collect some, and plan again',
    falls: 'More people to train on: collect some, and plan again',
  };
  const grows = curve.trend === 'steepens' || curve.trend === 'falls';
  return [
    {
      urgency: grows ? 'would improve' : 'not worth it',
      title: titles[curve.trend],
      reason,
      people: null,
      buys: grows
        ? 'More than chance, by an amount that cannot be foreseen.'
        : 'Nothing that this test could show.',
    },
  ];
}

/** What twice as many would bring, where that is foreseen and more than nothing. */
function trainingGain(measured: MeasuredLearning | undefined) {
  const [twice] = measured?.curve.predictions ?? [];
  return twice && twice.saved.lower >= LEAST_SAVED ? twice : undefined;
}

function combinations({ slices: { combinations: found, need } }: Evidence): Advice[] {
  return found
    .filter(({ expected }) => expected >= 1)
    .map(({ dimensions, slices: names, subjects, expected }) => ({
      urgency: subjects === 0 ? ('nothing can be said' as const) : ('out of reach' as const),
      title: `${dimensions[0]} ${names[0]} together with ${dimensions[1]} ${names[1]}`,
      reason: `Either is covered, both together of ${count(subjects)} people; were they independent there would be ${count(expected)}.`,
      people: need.subjects - subjects,
      buys: 'An error rate where two difficulties meet.',
    }));
}
