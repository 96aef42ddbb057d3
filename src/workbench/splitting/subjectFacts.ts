// What the pictures of a subject say of the subject, for a split to be even in it.

import { numberCaptures } from '../datasets/captures.js';
import type { DatasetRecord } from '../datasets/record.js';

/** The pictures of each subject, in the order in which subjects come. */
export function recordsBySubject(records: readonly DatasetRecord[]): Map<string, DatasetRecord[]> {
  const own = new Map<string, DatasetRecord[]>();
  for (const record of records) {
    const known = own.get(record.subject);
    if (known) known.push(record);
    else own.set(record.subject, [record]);
  }
  return own;
}

/** Pairs of one subject's pictures that both have a face and do not show one capture. */
export function matedPairs(records: readonly DatasetRecord[]): number {
  const faces = records.filter(({ face }) => face.kind === 'face');
  const ofCapture = new Map<number, number>();
  for (const capture of numberCaptures(faces)) ofCapture.set(capture, (ofCapture.get(capture) ?? 0) + 1);
  return [...ofCapture.values()].reduce((pairs, n) => pairs - pairsOf(n), pairsOf(faces.length));
}

const pairsOf = (n: number): number => (n * (n - 1)) / 2;

/** Subjects of one stratum are alike in the attributes, and in whether they have documents, selfies or both. */
export function stratumOf(records: readonly DatasetRecord[], attributes: readonly string[]): string {
  const isDocument = ({ sourceType }: DatasetRecord) => sourceType === 'document' || sourceType === 'chip';
  const documents = records.filter(isDocument).length;
  const kinds = documents === 0 ? 'selfies' : documents < records.length ? 'both' : 'documents';
  return JSON.stringify([kinds, ...attributes.map((name) => attributeOf(records, name))]);
}

/** A subject's value of an attribute; `several` where the pictures differ, `unknown` where none has it. */
export function attributeOf(records: readonly DatasetRecord[], name: string): string {
  const values = new Set(records.flatMap(({ groups }) => groups[name] ?? []));
  return values.size === 0 ? 'unknown' : values.size === 1 ? [...values][0]! : 'several';
}
