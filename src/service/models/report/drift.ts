// Whether what the model sees, and what it makes of it, is still what it was: each measure of a period against the same
// of a reference period. One try of a person counts in each, so that nobody's many tries look like many people.

import { setImmediate as breath } from 'node:timers/promises';
import {
  countIn,
  equalBins,
  holm,
  homogeneity,
  kolmogorovSmirnov,
  populationStability,
} from '../../../trials/index.js';
import { DECISIONS, type Decision } from './agreement.js';

/** One try of one person. */
export interface Observed {
  readonly decision: Decision;
  readonly score: number | null;
  /** No face was found in one of the pictures, so that they have to be taken again. */
  readonly isFailureToAcquire: boolean;
  /** By part and component, 0 to 100: `selfie.Sharpness`. */
  readonly qualities: Readonly<Record<string, number>>;
}

export interface Samples {
  readonly kind: 'proofing' | 'authentication';
  readonly reference: readonly Observed[];
  readonly current: readonly Observed[];
}

/** `unknown`: too few people to say. */
export type State = 'steady' | 'watch' | 'drifted' | 'unknown';

export interface Moved {
  readonly kind: Samples['kind'];
  /** `score`, `decision`, `failureToAcquire`, or a quality: `selfie.Sharpness`. */
  readonly measure: string;
  readonly state: State;
  readonly people: { readonly reference: number; readonly current: number };
  /** Medians of what is measured; shares of what is counted. */
  readonly reference: Summary;
  readonly current: Summary;
  readonly stability: { readonly index: number; readonly byChance: number } | null;
  readonly test: {
    readonly name: 'kolmogorov-smirnov' | 'chi-square';
    readonly statistic: number;
    readonly pValue: number;
    /** Holm’s, over all measures of the report. */
    readonly adjusted: number;
  } | null;
  /** What has happened, in words; null where nothing has. */
  readonly alarm: string | null;
}

type Summary = { readonly median: number } | { readonly shares: Readonly<Record<string, number>> } | null;

/** Below so many people in either period neither test nor index says anything. */
export const LEAST_PEOPLE = 100;
const LEVEL = 0.01;
const WATCH = 0.1;
const MUCH = 0.25;
const BINS = 10;

/** Alarms are raised where a change is both sure (p ≤ 0.01 after Holm) and large (PSI, less what chance makes of it). */
export async function driftOf(samples: readonly Samples[]): Promise<Moved[]> {
  const looked: Looked[] = [];
  for (const look of samples.flatMap(looksAt)) {
    looked.push(look());
    // Each takes a few hundredths of a second of many people: requests are answered in between.
    await breath();
  }
  const adjusted = holm(looked.flatMap(({ tested }) => (tested ? [tested.pValue] : [])));
  let next = 0;
  return looked.map(({ tested, stability, ...about }) => {
    const test = tested && { ...tested, adjusted: adjusted[next++]! };
    const state = stateOf(test, stability);
    const moved = { ...about, state, stability, test };
    return { ...moved, alarm: state === 'watch' || state === 'drifted' ? sentence(moved) : null };
  });
}

function stateOf(test: Moved['test'], stability: Moved['stability']): State {
  if (!test || !stability) return 'unknown';
  const size = stability.index - stability.byChance;
  if (test.adjusted > LEVEL || size < WATCH) return 'steady';
  return size < MUCH ? 'watch' : 'drifted';
}

type Looked = Omit<Moved, 'state' | 'test' | 'alarm'> & {
  readonly tested: Omit<NonNullable<Moved['test']>, 'adjusted'> | null;
};

function looksAt({ kind, reference, current }: Samples): (() => Looked)[] {
  const qualities = new Set([...reference, ...current].flatMap(({ qualities }) => Object.keys(qualities)));
  const measured = (measure: string, of: (observed: Observed) => number | null | undefined): Looked =>
    compareNumbers({ kind, measure }, numbersOf(reference, of), numbersOf(current, of));
  const counted = (measure: string, names: readonly string[], of: (observed: Observed) => string): Looked =>
    compareCounts({ kind, measure }, names, reference.map(of), current.map(of));
  return [
    () => measured('score', ({ score }) => score),
    () => counted('decision', DECISIONS, ({ decision }) => decision),
    () =>
      counted('failureToAcquire', ['acquired', 'failed'], ({ isFailureToAcquire }) =>
        isFailureToAcquire ? 'failed' : 'acquired',
      ),
    ...[...qualities].sort().map((name) => () => measured(name, ({ qualities }) => qualities[name])),
  ];
}

type About = Pick<Moved, 'kind' | 'measure'>;

function compareNumbers(about: About, reference: Float64Array, current: Float64Array): Looked {
  const people = { reference: reference.length, current: current.length };
  const base = { ...about, people, reference: medianIn(reference), current: medianIn(current) };
  if (Math.min(people.reference, people.current) < LEAST_PEOPLE)
    return { ...base, stability: null, tested: null };
  const ends = equalBins(reference, BINS);
  // All alike in the reference: whoever is not, is beyond it.
  const bins = ends.length > 0 ? ends : [reference[0]!, nextAfter(reference[0]!)];
  const { distance: statistic, pValue } = kolmogorovSmirnov(reference, current);
  return {
    ...base,
    stability: populationStability(countIn(bins, reference), countIn(bins, current)),
    tested: { name: 'kolmogorov-smirnov', statistic, pValue },
  };
}

const nextAfter = (value: number): number => value + Math.max(1e-12, Math.abs(value) * 1e-12);

function compareCounts(
  about: About,
  names: readonly string[],
  reference: readonly string[],
  current: readonly string[],
): Looked {
  const count = (sample: readonly string[]) =>
    names.map((name) => sample.reduce((sum, one) => sum + Number(one === name), 0));
  const [before, after] = [count(reference), count(current)];
  const shares = (counts: readonly number[], size: number): Summary =>
    size === 0 ? null : { shares: Object.fromEntries(names.map((name, i) => [name, counts[i]! / size])) };
  const people = { reference: reference.length, current: current.length };
  const base = {
    ...{ ...about, people },
    reference: shares(before, people.reference),
    current: shares(after, people.current),
  };
  if (Math.min(people.reference, people.current) < LEAST_PEOPLE)
    return { ...base, stability: null, tested: null };
  const found = homogeneity(before, after);
  return {
    ...base,
    stability: populationStability(before, after),
    // One category alone, in both: nothing has moved, and that is sure.
    tested: {
      name: 'chi-square',
      statistic: found?.chiSquare ?? 0,
      pValue: found?.pValue ?? 1,
    },
  };
}

function numbersOf(
  sample: readonly Observed[],
  of: (observed: Observed) => number | null | undefined,
): Float64Array {
  return Float64Array.from(sample.flatMap((observed) => of(observed) ?? []));
}

function medianIn(values: Float64Array): Summary {
  if (values.length === 0) return null;
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return { median: sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2 };
}

function sentence(moved: Omit<Moved, 'alarm'>): string {
  const { kind, measure, state, stability, reference, current } = moved;
  const how = state === 'drifted' ? 'is quite another than' : 'has moved from what it was';
  const what = NAMES[measure] ?? `The quality ${measure}`;
  const from = state === 'drifted' ? 'it was in the reference period' : 'in the reference period';
  const index = stability!.index.toFixed(2);
  return `${what} of ${kind}s ${how} ${from}: ${said(reference, current)} (stability index ${index}).`;
}

const NAMES: Readonly<Record<string, string>> = {
  score: 'The comparison score',
  decision: 'The split of decisions',
  failureToAcquire: 'The share of pictures without a face',
};

function said(reference: Summary, current: Summary): string {
  if (reference && current && 'median' in reference && 'median' in current)
    return `median ${round(current.median)}, was ${round(reference.median)}`;
  if (!(reference && current && 'shares' in reference && 'shares' in current)) return 'it cannot be compared';
  const names = Object.keys(reference.shares).filter((name) => name !== 'acquired');
  return names
    .map((name) => `${name} ${percent(current.shares[name]!)}, was ${percent(reference.shares[name]!)}`)
    .join('; ');
}

const round = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
