// Whether the parts of a data set are apart: what a split is checked by, and what training and evaluation ask for
// before they begin.

import { LikenessError } from '../../errors.js';
import type { DatasetRecord, Part } from '../datasets/record.js';
import { type People, subjectDigest } from '../registry/people.js';
import { hashDuplicates, samePictures } from './nearDuplicates.js';
import { acrossParts, bySubjects, type Evidence, type Suspects } from './suspects.js';

/** Why two parts are not apart. */
export type Leak = SplitSubject | SuspectsApart | SeenInTraining;

/** Pictures of one subject in several parts. */
export interface SplitSubject {
  readonly kind: 'subject-in-parts';
  readonly subject: string;
  readonly parts: readonly Part[];
}

/** Two subjects that may be one, in two parts. */
export interface SuspectsApart extends Suspects {
  readonly kind: 'suspects-apart';
  /** In the order of `subjects`. */
  readonly parts: readonly [Part, Part];
}

/** A subject to calibrate or test with, whom a model, or one that it was trained from, was trained on. */
export interface SeenInTraining {
  readonly kind: 'seen-in-training';
  readonly subject: string;
  readonly part: Part;
  readonly model: string;
  /** Pictures that were trained on; none where only the name is on record. */
  readonly images: readonly string[];
}

/** Subjects by the part that they are in; the first where they are in several. */
export function partsOf(records: readonly DatasetRecord[]): Map<string, Part | null> {
  const parts = new Map<string, Part | null>();
  for (const { subject, part } of records) parts.set(subject, parts.get(subject) ?? part);
  return parts;
}

/** Subjects whose pictures lie in several parts. */
export function splitSubjects(records: readonly DatasetRecord[]): SplitSubject[] {
  const partsOfSubject = new Map<string, Set<Part>>();
  for (const { subject, part } of records) {
    if (part === null) continue;
    const known = partsOfSubject.get(subject);
    if (known) known.add(part);
    else partsOfSubject.set(subject, new Set([part]));
  }
  return [...partsOfSubject].flatMap(([subject, parts]) =>
    parts.size > 1 ? [{ kind: 'subject-in-parts' as const, subject, parts: [...parts].sort() }] : [],
  );
}

export function suspectsApart(
  suspects: readonly Suspects[],
  partOf: ReadonlyMap<string, Part | null>,
): SuspectsApart[] {
  return acrossParts(suspects, partOf).map((one) => ({
    kind: 'suspects-apart' as const,
    ...one,
    parts: [partOf.get(one.subjects[0])!, partOf.get(one.subjects[1])!] as const,
  }));
}

/** Subjects outside the training part whom a model saw, by name or by picture. */
export function seenInTraining(
  records: readonly DatasetRecord[],
  partOf: ReadonlyMap<string, Part | null>,
  model: { readonly name: string; readonly people: People },
): SeenInTraining[] {
  return [...seenSubjects(records, model.people)].flatMap(([subject, images]) => {
    const part = partOf.get(subject) ?? null;
    return part === null || part === 'train'
      ? []
      : [{ kind: 'seen-in-training' as const, subject, part, model: model.name, images }];
  });
}

/** Subjects who are among these people, by name or by picture, with the pictures that are. */
export function seenSubjects(records: readonly DatasetRecord[], people: People): Map<string, string[]> {
  const [names, digests] = [new Set(people.subjects), new Set(people.pictures)];
  const seen = new Map<string, string[]>();
  for (const { subject, image, sha256 } of records) {
    const isPicture = digests.has(sha256);
    if (!isPicture && !names.has(subjectDigest(subject))) continue;
    const images = seen.get(subject) ?? [];
    if (isPicture) images.push(image);
    seen.set(subject, images);
  }
  return seen;
}

/**
 * What can be seen without templates: a subject in two parts; pictures of two parts with the same bytes, or that are
 * so alike that chance does not explain it. `likeness data split --check` looks deeper.
 *
 * @param records all of the data set, not one part of it
 */
export function cheapLeaks(records: readonly DatasetRecord[]): Leak[] {
  const suspects = bySubjects([...samePictures(records), ...hashDuplicates(records)]);
  return [...splitSubjects(records), ...suspectsApart(suspects, partsOf(records))];
}

/**
 * To be called before anything is trained on one part or measured on another. Takes no templates: milliseconds for
 * thousands of pictures, seconds for a hundred thousand. A data set without parts passes.
 *
 * @param records all of the data set, not one part of it
 * @throws SplitLeaks
 */
export function requireCleanSplit(records: readonly DatasetRecord[]): void {
  const leaks = cheapLeaks(records);
  if (leaks.length > 0) throw new SplitLeaks(leaks);
}

/** Leaks that a message names; --json names all. */
const NAMED = 20;

/** `split_leaks`: parts that share people or pictures, with all the evidence. */
export class SplitLeaks extends LikenessError {
  constructor(readonly leaks: readonly Leak[]) {
    const rest = leaks.length - NAMED;
    super(
      'split_leaks',
      [
        `the parts share people or pictures, in ${leaks.length} ${leaks.length === 1 ? 'case' : 'cases'}:`,
        ...leaks
          .slice(0, NAMED)
          .flatMap(describeLeak)
          .map((line) => `  ${line}`),
        ...(rest > 0 ? [`  and ${rest} more`] : []),
      ].join('\n'),
    );
  }

  override toJSON() {
    const { error } = super.toJSON();
    return { error: { ...error, leaks: this.leaks } };
  }
}

/** Who is where, and in lines of their own what speaks for it. */
export function describeLeak(leak: Leak): string[] {
  if (leak.kind === 'subject-in-parts') return [`${leak.subject} is in ${leak.parts.join(' and ')}`];
  if (leak.kind === 'seen-in-training')
    return [
      `${leak.subject} is in ${leak.part}`,
      `  ${leak.model} was trained on ${leak.images[0] ?? 'somebody of that name'}`,
    ];
  const [[a, b], [of, other]] = [leak.subjects, leak.parts];
  return [`${a} is in ${of}, ${b} in ${other}`, ...describeEvidence(leak.evidence)];
}

/** Pictures of one kind of evidence that are named; of two folders with a hundred common files a few will do. */
const PICTURES_NAMED = 2;

/** A line for each kind of evidence and its first pictures. */
export function describeEvidence(evidence: readonly Evidence[]): string[] {
  const kinds = [...new Set(evidence.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const own = evidence.filter((one) => one.kind === kind);
    const rest = own.length - PICTURES_NAMED;
    return [
      ...own.slice(0, PICTURES_NAMED).map((one) => `  ${describeOne(one)}`),
      ...(rest > 0 ? [`  and ${rest} more such pairs`] : []),
    ];
  });
}

function describeOne(evidence: Evidence): string {
  const pictures = `${evidence.a.image} and ${evidence.b.image}`;
  if (evidence.kind === 'same-picture') return `one picture, or one made from the other: ${pictures}`;
  if (evidence.kind === 'near-duplicate') {
    const score = evidence.score === null ? '' : `, score ${evidence.score.toFixed(4)}`;
    return `nearly one picture, ${evidence.hashDistance} of 64 bits apart${score}: ${pictures}`;
  }
  const { posterior, llr, score } = evidence;
  return `one person with probability ${probabilityText(posterior)}, LLR ${llr.toFixed(1)}, score ${score.toFixed(4)}: ${pictures}`;
}

/** Certainty is never said of what is only very probable. */
const probabilityText = (p: number): string => (p > 0.9999 ? '> 0.9999' : p.toFixed(p > 0.99 ? 4 : 2));
