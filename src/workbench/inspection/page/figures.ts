// Bars for the page: counts by bin or by name.

import { MATED } from '../../page/charts/marks.js';
import type { Plot } from '../../page/charts/plot.js';
import { columns, linear } from '../../page/charts/scale.js';
import { figure } from '../../page/figure.js';
import type { Html } from '../../page/markup.js';
import { count } from '../../page/numbers.js';

export interface Bars {
  readonly id: string;
  readonly title: string;
  readonly finding: string;
  /** What the columns are, and what is counted. */
  readonly x: string;
  readonly y: string;
  readonly bars: readonly { readonly label: string; readonly count: number }[];
}

export const bars = ({ id, title, finding, x, y, bars: all }: Bars): Html =>
  figure({
    id,
    title,
    finding,
    plot: plotOf(x, y, all),
    key: [],
    data: {
      caption: title,
      columns: [{ title: x }, { title: y, numeric: true }],
      rows: all.map(({ label, count: n }) => [label, count(n)]),
    },
  });

function plotOf(x: string, y: string, all: Bars['bars']): Plot {
  const highest = Math.max(1, ...all.map((bar) => bar.count));
  return {
    x: { title: x, scale: columns(padded(thinned(all.map(({ label }) => label)))) },
    y: {
      title: y,
      scale: linear(0, highest * 1.12, (value) => (Number.isInteger(value) ? count(value) : '')),
    },
    height: 230,
    layers: [
      {
        kind: 'bars',
        mark: MATED,
        bars: all.map((bar, i) => ({
          from: i - 0.42,
          to: i + 0.42,
          height: bar.count,
          label: all.length <= MOST_LABELS && bar.count > 0 ? count(bar.count) : '',
        })),
      },
    ],
  };
}

/** So many labels stand side by side on a drawing. */
const MOST_LABELS = 9;

const thinned = (labels: readonly string[]): string[] => {
  const every = Math.ceil(labels.length / MOST_LABELS);
  return labels.map((label, i) => (i % every === 0 ? label : ''));
};

/** So few columns would be walls. */
const FEWEST_COLUMNS = 5;

const padded = (labels: readonly string[]): string[] => [
  ...labels,
  ...new Array<string>(Math.max(0, FEWEST_COLUMNS - labels.length)).fill(''),
];

/** `3–4`, `100+`; whole numbers, both ends among them. */
export const wholeBin = ({ from, to }: { readonly from: number; readonly to: number | null }): string =>
  to === null ? `${from}+` : to === from + 1 ? String(from) : `${from}–${to - 1}`;
