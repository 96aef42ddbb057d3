// What each choice is worth: a forest plot of paired differences, and the table behind it.

import { markOf, REFERENCE } from '../../../page/charts/marks.js';
import type { Layer, Plot } from '../../../page/charts/plot.js';
import { linear, rows as rowScale } from '../../../page/charts/scale.js';
import { figure } from '../../../page/figure.js';
import { type Content, type Html, html, name } from '../../../page/markup.js';
import { cell, fmr, percent, points, pValue, signed } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import type { Alternative, StudyReport } from '../../report.js';

const MARKS = {
  worse: markOf(1),
  better: markOf(2),
  indistinguishable: markOf(0),
} as const;

export const worth = (report: StudyReport): Section => ({
  id: 'worth',
  title: 'What each choice is worth',
  body: html`${lead(
    html`Each row is the recipe as it was taken but for one thing, trained anew on everybody of the part <code>train</code> and measured on
the same comparisons of the part <code>test</code>.`,
  )}
${forest(report)}
${proofTable(report)}`,
});

const labelOf = ({ choice, option }: Alternative): string =>
  choice === null ? `untrained: ${option}` : `${choice}: ${option}`;

function forest({ proof, study }: StudyReport): Html {
  const { alternatives } = proof;
  const shown = new Set(alternatives.map(({ verdict }) => verdict));
  const counts = (verdict: Alternative['verdict']) =>
    alternatives.filter((one) => one.verdict === verdict).length;
  return figure({
    id: 'fig-worth',
    title: `FNMR at FMR ${fmr(study.fmr)} less that of what was taken`,
    finding: `To the right of zero the alternative misses more. Of ${alternatives.length} alternatives ${counts('worse')} are worse, ${counts('better')} better, and ${counts('indistinguishable')} indistinguishable once p is adjusted for their number.`,
    plot: forestPlot(alternatives),
    key: (['worse', 'indistinguishable', 'better'] as const)
      .filter((verdict) => shown.has(verdict))
      .map((verdict) => ({ mark: MARKS[verdict], label: verdict })),
    data: {
      caption: 'Paired differences in percentage points, with 95 % intervals',
      columns: [{ title: 'Instead' }, { title: 'Difference', numeric: true }],
      rows: alternatives.map((one) => [name(labelOf(one)), differenceCell(one)]),
    },
  });
}

function forestPlot(alternatives: readonly Alternative[]): Plot {
  const ends = alternatives.flatMap(({ difference: { lower, upper } }) => [lower, upper]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = 0.06 * Math.max(high - low, 1e-4);
  const layers = alternatives.flatMap(({ difference: { estimate, lower, upper }, verdict }, row): Layer[] => [
    { kind: 'intervals', mark: MARKS[verdict], along: 'x', spans: [{ at: row, low: lower, high: upper }] },
    { kind: 'dots', mark: MARKS[verdict], points: [[estimate, row]] },
  ]);
  return {
    x: {
      title: 'difference of FNMR, percentage points',
      scale: linear(low - room, high + room, inPoints),
    },
    y: { title: '', scale: rowScale(alternatives.map((one) => shortened(labelOf(one)))) },
    height: 66 + 27 * alternatives.length,
    layers: [
      {
        kind: 'line',
        mark: REFERENCE,
        thin: true,
        points: [
          [0, -0.5],
          [0, alternatives.length - 0.5],
        ],
      },
      ...layers,
    ],
  };
}

const inPoints = (value: number): string =>
  Math.abs(value) < 1e-12 ? '0' : signed(100 * value, Math.abs(value) < 0.01 ? 1 : 0);

const shortened = (label: string): string => {
  const letters = [...label];
  return letters.length > 26 ? `${letters.slice(0, 25).join('')}…` : label;
};

function proofTable({ proof, study, search }: StudyReport): Html {
  const taken = new Map(search.map((one) => [one.choice, one.taken]));
  return table({
    caption: 'On the part test',
    columns: [
      { title: 'Recipe' },
      { title: html`FNMR at FMR <span class="estimate">${fmr(study.fmr)}</span>`, numeric: true },
      { title: 'Difference', numeric: true },
      { title: 'p', numeric: true },
      { title: 'p, adjusted', numeric: true },
      { title: 'Verdict' },
    ],
    rows: [
      [html`<b>as taken</b>`, cell(percent(proof.fnmr)), '–', '–', '–', ''],
      ...proof.alternatives.map(
        (one): Row => [
          rowHeading(one, one.choice === null ? undefined : taken.get(one.choice)),
          cell(percent(one.fnmr)),
          differenceCell(one),
          pValue(one.difference.pValue),
          pValue(one.difference.adjusted),
          verdictCell(one),
        ],
      ),
    ],
  });
}

const rowHeading = ({ choice, option }: Alternative, taken: string | undefined): Content =>
  choice === null
    ? html`before training: ${name(option)}`
    : html`${name(choice)}: ${name(option)} <span class="interval">instead of ${name(taken ?? '')}</span>`;

const differenceCell = ({ difference: { estimate, lower, upper } }: Alternative): Content =>
  cell(points(estimate, lower, upper));

const verdictCell = ({ verdict }: Alternative): Html =>
  verdict === 'indistinguishable'
    ? html`indistinguishable`
    : html`<b class="${verdict === 'worse' ? 'no' : 'yes'}">${verdict}</b>`;
