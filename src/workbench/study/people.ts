// Who is searched on and who proves it: the part `train` in folds of whole people, and the part `test`.

import { LikenessError } from '../../errors.js';
import { createRandom, shuffle } from '../../trials/index.js';
import type { Dataset } from '../datasets/dataset.js';
import type { DatasetRecord } from '../datasets/record.js';
import { countMeetings, ROLE } from '../evaluation/meetings.js';
import { type GridProtocol, gridProtocol } from '../evaluation/protocol.js';
import { numberSubjects } from '../evaluation/trialSet.js';
import { fmr as asRate } from '../page/numbers.js';
import { protocolFor } from '../recipes/index.js';
import type { Study } from './study.js';

/** Some people, and how often they are compared. */
export interface People {
  /** Those that are measured on, see `evenly`. */
  readonly records: readonly DatasetRecord[];
  readonly subjects: number;
  /** Subjects of whom two pictures meet. */
  readonly mated: number;
  readonly matedTrials: number;
  readonly nonMatedTrials: number;
}

export interface StudyPeople {
  readonly protocol: Pick<GridProtocol, 'name' | 'description'>;
  readonly train: People;
  /** Everybody of `train` is in one of them. */
  readonly folds: readonly People[];
  readonly test: People;
}

/** Fewer subjects in a fold tell nothing: whether they are missed hangs on each of them. */
const FEWEST = 5;

/**
 * @throws LikenessError `training_unsuitable` where a part is empty, there are too few subjects for the folds, or too
 * few comparisons to carry the FMR
 */
export function studyPeople(
  { name, records }: Pick<Dataset, 'name' | 'records'>,
  { folds: count, seed, fmr }: Pick<Study, 'folds' | 'seed' | 'fmr'>,
): StudyPeople {
  const ofPart = (part: 'train' | 'test') => {
    const those = records.filter((record) => record.part === part);
    if (those.length > 0) return those;
    throw new LikenessError(
      'training_unsuitable',
      `${name} has nobody in its part ${part}: a recipe is chosen on the one and proved on the other`,
      { hint: 'Divide it first: `likeness data split`.' },
    );
  };
  const [train, test] = [ofPart('train'), ofPart('test')];
  const protocol = protocolFor(train, test);
  const mated = matedSubjects(evenly(train, protocol), protocol);
  if (mated.size < FEWEST * count)
    throw new LikenessError(
      'training_unsuitable',
      `${mated.size} subjects of the part train of ${name} have ${PICTURES[protocol]}: ${count} folds take ${FEWEST * count} at least`,
      { hint: 'Give more subjects, or fewer folds.' },
    );
  const folds = foldSubjects(train, mated, count, seed).map((fold) =>
    peopleOf(
      train.filter(({ subject }) => fold.has(subject)),
      protocol,
    ),
  );
  const people = {
    protocol: gridProtocol(protocol, evenly(test, protocol)),
    train: peopleOf(train, protocol),
    folds,
    test: peopleOf(test, protocol),
  };
  requireTest(people.test, name, protocol);
  requireFmr(people, fmr);
  return people;
}

const PICTURES: Readonly<Record<GridProtocol['name'], string>> = {
  documents: 'a document and a selfie of another capture',
  'all-pairs': 'two pictures of two captures',
};

/** Pictures of a subject that are measured on. */
export const MOST_PICTURES = 10;

/**
 * At most so many pictures of each subject, the first by name; of `documents` all documents, and so many selfies. A few
 * people own most pictures of many data sets, and would be all of a rate: then no number of subjects carries it.
 */
export function evenly(
  records: readonly DatasetRecord[],
  protocol: GridProtocol['name'],
): readonly DatasetRecord[] {
  const seen = new Map<string, number>();
  return records.filter(({ subject, sourceType }) => {
    if (protocol === 'documents' && sourceType !== 'selfie') return true;
    const count = (seen.get(subject) ?? 0) + 1;
    seen.set(subject, count);
    return count <= MOST_PICTURES;
  });
}

/**
 * Whole subjects, dealt out in an order that the seed decides: first those who can be compared with themselves, so that
 * every fold has as many of them as the next, then all others.
 */
export function foldSubjects(
  records: readonly DatasetRecord[],
  mated: ReadonlySet<string>,
  count: number,
  seed: number,
): readonly ReadonlySet<string>[] {
  const names = [...new Set(records.map(({ subject }) => subject))].sort();
  const order = Int32Array.from(names.keys());
  shuffle(order, createRandom(seed));
  const dealt = [...order].map((i) => names[i]!).sort((a, b) => Number(mated.has(b)) - Number(mated.has(a)));
  const folds = Array.from({ length: count }, () => new Set<string>());
  dealt.forEach((subject, i) => {
    folds[i % count]!.add(subject);
  });
  return folds;
}

/** Subjects with two pictures that the protocol compares. */
export function matedSubjects(
  records: readonly DatasetRecord[],
  protocol: GridProtocol['name'],
): ReadonlySet<string> {
  const { captures, roles } = gridProtocol(protocol, records);
  const seen = new Map<string, { references: Set<number>; probes: Set<number> }>();
  records.forEach(({ subject }, i) => {
    const own = seen.get(subject) ?? { references: new Set(), probes: new Set() };
    seen.set(subject, own);
    if (!roles || roles[i] === ROLE.reference) own.references.add(captures[i]!);
    if (!roles || roles[i] === ROLE.probe) own.probes.add(captures[i]!);
  });
  const meets = ({ references, probes }: { references: Set<number>; probes: Set<number> }) =>
    references.size > 0 && probes.size > 0 && new Set([...references, ...probes]).size > 1;
  return new Set([...seen].flatMap(([subject, own]) => (meets(own) ? [subject] : [])));
}

function peopleOf(all: readonly DatasetRecord[], protocol: GridProtocol['name']): People {
  const records = evenly(all, protocol);
  const { captures, roles } = gridProtocol(protocol, records);
  const counts = countMeetings({
    subjects: numberSubjects(records),
    captures,
    ...(roles ? { roles } : {}),
  });
  return {
    records,
    subjects: new Set(records.map(({ subject }) => subject)).size,
    mated: matedSubjects(records, protocol).size,
    matedTrials: counts.mated,
    nonMatedTrials: counts.nonMated,
  };
}

function requireTest({ mated }: People, name: string, protocol: GridProtocol['name']): void {
  if (mated >= FEWEST) return;
  throw new LikenessError(
    'training_unsuitable',
    `${mated} subjects of the part test of ${name} have ${PICTURES[protocol]}: nothing can be proved on fewer than ${FEWEST}`,
  );
}

function requireFmr({ folds, test }: StudyPeople, fmr: number): void {
  const fewest = Math.min(...[...folds, test].map(({ nonMatedTrials }) => nonMatedTrials));
  if (fmr * fewest >= 1) return;
  const where = fewest === test.nonMatedTrials ? 'the part test' : 'a fold';
  const carried = fewest > 0 ? asRate(Number((1.05 / fewest).toPrecision(2))) : undefined;
  throw new LikenessError(
    'training_unsuitable',
    `the ${fewest.toLocaleString('en-GB')} non-mated comparisons of ${where} cannot show an FMR of ${fmr}`,
    {
      hint: carried
        ? `Give an fmr of ${carried} or more, more subjects, or fewer folds.`
        : 'Give more subjects, or fewer folds.',
    },
  );
}
