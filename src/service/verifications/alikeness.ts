// How alike two faces are, as people understand it: how many strangers would look so alike. Read off the false match
// rates that the calibration measured, and off nothing else: beyond them only "fewer than" or "more than" is said.

import type { Calibration } from '../../face/index.js';
import { count } from '../../numbers.js';
import { fpirFromFmr } from '../../trials/index.js';
import type { SealedReport } from './decided.js';

export interface Alikeness {
  /** Whether `fmr` is about the rate, or the rate is known to be lower, or higher, and no more is. */
  readonly relation: 'about' | 'fewer' | 'more';
  /** Share of comparisons of two strangers whose score is this high or higher. */
  readonly fmr: number;
  /** 95 % interval of it, where the calibration has one. */
  readonly interval: readonly [number, number] | null;
  readonly sentence: string;
}

interface Point {
  readonly fmr: number;
  readonly threshold: number;
  readonly fmrInterval: readonly [number, number] | null;
}

type Report = Pick<
  SealedReport['report'],
  'score' | 'adjustedScore' | 'threshold' | 'fmr' | 'fmrInterval' | 'claim'
>;

/**
 * Null where nothing was compared, or nothing is known.
 * @param calibration the one that this report was made with; undefined where that is not at hand any more: then the
 * report's own threshold is all that is known
 */
export function alikenessOf(report: Report, calibration: Calibration | undefined): Alikeness | null {
  const score = report.adjustedScore ?? report.score;
  const points = calibration?.thresholds ?? ownPoint(report);
  if (score === null || points.length === 0) return null;
  const read = readOff(points, score);
  return { ...read, sentence: `${sentenceOf(read)}${sourceOf(calibration?.data ?? report.claim.data)}.` };
}

/** Of two templates alone, as a search compares them. @param calibration of the model that made them */
export function alikenessOfScore(score: number, calibration: Calibration): Alikeness {
  const read = readOff(calibration.thresholds, score);
  return { ...read, sentence: `${sentenceOf(read)}${sourceOf(calibration.data)}.` };
}

/** What a search finds by chance alone. To search among N faces is to ask N times, so it is another question. */
export interface ByChance {
  /** Share of strangers, searched for among so many, who find a face this alike. */
  readonly fpir: number;
  /** 95 % interval of it, where the calibration has one. */
  readonly interval: readonly [number, number] | null;
  readonly sentence: string;
}

/**
 * As the threshold of a search is chosen (`identificationThreshold`); strangers find no more than that.
 * @param size faces that were searched
 */
export function byChance({ relation, fmr, interval }: Alikeness, size: number): ByChance {
  const ofSearch = (rate: number): number => fpirFromFmr(rate, Math.max(1, size));
  const read = {
    fpir: ofSearch(fmr),
    interval: interval && ([ofSearch(interval[0]), ofSearch(interval[1])] as const),
  };
  const searched = `searched for among ${count(size)} ${size === 1 ? 'face' : 'faces'}`;
  const within =
    read.interval && ` (95 % interval: ${inWords(read.interval[1])} to ${inWords(read.interval[0])})`;
  const sentence =
    relation === 'more'
      ? `How many strangers, ${searched}, would find one this alike, the data do not tell.`
      : `Of strangers ${searched}, ${relation === 'about' ? 'at most about' : 'fewer than'} ${inWords(read.fpir)} would find one this alike${within ?? ''}.`;
  return { ...read, sentence };
}

/** Common ones in a hundred, since "1 in 1.6" is how nobody speaks. */
const inWords = (share: number): string => (share > 0.2 ? `${Math.round(100 * share)} in 100` : oneIn(share));

const sourceOf = (data: { readonly subjects?: number; readonly name?: string } | null | undefined): string =>
  data?.subjects === undefined ? '' : `, as measured on ${count(data.subjects)} people of ${data.name}`;

const ownPoint = ({ threshold, fmr, fmrInterval, claim }: Report): Point[] =>
  claim.supported && threshold !== null && fmr !== null ? [{ threshold, fmr, fmrInterval }] : [];

type Read = Omit<Alikeness, 'sentence'>;

/** Between two thresholds the logarithm of the FMR is a straight line, as where a policy's threshold is chosen. */
function readOff(points: readonly Point[], score: number): Read {
  const [first, last] = [points[0]!, points.at(-1)!];
  const exact = points.find(({ threshold }) => threshold === score);
  if (exact) return { relation: 'about', fmr: exact.fmr, interval: exact.fmrInterval };
  if (score < first.threshold) return { relation: 'more', fmr: first.fmr, interval: first.fmrInterval };
  if (score > last.threshold) return { relation: 'fewer', fmr: last.fmr, interval: last.fmrInterval };
  const after = points.findIndex(({ threshold }) => threshold > score);
  const [p, q] = [points[after - 1]!, points[after]!];
  const share = (score - p.threshold) / (q.threshold - p.threshold);
  const fmr = p.fmr * (q.fmr / p.fmr) ** share;
  return { relation: 'about', fmr, interval: widerOf(p, q, fmr) };
}

/** The wider of the neighbours' intervals, in proportion. */
function widerOf(p: Point, q: Point, fmr: number): readonly [number, number] | null {
  if (!p.fmrInterval || !q.fmrInterval) return null;
  const relative = (bound: 0 | 1) => [p, q].map((point) => point.fmrInterval![bound] / point.fmr);
  return [fmr * Math.min(...relative(0)), Math.min(1, fmr * Math.max(...relative(1)))];
}

function sentenceOf({ relation, fmr, interval }: Read): string {
  const within = interval && ` (95 % interval: ${oneIn(interval[1])} to ${oneIn(interval[0])})`;
  const alike = 'strangers would look this alike';
  if (relation === 'about') return `About ${oneIn(fmr)} ${alike}${within ?? ''}`;
  if (relation === 'fewer')
    return `Fewer than ${oneIn(fmr)}${within ?? ''} ${alike}; the data tell no more than that`;
  return `More than ${oneIn(fmr)}${within ?? ''} ${alike}; the data tell no more than that`;
}

/** Rarer than a pair among all pairs of people who live. */
const NEVER = 1e-20;

const oneIn = (share: number): string =>
  share < NEVER ? 'none' : `1 in ${count(Number((1 / share).toPrecision(2)))}`;
