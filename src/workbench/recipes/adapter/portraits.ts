// The templates that an adapter is trained on: documents on one side, selfies on the other, by subject.

import { LikenessError } from '../../../errors.js';
import { numberCaptures } from '../../datasets/captures.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { numberSubjects } from '../../evaluation/trialSet.js';
import type { Acquired } from '../../templates/templateCache.js';

/** Templates of one kind of picture, of unit length, row after row. */
export interface Portraits {
  readonly dimension: number;
  readonly templates: Float32Array;
  /** Number of the subject of each row. */
  readonly subjects: Int32Array;
  /** Number of the capture of each row: a document that was made from a selfie shows the selfie's capture. */
  readonly captures: Int32Array;
}

/** Both kinds, with the same numbers for the same people. */
export interface BothSides {
  readonly documents: Portraits;
  readonly selfies: Portraits;
}

export const isDocument = ({ sourceType }: Pick<DatasetRecord, 'sourceType'>): boolean =>
  sourceType === 'document' || sourceType === 'chip';

/**
 * @param records with what was acquired of each; pictures without a template are left out
 * @throws LikenessError `training_unsuitable` where there is no document or no selfie
 */
export function bothSides(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  dimension: number,
): BothSides {
  const subjects = numberSubjects(records);
  const captures = numberCaptures(records);
  const side = (wanted: boolean, what: string): Portraits => {
    const rows = records.flatMap((record, i) => {
      const found = acquired[i]!;
      return found.kind === 'template' && isDocument(record) === wanted ? [{ i, vector: found.vector }] : [];
    });
    if (rows.length === 0)
      throw new LikenessError('training_unsuitable', `the part train has no ${what} with a face`, {
        hint: '`likeness data degrade` makes documents of photographs.',
      });
    const templates = new Float32Array(rows.length * dimension);
    rows.forEach(({ vector }, row) => {
      templates.set(vector, row * dimension);
    });
    return {
      dimension,
      templates,
      subjects: Int32Array.from(rows, ({ i }) => subjects[i]!),
      captures: Int32Array.from(rows, ({ i }) => captures[i]!),
    };
  };
  return { documents: side(true, 'documents'), selfies: side(false, 'selfies') };
}

/** The rows of some subjects. */
export function ofSubjects(portraits: Portraits, wanted: ReadonlySet<number>): Portraits {
  const { dimension, templates, subjects, captures } = portraits;
  const rows = Array.from(subjects.keys()).filter((row) => wanted.has(subjects[row]!));
  const kept = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    kept.set(rowOf(templates, dimension, row), i * dimension);
  });
  return {
    dimension,
    templates: kept,
    subjects: Int32Array.from(rows, (row) => subjects[row]!),
    captures: Int32Array.from(rows, (row) => captures[row]!),
  };
}

export const rowOf = (rows: Float32Array, dimension: number, row: number): Float32Array =>
  rows.subarray(row * dimension, (row + 1) * dimension);

/** Everybody of whom there is a row. */
export const peopleIn = ({ subjects }: Portraits): ReadonlySet<number> => new Set(subjects);
