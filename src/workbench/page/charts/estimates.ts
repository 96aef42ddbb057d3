// Estimates with their intervals, one a row: what differs by more than chance is seen at once.

import type { Estimate } from '../numbers.js';
import type { Mark } from './marks.js';
import type { Layer, Plot } from './plot.js';
import { linear, logarithmic, rows as rowScale, smallestPositive } from './scale.js';

export interface EstimateRow {
  readonly label: string;
  readonly mark: Mark;
  /** Null where it was refused. */
  readonly estimate: Estimate | null;
}

/** @param tick how a value of the axis is written */
export function estimatesPlot(
  title: string,
  rows: readonly EstimateRow[],
  form: 'linear' | 'logarithmic',
  tick: (value: number) => string,
): Plot {
  const shown = rows.flatMap(({ estimate }) => estimate ?? []);
  const highest = Math.max(1e-6, ...shown.map(({ upper }) => upper));
  const x =
    form === 'linear'
      ? linear(0, highest * 1.05, tick)
      : logarithmic(
          smallestPositive(
            shown.map(({ lower, rate }) => lower || rate / 3),
            highest / 1e4,
          ),
          highest,
          tick,
        );
  return {
    x: { title, scale: x },
    y: { title: '', scale: rowScale(rows.map(({ label }) => shortened(label))) },
    height: 66 + 27 * rows.length,
    layers: rows.flatMap(({ estimate, mark }, row) => layersOf(estimate, mark, row, x.low, form)),
  };
}

function layersOf(
  estimate: Estimate | null,
  mark: Mark,
  row: number,
  left: number,
  form: 'linear' | 'logarithmic',
): readonly Layer[] {
  if (!estimate) {
    const at = form === 'linear' ? left : 10 ** left;
    return [{ kind: 'words', at: [at, row], text: '  refused' }];
  }
  const { rate, lower, upper } = estimate;
  return [
    { kind: 'intervals', mark, along: 'x', spans: [{ at: row, low: lower, high: upper }] },
    { kind: 'dots', mark, points: [[rate, row]] },
  ];
}

/** Names may be as long as paths; the table beside the drawing has them whole. */
const shortened = (label: string): string => {
  const letters = [...label];
  return letters.length > 22 ? `${letters.slice(0, 21).join('')}…` : label;
};
