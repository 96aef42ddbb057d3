// Pictures that are in the data set more than once: the same bytes, or another form of the same photograph (scaled,
// recompressed, cropped a little). Of those, the perceptual hash and the template speak together: two photographs of
// a person are seldom alike in both.

import { perceptualDistance } from '../../../image/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { type Neighbours, neighboursOf } from '../../neighbours/nearest.js';
import type { Acquired } from '../../templates/templateCache.js';
import { logDensityOf, logDensityOfCopies, median } from './copyDensities.js';
import { dot } from './faces.js';
import { sigmoid } from './priors.js';

/** Two rows of the data set that hold one photograph. */
export interface Copy {
  /** Places in the list of records. */
  readonly a: number;
  readonly b: number;
  readonly probability: number;
  readonly isExact: boolean;
  readonly hashDistance: number;
  /** Null where no template could be made. */
  readonly score: number | null;
}

/** @param neighbours of the records with a template, by their place among those */
export function findCopies(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  neighbours: Neighbours,
): Copy[] {
  return [...exactCopies(records), ...alteredCopies(records, acquired, neighbours)];
}

function exactCopies(records: readonly DatasetRecord[]): Copy[] {
  const first = new Map<string, number>();
  return records.flatMap(({ sha256 }, b) => {
    const a = first.get(sha256);
    if (a === undefined) first.set(sha256, b);
    return a === undefined ? [] : [{ a, b, probability: 1, isExact: true, hashDistance: 0, score: null }];
  });
}

/** Two pictures that may be one photograph. */
interface Pair {
  readonly a: number;
  readonly b: number;
  readonly score: number;
  readonly hashDistance: number;
}

const ROUNDS = 10;

function alteredCopies(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  neighbours: Neighbours,
): Copy[] {
  const pairs = pairsOf(records, acquired, neighbours);
  // What other photographs of a person are like is learned from those under one name: nearly none are copies.
  const known = pairs.filter(({ a, b }) => records[a]!.subject === records[b]!.subject);
  if (known.length < FEWEST_PAIRS) return [];
  const typical = median(known.map(({ score }) => score));
  const remotenessOf = ({ score }: Pair) => Math.log(Math.max(1e-6, 1 - score) / Math.max(1e-6, 1 - typical));
  const flipsOf = ({ hashDistance }: Pair) => hashDistance / 2;
  const [flips, remoteness] = [logDensityOf(known.map(flipsOf)), logDensityOf(known.map(remotenessOf))];
  const evidence = pairs.map((pair) => {
    const [k, r] = [flipsOf(pair), remotenessOf(pair)];
    return logDensityOfCopies(k, r) - flips(k) - remoteness(r);
  });
  let rate = 1 / pairs.length;
  let probabilities: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const prior = Math.log(rate) - Math.log1p(-rate);
    probabilities = evidence.map((value) => sigmoid(prior + value));
    rate = Math.min(0.5, (probabilities.reduce((sum, p) => sum + p, 0) + 0.5) / (pairs.length + 1));
  }
  return pairs.flatMap(({ a, b, score, hashDistance }, k) =>
    records[a]!.sha256 === records[b]!.sha256
      ? []
      : [{ a, b, score, hashDistance, probability: probabilities[k]!, isExact: false }],
  );
}

/** Fewer pairs do not say what two photographs of one person are like. */
const FEWEST_PAIRS = 100;
/** Nearest pictures of other subjects that are looked at for each. */
export const NEIGHBOURS_OF_COPIES = 8;

/** All pairs of a subject, and each picture with its nearest. */
function pairsOf(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  neighbours: Neighbours,
): Pair[] {
  const rows = [...records.keys()].filter((i) => acquired[i]!.kind === 'template');
  const pairs: Pair[] = [];
  const consider = (a: number, b: number): void => {
    const [one, other] = [acquired[a]!, acquired[b]!];
    if (one.kind !== 'template' || other.kind !== 'template') return;
    const hashDistance = perceptualDistance(one.seen.perceptualHash, other.seen.perceptualHash);
    pairs.push({ a, b, score: dot(one.vector, other.vector), hashDistance });
  };
  const before = new Map<string, number[]>();
  for (const row of rows) {
    const { subject } = records[row]!;
    const earlier = before.get(subject);
    for (const a of earlier ?? []) consider(a, row);
    if (earlier) earlier.push(row);
    else before.set(subject, [row]);
  }
  const seen = new Set<number>();
  for (const [place, row] of rows.entries()) {
    for (const { row: near } of neighboursOf(neighbours, place)) {
      const other = rows[near]!;
      const key = Math.min(row, other) * records.length + Math.max(row, other);
      if (records[other]!.subject === records[row]!.subject || seen.has(key)) continue;
      seen.add(key);
      consider(Math.min(row, other), Math.max(row, other));
    }
  }
  return pairs;
}
