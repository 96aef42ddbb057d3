// Models against one another at equal FMR. With a single model there is nothing to compare.

import { estimatesPlot } from '../../../page/charts/estimates.js';
import { figure } from '../../../page/figure.js';
import { type Content, type Html, html, name } from '../../../page/markup.js';
import { cell, fmr, percent, points, pValue, sentence, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import type { Report, ReportedComparison } from '../../report.js';
import { type MarkedModel, markedModels, pointAt, strictestShared, targetsOf } from '../reading.js';
import { modelName } from './section.js';

export function leaderboard(report: Report): Section | null {
  if (report.models.length < 2) return null;
  return {
    id: 'leaderboard',
    title: 'Models at equal FMR',
    body: html`${lead(
      html`Each model at its own threshold for the same FMR, the best first. Scores of different models never meet; error rates do.`,
    )}
${standings(report)}
${chart(report)}
<h3>Paired tests</h3>
${pairedTests(report)}`,
  };
}

function standings(report: Report): Html {
  const targets = targetsOf(report);
  const rows = markedModels(report).map((one): Row => {
    const { model } = one;
    const cllr = model.calibration.shipped?.llr.cllr;
    return [
      modelName(one),
      cell(percent(model.acquisition.fta)),
      cell(percent(model.eer)),
      ...targets.map((target) => fnmrCell(one, target)),
      cllr === undefined ? 'none' : `${cllr.toFixed(3)} bit`,
    ];
  });
  return table({
    caption: 'Standings',
    columns: [
      { title: 'Model' },
      { title: 'FTA', numeric: true },
      { title: 'EER', numeric: true },
      ...targets.map((target) => ({
        title: html`FNMR at FMR <span class="estimate">${fmr(target)}</span>`,
        numeric: true as const,
      })),
      { title: 'Cllr, shipped', numeric: true },
    ],
    rows,
  });
}

function fnmrCell({ model }: MarkedModel, target: number): Content {
  const point = pointAt(model, target);
  if (!point) return 'not asked for';
  return point.kind === 'point' ? cell(percent(point.fnmr)) : html`<b class="no">refused</b>`;
}

function chart(report: Report): Html {
  const models = markedModels(report);
  const targets = targetsOf(report);
  const rows = targets.flatMap((target) =>
    models.map(({ model, label, mark }) => {
      const point = pointAt(model, target);
      return { target, label, mark, estimate: point?.kind === 'point' ? point.fnmr : null };
    }),
  );
  return figure({
    id: 'fig-leaderboard',
    title: 'FNMR at equal FMR',
    finding: findingOf(report),
    plot: estimatesPlot(
      'FNMR',
      rows.map(({ target, ...row }) => ({ ...row, label: `${fmr(target)}  ${row.label}` })),
      'logarithmic',
      share,
    ),
    key: models,
    data: {
      caption: 'FNMR at equal FMR, with 95 % intervals',
      columns: [{ title: 'Model' }, { title: 'FMR', numeric: true }, { title: 'FNMR', numeric: true }],
      rows: rows.map(({ target, label, estimate }) => [
        name(label),
        fmr(target),
        estimate ? cell(percent(estimate)) : 'refused',
      ]),
    },
  });
}

function findingOf(report: Report): string {
  const target = strictestShared(report);
  if (target === null) return 'There is no FMR at which every model could be measured.';
  const said = report.models.flatMap((model) => {
    const point = pointAt(model, target);
    return point?.kind === 'point' ? `${model.model.name} ${sentence(percent(point.fnmr))}` : [];
  });
  return `FNMR at FMR ${fmr(target)}, the strictest that all models can show: ${said.join('; ')}.`;
}

function pairedTests({ comparisons }: Report): Html {
  if (comparisons.length === 0) {
    return absent('No two models were compared on the same comparisons, so no difference can be tested.');
  }
  return html`<p>Both models judged the same comparisons, so what they share – hard pictures, wrong labels – cancels out: a
difference may be certain although the intervals above overlap. p‑values are not corrected for the number of tests.</p>
<ul class="statements">${comparisons.flatMap(({ result }) => (result.kind === 'difference' ? html`<li>${result.statement}</li>` : []))}</ul>
${table({
  caption: 'Paired tests of FNMR at equal FMR',
  columns: [
    { title: 'Models' },
    { title: 'FMR', numeric: true },
    { title: 'FNMR of each', numeric: true },
    { title: 'Difference', numeric: true },
    { title: 'p', numeric: true },
    { title: 'McNemar’s p', numeric: true },
    { title: 'Verdict on the first' },
  ],
  rows: comparisons.map(pairRow),
})}`;
}

function pairRow({ a, b, target, result }: ReportedComparison): Row {
  const heading = html`${name(a)} against ${name(b)}`;
  if (result.kind === 'refused') {
    return {
      heading: html`${heading} at FMR <span class="estimate">${fmr(target)}</span>`,
      refusal: result.reason,
    };
  }
  const { fnmrA, fnmrB, difference, lower, upper, pValue: p, mcnemarP } = result;
  return [
    heading,
    fmr(target),
    html`<span class="estimate">${share(fnmrA)}, ${share(fnmrB)}</span>`,
    cell(points(difference, lower, upper)),
    pValue(p),
    pValue(mcnemarP),
    html`<b>${result.verdict}</b>`,
  ];
}
