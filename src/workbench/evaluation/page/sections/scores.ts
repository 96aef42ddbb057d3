// Where the scores lie. On a linear axis the few non-mated scores that make an FMR of 1e-4 would be invisible, so
// shares are drawn logarithmically; beside them the error rates by threshold, to choose a threshold by eye.

import { MATED, NON_MATED } from '../../../page/charts/marks.js';
import { HEIGHT, type Layer, type Plot, type Point } from '../../../page/charts/plot.js';
import { linear, logarithmic, type Scale, smallestPositive } from '../../../page/charts/scale.js';
import { figure, figures, sampled } from '../../../page/figure.js';
import { html } from '../../../page/markup.js';
import { decimal, fmr, score, share } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import type { ModelReport, Report } from '../../report.js';
import { type MarkedModel, shownPoints } from '../reading.js';
import { eachModel } from './section.js';

type Distributions = ModelReport['distributions'];

export const scores = (report: Report): Section => ({
  id: 'scores',
  title: 'Scores',
  body: html`${lead(
    'The less both kinds of scores overlap, the better. Shares are drawn logarithmically, since false matches of one in ten thousand would not be seen otherwise; dotted lines are the thresholds of the operating points, named by their FMR.',
  )}
${eachModel(report, (one) => figures([distributionFigure(one), thresholdFigure(one)]))}`,
});

function distributionFigure({ model, place, label }: MarkedModel) {
  const binned = coarser(model.distributions, 160);
  return figure({
    id: `fig-scores-${place}`,
    title: 'Distribution of scores',
    finding: `Half of the mated scores of ${label} lie above ${about(medianOf(binned, binned.mated))}, half of the non-mated ones below ${about(medianOf(binned, binned.nonMated))}.`,
    plot: distributionPlot(binned, model),
    key: KEY,
    data: distributionTable(model.distributions),
  });
}

function distributionPlot(binned: Distributions, model: ModelReport): Plot {
  const { edges, mated, nonMated } = binned;
  const y = logarithmic(smallestPositive([...mated, ...nonMated], 1e-9), 1, fmr);
  const outline = (shares: readonly number[]): Point[] =>
    shares.flatMap((value, i): Point[] => [
      [edges[i], value],
      [edges[i + 1], value],
    ]);
  const kind = (mark: typeof MATED, shares: readonly number[]): Layer[] => [
    { kind: 'band', mark, points: outline(shares).map(([at, value]) => [at, 0, value]) },
    { kind: 'line', mark, points: outline(shares) },
  ];
  return {
    x: { title: 'Comparison score', scale: scoreScale(model.distributions) },
    y: { title: 'Share of comparisons in each bin', scale: y },
    height: HEIGHT,
    layers: [...kind(NON_MATED, nonMated), ...kind(MATED, mated), ...thresholds(model)],
  };
}

function thresholdFigure({ model, place, label }: MarkedModel) {
  const { curve } = model.det;
  const strictest = shownPoints(model).at(-1);
  const finding = strictest
    ? `At threshold ${score(strictest.threshold)} ${label} has FMR ${fmr(strictest.fmr.rate)} and FNMR ${share(strictest.fnmr.rate)}.`
    : `No operating point of ${label} could be shown; the curves are what was counted.`;
  return figure({
    id: `fig-thresholds-${place}`,
    title: 'Error rates by threshold',
    finding,
    plot: {
      x: { title: 'Threshold', scale: scoreScale(model.distributions) },
      y: {
        title: 'FMR, FNMR',
        scale: logarithmic(
          smallestPositive(
            curve.flatMap((p) => [p.fmr, p.fnmr]),
            1e-9,
          ),
          1,
          fmr,
        ),
      },
      height: HEIGHT,
      layers: [
        { kind: 'line', mark: NON_MATED, points: curve.map((p) => [p.threshold, p.fmr]) },
        { kind: 'line', mark: MATED, points: curve.map((p) => [p.threshold, p.fnmr]) },
        ...thresholds(model),
      ],
    },
    key: [
      { mark: MATED, label: 'FNMR: mated comparisons below' },
      { mark: NON_MATED, label: 'FMR: non-mated comparisons at or above' },
    ],
    data: {
      caption: 'Error rates by threshold',
      columns: [{ title: 'Threshold' }, { title: 'FMR', numeric: true }, { title: 'FNMR', numeric: true }],
      rows: sampled(curve, 60).map((p) => [score(p.threshold), fmr(p.fmr), share(p.fnmr)]),
    },
  });
}

const KEY = [
  { mark: MATED, label: 'mated' },
  { mark: NON_MATED, label: 'non-mated' },
];

const thresholds = (model: ModelReport): Layer[] =>
  shownPoints(model).map(({ threshold, target }, row) => ({
    kind: 'rule',
    at: threshold,
    label: fmr(target),
    row,
  }));

function distributionTable(distributions: Distributions) {
  const { edges, mated, nonMated } = coarser(distributions, 60);
  return {
    caption: 'Share of comparisons by score',
    columns: [
      { title: 'Score from' },
      { title: 'to', numeric: true as const },
      { title: 'mated', numeric: true as const },
      { title: 'non-mated', numeric: true as const },
    ],
    rows: mated.flatMap((value, i) =>
      value > 0 || nonMated[i] > 0
        ? [[score(edges[i]), score(edges[i + 1]), fmr(value), fmr(nonMated[i])]]
        : [],
    ),
  };
}

/** Joins neighbouring bins until there are no more than `atMost`. */
function coarser({ edges, mated, nonMated }: Distributions, atMost: number): Distributions {
  const join = Math.ceil(mated.length / atMost);
  if (join <= 1) return { edges, mated, nonMated };
  const sums = (shares: readonly number[]) =>
    Array.from({ length: Math.ceil(shares.length / join) }, (_, bin) =>
      shares.slice(bin * join, (bin + 1) * join).reduce((sum, one) => sum + one, 0),
    );
  const last = edges.length - 1;
  const joined = sums(mated);
  return {
    edges: Array.from({ length: joined.length + 1 }, (_, i) => edges[Math.min(i * join, last)]),
    mated: joined,
    nonMated: sums(nonMated),
  };
}

/** A bin's edge is no exact score. */
const about = (edge: number): string => decimal(edge, Math.abs(edge) < 10 ? 2 : 0);

/** Lower edge of the bin in which half of the shares are reached. */
function medianOf({ edges }: Distributions, shares: readonly number[]): number {
  const half = shares.reduce((sum, one) => sum + one, 0) / 2;
  let [bin, sum] = [0, shares[0]];
  while (sum < half) {
    bin++;
    sum += shares[bin];
  }
  return edges[bin];
}

/** From the lowest score that occurred to the highest. */
function scoreScale({ edges, mated, nonMated }: Distributions): Scale {
  const filled = mated.map((value, i) => value > 0 || nonMated[i] > 0);
  const [low, high] = [edges[Math.max(0, filled.indexOf(true))], edges[filled.lastIndexOf(true) + 1]];
  return linear(low, high > low ? high : low + 1);
}
