// The pictures of lfw-dev as a test set: who is on them, what each system made of them, and which pairs to compare.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CachedPicture, readCache } from '../bench/peers/cache.js';
import {
  type AllPairsScores,
  allPairsTrials,
  type BlockProduct,
  blockProduct,
  listedTrials,
  type PairScores,
  type SubjectTrials,
  scoreAllPairs,
} from '../src/trials/index.js';

/** Folder of lfw-dev; never part of the project. */
export const LFW_DEV = new URL('../../shared/data/lfw-dev', import.meta.url).pathname;

/** How a system compares two descriptors. */
export type Similarity = 'cosine' | 'euclid';

/** One system's templates of the whole set. Pictures in which it found no face are counted, not compared. */
export interface SystemTemplates {
  readonly pictures: number;
  readonly failures: number;
  readonly failureToAcquire: number;
  readonly dimension: number;
  /** One row a picture with a face. */
  readonly templates: Float32Array;
  /** Subject of each row, numbered over the whole set. */
  readonly subjects: Int32Array;
  readonly images: readonly string[];
  /** Mated and non-mated comparisons that the failures prevented. */
  readonly lostMated: number;
}

/** All pictures of the set, `Subject/file.jpg`, sorted. */
export function listImages(): string[] {
  return readdirSync(join(LFW_DEV, 'images'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jpg'))
    .sort();
}

/**
 * Reads what a system made of the set.
 * @throws Error where pictures are missing in the cache: a part would be reported as the whole
 */
export function loadTemplates(cache: string): SystemTemplates {
  const byImage = new Map(readCache(cache).map((picture) => [picture.image, picture]));
  const images = listImages();
  const missing = images.filter((image) => !byImage.has(image));
  if (missing.length > 0) throw new Error(`${cache} lacks ${missing.length} of ${images.length} pictures`);
  const numbers = new Map([...new Set(images.map(dirname))].map((subject, i) => [subject, i]));
  const found = images.map((image) => byImage.get(image)!).filter(hasFace);
  const dimension = found[0]!.face.descriptor.length;
  const templates = new Float32Array(found.length * dimension);
  for (const [row, { face }] of found.entries()) templates.set(face.descriptor, row * dimension);
  const subjects = Int32Array.from(found, ({ image }) => numbers.get(dirname(image))!);
  const failures = images.length - found.length;
  return {
    pictures: images.length,
    failures,
    failureToAcquire: failures / images.length,
    dimension,
    templates,
    subjects,
    images: found.map(({ image }) => image),
    lostMated: matedPairs(images.map(dirname)) - matedPairs(found.map(({ image }) => dirname(image))),
  };
}

const hasFace = (
  picture: CachedPicture,
): picture is CachedPicture & { face: NonNullable<CachedPicture['face']> } => picture.face !== undefined;

function matedPairs(subjects: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const subject of subjects) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
}

/** 1 − distance: as good as the distance itself, and most of it within the bins of a tally. */
const euclidProduct: BlockProduct = (left, leftRows, right, rightRows, dimension) => {
  const dots = blockProduct(left, leftRows, right, rightRows, dimension) as Float32Array;
  const [p, q] = [squares(left, dimension), squares(right, dimension)];
  return dots.map((dot, k) => {
    const [i, j] = [Math.floor(k / rightRows), k % rightRows];
    return 1 - Math.sqrt(Math.max(0, p[i]! + q[j]! - 2 * dot));
  });
};

function squares(rows: Float32Array, dimension: number): Float64Array {
  return Float64Array.from({ length: rows.length / dimension }, (_, i) => {
    const row = rows.subarray(i * dimension, (i + 1) * dimension);
    return row.reduce((sum, value) => sum + value * value, 0);
  });
}

/** Enough of the highest non-mated scores for the EER and FMR 1e-2 of the weakest system, in every replicate. */
const KEEP = 3_000_000;

/** Compares every picture with every other. */
export async function allPairs(system: SystemTemplates, similarity: Similarity): Promise<AllPairsScores> {
  const { templates, dimension, subjects } = system;
  const product = similarity === 'euclid' ? euclidProduct : blockProduct;
  const pairs = (subjects.length * (subjects.length - 1)) / 2;
  const tally = { lowest: similarity === 'euclid' ? -24 : -1, keep: Math.min(KEEP, pairs) };
  return scoreAllPairs({ templates, dimension, subjects, product, tally });
}

/** The same trials with their subjects, for intervals. */
export const trialsOf = (scored: AllPairsScores, system: SystemTemplates): SubjectTrials =>
  allPairsTrials(scored, system.subjects);

/** The pairs of `pairs.csv` that the system could compare, and how many it could not. */
export function listedPairs(
  system: SystemTemplates,
  similarity: Similarity,
): {
  trials: SubjectTrials;
  mated: PairScores;
  nonMated: PairScores;
  lost: { mated: number; nonMated: number };
} {
  const rows = new Map(system.images.map((image, row) => [image, row]));
  const lines = readFileSync(join(LFW_DEV, 'pairs.csv'), 'utf8').trim().split('\n').slice(1);
  const pairs = lines.map((line) => {
    const [mated, reference, probe] = line.trim().split(',') as [string, string, string];
    return { mated: mated === '1', left: rows.get(reference), right: rows.get(probe) };
  });
  const score = pairScorer(system, similarity);
  const scored = (mated: boolean): PairScores => {
    const kept = pairs.filter((p) => p.mated === mated && p.left !== undefined && p.right !== undefined);
    return {
      scores: Float64Array.from(kept, (p) => score(p.left!, p.right!)),
      left: Int32Array.from(kept, (p) => p.left!),
      right: Int32Array.from(kept, (p) => p.right!),
    };
  };
  const [mated, nonMated] = [scored(true), scored(false)];
  const count = (kind: boolean) => pairs.filter((p) => p.mated === kind).length;
  return {
    mated,
    nonMated,
    trials: listedTrials(mated, nonMated, system.subjects),
    lost: { mated: count(true) - mated.scores.length, nonMated: count(false) - nonMated.scores.length },
  };
}

function pairScorer({ templates, dimension }: SystemTemplates, similarity: Similarity) {
  const product = similarity === 'euclid' ? euclidProduct : blockProduct;
  const row = (i: number) => templates.subarray(i * dimension, (i + 1) * dimension);
  return (i: number, j: number): number => (product(row(i), 1, row(j), 1, dimension) as Float32Array)[0]!;
}
