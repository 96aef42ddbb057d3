// Search in a gallery, open-set: how often somebody is found who is not there, and missed who is.

import type { Layer } from '../../../page/charts/plot.js';
import { HEIGHT } from '../../../page/charts/plot.js';
import { logarithmic, smallestPositive } from '../../../page/charts/scale.js';
import { figure } from '../../../page/figure.js';
import { type Html, html, name } from '../../../page/markup.js';
import { cell, count, fmr, fmrWithInterval, percent, score, sentence, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { ModelReport, Report } from '../../report.js';
import { markedModels } from '../reading.js';
import { eachModel } from './section.js';

type Identification = NonNullable<ModelReport['identification']>;

export const identification = (report: Report): Section => ({
  id: 'identification',
  title: 'Identification',
  body: report.models.every((model) => model.identification === null)
    ? absent('No search in a gallery was evaluated: the protocol lists pairs, or the subjects are too few.')
    : html`${lead(
        'Each search asks who of the gallery a picture shows. FPIR: searches of people who are not in it that still name somebody. FNIR: searches of people who are, that do not name them.',
      )}
${drawing(report)}
${eachModel(report, ({ model }) => (model.identification ? searches(model.identification) : absent('Not evaluated for this model.')))}`,
});

const searches = ({ gallery, matedSearches, nonMatedSearches, rankOne, points }: Identification): Html =>
  html`<p>Gallery of ${count(gallery)} subjects; ${count(matedSearches)} mated and ${count(nonMatedSearches)} non-mated searches.
The right person stands first in ${sentence(percent(rankOne))} of the mated searches, whatever the score.</p>
${table({
  caption: 'Open-set identification, with 95 % intervals',
  columns: [
    { title: 'FPIR asked for' },
    { title: 'Threshold', numeric: true },
    { title: 'FPIR', numeric: true },
    { title: 'FNIR', numeric: true },
  ],
  rows: points.map((p) => [
    fmr(p.target),
    score(p.threshold),
    cell(fmrWithInterval(p.fpir)),
    cell(percent(p.fnir)),
  ]),
})}`;

function drawing(report: Report): Html | null {
  const models = markedModels(report).flatMap(({ model: { identification: found }, ...one }) =>
    found && found.points.length > 0 ? [{ ...one, points: found.points }] : [],
  );
  if (models.length === 0) return null;
  const all = models.flatMap(({ points }) => points);
  const fnirs = all.flatMap(({ fnir }) => [fnir.rate, fnir.upper]);
  const said = models.map(({ label, points }) => {
    const strictest = points.reduce((a, b) => (b.target < a.target ? b : a));
    return `${label} misses ${sentence(percent(strictest.fnir))} at FPIR ${fmr(strictest.target)}`;
  });
  return figure({
    id: 'fig-identification',
    title: 'FNIR by FPIR',
    finding: `${said.join('; ')}.`,
    plot: {
      x: {
        title: 'FPIR',
        scale: logarithmic(
          smallestPositive(
            all.map(({ target }) => target),
            1e-9,
          ),
          Math.max(...all.map(({ target }) => target)),
          fmr,
        ),
      },
      y: { title: 'FNIR', scale: logarithmic(smallestPositive(fnirs, 1e-4), Math.max(...fnirs), share) },
      height: HEIGHT,
      layers: models.flatMap(({ mark, points }): Layer[] => [
        {
          kind: 'intervals',
          mark,
          along: 'y',
          spans: points.map((p) => ({ at: p.target, low: p.fnir.lower, high: p.fnir.upper })),
        },
        { kind: 'line', mark, points: points.map((p) => [p.target, p.fnir.rate]) },
        { kind: 'dots', mark, points: points.map((p) => [p.target, p.fnir.rate]) },
      ]),
    },
    key: models,
    data: {
      caption: 'FNIR by FPIR',
      columns: [{ title: 'Model' }, { title: 'FPIR', numeric: true }, { title: 'FNIR', numeric: true }],
      rows: models.flatMap(({ label, points }) =>
        points.map((p) => [name(label), fmr(p.target), sentence(percent(p.fnir))]),
      ),
    },
  });
}
