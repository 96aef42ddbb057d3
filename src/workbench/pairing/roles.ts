// The pictures of a data set as references and probes, by subject.

import { LikenessError } from '../../errors.js';
import type { DatasetRecord, SourceType } from '../datasets/record.js';

/** A subject's pictures, by their places among the records. */
export interface PairedSubject {
  readonly subject: string;
  readonly references: readonly number[];
  readonly probes: readonly number[];
}

/** What a picture must be; undefined: anything. */
export interface Roles {
  readonly reference: readonly SourceType[] | undefined;
  readonly probe: readonly SourceType[] | undefined;
}

/**
 * Subjects with a reference or a probe, in the order of their code units.
 * @throws LikenessError `dataset_invalid` where nobody has a reference, or a probe
 */
export function pairedSubjects(
  records: readonly DatasetRecord[],
  { reference, probe }: Roles,
): PairedSubject[] {
  const own = new Map<string, { references: number[]; probes: number[] }>();
  const isOf = ({ sourceType }: DatasetRecord, wanted: readonly SourceType[] | undefined) =>
    wanted === undefined || (sourceType !== null && wanted.includes(sourceType));
  records.forEach((record, place) => {
    const known = own.get(record.subject) ?? { references: [], probes: [] };
    if (isOf(record, reference)) known.references.push(place);
    if (isOf(record, probe)) known.probes.push(place);
    own.set(record.subject, known);
  });
  const subjects = [...own]
    .map(([subject, roles]) => ({ subject, ...roles }))
    .filter(({ references, probes }) => references.length + probes.length > 0)
    .sort((a, b) => (a.subject < b.subject ? -1 : 1));
  const lacking = (role: 'references' | 'probes', types: readonly SourceType[] | undefined) => {
    if (subjects.some((one) => one[role].length > 0)) return;
    throw new LikenessError(
      'dataset_invalid',
      `no picture can be one of the ${role}: none is ${types ? `a ${types.join(' or ')}` : 'there'}`,
      { hint: 'What a picture is, `likeness data ingest --source-type` says.' },
    );
  };
  lacking('references', reference);
  lacking('probes', probe);
  return subjects;
}

/** Every mated pair of a subject, one way round: not of one picture, nor of two that show one capture. */
export function matedPairsOf(
  { references, probes }: PairedSubject,
  captures: Int32Array,
): { readonly reference: number; readonly probe: number }[] {
  const both = new Set(references.filter((place) => probes.includes(place)));
  return references.flatMap((reference) =>
    probes
      .filter((probe) => captures[reference] !== captures[probe])
      // Two pictures that may be either would be met twice.
      .filter((probe) => !(both.has(reference) && both.has(probe) && probe < reference))
      .map((probe) => ({ reference, probe })),
  );
}
