// FMR of each kind of impostors, at thresholds that the hard ones had no part in: those of the random impostors of the
// list, or where it has none those that the model's calibration came with.

import type { Calibration } from '../../../face/index.js';
import { type BootstrapOptions, bootstrapFmr, fmr } from '../../../trials/index.js';
import { RANDOM } from '../../pairing/kinds.js';
import type { ImpostorPairs } from '../impostors.js';
import type { ModelReport, ReportedPoint } from '../report.js';
import type { RowAdjustments } from '../runProtocol.js';
import { type DatasetRows, listedTrialSet, type TrialSet } from '../trialSet.js';
import { clusteredRate, refused } from './reported.js';

type Impostors = NonNullable<ModelReport['impostors']>;
type Kind = Extract<Impostors, { kind: 'kinds' }>['kinds'][number];

/** A threshold, or why there is none for this FMR. */
type Threshold =
  | { readonly target: number; readonly threshold: number }
  | { readonly target: number; readonly reason: string };

/** What the thresholds come from. */
export interface ThresholdSources {
  /** Operating points of the random impostors. */
  readonly points: readonly ReportedPoint[];
  readonly calibration: Calibration | undefined;
  /** What that calibration adds to the scores of the rows; undefined where it adds nothing. */
  readonly adjustments: RowAdjustments | undefined;
}

export function impostorsSection(
  impostors: readonly ImpostorPairs[],
  rows: DatasetRows,
  { points, calibration, adjustments }: ThresholdSources,
  options: BootstrapOptions,
): Impostors {
  const isSampled = impostors.some(({ kind }) => kind === RANDOM.name);
  if (!isSampled && !calibration)
    return refused(
      'the list has no random impostors, and the model no calibration: there are only thresholds that the hard impostors would set themselves',
    );
  const thresholds = isSampled ? points.map(ofPoint) : calibration!.thresholds.map(ofCalibration);
  const scored = isSampled ? undefined : adjustments;
  return {
    kind: 'kinds',
    thresholds: isSampled ? 'random' : 'calibration',
    kinds: impostors.map(({ kind, pairs }) =>
      kindOf(kind, listedTrialSet(pairs, rows, scored), thresholds, options),
    ),
  };
}

const ofPoint = (point: ReportedPoint): Threshold =>
  point.kind === 'point'
    ? { target: point.target, threshold: point.threshold }
    : { target: point.target, reason: point.reason };

const ofCalibration = (stated: Calibration['thresholds'][number]): Threshold => ({
  target: stated.fmr,
  threshold: stated.threshold,
});

function kindOf(
  kind: string,
  { nonMated, trials, lost }: TrialSet,
  thresholds: readonly Threshold[],
  options: BootstrapOptions,
): Kind {
  const subjects = new Set([...trials.nonMated.left, ...trials.nonMated.right]).size;
  return {
    kind,
    comparisons: nonMated.trials,
    lost: lost.nonMated,
    subjects,
    points: thresholds.map((one): Kind['points'][number] => {
      const { target } = one;
      if ('reason' in one) return { ...refused(one.reason), target };
      if (nonMated.trials === 0)
        return { ...refused('failures to acquire prevented every such comparison'), target };
      const { threshold } = one;
      const interval = bootstrapFmr(trials, threshold, options);
      return {
        kind: 'rate',
        target,
        threshold,
        ...clusteredRate(fmr(nonMated, threshold), interval, subjects),
      };
    }),
  };
}
