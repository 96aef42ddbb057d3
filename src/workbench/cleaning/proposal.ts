// What cleaning proposes: which pictures go to whom or out, how sure it is of that, and on what evidence.

import { createHash } from 'node:crypto';
import type { DatasetRecord } from '../datasets/record.js';

/** In the order in which they stand on the page. */
export const KIND_NAMES = [
  'relabel',
  'set-aside',
  'split',
  'merge',
  'exact-duplicate',
  'near-duplicate',
] as const;
export type KindName = (typeof KIND_NAMES)[number];

/** What happens to one picture. */
export interface Move {
  readonly image: string;
  readonly sha256: string;
  /** The subject that it is said to be of now. */
  readonly from: string;
  /** The subject that it goes to; null: its row goes. */
  readonly to: string | null;
}

/** One comparison that a proposal rests on: the questioned pictures with those of a subject. */
export interface Comparison {
  readonly subject: string;
  /** How many pictures of the subject. */
  readonly pictures: number;
  /** Mean comparison score of every questioned picture with every one of theirs. */
  readonly score: number;
  /** Of "same person", natural logarithm; for so many pictures on either side. */
  readonly llr: number;
}

export interface Proposal {
  /** Ten hexadecimal digits that stand for what is proposed: the same proposal has the same on every run. */
  readonly id: string;
  readonly kind: KindName;
  /** That applying it is right, in (0, 1]: posterior, given the expected errors. */
  readonly probability: number;
  readonly moves: readonly Move[];
  /** A sentence or two in plain words. */
  readonly reason: string;
  readonly comparisons: readonly Comparison[];
  /** Of a duplicate: the picture that stays, and in how many of 64 bits the perceptual hashes differ. */
  readonly copyOf?: { readonly image: string; readonly hashDistance: number };
  /** What to look at beside the questioned pictures, the most telling first. */
  readonly beside: readonly Beside[];
}

/** Pictures that a proposal is to be judged against. */
export interface Beside {
  readonly title: string;
  readonly images: readonly string[];
}

/** A proposal with the digest of what it proposes for its id. */
export function makeProposal(content: Omit<Proposal, 'id'>): Proposal {
  const moves = content.moves.map(({ image, sha256, from, to }) => [image, sha256, from, to]).sort();
  const digest = createHash('sha256').update(JSON.stringify([content.kind, moves]));
  return { id: digest.digest('hex').slice(0, ID_DIGITS), ...content };
}

/** 40 bits: among ten thousand proposals two share an id once in twenty thousand data sets. */
const ID_DIGITS = 10;

export const moveOf = ({ image, sha256, subject }: DatasetRecord, to: string | null): Move => ({
  image,
  sha256,
  from: subject,
  to,
});

/** Most certain first; of equal ones by id, so that the order is always the same. */
export const byCertainty = (a: Proposal, b: Proposal): number =>
  b.probability - a.probability || (a.id < b.id ? -1 : 1);

/** The share of a list that is expected to be right; 1 for an empty one. */
export const expectedPrecision = (proposals: readonly Proposal[]): number =>
  proposals.length === 0
    ? 1
    : proposals.reduce((sum, { probability }) => sum + probability, 0) / proposals.length;
