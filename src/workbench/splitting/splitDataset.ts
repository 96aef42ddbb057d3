// A data set gets its parts: whole subjects, dealt out evenly, and only where nobody is in two parts under two names.

import { LikenessError } from '../../errors.js';
import { ensureModel } from '../../face/index.js';
import { type Dataset, replaceRecords } from '../datasets/dataset.js';
import { type DatasetRecord, PARTS, type Part } from '../datasets/record.js';
import { lineageOf, readPapers } from '../registry/papers.js';
import type { People } from '../registry/people.js';
import { datasetTemplates, type TemplatesOptions } from '../templates/datasetTemplates.js';
import { assignParts, type Shares, type SplitUnit } from './assignParts.js';
import {
  type Leak,
  partsOf,
  SplitLeaks,
  seenInTraining,
  seenSubjects,
  splitSubjects,
  suspectsApart,
} from './checkSplit.js';
import { findSuspects, type SuspectSearch } from './findSuspects.js';
import { matedPairs, recordsBySubject, stratumOf } from './subjectFacts.js';
import { type PartSummary, summarise } from './summary.js';
import { components, type Suspects } from './suspects.js';

export interface CheckOptions extends TemplatesOptions {
  /** Name or digest of the model whose templates tell who may be one person. */
  readonly model: string;
  /** A model that nobody to calibrate or test with may have been shown in training, nor any that it was trained from. */
  readonly unseenBy?: string;
}

export interface SplitOptions extends CheckOptions {
  readonly shares: Shares;
  /** A whole number in [0, 2³²). */
  readonly seed: number;
  /** Attributes that the parts are to have alike. */
  readonly stratify?: readonly string[];
  /** Whether subjects who may be one person go into one part; else a split that parts them is refused. */
  readonly keepTogether?: boolean;
  /** What becomes of parts that there are: `extend` keeps them and places the new subjects, `anew` deals out all. */
  readonly existing?: 'refuse' | 'extend' | 'anew';
}

/** What was looked for, in which pictures. */
export interface SplitSearch extends SuspectSearch {
  readonly model: { readonly name: string; readonly digest: string };
  /** Models in the line of `unseenBy` of which it is not known whom they were trained on. */
  readonly unknownTraining: readonly string[];
}

export interface Split {
  /** With its parts. */
  readonly dataset: Dataset;
  /** Subjects that had no part before. */
  readonly placed: number;
  readonly search: SplitSearch;
  /** Subjects who may be one person, and are in one part. */
  readonly together: readonly Suspects[];
  /** Subjects that went to train since the model of `unseenBy` saw them. */
  readonly toTrain: readonly string[];
  readonly parts: readonly PartSummary[];
}

export interface SplitCheck {
  readonly leaks: readonly Leak[];
  readonly search: SplitSearch;
  readonly together: readonly Suspects[];
  readonly parts: readonly PartSummary[];
}

/**
 * Splits a data set. The same records, options and seed give the same parts.
 *
 * @throws SplitLeaks where somebody would be in two parts, and nothing is written; LikenessError `split_present` where
 * there are parts and `existing` is `refuse`, `option_invalid` for shares that do not add up, an attribute that nobody
 * has or a model whose training is not on record, `dataset_invalid` for too few subjects; what `datasetTemplates` and
 * `replaceRecords` throw; what `signal` was aborted with
 */
export async function splitDataset(dataset: Dataset, options: SplitOptions): Promise<Split> {
  const { shares, seed, stratify = [], keepTogether = false, existing = 'refuse' } = options;
  requireShares(shares);
  requireEnough(dataset, shares);
  const before = formerParts(dataset, existing);
  requireAttributes(dataset.records, stratify);
  const { search, seen } = await searchDataset(dataset, options);
  const suspects = keepTogether ? search.suspects : [];
  const toTrain = new Set(seen ? seenSubjects(dataset.records, seen.people).keys() : []);
  const units = unitsOf(dataset.records, { suspects, before, toTrain, stratify });
  const assigned = assignParts(units, shares, seed);
  // Whoever is in a part already stays, also where suspicion would have them elsewhere: that is a leak, and told so.
  const partOf = new Map<string, Part | null>([...assigned, ...before]);
  const records = dataset.records.map((record) => ({ ...record, part: partOf.get(record.subject)! }));
  const leaks = leaksOf(records, search, seen);
  if (leaks.length > 0) throw new SplitLeaks(leaks);
  requireNobodyMissing(dataset.name, shares, partOf);
  const placed = partOf.size - before.size;
  return {
    dataset: isSame(dataset.records, records)
      ? dataset
      : await replaceRecords(dataset, records, changeOf(options, placed)),
    placed,
    search,
    together: search.suspects,
    toTrain: [...toTrain].filter((subject) => !before.has(subject)).sort(),
    parts: summarise(records, stratify),
  };
}

/**
 * Whether the parts that a data set has are apart.
 * @throws LikenessError `dataset_invalid` where it has none; as `splitDataset`
 */
export async function checkSplit(
  dataset: Dataset,
  options: CheckOptions & { readonly stratify?: readonly string[] },
): Promise<SplitCheck> {
  const { records, name } = dataset;
  if (records.every(({ part }) => part === null))
    throw new LikenessError('dataset_invalid', `${name} has no parts yet`, {
      hint: '`likeness data split` makes them.',
    });
  requireAttributes(records, options.stratify ?? []);
  const { search, seen } = await searchDataset(dataset, options);
  const leaks = leaksOf(records, search, seen);
  const apart = new Set(
    leaks.flatMap((leak) => (leak.kind === 'suspects-apart' ? [String(leak.subjects)] : [])),
  );
  return {
    leaks,
    search,
    together: search.suspects.filter(({ subjects }) => !apart.has(String(subjects))),
    parts: summarise(records, options.stratify ?? []),
  };
}

function leaksOf(
  records: readonly DatasetRecord[],
  { suspects }: SuspectSearch,
  seen: SeenPeople | undefined,
): Leak[] {
  const partOf = partsOf(records);
  return [
    ...splitSubjects(records),
    ...suspectsApart(suspects, partOf),
    ...(seen ? seenInTraining(records, partOf, seen) : []),
  ];
}

/** A model, and everybody on record whom it was shown. */
interface SeenPeople {
  readonly name: string;
  readonly people: People;
  readonly unknown: readonly string[];
}

async function searchDataset(
  { records }: Dataset,
  options: CheckOptions,
): Promise<{ search: SplitSearch; seen: SeenPeople | undefined }> {
  const seen = options.unseenBy === undefined ? undefined : await seenBy(options.unseenBy, options);
  const { model, acquired } = await datasetTemplates(options.model, records, options);
  const search = await findSuspects(records, acquired, options);
  return {
    search: {
      ...search,
      model: { name: model.name, digest: model.sha256 },
      unknownTraining: seen?.unknown ?? [],
    },
    seen,
  };
}

async function seenBy(name: string, { store, onProgress }: TemplatesOptions): Promise<SeenPeople> {
  const { manifest } = await ensureModel(store, name, (message) => onProgress?.(message));
  const { people, unknown } = await lineageOf(store, await readPapers(store, manifest.sha256));
  if (people.subjects.length === 0 && people.pictures.length === 0)
    throw new LikenessError('option_invalid', `whom ${manifest.name} was trained on is not on record`, {
      hint: '--unseen-by takes a model that `likeness train` made; of others nobody can say whom they have seen.',
    });
  return { name: manifest.name, people, unknown };
}

interface UnitOptions {
  /** Who is to stay together. */
  readonly suspects: readonly Suspects[];
  readonly before: ReadonlyMap<string, Part>;
  readonly toTrain: ReadonlySet<string>;
  readonly stratify: readonly string[];
}

function unitsOf(
  records: readonly DatasetRecord[],
  { suspects, before, toTrain, stratify }: UnitOptions,
): SplitUnit[] {
  const recordsOf = recordsBySubject(records);
  return components(recordsOf.keys(), suspects).map((subjects) => {
    const own = subjects.map((subject) => recordsOf.get(subject)!);
    const fixed = subjects.map((subject) => before.get(subject)).find((part) => part !== undefined);
    const part = fixed ?? (subjects.some((subject) => toTrain.has(subject)) ? 'train' : undefined);
    return {
      subjects,
      matedPairs: own.reduce((sum, pictures) => sum + matedPairs(pictures), 0),
      stratum: stratumOf(own[0]!, stratify),
      ...(part ? { part } : {}),
    };
  });
}

function formerParts(
  { name, records }: Dataset,
  existing: NonNullable<SplitOptions['existing']>,
): Map<string, Part> {
  const parts = new Map(
    [...partsOf(records)].flatMap(([subject, part]) => (part ? [[subject, part] as const] : [])),
  );
  if (parts.size === 0 || existing === 'anew') return new Map();
  if (existing === 'refuse') {
    const subjects = new Set(records.map(({ subject }) => subject)).size;
    throw new LikenessError(
      'split_present',
      `${name} has parts already: ${parts.size} of its ${subjects} subjects are in one`,
    );
  }
  const torn = splitSubjects(records);
  if (torn.length > 0) throw new SplitLeaks(torn);
  return parts;
}

function requireShares(shares: Shares): void {
  const list = PARTS.map((part) => shares[part]);
  const isShare = (share: number) => share >= 0 && share <= 1;
  const sum = list.reduce((total, share) => total + share, 0);
  if (list.every(isShare) && Math.abs(sum - 1) < 1e-9) return;
  throw new LikenessError(
    'option_invalid',
    `the shares of train, calibrate and test are ${list.join(', ')}: each must lie from 0 to 1, and together they must be 1`,
  );
}

function requireAttributes(records: readonly DatasetRecord[], attributes: readonly string[]): void {
  const known = [...new Set(records.flatMap(({ groups }) => Object.keys(groups)))].sort();
  const missing = attributes.find((name) => !known.includes(name));
  if (missing === undefined) return;
  throw new LikenessError(
    'option_invalid',
    `no picture has the attribute ${missing}: ${known.length > 0 ? `there are ${known.join(', ')}` : 'there are none at all'}`,
  );
}

/** Before anything is searched for: fewer subjects than parts can never do. */
function requireEnough({ name, records }: Dataset, shares: Shares): void {
  const subjects = new Set(records.map(({ subject }) => subject)).size;
  const parts = PARTS.filter((part) => shares[part] > 0).length;
  if (subjects === 0) throw new LikenessError('dataset_invalid', `${name} has no pictures`);
  if (subjects >= parts) return;
  throw new LikenessError('dataset_invalid', `${name} has ${subjects} subjects, too few for ${parts} parts`, {
    hint: 'Add subjects, or ask for fewer parts: `--calibrate 0`.',
  });
}

function requireNobodyMissing(name: string, shares: Shares, partOf: ReadonlyMap<string, Part | null>): void {
  const filled = new Set(partOf.values());
  const empty = PARTS.filter((part) => shares[part] > 0 && !filled.has(part));
  if (empty.length === 0) return;
  throw new LikenessError(
    'dataset_invalid',
    `the ${partOf.size} subjects of ${name} are too few: nobody would be in ${empty.join(' and ')}`,
    { hint: 'Add subjects, or ask for fewer parts: `--calibrate 0`.' },
  );
}

const isSame = (a: readonly DatasetRecord[], b: readonly DatasetRecord[]): boolean =>
  a.every(({ part }, i) => part === b[i]!.part);

function changeOf({ shares, seed, existing }: SplitOptions, placed: number): string {
  const how = existing === 'extend' ? 'extended by' : 'of';
  const asked = PARTS.map((part) => `${part} ${shares[part]}`).join(', ');
  return `split: ${how} ${placed} subjects into ${asked}, seed ${seed}`;
}
