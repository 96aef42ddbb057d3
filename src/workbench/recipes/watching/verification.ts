// How well a network tells apart people who are watched: EER and FNMR at two FMRs, between the two kinds of picture
// that the network is trained to bring together.

import {
  blockProduct,
  bootstrapEer,
  bootstrapFnmrAtFmr,
  eer,
  fnmrAtFmr,
  listedTrials,
  type PairScores,
  type SubjectInterval,
  type SubjectTrials,
} from '../../../trials/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { ChipTemplates } from '../chips/chipTemplates.js';

/** Templates of pictures, and what they are pictures of. */
export interface Side extends ChipTemplates {
  readonly pictures: readonly DatasetRecord[];
}

/** FMRs at which the FNMR is told, by the name of the metric. */
const TARGETS = { fnmrAt1e2: 1e-2, fnmrAt1e3: 1e-3 } as const;

export const WATCHED_METRICS = ['eer', 'fnmrAt1e2', 'fnmrAt1e3'] as const;
export type WatchedMetric = (typeof WATCHED_METRICS)[number];

/** Pictures of one capture are never compared: that they are alike says nothing of the face. */
const captureOf = ({ derivedFrom, sha256 }: DatasetRecord): string => derivedFrom ?? sha256;

/**
 * Each reference against each probe; each picture against each other where both are one side.
 * @throws RangeError where the templates are not of one length
 */
export async function trialsBetween(references: Side, probes: Side): Promise<SubjectTrials> {
  const { dimension } = references;
  const [rows, columns] = [references.pictures.length, probes.pictures.length];
  const scores = await blockProduct(references.templates, rows, probes.templates, columns, dimension);
  const captures = probes.pictures.map(captureOf);
  const numbers = new Map<string, number>();
  const numberOf = ({ subject }: DatasetRecord): number => {
    const number = numbers.get(subject) ?? numbers.size;
    numbers.set(subject, number);
    return number;
  };
  const subjects = Int32Array.from([...references.pictures, ...probes.pictures], numberOf);
  const [mated, nonMated] = [openPairs(), openPairs()];
  for (let i = 0; i < rows; i++) {
    const capture = captureOf(references.pictures[i]!);
    for (let j = references === probes ? i + 1 : 0; j < columns; j++) {
      if (captures[j] === capture) continue;
      const pairs = subjects[i] === subjects[rows + j] ? mated : nonMated;
      pairs.add(scores[i * columns + j]!, i, rows + j);
    }
  }
  return listedTrials(mated.close(), nonMated.close(), subjects);
}

function openPairs() {
  const [scores, left, right]: number[][] = [[], [], []];
  return {
    add: (score: number, i: number, j: number) => {
      scores!.push(score);
      left!.push(i);
      right!.push(j);
    },
    close: (): PairScores => ({
      scores: Float64Array.from(scores!),
      left: Int32Array.from(left!),
      right: Int32Array.from(right!),
    }),
  };
}

/** What a run's log holds of an evaluation; an FNMR is left out where there are too few comparisons to show its FMR. */
export function metricsOf({ mated, nonMated }: SubjectTrials): Partial<Record<WatchedMetric, number>> {
  const rates = Object.entries(TARGETS).flatMap(([name, target]) => {
    const at = fnmrAtFmr(mated.scores, nonMated.scores, target);
    return at.kind === 'threshold' ? [[name, at.fnmr.rate] as const] : [];
  });
  return { eer: eer(mated.scores, nonMated.scores).eer, ...Object.fromEntries(rates) };
}

/** The same in words, with 95 % intervals over subjects. */
export function statementsOf(
  trials: SubjectTrials,
): readonly { readonly what: string; readonly told: string }[] {
  return [
    { what: 'EER', told: told(bootstrapEer(trials)) },
    ...Object.values(TARGETS).map((target) => {
      const at = bootstrapFnmrAtFmr(trials, target);
      return {
        what: `FNMR at FMR ${target.toExponential(0)}`,
        told: at.kind === 'unsupported' ? at.reason : told(at),
      };
    }),
  ];
}

const told = ({ estimate, lower, upper }: SubjectInterval): string =>
  `${percent(estimate)} (${percent(lower)} – ${percent(upper)})`;

export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
