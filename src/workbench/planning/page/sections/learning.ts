// The learning curve: errors as measured, the curve with its band, and how far beyond the data it may be read.

import { MATED, markOf, REFERENCE } from '../../../page/charts/marks.js';
import type { Layer, Plot } from '../../../page/charts/plot.js';
import { HEIGHT } from '../../../page/charts/plot.js';
import { linear, logarithmic } from '../../../page/charts/scale.js';
import { figure } from '../../../page/figure.js';
import { type Content, type Html, html, unbroken } from '../../../page/markup.js';
import {
  cell,
  count,
  decimal,
  fmr,
  percent,
  points,
  roughly,
  sentence,
  share,
} from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { facts, type Row, table } from '../../../page/table.js';
import type { Estimated } from '../../learning/measuredSizes.js';
import { reachStatement } from '../../learning/statement.js';
import type { Plan, PlannedLearning } from '../../plan.js';

const RUN = markOf(1);

export const learning = ({ learning: planned, settings, dataset }: Plan): Section => ({
  id: 'learning',
  title: 'What more of this data would buy',
  body: planned
    ? html`${lead(html`${unbroken(planned.statement)}`)}
<div class="split">${curveFigure(planned, settings.fmr)}
<div>${predictionTable(planned)}
<ul class="statements">${planned.wanted.map(({ fnmr, reach }) => html`<li>${reachStatement(fnmr, reach)}</li>`)}</ul>
<p class="note">${horizonNote(planned)}</p></div></div>
${facts(factsOf(planned))}`
    : absent(
        html`Nothing was trained, so nothing can be said of what more subjects to train on would bring. Divide the data set with
<code>likeness data split ${dataset.name}</code>, then give a recipe: <code>likeness data plan ${dataset.name} --recipe recipe.json</code> trains it on a sixteenth,
an eighth … of the subjects and measures each model on the part <code>test</code>.`,
      ),
});

const horizonNote = ({ curve }: PlannedLearning): string =>
  curve.band.length === 0
    ? 'Nothing is predicted: see above.'
    : `Beyond ${roughly(curve.horizon)} subjects nothing is said: a curve is not read further beyond the data than half as far, on a logarithmic scale, as was seen.`;

function curveFigure({ curve, runs, recipe, untrained, statement }: PlannedLearning, at: number): Html {
  return figure({
    id: 'fig-learning',
    title: `FNMR at FMR ${fmr(at)} by subjects trained on`,
    finding: statement,
    plot: plotOf({ curve, runs, untrained }),
    key: [
      {
        mark: MATED,
        label: `${recipe}, mean of its runs with interval${curve.band.length > 0 ? '; curve and band' : ''}`,
      },
      { mark: RUN, label: 'one run' },
      ...(untrained ? [{ mark: REFERENCE, label: 'before training' }] : []),
    ],
    data: {
      caption: 'FNMR as measured',
      columns: [
        { title: 'Subjects', numeric: true },
        { title: 'Runs', numeric: true },
        { title: 'FNMR', numeric: true },
      ],
      rows: [
        ...(untrained ? [['0', '–', cell(percent(untrained))]] : []),
        ...curve.sizes.map((size): Row => [count(size.subjects), count(size.runs), cell(percent(size))]),
      ],
    },
  });
}

function plotOf({ curve, runs, untrained }: Pick<PlannedLearning, 'curve' | 'runs' | 'untrained'>): Plot {
  const { sizes, band, horizon } = curve;
  const [first, last] = [sizes[0]!.subjects, sizes.at(-1)!.subjects];
  const end = Math.max(last, ...(band.length > 0 ? [horizon] : []));
  const rates = [...sizes, ...band].flatMap(({ rate, lower, upper }) => [rate, lower, upper]);
  const high = Math.max(...rates, ...runs.map(({ error }) => error), untrained?.rate ?? 0);
  const beyond: Layer[] =
    band.length > 0 ? [{ kind: 'region', from: last, to: end, label: 'beyond the data' }] : [];
  const reference: Layer[] = untrained
    ? [
        {
          kind: 'line',
          mark: REFERENCE,
          thin: true,
          points: [
            [first, untrained.rate],
            [end, untrained.rate],
          ],
        },
      ]
    : [];
  return {
    x: { title: 'Subjects trained on', scale: logarithmic(first, end, count) },
    y: { title: 'FNMR', scale: linear(0, 1.05 * high, share) },
    height: HEIGHT,
    layers: [
      ...beyond,
      {
        kind: 'band',
        mark: MATED,
        points: band.map(({ subjects, lower, upper }) => [subjects, lower, upper]),
      },
      { kind: 'line', mark: MATED, points: band.map(({ subjects, rate }) => [subjects, rate]) },
      ...reference,
      { kind: 'dots', mark: RUN, points: runs.map(({ subjects, error }) => [subjects, error]) },
      {
        kind: 'intervals',
        mark: MATED,
        along: 'y',
        spans: sizes.map(({ subjects, lower, upper }) => ({ at: subjects, low: lower, high: upper })),
      },
      { kind: 'dots', mark: MATED, points: sizes.map(({ subjects, rate }) => [subjects, rate]) },
    ],
  };
}

function factsOf({ curve, test, gained }: PlannedLearning): [Content, Content][] {
  return [
    [
      'Measured on',
      html`${count(test.subjects)} people whom no model saw, ${count(test.matedPairs)} mated comparisons`,
    ],
    ...(gained
      ? ([['All subjects against none', sentence(points(gained.estimate, gained.lower, gained.upper))]] as [
          Content,
          Content,
        ][])
      : []),
    ['A doubling changed the FNMR by', change(curve.perDoubling)],
    ['The last doubling by', change(curve.lastDoubling)],
    ...curve.fits.map(({ asymptote, exponent, floor }): [Content, Content] => [
      asymptote === 'free' ? 'With an asymptote' : 'Without one',
      html`exponent ${decimal(exponent.estimate, 2)} <span class="interval">(${decimal(exponent.lower, 2)}–${decimal(exponent.upper, 2)})</span>${
        asymptote === 'free' ? html`, floor ${sentence(percent(floor))}` : null
      }`,
    ]),
  ];
}

const change = ({ estimate, lower, upper }: Estimated): string => {
  const signed = (value: number) => `${value > 0 ? '+' : ''}${decimal(100 * value, 0)}`;
  return `${signed(estimate)} % (${signed(lower)} to ${signed(upper)} %)`;
};

function predictionTable({ curve: { predictions, sizes } }: PlannedLearning): Html | null {
  if (predictions.length === 0) return null;
  return table({
    caption: 'What more subjects would bring',
    columns: [
      { title: 'Subjects' },
      { title: 'FNMR', numeric: true },
      { title: 'Fewer misses than today', numeric: true },
    ],
    rows: [
      [html`<b>${count(sizes.at(-1)!.subjects)}</b>, as now`, cell(percent(sizes.at(-1)!)), '–'],
      ...predictions.map(
        ({ times, subjects, error, saved }): Row => [
          html`<b>${roughly(subjects)}</b>, ${count(times)} times`,
          cell(percent(error)),
          cell(percent({ rate: saved.estimate, lower: saved.lower, upper: saved.upper })),
        ],
      ),
    ],
  });
}
