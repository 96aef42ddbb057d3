// Where data might come from: the public sets, and which of them a business may use for what.

import { ATTACKS } from './attacks.js';
import { BENCHMARKS } from './benchmarks.js';
import { DESCRIBED_FACES } from './describedFaces.js';
import { DOCUMENTS } from './documents.js';
import type { PublicSet, Purpose } from './publicSet.js';
import { SYNTHETIC_FACES } from './syntheticFaces.js';
import { WEB_FACES } from './webFaces.js';

/** Looked up in 2026-11; what was not is named in each entry's `toCheck`. */
export const CATALOGUE: readonly PublicSet[] = [
  ...BENCHMARKS,
  ...WEB_FACES,
  ...DESCRIBED_FACES,
  ...SYNTHETIC_FACES,
  ...DOCUMENTS,
  ...ATTACKS,
];

/** A set in the light of what is needed. */
export interface Candidate {
  readonly set: PublicSet;
  /** Those asked for that it serves. */
  readonly purposes: readonly Purpose[];
  /** `usable`: its terms let a business use it, or can be had; `unclear`: they are to be read; `barred`: they forbid it. */
  readonly terms: 'usable' | 'unclear' | 'barred';
}

/** The sets that serve any of the purposes, the usable first, then the better fitting; none that was withdrawn. */
export function candidatesFor(purposes: readonly Purpose[]): Candidate[] {
  const found = CATALOGUE.filter(({ status }) => status !== 'withdrawn').flatMap((set) => {
    const served = purposes.filter((purpose) => set.fitness[purpose] !== 'no');
    return served.length > 0 ? [{ set, purposes: served, terms: termsOf(set, served) }] : [];
  });
  return found.sort(
    (a, b) =>
      RANK[a.terms] - RANK[b.terms] ||
      fitnessOf(b) - fitnessOf(a) ||
      (b.set.subjects ?? 0) - (a.set.subjects ?? 0),
  );
}

/** Those that their publishers took back, and that are about all the same. */
export const withdrawn = (): PublicSet[] => CATALOGUE.filter(({ status }) => status === 'withdrawn');

/** Those that serve none of the purposes, but are often asked for. */
export const ofNoUse = (purposes: readonly Purpose[]): PublicSet[] =>
  CATALOGUE.filter(
    ({ status, fitness }) => status !== 'withdrawn' && purposes.every((purpose) => fitness[purpose] === 'no'),
  );

const RANK = { usable: 0, unclear: 1, barred: 2 } as const;

/** Evaluation counts for the purpose of verification, training for the others. */
function termsOf({ licence }: PublicSet, purposes: readonly Purpose[]): Candidate['terms'] {
  const uses = purposes.map((purpose) =>
    purpose === 'verification' ? licence.evaluation : licence.training,
  );
  if (uses.some((use) => use === 'yes' || use === 'on request')) return 'usable';
  return uses.includes('to be checked') ? 'unclear' : 'barred';
}

const fitnessOf = ({ set, purposes }: Candidate): number =>
  purposes.filter((purpose) => set.fitness[purpose] === 'good').length;
