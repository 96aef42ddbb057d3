// What several sections ask of a report.

import { type Mark, markOf } from '../../page/charts/marks.js';
import type { ModelReport, Report, ReportedPoint } from '../report.js';

export type OperatingPoint = Extract<ReportedPoint, { kind: 'point' }>;

/** A model with the mark that it has in every drawing. */
export interface MarkedModel {
  readonly model: ModelReport;
  readonly label: string;
  readonly mark: Mark;
  /** From 1, in the report's order. */
  readonly place: number;
}

export const markedModels = ({ models }: Report): readonly MarkedModel[] =>
  models.map((model, i) => ({ model, label: model.model.name, mark: markOf(i), place: i + 1 }));

/** The FMRs that were asked for, from the laxest to the strictest. */
export const targetsOf = ({ models }: Report): readonly number[] =>
  [...new Set(models.flatMap(({ points }) => points.map(({ target }) => target)))].sort((a, b) => b - a);

export const pointAt = ({ points }: ModelReport, target: number): ReportedPoint | undefined =>
  points.find((point) => point.target === target);

export const shownPoints = ({ points }: ModelReport): readonly OperatingPoint[] =>
  points.filter((point) => point.kind === 'point');

/** The strictest FMR at which every model has an operating point; null where there is none. */
export const strictestShared = (report: Report): number | null =>
  targetsOf(report).findLast((target) =>
    report.models.every((model) => pointAt(model, target)?.kind === 'point'),
  ) ?? null;

/** The lowest FMR that may be claimed of a model; null where none may be. */
export function lowestClaim({ claims }: ModelReport): number | null {
  const supported = claims.filter((claim) => claim.supported).map((claim) => claim.fmr);
  return supported.length > 0 ? Math.min(...supported) : null;
}
