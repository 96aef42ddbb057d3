// From a data set to a list of pairs that `likeness evaluate --protocol` reads.

import { LikenessError } from '../../errors.js';
import type { Dataset } from '../datasets/dataset.js';
import type { DatasetRecord, Part, SourceType } from '../datasets/record.js';
import { recordsBySubject } from '../splitting/subjectFacts.js';
import { datasetTemplates, type TemplatesOptions } from '../templates/datasetTemplates.js';
import type { Acquired } from '../templates/templateCache.js';
import { type Candidate, type Field, openField } from './draw.js';
import { type ImpostorKind, RANDOM } from './kinds.js';
import { type Impostors, type KindSummary, type ListedPair, listPairs } from './listPairs.js';
import { lookAlikes } from './lookAlikes.js';
import { type PairedSubject, pairedSubjects } from './roles.js';

export interface PairOptions extends TemplatesOptions {
  /** Default: all of the data set. */
  readonly part?: Part;
  /** What references and probes are pictures of; default: anything. */
  readonly reference?: readonly SourceType[];
  readonly probe?: readonly SourceType[];
  readonly perSubject: number;
  /** Of each kind, for each subject with a reference. */
  readonly nonMated: number;
  /** Whether random impostors are listed. */
  readonly random: boolean;
  /** Kinds of impostors besides. */
  readonly hard: readonly ImpostorKind[];
  /** Attributes in which impostors of the same group agree. */
  readonly groups: readonly string[];
  /** Years that impostors of the same age are apart at most. */
  readonly ageWithin: number;
  /** Names or digests of the models whose look-alikes are taken, all of them together. */
  readonly models: readonly string[];
  readonly seed: number;
}

export interface PairList {
  readonly pairs: readonly ListedPair[];
  readonly kinds: readonly KindSummary[];
  readonly subjects: number;
  /** Models that chose the look-alikes; none where no look-alikes were asked for. */
  readonly models: readonly { readonly name: string; readonly digest: string }[];
  /** The attribute that ages were read from. */
  readonly ageFrom: AgeAttribute | undefined;
}

/** Where ages are read from; the first that anybody has. */
export const AGE_ATTRIBUTES = ['birthYear', 'age'] as const;
export type AgeAttribute = (typeof AGE_ATTRIBUTES)[number];

/**
 * Lists pairs. The same records, options and seed give the same list, and asking for another kind changes none of the
 * others.
 *
 * @throws LikenessError `option_invalid` for a kind whose attribute is not asked for or which nobody has,
 * `dataset_invalid` where there is no picture of a role, or no pair of a kind; what `datasetTemplates` throws; what
 * `signal` was aborted with
 */
export async function pairDataset(dataset: Dataset, options: PairOptions): Promise<PairList> {
  const { part, reference, probe, random, hard, groups, ageWithin } = options;
  if (!random && hard.length === 0)
    throw new LikenessError('option_invalid', 'without random impostors the list needs another kind of them');
  const records = part ? dataset.records.filter((record) => record.part === part) : dataset.records;
  if (records.length === 0) {
    throw new LikenessError('dataset_invalid', `${dataset.name} has no picture in the part ${part}`, {
      hint: 'See `likeness data split --help`.',
    });
  }
  const subjects = pairedSubjects(records, { reference, probe });
  const ageFrom = hard.some(({ traits }) => traits.has('age')) ? ageAttribute(records) : undefined;
  if (hard.some(({ traits }) => traits.has('group'))) requireGroups(records, groups);
  const candidates = candidatesOf(records, subjects, groups, ageFrom);
  const fieldOf = ({ traits }: ImpostorKind) =>
    openField(candidates, {
      group: traits.has('group'),
      within: traits.has('age') ? ageWithin : undefined,
    });
  const kinds = [...(random ? [RANDOM] : []), ...hard].map((kind) => ({ kind, field: fieldOf(kind) }));
  const sought = kinds.filter(({ kind }) => kind.traits.has('look-alike'));
  const { models, found } = await seekLookAlikes(records, subjects, sought, options);
  const impostors: Impostors[] = kinds.map((one) => {
    const alike = found.get(one.kind.name);
    return alike ? { ...one, lookAlikes: alike } : one;
  });
  const listed = listPairs(records, subjects, impostors, options);
  requirePairs(dataset.name, listed.kinds);
  return { ...listed, subjects: subjects.length, models, ageFrom };
}

/** Of each kind with look-alikes, the look-alikes of each subject, by all models together. */
async function seekLookAlikes(
  records: readonly DatasetRecord[],
  subjects: readonly PairedSubject[],
  kinds: readonly { readonly kind: ImpostorKind; readonly field: Field }[],
  options: PairOptions,
): Promise<{ models: PairList['models']; found: Map<string, number[][]> }> {
  const found = new Map(kinds.map(({ kind }) => [kind.name, subjects.map((): number[] => [])]));
  const models: { name: string; digest: string }[] = [];
  for (const name of kinds.length > 0 ? new Set(options.models) : []) {
    const { model, acquired } = await datasetTemplates(name, records, options);
    models.push({ name: model.name, digest: model.sha256 });
    const roles = subjects.map(({ references, probes }) => ({
      references: vectorsOf(acquired, references),
      probes: vectorsOf(acquired, probes),
    }));
    for (const { kind, field } of kinds) {
      const { signal, onProgress } = options;
      const alike = await lookAlikes(roles, options.nonMated, {
        isEligible: field.has,
        ...(signal ? { signal } : {}),
        onProgress: (done, total) => onProgress?.(`${model.name}: ${kind.name}`, done, total),
      });
      const before = found.get(kind.name)!;
      alike.forEach((list, subject) => {
        const known = before[subject]!;
        known.push(...list.map(({ other }) => other).filter((other) => !known.includes(other)));
      });
    }
  }
  return { models, found };
}

const vectorsOf = (acquired: readonly Acquired[], places: readonly number[]): Float32Array[] =>
  places.flatMap((place) => {
    const one = acquired[place]!;
    return one.kind === 'template' ? [one.vector] : [];
  });

function candidatesOf(
  records: readonly DatasetRecord[],
  subjects: readonly PairedSubject[],
  groups: readonly string[],
  ageFrom: AgeAttribute | undefined,
): Candidate[] {
  const own = recordsBySubject(records);
  return subjects.map(({ subject }) => {
    const pictures = own.get(subject)!;
    const values = groups.map((name) => agreed(pictures, name));
    return {
      group: values.every((value) => value !== undefined) ? JSON.stringify(values) : undefined,
      years: ageFrom && meanYears(pictures, ageFrom),
    };
  });
}

/** The one value that a subject's pictures have; undefined where they have none, or several. */
function agreed(records: readonly DatasetRecord[], name: string): string | undefined {
  const values = new Set(records.flatMap(({ groups }) => groups[name] ?? []));
  return values.size === 1 ? [...values][0] : undefined;
}

/** Of a birth year that is one number; of ages, which pictures may differ in, the mean. */
function meanYears(records: readonly DatasetRecord[], name: AgeAttribute): number | undefined {
  const years = records.flatMap(({ groups }) => {
    const value = Number(groups[name]?.trim() || Number.NaN);
    return Number.isFinite(value) ? [value] : [];
  });
  return years.length === 0 ? undefined : years.reduce((sum, year) => sum + year, 0) / years.length;
}

function ageAttribute(records: readonly DatasetRecord[]): AgeAttribute {
  const known = AGE_ATTRIBUTES.find((name) =>
    records.some((record) => meanYears([record], name) !== undefined),
  );
  if (known) return known;
  throw new LikenessError(
    'option_invalid',
    `impostors of the same age cannot be found: no picture has the attribute ${AGE_ATTRIBUTES.join(' or ')} as a number`,
    { hint: 'Take pictures in from a list with a column birthYear or age: `likeness data ingest --help`.' },
  );
}

function requireGroups(records: readonly DatasetRecord[], groups: readonly string[]): void {
  const known = [...new Set(records.flatMap((record) => Object.keys(record.groups)))].sort();
  const there = known.length > 0 ? `there are ${known.join(', ')}` : 'no picture has any';
  if (groups.length === 0)
    throw new LikenessError(
      'option_invalid',
      `say with --group in which attributes impostors of the same group agree: ${there}`,
    );
  const missing = groups.find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new LikenessError('option_invalid', `no picture has the attribute ${missing}: ${there}`);
}

/** A kind that was asked for and is not there would be taken for one that was measured. */
function requirePairs(name: string, kinds: readonly KindSummary[]): void {
  const empty = kinds.find(({ pairs, repeated }) => pairs === 0 && repeated === 0);
  if (empty)
    throw new LikenessError('dataset_invalid', `${name} has no pair of the kind ${empty.kind}`, {
      hint: 'Mated pairs need two pictures of a subject, non-mated ones two subjects that have what the kind asks for.',
    });
}
