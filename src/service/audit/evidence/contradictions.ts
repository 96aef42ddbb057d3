// Whether a pack holds what the log says the decision rested on.

import { canonicalText, sha256 } from '../canonical.js';
import { type AuditEntry, parseEntry } from '../entry.js';
import { BOUND_ALWAYS, decisionDetails, type EvidenceContents, pictureNames } from './contents.js';

export interface Contradiction {
  readonly code: 'decision_not_logged' | 'decision_differs';
  readonly message: string;
}

/** The entry that says how it was decided. */
export const decisionEntry = (
  entries: EvidenceContents['entries'],
  tenant: string,
  verification: string,
): AuditEntry | undefined =>
  entries
    .map(({ body }) => parseEntry(body))
    .find(
      (entry) =>
        entry !== undefined &&
        (entry.action === 'verification.decided' || entry.action === 'customer.authenticated') &&
        entry.tenant === tenant &&
        entry.target.id === verification,
    );

/** All in which pack and log differ, the log being signed and chained. A picture that is absent is no contradiction. */
export function contradictions(
  contents: EvidenceContents,
  tenant: string,
  verification: string,
): Contradiction[] {
  const entry = decisionEntry(contents.entries, tenant, verification);
  if (!entry)
    return [{ code: 'decision_not_logged', message: 'No entry of the log says how this was decided.' }];
  const { pictures, ...packed } = packedDetails(contents);
  const fields = Object.entries(packed).filter(([field, value]) => {
    const logged = entry.details[field];
    return logged === undefined ? BOUND_ALWAYS.has(field) : canonicalText(logged) !== canonicalText(value);
  });
  const foreign = Object.entries(pictures).filter(
    ([name, digest]) => digestIn(entry.details.pictures, name) !== digest,
  );
  return [
    ...fields.map(([field]) => differs(field)),
    ...foreign.map(([name]) => differs(`pictures/${name}`)),
  ];
}

/** Details that the pack has and the entry lacks: that they are as they were, the signature of the pack alone says. */
export const unboundDetails = (contents: EvidenceContents, entry: AuditEntry | undefined): string[] =>
  Object.keys(packedDetails(contents)).filter((field) => entry && !Object.hasOwn(entry.details, field));

const packedDetails = (contents: EvidenceContents) =>
  decisionDetails({
    ...contents,
    model: contents.models.embedder.sha256,
    pictures: contents.pictures.map(({ part, bytes }) => ({ part, sha256: sha256(bytes) })),
  });

/** What the log says was given, and the pack does not hold: deleted since. */
export function absentPictures({ pictures }: EvidenceContents, entry: AuditEntry | undefined): string[] {
  const here = new Set(pictureNames(pictures.map(({ part }) => part)));
  return namesIn(entry?.details.pictures).filter((name) => !here.has(name));
}

const namesIn = (logged: unknown): string[] =>
  typeof logged === 'object' && logged !== null ? Object.keys(logged) : [];

const digestIn = (logged: unknown, name: string): unknown =>
  typeof logged === 'object' && logged !== null && Object.hasOwn(logged, name)
    ? (logged as Record<string, unknown>)[name]
    : undefined;

const differs = (what: string): Contradiction => ({
  code: 'decision_differs',
  message: `${what} is not what the log says this was decided on.`,
});
