// FMRs below what can be counted, by extreme-value theory, or why they were not estimated.

import { REFERENCE } from '../../../page/charts/marks.js';
import { HEIGHT } from '../../../page/charts/plot.js';
import { extent, linear, logarithmic } from '../../../page/charts/scale.js';
import { figure, figures } from '../../../page/figure.js';
import { type Html, html } from '../../../page/markup.js';
import { count, decimal, fmr, pValue, score } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { facts, refusal, table } from '../../../page/table.js';
import type { Report } from '../../report.js';
import type { MarkedModel } from '../reading.js';
import { eachModel } from './section.js';

type Fit = Extract<MarkedModel['model']['tail'], { kind: 'fit' }>;

export const tail = (report: Report): Section => ({
  id: 'tail',
  title: 'Low FMRs by extreme values',
  body: html`${lead(
    'The highest non-mated scores are taken to follow a generalised Pareto distribution: fitted to them, it says how rare still higher ones are. It extrapolates: it may guide a choice of threshold, but it supports no claim.',
  )}
${eachModel(report, (one) =>
  one.model.tail.kind === 'refused' ? refusal(one.model.tail.reason) : fitted(one, one.model.tail),
)}`,
});

function fitted(one: MarkedModel, fit: Fit): Html {
  const { exceedances, from, shape, scale, pValue: p, warning, lowestFmr, thresholds } = fit;
  return html`${warning ? html`<p class="warning"><b>Warning.</b> ${warning}</p>` : null}
${figures([
  thresholds.length > 0 ? chart(one, fit) : null,
  html`<div>${table({
    caption: 'Thresholds by extreme values',
    columns: [
      { title: 'FMR' },
      { title: 'Threshold', numeric: true },
      { title: '95 % interval', numeric: true },
    ],
    rows: thresholds.map((t) => [fmr(t.fmr), score(t.threshold), `${score(t.lower)} to ${score(t.upper)}`]),
  })}
${facts([
  ['Exceedances', `${count(exceedances)} from score ${score(from)}`],
  ['Lowest FMR that may be read off', fmr(lowestFmr)],
  ['Shape ξ', decimal(shape, 3)],
  ['Scale σ', String(Number(scale.toPrecision(3)))],
  ['Goodness of fit', `p = ${pValue(p)}${p < 0.05 ? ': not to be relied upon' : ''}`],
])}</div>`,
])}`;
}

function chart({ model, mark, label, place }: MarkedModel, { thresholds, from }: Fit): Html {
  const counted = model.det.curve.filter((p) => p.threshold >= from && p.fmr > 0);
  const fmrs = [...thresholds.map((t) => t.fmr), ...counted.map((p) => p.fmr)];
  const places = [from, ...thresholds.flatMap((t) => [t.lower, t.upper]), ...counted.map((p) => p.threshold)];
  const [low, high] = extent(places)!;
  const rarest = thresholds.reduce((a, b) => (b.fmr < a.fmr ? b : a));
  return figure({
    id: `fig-tail-${place}`,
    title: 'Threshold by FMR, counted and extrapolated',
    finding: `For FMR ${fmr(rarest.fmr)} the fit asks of ${label} a threshold of ${score(rarest.threshold)} (${score(rarest.lower)} to ${score(rarest.upper)}).`,
    plot: {
      x: { title: 'Threshold', scale: linear(low, high > low ? high : low + 1) },
      y: { title: 'FMR', scale: logarithmic(rarest.fmr, extent(fmrs)![1], fmr) },
      height: HEIGHT,
      layers: [
        { kind: 'line', mark: REFERENCE, points: counted.map((p) => [p.threshold, p.fmr]) },
        {
          kind: 'intervals',
          mark,
          along: 'x',
          spans: thresholds.map((t) => ({ at: t.fmr, low: t.lower, high: t.upper })),
        },
        { kind: 'dots', mark, points: thresholds.map((t) => [t.threshold, t.fmr]) },
      ],
    },
    key: [
      { mark: REFERENCE, label: 'counted' },
      { mark, label: 'fit, with 95 % interval' },
    ],
    data: {
      caption: 'Thresholds by extreme values',
      columns: [{ title: 'FMR' }, { title: 'Threshold', numeric: true }],
      rows: thresholds.map((t) => [
        fmr(t.fmr),
        `${score(t.threshold)} (${score(t.lower)} to ${score(t.upper)})`,
      ]),
    },
  });
}
