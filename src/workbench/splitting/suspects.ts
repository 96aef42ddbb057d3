// Two subjects of a data set that may be one person, or share a picture: apart in two parts they would let a model be
// tested on whom it was trained on.

import type { Part } from '../datasets/record.js';

/** A picture as evidence names it. */
export interface NamedPicture {
  readonly image: string;
  readonly subject: string;
}

/** Why two subjects are suspected. */
export type Evidence = SamePicture | NearDuplicate | SamePerson;

/** One capture under both names: the same bytes, or one made from the other. */
export interface SamePicture {
  readonly kind: 'same-picture';
  readonly a: NamedPicture;
  readonly b: NamedPicture;
}

/** One picture looks like a copy of the other: recompressed, scaled, a little cropped. */
export interface NearDuplicate {
  readonly kind: 'near-duplicate';
  readonly a: NamedPicture;
  readonly b: NamedPicture;
  /** Bits in which the perceptual hashes differ, 0–64. */
  readonly hashDistance: number;
  /** Comparison score; null where a template is missing, or none was asked for. */
  readonly score: number | null;
}

/** The faces under both names are alike as those of one person are. */
export interface SamePerson {
  readonly kind: 'same-person';
  /** The two pictures, one of either subject, that are most alike. */
  readonly a: NamedPicture;
  readonly b: NamedPicture;
  /** Mean comparison score of all pictures of the one with all of the other. */
  readonly score: number;
  /** Natural logarithm of the likelihood ratio. */
  readonly llr: number;
  /** Probability that they are one person, given the score and how rare that is. */
  readonly posterior: number;
}

/** Two subjects, and all that speaks for their being one. */
export interface Suspects {
  /** In the order of their code units. */
  readonly subjects: readonly [string, string];
  readonly evidence: readonly Evidence[];
}

/** The evidence by pair of subjects, in the order in which it comes. */
export function bySubjects(evidence: readonly Evidence[]): Suspects[] {
  const pairs = new Map<string, { subjects: [string, string]; evidence: Evidence[] }>();
  for (const one of evidence) {
    const subjects = [one.a.subject, one.b.subject].sort() as [string, string];
    const key = JSON.stringify(subjects);
    const known = pairs.get(key);
    if (known) known.evidence.push(one);
    else pairs.set(key, { subjects, evidence: [one] });
  }
  return [...pairs.values()];
}

/** The suspects whose subjects lie in two parts. Subjects without a part are in none. */
export function acrossParts(
  suspects: readonly Suspects[],
  partOf: ReadonlyMap<string, Part | null>,
): Suspects[] {
  return suspects.filter(({ subjects: [a, b] }) => {
    const [one, other] = [partOf.get(a) ?? null, partOf.get(b) ?? null];
    return one !== null && other !== null && one !== other;
  });
}

/**
 * Subjects that hang together by suspicion, directly or by way of others; each of the others alone.
 * @returns each subject in one list, in the order of code units
 */
export function components(subjects: Iterable<string>, suspects: readonly Suspects[]): string[][] {
  const parent = new Map<string, string>();
  for (const subject of subjects) parent.set(subject, subject);
  const rootOf = (subject: string): string => {
    let root = subject;
    while (parent.get(root) !== root) root = parent.get(root)!;
    parent.set(subject, root);
    return root;
  };
  for (const {
    subjects: [a, b],
  } of suspects)
    parent.set(rootOf(a), rootOf(b));
  const members = new Map<string, string[]>();
  for (const subject of [...parent.keys()].sort()) {
    const root = rootOf(subject);
    const known = members.get(root);
    if (known) known.push(subject);
    else members.set(root, [subject]);
  }
  return [...members.values()];
}
