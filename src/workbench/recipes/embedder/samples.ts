// What an embedder learns from: faces, and for each the subject it belongs to or the template that is to be given.

import { LikenessError } from '../../../errors.js';
import type { NamedModel } from '../../../face/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { datasetTemplates } from '../../templates/datasetTemplates.js';
import type { Answer } from '../chips/chipSamples.js';
import type { TrainingContext } from '../kind.js';
import { LABEL, TARGET } from './objective.js';

/** A picture with the place of its chip. */
export interface Sample {
  readonly record: DatasetRecord;
  readonly place: number;
}

export interface Samples {
  readonly samples: readonly Sample[];
  /** Of each sample its subject, numbered in the order of names. */
  readonly classes: Int32Array;
  /** Subjects there are. */
  readonly count: number;
  readonly answer: Answer;
  /** Whose templates are the targets. */
  readonly teacher: NamedModel | null;
}

/** Subjects as classes: those of one picture alone are left out, since there is nothing to bring together. */
export function labelled(all: readonly Sample[]): Samples {
  const pictures = new Map<string, number>();
  for (const { record } of all) pictures.set(record.subject, (pictures.get(record.subject) ?? 0) + 1);
  const samples = all.filter(({ record }) => pictures.get(record.subject)! > 1);
  const numbered = numberSubjects(samples);
  if (numbered.count < 2)
    throw new LikenessError(
      'training_unsuitable',
      `${numbered.count} subjects have two pictures with a face or more: people cannot be told apart by these`,
      { hint: 'Add pictures of more people, or learn from a teacher: "loss": { "kind": "distil" }.' },
    );
  return {
    samples,
    ...numbered,
    answer: { name: LABEL, kind: 'number', of: numbered.classes },
    teacher: null,
  };
}

/**
 * Templates of a teacher as targets. A document's target is the template of the very photograph that it was made of,
 * else the mean of its subject's selfies; every other picture's, and that of a document with neither, is its own.
 */
export async function taught(
  all: readonly Sample[],
  teacher: string,
  templateLength: number,
  context: TrainingContext,
): Promise<Samples> {
  const { model, acquired } = await datasetTemplates(
    teacher,
    all.map(({ record }) => record),
    context,
  );
  if (model.templateLength !== templateLength)
    throw new LikenessError(
      'training_unsuitable',
      `templates of ${teacher} have ${model.templateLength} numbers, those of the network ${templateLength}`,
      { hint: `Give the network as many features as its teacher: "features": ${model.templateLength}.` },
    );
  const known = all.flatMap((sample, i) => {
    const { [i]: made } = acquired;
    return made?.kind === 'template' ? [{ sample, vector: made.vector }] : [];
  });
  const samples = known.map(({ sample }) => sample);
  const targets = targetsOf(known);
  const rows = new SharedArrayBuffer(4 * samples.length * templateLength);
  targets.forEach((target, i) => {
    new Float32Array(rows, 4 * i * templateLength, templateLength).set(target);
  });
  return {
    samples,
    ...numberSubjects(samples),
    answer: { name: TARGET, kind: 'row', rows, length: templateLength },
    teacher: { name: model.name, digest: model.sha256 },
  };
}

interface Known {
  readonly sample: Sample;
  readonly vector: Float32Array;
}

export const isDocument = ({ sourceType }: Pick<DatasetRecord, 'sourceType'>): boolean =>
  sourceType === 'document' || sourceType === 'chip';

/** Of unit length, one a picture. */
export function targetsOf(known: readonly Known[]): Float32Array[] {
  const byPicture = new Map(known.map(({ sample, vector }) => [sample.record.sha256, vector]));
  const selfies = new Map<string, Float32Array[]>();
  for (const { sample, vector } of known) {
    const { subject } = sample.record;
    if (isDocument(sample.record)) continue;
    const own = selfies.get(subject);
    if (own) own.push(vector);
    else selfies.set(subject, [vector]);
  }
  return known.map(({ sample: { record }, vector }) => {
    const origin = record.derivedFrom === null ? undefined : byPicture.get(record.derivedFrom);
    if (origin) return origin;
    const own = isDocument(record) ? selfies.get(record.subject) : undefined;
    return own ? meanDirection(own) : vector;
  });
}

/** Of unit length. */
export function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}

function numberSubjects(samples: readonly Sample[]): Pick<Samples, 'classes' | 'count'> {
  const subjects = [...new Set(samples.map(({ record }) => record.subject))].sort();
  const numbers = new Map(subjects.map((subject, i) => [subject, i]));
  return {
    classes: Int32Array.from(samples, ({ record }) => numbers.get(record.subject)!),
    count: subjects.length,
  };
}
