// Pictures that are in the data set more than once: the same bytes, or another form of the same photograph (scaled,
// recompressed, cropped a little). Of those, the perceptual hash and the template speak together: two photographs of
// a person are seldom alike in both.

import { perceptualDistance } from '../../../image/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { type Neighbours, neighboursOf } from '../../neighbours/nearest.js';
import type { Acquired } from '../../templates/templateCache.js';
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

/** A picture that has a copy elsewhere, which stays. */
export interface Superfluous {
  readonly dropped: number;
  readonly kept: number;
  readonly copy: Copy;
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
    return COPIES.flips(k) - flips(k) + COPIES.remoteness(r) - remoteness(r);
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
    const earlier = before.get(subject) ?? [];
    for (const a of earlier) consider(a, row);
    before.set(subject, [...earlier, row]);
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

/** Mean and standard deviation. */
interface Normal {
  readonly mean: number;
  readonly deviation: number;
}

const logDensity = ({ mean, deviation }: Normal, value: number): number =>
  -0.5 * ((value - mean) / deviation) ** 2 - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);

/**
 * What copies look like, as logarithms of densities; measured on photographs of lfw-dev that were recompressed, scaled,
 * brightened and cropped by up to 4 % a side, by `npm run study:clean`. Half of the bits that differ: nearly none,
 * unless the picture was cropped. Remoteness is the logarithm of 1 − score beside that of a person's other photographs;
 * nearer than usual is no sign against a copy.
 */
const COPIES = {
  flips: (k: number): number =>
    Math.log(0.75 * 0.87 * 0.13 ** k + 0.25 * Math.exp(logDensity({ mean: 4, deviation: 1.8 }, k))),
  remoteness: (r: number): number => logDensity({ mean: -3.25, deviation: 1.15 }, Math.max(-3.25, r)),
} as const;

/** Share of the values whose distribution below is taken for exponential: a normal one falls off too fast there. */
const TAIL = 0.01;

/** Logarithm of the density of a sample: normal, with an exponential tail below, where copies would be. */
function logDensityOf(values: readonly number[]): (value: number) => number {
  const sorted = Float64Array.from(values).sort();
  const start = sorted[Math.floor(TAIL * sorted.length)]!;
  const below = sorted.filter((value) => value <= start);
  const bulk = normalOf(sorted);
  // Half a step, since hashes differ in whole numbers of bits.
  const scale = below.reduce((sum, value) => sum + start - value, 0) / below.length + SMALLEST_SCALE;
  const share = below.length / sorted.length;
  // What differs more than photographs of one person do is of two people, and no sign of a copy.
  return (value) =>
    value > start
      ? logDensity(bulk, Math.min(value, bulk.mean))
      : Math.log(share / scale) - (start - value) / scale;
}

const SMALLEST_SCALE = 0.05;

function normalOf(values: Float64Array): Normal {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.max(Math.sqrt(variance), SMALLEST_SCALE) };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Which of the copies go: groups of rows that are one photograph keep one. */
export function superfluous(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  copies: readonly Copy[],
): Superfluous[] {
  const groups = new Map<number, Set<number>>();
  for (const { a, b } of copies) {
    const joined = new Set([a, b, ...(groups.get(a) ?? []), ...(groups.get(b) ?? [])]);
    for (const one of joined) groups.set(one, joined);
  }
  return [...new Set(groups.values())].flatMap((group) => {
    const kept = best(
      [...group].sort((a, b) => a - b),
      records,
      acquired,
    );
    return [...group]
      .filter((dropped) => dropped !== kept)
      .map((dropped) => ({ dropped, kept, copy: copyOf(dropped, kept, copies) }));
  });
}

/** The copy that links the two, or of several links in a row the one that says most of the dropped one. */
function copyOf(dropped: number, kept: number, copies: readonly Copy[]): Copy {
  const ofDropped = copies.filter(({ a, b }) => a === dropped || b === dropped);
  const direct = ofDropped.find(({ a, b }) => a === kept || b === kept);
  return direct ?? ofDropped.reduce((most, copy) => (copy.probability > most.probability ? copy : most));
}

/** With the subject whose other pictures it is most like; of one subject, the one with the most pixels. */
function best(
  group: readonly number[],
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
): number {
  const support = (row: number): number => {
    const one = acquired[row]!;
    if (one.kind !== 'template') return Number.NEGATIVE_INFINITY;
    const scores = [...records.keys()].flatMap((other) => {
      const far = acquired[other]!;
      const counts = records[other]!.subject === records[row]!.subject && !group.includes(other);
      return counts && far.kind === 'template' ? [dot(one.vector, far.vector)] : [];
    });
    return scores.length > 0
      ? scores.reduce((sum, s) => sum + s, 0) / scores.length
      : Number.NEGATIVE_INFINITY;
  };
  const subjects = new Set(group.map((row) => records[row]!.subject));
  const supports = new Map(
    [...subjects].map((subject) => {
      const row = group.find((r) => records[r]!.subject === subject)!;
      return [subject, subjects.size > 1 ? support(row) : 0] as const;
    }),
  );
  const pixels = (row: number): number => {
    const { size } = records[row]!;
    return size ? size[0] * size[1] : 0;
  };
  return [...group].sort((a, b) => {
    const [x, y] = [supports.get(records[a]!.subject)!, supports.get(records[b]!.subject)!];
    return (x === y ? 0 : y - x) || pixels(b) - pixels(a) || a - b;
  })[0]!;
}
