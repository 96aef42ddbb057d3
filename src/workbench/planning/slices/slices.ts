// Of whom and of what an error rate can be stated: mated comparisons counted by slice, against what a statement needs.

import { fewestPeople, requiredTrials, wilson } from '../../../trials/index.js';
import { numberCaptures } from '../../datasets/captures.js';
import type { DatasetRecord, Part } from '../../datasets/record.js';
import { type Dimension, dimensionsOf, isAge, type Shown } from './dimensions.js';

/** `enough` for both statements; `thin`; `empty`: nothing can be said. */
export type Cover = 'enough' | 'thin' | 'empty';

export interface Slice {
  readonly name: string;
  /** With a mated comparison in the slice. */
  readonly subjects: number;
  readonly matedPairs: number;
  readonly cover: Cover;
  /** Whether a business meets it daily, or the data set names it as a group. */
  readonly needed: boolean;
}

export interface SlicedDimension {
  readonly name: string;
  readonly about: string;
  /** Of people or documents, and not of how a picture was taken. */
  readonly isAttribute: boolean;
  readonly slices: readonly Slice[];
  /** Mated comparisons of which the slice is not known. */
  readonly unknown: number;
}

/** Two slices that are covered, where they meet. */
export interface Combination {
  readonly dimensions: readonly [string, string];
  readonly slices: readonly [string, string];
  readonly subjects: number;
  /** As many as there would be if the two were independent. */
  readonly expected: number;
}

/** Something that the data set does not say of its pictures, so that nothing can be said by it. */
export interface MissingField {
  readonly field: string;
  readonly why: string;
  /** Share of the pictures that have it. */
  readonly known: number;
}

export interface Slices {
  /** The part that statements are made on: `test` where the data set is divided, else all of it. */
  readonly part: Part | null;
  /** People that a slice needs. */
  readonly need: SliceNeed;
  readonly subjects: number;
  readonly matedPairs: number;
  readonly dimensions: readonly SlicedDimension[];
  /** The few that matter most: many would be expected. */
  readonly combinations: readonly Combination[];
  readonly missing: readonly MissingField[];
}

/** What is to be stated of each slice, and how many people that takes. */
export interface SliceNeed {
  /** FNMR that was assumed, or measured. */
  readonly fnmr: number;
  /** Half the width of its 95 % interval. */
  readonly within: number;
  /** "At most so much", if no comparison within the slice is a false match. */
  readonly fmr: number;
  readonly forFnmr: number;
  readonly forFmr: number;
  /** The larger. */
  readonly subjects: number;
}

export interface SliceGoal {
  readonly fnmr: number;
  readonly within: number;
  readonly fmr: number;
}

/** Combinations that are shown. */
const SHOWN = 5;

/** How many people a slice needs for `goal`, one independent comparison each, or one each two. */
export function sliceNeed({ fnmr, within, fmr }: SliceGoal): SliceNeed {
  const forFnmr = fewestPeople((people) => {
    const { lower, upper } = wilson(fnmr * people, people);
    return (upper - lower) / 2 <= within;
  });
  const forFmr = peopleForPairs(requiredTrials(fmr));
  return { fnmr, within, fmr, forFnmr, forFmr, subjects: Math.max(forFnmr, forFmr) };
}

/** The fewest people who make so many pairs of two. */
export const peopleForPairs = (pairs: number): number => Math.ceil((1 + Math.sqrt(1 + 8 * pairs)) / 2);

export function countSlices(records: readonly DatasetRecord[], goal: SliceGoal): Slices {
  const part = records.some((record) => record.part === 'test') ? 'test' : null;
  const counted = part ? records.filter((record) => record.part === part) : records;
  const need = sliceNeed(goal);
  const tallies = dimensionsOf(counted).map(openTally);
  const crossings = crossed(tallies);
  let matedPairs = 0;
  const people = new Set<string>();
  for (const [subject, pictures] of bySubject(counted)) {
    pictures.forEach(({ record: a, capture }, i) => {
      for (const { record: b, capture: other } of pictures.slice(i + 1)) {
        // Two pictures of one capture are never compared.
        if (capture === other) continue;
        matedPairs++;
        people.add(subject);
        const names = tallies.map((tally) => add(tally, tally.dimension.of(a, b), subject));
        for (const crossing of crossings) addCrossing(crossing, names, subject);
      }
    });
  }
  return {
    part,
    need,
    subjects: people.size,
    matedPairs,
    dimensions: tallies.map((tally) => closeTally(tally, need)),
    combinations: combinationsOf(crossings, tallies, people.size, need),
    missing: missingFields(counted),
  };
}

interface Captured {
  readonly record: Shown;
  readonly capture: number;
}

function bySubject(records: readonly DatasetRecord[]): Map<string, Captured[]> {
  const captures = numberCaptures(records);
  const subjects = new Map<string, Captured[]>();
  records.forEach((record, i) => {
    if (record.face.kind !== 'face') return;
    const shown = { record: record as Shown, capture: captures[i] };
    const own = subjects.get(record.subject);
    if (own) own.push(shown);
    else subjects.set(record.subject, [shown]);
  });
  return subjects;
}

interface Tally {
  readonly dimension: Dimension;
  readonly pairs: Map<string, number>;
  readonly people: Map<string, Set<string>>;
  unknown: number;
}

const openTally = (dimension: Dimension): Tally => ({
  dimension,
  pairs: new Map(),
  people: new Map(),
  unknown: 0,
});

function add(tally: Tally, slice: string | undefined, subject: string): string | undefined {
  if (slice === undefined) tally.unknown++;
  else {
    tally.pairs.set(slice, (tally.pairs.get(slice) ?? 0) + 1);
    addPerson(tally.people, slice, subject);
  }
  return slice;
}

function addPerson(people: Map<string, Set<string>>, key: string, subject: string): void {
  const known = people.get(key);
  if (known) known.add(subject);
  else people.set(key, new Set([subject]));
}

function closeTally({ dimension, pairs, people, unknown }: Tally, need: SliceNeed): SlicedDimension {
  const others = [...pairs.keys()].filter((name) => !dimension.slices.includes(name)).sort();
  const slices = [...dimension.slices, ...others].map((name): Slice => {
    const subjects = people.get(name)?.size ?? 0;
    return {
      name,
      subjects,
      matedPairs: pairs.get(name) ?? 0,
      cover: subjects === 0 ? 'empty' : subjects < need.subjects ? 'thin' : 'enough',
      needed: dimension.isAttribute ?? dimension.needed.includes(name),
    };
  });
  return {
    name: dimension.name,
    about: dimension.about,
    isAttribute: dimension.isAttribute ?? false,
    slices: slices.filter(({ subjects, needed }) => subjects > 0 || needed),
    unknown,
  };
}

interface Crossing {
  /** Places among the tallies. */
  readonly of: readonly [number, number];
  readonly people: Map<string, Set<string>>;
}

function crossed(tallies: readonly Tally[]): Crossing[] {
  const places = tallies.flatMap(({ dimension }, i) => (dimension.crossed ? [i] : []));
  return places.flatMap((first, k) =>
    places.slice(k + 1).map((second) => ({ of: [first, second] as const, people: new Map() })),
  );
}

function addCrossing(
  { of, people }: Crossing,
  names: readonly (string | undefined)[],
  subject: string,
): void {
  const [first, second] = [names[of[0]], names[of[1]]];
  if (first !== undefined && second !== undefined)
    addPerson(people, JSON.stringify([first, second]), subject);
}

/** Both slices have enough people, where they meet there are too few; the most expected first. */
function combinationsOf(
  crossings: readonly Crossing[],
  tallies: readonly Tally[],
  everybody: number,
  need: SliceNeed,
): Combination[] {
  const found = crossings.flatMap(({ of, people }) => {
    const [first, second] = [tallies[of[0]], tallies[of[1]]];
    const enough = ({ people: own }: Tally) => [...own].filter(([, { size }]) => size >= need.subjects);
    return enough(first).flatMap(([a, { size: ofA }]) =>
      enough(second).flatMap(([b, { size: ofB }]): Combination[] => {
        const subjects = people.get(JSON.stringify([a, b]))?.size ?? 0;
        const expected = (ofA * ofB) / everybody;
        if (subjects >= need.subjects) return [];
        return [
          { dimensions: [first.dimension.name, second.dimension.name], slices: [a, b], subjects, expected },
        ];
      }),
    );
  });
  return found.sort((a, b) => b.expected - b.subjects - (a.expected - a.subjects)).slice(0, SHOWN);
}

const FIELDS: readonly {
  readonly field: string;
  readonly why: string;
  readonly has: (record: DatasetRecord) => boolean;
}[] = [
  {
    field: 'source_type',
    why: 'selfie, document or chip: the domain itself',
    has: (r) => r.sourceType !== null,
  },
  {
    field: 'captured_at',
    why: 'age gaps, and whether pictures grow stale',
    has: (r) => r.capturedAt !== null,
  },
  { field: 'age', why: 'children and the elderly, who are hardest', has: hasGroup(isAge) },
  {
    field: 'sex',
    why: 'differentials as ISO/IEC 19795-10 asks',
    has: hasGroup((name) => /^(?:sex|gender)$/i.test(name)),
  },
  {
    field: 'region or skin tone',
    why: 'the group whose FMR differs most',
    has: hasGroup((name) => /region|country|nationality|skin|tone|race|ethnic|origin/i.test(name)),
  },
  {
    field: 'documentType',
    why: 'print, laminate and chip differ by issuer and kind',
    has: hasGroup((name) => /document|issuer/i.test(name)),
  },
  { field: 'licence', why: 'without it nothing may be trained on', has: (r) => r.terms.licence !== null },
  {
    field: 'consent',
    why: 'the legal basis, and what a withdrawal reaches',
    has: (r) => r.terms.consent !== null,
  },
];

/** A field that fewer pictures have counts as missing: half of them say nothing of the other half. */
const KNOWN_ENOUGH = 0.95;

function missingFields(records: readonly DatasetRecord[]): MissingField[] {
  return FIELDS.flatMap(({ field, why, has }) => {
    const asked = field === 'documentType' ? records.filter(isOfDocument) : records;
    if (asked.length === 0) return [];
    const known = asked.filter(has).length / asked.length;
    return known < KNOWN_ENOUGH ? [{ field, why, known }] : [];
  });
}

const isOfDocument = ({ sourceType }: DatasetRecord): boolean =>
  sourceType === 'document' || sourceType === 'chip';

function hasGroup(is: (name: string) => boolean): (record: DatasetRecord) => boolean {
  return ({ groups }) => Object.keys(groups).some(is);
}
