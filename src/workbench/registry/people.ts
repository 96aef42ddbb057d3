// Who took part in a training run, a calibration or an evaluation, so that it can be shown later that nobody was in
// two of them. Names stand as digests: whoever holds the names can check, whoever finds the file reads none. That is a
// pseudonym and no anonymity (GDPR, recital 26): a name that can be guessed can be confirmed.

import { createHash } from 'node:crypto';
import * as v from 'valibot';

export const DigestSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'));

export const PeopleSchema = v.strictObject({
  /** SHA-256 of each subject's name, in hexadecimal, ascending, each once. */
  subjects: v.pipe(v.array(DigestSchema), v.minLength(1, 'must name somebody')),
  /** SHA-256 of each picture's bytes, ascending, each once. */
  pictures: v.pipe(v.array(DigestSchema), v.minLength(1, 'must name a picture')),
});

export type People = v.InferOutput<typeof PeopleSchema>;

/** SHA-256 of a subject's name in Unicode's composed form, so that it is the same from every file system. */
export const subjectDigest = (name: string): string =>
  createHash('sha256').update(name.normalize('NFC')).digest('hex');

/** The people of a list of pictures. */
export function peopleOf(pictures: readonly { readonly subject: string; readonly sha256: string }[]): People {
  return {
    subjects: [...new Set(pictures.map(({ subject }) => subjectDigest(subject)))].sort(),
    pictures: [...new Set(pictures.map(({ sha256 }) => sha256))].sort(),
  };
}

/** How many subjects and pictures are in both. */
export function shared(a: People, b: People): { readonly subjects: number; readonly pictures: number } {
  const [subjects, pictures] = [new Set(a.subjects), new Set(a.pictures)];
  return {
    subjects: b.subjects.filter((digest) => subjects.has(digest)).length,
    pictures: b.pictures.filter((digest) => pictures.has(digest)).length,
  };
}
