// The operating points: what a threshold costs.

import { type Html, html } from '../../../page/markup.js';
import {
  cell,
  count,
  fmr,
  fmrWithInterval,
  percent,
  percentLike,
  score,
  sentence,
} from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import type { Report, ReportedRate } from '../../report.js';
import { type MarkedModel, markedModels, pointAt, targetsOf } from '../reading.js';
import { modelName } from './section.js';

export function points(report: Report): Section {
  const models = markedModels(report);
  return {
    id: 'points',
    title: 'Operating points',
    body: html`${lead(
      'Each threshold is the lowest with no more false matches than asked for, on this data. The FMR that it will have on other people is uncertain by its interval.',
    )}
${table({
  caption: 'Operating points, with 95 % intervals',
  columns: [
    { title: models.length > 1 ? 'FMR asked for, model' : 'FMR asked for' },
    { title: 'Threshold', numeric: true },
    { title: 'FMR', numeric: true },
    { title: 'FNMR', numeric: true },
    { title: 'FRR', numeric: true },
    { title: 'FAR', numeric: true },
  ],
  rows: targetsOf(report).flatMap((target) =>
    models.flatMap((one) => pointRow(one, target, models.length > 1)),
  ),
})}
<p class="note">FRR and FAR count the comparisons that a failure to acquire prevented, as rejected. ${eers(models)}
Intervals: ${[...new Set(report.models.flatMap(methodsOf))].join('; ')}.</p>`,
  };
}

function pointRow(one: MarkedModel, target: number, named: boolean): Row[] {
  const point = pointAt(one.model, target);
  if (!point) return [];
  const heading = named ? html`<b>${fmr(target)}</b> ${modelName(one)}` : html`<b>${fmr(target)}</b>`;
  if (point.kind === 'refused') return [{ heading, refusal: point.reason }];
  const { threshold, fmr: measured, fnmr, frr, far } = point;
  return [
    [
      heading,
      score(threshold),
      [cell(fmrWithInterval(measured)), counts(measured)],
      [cell(percent(fnmr)), counts(fnmr)],
      percentLike(frr, fnmr),
      fmr(far),
    ],
  ];
}

/** A rate without its counts claims nothing. */
const counts = ({ errors, trials }: ReportedRate): Html =>
  html` <span class="counts">${count(errors)} of ${count(trials)}</span>`;

const eers = (models: readonly MarkedModel[]): Html =>
  html`Equal error rate: ${models.map(({ model: { eer }, label }, i) => [
    i > 0 ? '; ' : '',
    models.length > 1 ? html`<bdi>${label}</bdi> ` : '',
    sentence(percent(eer)),
    ` at threshold ${score(eer.threshold)}`,
  ])}.`;

const methodsOf = ({ points, eer }: Report['models'][number]): string[] => [
  ...points.flatMap((point) => (point.kind === 'point' ? [point.fmr.method, point.fnmr.method] : [])),
  eer.method,
];
