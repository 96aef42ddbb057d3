// One picture twice, under two names: the same bytes, or a copy that was recompressed, scaled or cropped a little.
//
// A perceptual hash alone does not tell: in n² pairs some portraits have nearly one hash by chance, the more so where
// faces are centred. So two limits: one so near that chance is improbable in as many pairs as are looked at, and one
// within which a copy lies almost always, where the faces must be alike besides.

import { perceptualDistance } from '../../image/index.js';
import { numberCaptures } from '../datasets/captures.js';
import type { DatasetRecord } from '../datasets/record.js';
import type { NamedPicture, NearDuplicate, SamePicture } from './suspects.js';

/** Pictures whose hashes differ so little, under two names; by their places in the list. */
export interface ClosePair {
  readonly a: number;
  readonly b: number;
  readonly hashDistance: number;
}

/** Hashes so close by chance are to be expected in one data set of ten. */
export const EXPECTED_BY_HASH = 0.1;

/**
 * Bits within which copies lie: all of 2,700 that were recompressed, halved, made brighter, darker or grey, or cropped
 * by 2 % along each side (`npm run study:leaks`). Of copies cropped by 5 % it finds a third.
 */
export const COPY_DISTANCE = 12;

/**
 * Share of the pairs of portraits of two people, none a copy, whose hashes differ in at most so many bits; the hash
 * has as many ones as zeros, so the distance is even. Measured on the 21 million pairs of lfw-dev, whose faces are
 * centred, from 6 bits on; below, where two pairs are left, drawn on at the pace of a ninth for every two bits, which
 * is that from 10 to 8 and from 8 to 6 (`npm run study:leaks`).
 */
export const CHANCE_WITHIN: readonly (readonly [distance: number, share: number])[] = [
  [8, 8.4e-7],
  [6, 9.3e-8],
  [4, 1.0e-8],
  [2, 1.1e-9],
  [0, 1.3e-10],
];

/**
 * The greatest distance that chance is not expected to reach among all pairs of so many pictures; −1 where even equal
 * hashes would be expected of chance.
 */
export function hashLimit(pictures: number): number {
  const pairs = (pictures * (pictures - 1)) / 2;
  return CHANCE_WITHIN.find(([, share]) => pairs * share <= EXPECTED_BY_HASH)?.[0] ?? -1;
}

/** Pictures of one capture under two names, that is the same bytes or one made from the other: one pair a pair of names. */
export function samePictures(records: readonly DatasetRecord[]): SamePicture[] {
  const seen = new Map<number, DatasetRecord[]>();
  const found: SamePicture[] = [];
  numberCaptures(records).forEach((capture, i) => {
    const record = records[i]!;
    const before = seen.get(capture) ?? [];
    if (before.some(({ subject }) => subject === record.subject)) return;
    for (const other of before) found.push({ kind: 'same-picture', a: named(other), b: named(record) });
    seen.set(capture, [...before, record]);
  });
  return found;
}

/**
 * Pairs of two subjects whose hashes differ in at most `limit` bits. Only pictures with a face count: without one
 * nothing is learned from a picture. All pairs are looked at, some 300 million a second.
 */
export function closePairs(records: readonly DatasetRecord[], limit: number): ClosePair[] {
  const seen = records.flatMap(({ perceptualHash, face, subject }, place) =>
    perceptualHash !== null && face.kind === 'face' ? [{ place, hash: perceptualHash, subject }] : [],
  );
  const word = (hash: string, from: number) => Number.parseInt(hash.slice(from, from + 8), 16);
  const high = Int32Array.from(seen, ({ hash }) => word(hash, 0));
  const low = Int32Array.from(seen, ({ hash }) => word(hash, 8));
  const found: ClosePair[] = [];
  for (let i = 0; i < seen.length; i++) {
    const [top, bottom] = [high[i]!, low[i]!];
    for (let j = i + 1; j < seen.length; j++) {
      if (ones(top ^ high[j]!) + ones(bottom ^ low[j]!) > limit) continue;
      const [a, b] = [seen[i]!, seen[j]!];
      if (a.subject === b.subject) continue;
      found.push({ a: a.place, b: b.place, hashDistance: perceptualDistance(a.hash, b.hash) });
    }
  }
  return found;
}

/** Bits that are set: H. S. Warren, "Hacker's Delight" (2nd edition, 2012), figure 5–2. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Pairs so close that the hashes alone are enough. */
export function hashDuplicates(records: readonly DatasetRecord[]): NearDuplicate[] {
  const limit = hashLimit(records.length);
  return limit < 0 ? [] : closePairs(records, limit).map((pair) => nearDuplicate(records, pair, null));
}

export function nearDuplicate(
  records: readonly DatasetRecord[],
  { a, b, hashDistance }: ClosePair,
  score: number | null,
): NearDuplicate {
  return { kind: 'near-duplicate', a: named(records[a]!), b: named(records[b]!), hashDistance, score };
}

export const named = ({ image, subject }: NamedPicture): NamedPicture => ({ image, subject });
