// Which quality component foresees false non-matches: FNMR as the worst pictures are discarded.

import { markOf } from '../../../page/charts/marks.js';
import { HEIGHT, type Layer, type Plot } from '../../../page/charts/plot.js';
import { linear } from '../../../page/charts/scale.js';
import { figure, sampled } from '../../../page/figure.js';
import { type Html, html, name } from '../../../page/markup.js';
import { decimal, fmr, percent, score, sentence, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { ModelReport, Report } from '../../report.js';
import type { MarkedModel } from '../reading.js';
import { eachModel } from './section.js';

type Quality = NonNullable<ModelReport['quality']>;

/** So many lines can be told apart; the table has all of them. */
const DRAWN = 5;

export const quality = (report: Report): Section => ({
  id: 'quality',
  title: 'Quality',
  body: report.models.every((model) => model.quality === null)
    ? absent('Quality components were not measured in this run.')
    : html`${lead(
        'If a component tells which pictures will fail, discarding its worst pictures lowers FNMR. A flat line is a component that tells nothing about this model.',
      )}
${eachModel(report, (one) => (one.model.quality ? discard(one, one.model.quality) : absent('Not measured for this model.')))}`,
});

function discard({ place, label }: MarkedModel, { curves, target, threshold }: Quality): Html {
  if (curves.length === 0) return absent('No component could be measured on enough pictures.');
  const best = curves[0];
  const drawn = curves.slice(0, DRAWN);
  return html`<div class="split">${figure({
    id: `fig-discard-${place}`,
    title: 'Error versus discard',
    finding: `${best.component} foresees the false non-matches of ${label} best: its relative area is ${area(best)}. Threshold ${score(threshold)}, for FMR ${fmr(target)}.`,
    plot: plotOf(drawn),
    key: drawn.map(({ component }, i) => ({ mark: markOf(i), label: component })),
    data: {
      caption: 'FNMR by share of comparisons discarded',
      columns: [
        { title: 'Component' },
        { title: 'discarded', numeric: true },
        { title: 'FNMR', numeric: true },
      ],
      rows: curves.flatMap(({ component, points }) =>
        sampled(points, 11).map((p) => [
          name(component),
          share(p.discarded),
          sentence(percent({ rate: p.fnmr, lower: p.lower, upper: p.upper })),
        ]),
      ),
    },
  })}
${table({
  caption: 'Components, the best first',
  columns: [{ title: 'Component' }, { title: 'Relative area, 95 % interval', numeric: true }],
  rows: curves.map((curve) => [name(curve.component), area(curve)]),
})}</div>
<p class="note">Comparisons go by the lower quality of their two pictures. The relative area, up to 20&nbsp;% discarded, is 0 if every error went first and 1 if quality told no more than chance; above 1 it misleads. The band is the 95&nbsp;% interval of the best component.</p>`;
}

/** With its interval: which component is best may be chance. */
const area = ({ relativeArea: { value, lower, upper } }: Quality['curves'][number]): string =>
  `${decimal(value, 2)} (${decimal(lower, 2)}–${decimal(upper, 2)})`;

function plotOf(curves: Quality['curves']): Plot {
  const all = curves.flatMap(({ points }) => points);
  const mostDiscarded = Math.max(0.01, ...all.map((p) => p.discarded));
  const highest = Math.max(1e-6, ...all.map((p) => p.fnmr), ...curves[0].points.map((p) => p.upper));
  return {
    x: { title: 'Comparisons discarded', scale: linear(0, mostDiscarded, share) },
    y: { title: 'FNMR', scale: linear(0, highest * 1.05, share) },
    height: HEIGHT,
    layers: [
      { kind: 'band', mark: markOf(0), points: curves[0].points.map((p) => [p.discarded, p.lower, p.upper]) },
      ...curves.map(
        ({ points }, i): Layer => ({
          kind: 'line',
          mark: markOf(i),
          points: points.map((p) => [p.discarded, p.fnmr]),
        }),
      ),
    ],
  };
}
