// Pictures are erased, of a subject or since their last day is over: rows, in the present state and every former one;
// copies of the pictures; templates in every cache. What was trained on them is told, since a network cannot be made
// to forget.

import { rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { LikenessError } from '../../errors.js';
import type { ModelStore } from '../../face/index.js';
import { copiesOf } from '../ledger/copies.js';
import { isOverdue } from '../ledger/terms.js';
import { modelsTrainedOn } from '../registry/papers.js';
import { type People, peopleOf, subjectDigest } from '../registry/people.js';
import { countTemplates, eraseTemplates } from '../templates/templateCache.js';
import { type Dataset, formerRecords, purgeRecords } from './dataset.js';
import { noteErasure } from './erasures.js';
import type { DatasetRecord } from './record.js';

export interface Forgotten extends Gone {
  readonly subject: string;
  /** Names of the pictures, in the order of their code units. */
  readonly images: readonly string[];
}

/** What is gone besides the rows, or would be. */
interface Gone {
  /** Lines in the template caches of the home. */
  readonly templates: number;
  /** Copies that the data set kept. */
  readonly erased: readonly string[];
  /** Files outside the data set, or of pictures that another row keeps: they are left where they are. */
  readonly left: readonly string[];
  /** Models whose training record names the subject or one of the pictures. */
  readonly trainedOn: readonly { readonly name: string; readonly digest: string }[];
}

export interface ForgetOptions {
  readonly home: string;
  readonly store: ModelStore;
}

/**
 * Erases a subject. Started again after an interruption, it finishes what is left.
 *
 * @throws LikenessError `subject_not_found` where neither the rows nor their former states know the subject;
 * `dataset_changed`, `output_unwritable`, `home_unwritable`
 */
export async function forget(dataset: Dataset, subject: string, options: ForgetOptions): Promise<Forgotten> {
  const everRecorded = [...dataset.records, ...(await formerRecords(dataset))];
  const ofSubject = everRecorded.filter((record) => record.subject === subject);
  if (ofSubject.length === 0)
    throw new LikenessError('subject_not_found', `${dataset.name} knows no subject ${subject}`);
  // Whose a picture is, the present rows say: formerly it may have stood under a wrong name.
  const kept = digestsOf(dataset.records.filter((record) => record.subject !== subject));
  const owned = without(digestsOf(ofSubject), kept);
  const gone = await goneWith(dataset, ofSubject, owned, peopleOf(ofSubject), options);
  const templates = await erase(gone, owned, options);
  // Rows last: while they stand, a run that was cut off knows what is left to do.
  await purgeRecords(dataset, (record) => record.subject !== subject && !owned.has(record.sha256));
  const images = [...new Set(ofSubject.map(({ image }) => image))].sort();
  await note(dataset, 'subject', images.length, 1, gone.erased.length, templates);
  return { subject, images, ...gone, templates };
}

/** What is held beyond its last day: what `forgetOverdue` erases. */
export interface Overdue extends Gone {
  /** The day that it was looked at. */
  readonly on: string;
  /** In the order of their code units. */
  readonly pictures: readonly OverduePicture[];
  /** Subjects of whom no picture remains … */
  readonly whole: readonly string[];
  /** … and those who keep some. */
  readonly partly: readonly string[];
}

export interface OverduePicture {
  readonly image: string;
  readonly subject: string;
  /** Its own last day; null where it only goes because the picture that it was made from does. */
  readonly retainUntil: string | null;
}

/** @throws LikenessError `dataset_invalid` where a former state cannot be read; `home_unwritable` */
export async function findOverdue(dataset: Dataset, on: string, options: ForgetOptions): Promise<Overdue> {
  return (await overdueOf(dataset, on, options)).overdue;
}

/**
 * Erases what is held beyond its last day, and what was made of it. A picture may be overdue and others of its subject
 * not; of a picture that only former rows know, the latest of them says how long it may be kept. Started again after an
 * interruption, it finishes what is left.
 *
 * @throws LikenessError `dataset_changed`, `output_unwritable`, `home_unwritable`
 */
export async function forgetOverdue(dataset: Dataset, on: string, options: ForgetOptions): Promise<Overdue> {
  const { overdue, owned, names } = await overdueOf(dataset, on, options);
  if (overdue.pictures.length === 0) return overdue;
  const templates = await erase(overdue, owned, options);
  await purgeRecords(dataset, (record) => !names.has(nameOf(record)) && !owned.has(record.sha256));
  const { pictures, whole, partly, erased } = overdue;
  await note(dataset, 'overdue', pictures.length, whole.length + partly.length, erased.length, templates);
  return { ...overdue, templates };
}

/** Copies that no row knows, present or former, and the templates of them. */
export type Unlisted = Pick<Gone, 'templates' | 'erased'>;

/** What `forgetUnlisted` erases. @throws LikenessError `dataset_invalid`, `home_unwritable` */
export async function findUnlisted(dataset: Dataset, { home }: ForgetOptions): Promise<Unlisted> {
  const { unlisted } = await copiesOf(dataset);
  return {
    templates: await countTemplates(home, digestsOf(unlisted)),
    erased: unlisted.map(({ file }) => file),
  };
}

/**
 * Erases copies that no row knows any longer, as an undone `ingest` leaves them: nobody could ask for them by name.
 * @throws LikenessError `dataset_invalid`, `output_unwritable`, `home_unwritable`
 */
export async function forgetUnlisted(dataset: Dataset, options: ForgetOptions): Promise<Unlisted> {
  const { unlisted } = await copiesOf(dataset);
  const erased = unlisted.map(({ file }) => file);
  const templates = await erase({ erased }, digestsOf(unlisted), options);
  if (erased.length > 0) await note(dataset, 'unlisted', 0, 0, erased.length, templates);
  return { templates, erased };
}

async function overdueOf(dataset: Dataset, on: string, options: ForgetOptions) {
  const everRecorded = [...dataset.records, ...(await formerRecords(dataset)).reverse()];
  // The present row of a picture counts, or the latest former one.
  const latest = new Map(everRecorded.toReversed().map((record) => [nameOf(record), record]));
  const own = [...latest.values()].filter(({ terms }) => isOverdue(terms, on));
  const ended = withDerived(own, [...latest.values()]);
  const names = new Set(ended.map(nameOf));
  const remaining = [...latest.values()].filter((record) => !names.has(nameOf(record)));
  const owned = without(digestsOf(ended), digestsOf(remaining));
  const stay = new Set(remaining.map(({ subject }) => subject));
  const subjects = [...new Set(ended.map(({ subject }) => subject))].sort();
  const whole = subjects.filter((subject) => !stay.has(subject));
  const everEnded = everRecorded.filter((record) => names.has(nameOf(record)));
  const people = { subjects: whole.map(subjectDigest), pictures: [...digestsOf(ended)] };
  const overdue: Overdue = {
    on,
    pictures: ended
      .map(({ image, subject, terms }) => ({
        image,
        subject,
        retainUntil: isOverdue(terms, on) ? terms.retainUntil : null,
      }))
      .sort((a, b) => (a.image < b.image ? -1 : 1)),
    whole,
    partly: subjects.filter((subject) => stay.has(subject)),
    ...(await goneWith(dataset, everEnded, owned, people, options)),
  };
  return { overdue, owned, names };
}

/** Pictures, and those that were made from one of them, or from one made from it, unless another row keeps its bytes. */
function withDerived(
  ended: readonly DatasetRecord[],
  all: readonly DatasetRecord[],
): readonly DatasetRecord[] {
  const names = new Set(ended.map(nameOf));
  const others = all.filter((record) => !names.has(nameOf(record)));
  const digests = without(digestsOf(ended), digestsOf(others));
  const derived = others.filter(({ derivedFrom }) => derivedFrom !== null && digests.has(derivedFrom));
  return derived.length === 0 ? ended : withDerived([...ended, ...derived], all);
}

/** What the erasure of these rows takes with it, found out before anything is touched. */
async function goneWith(
  dataset: Dataset,
  records: readonly DatasetRecord[],
  owned: ReadonlySet<string>,
  people: People,
  { home, store }: ForgetOptions,
): Promise<Gone> {
  const isOwn = ({ file, sha256 }: DatasetRecord) =>
    owned.has(sha256) && file.startsWith(`${dataset.path}${sep}`);
  const trainedOn = await modelsTrainedOn(store, people);
  return {
    templates: await countTemplates(home, owned),
    erased: filesOf(records.filter(isOwn)),
    left: filesOf(records.filter((record) => !isOwn(record))),
    trainedOn: trainedOn.map(({ name, sha256 }) => ({ name, digest: sha256 })),
  };
}

/** @returns how many templates went */
async function erase(
  { erased }: Pick<Gone, 'erased'>,
  owned: ReadonlySet<string>,
  { home }: ForgetOptions,
): Promise<number> {
  const templates = await eraseTemplates(home, owned);
  for (const file of erased)
    await rm(file, { force: true }).catch((cause: Error) => {
      throw new LikenessError('output_unwritable', `cannot remove ${file}: ${cause.message}`, { cause });
    });
  return templates;
}

const note = (
  { path }: Dataset,
  why: 'subject' | 'overdue' | 'unlisted',
  pictures: number,
  subjects: number,
  copies: number,
  templates: number,
): Promise<void> => noteErasure(path, { why, pictures, subjects, copies, templates });

const nameOf = ({ image, sha256 }: DatasetRecord): string => `${sha256} ${image}`;

const digestsOf = (pictures: readonly { readonly sha256: string }[]): Set<string> =>
  new Set(pictures.map(({ sha256 }) => sha256));

const without = (digests: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> =>
  new Set([...digests].filter((digest) => !others.has(digest)));

const filesOf = (records: readonly DatasetRecord[]): string[] =>
  [...new Set(records.map(({ file }) => file))].sort();
