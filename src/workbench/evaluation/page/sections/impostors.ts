// What hard impostors achieve at thresholds that they had no part in. Absent where no list said how they were chosen.

import { estimatesPlot } from '../../../page/charts/estimates.js';
import { figure, figures } from '../../../page/figure.js';
import { type Html, html, name } from '../../../page/markup.js';
import { cell, count, counted, fmr, fmrWithInterval, score, sentence } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { type Row, refusal, table } from '../../../page/table.js';
import type { Report, ReportedImpostors } from '../../report.js';
import type { MarkedModel } from '../reading.js';
import { eachModel } from './section.js';

type Kinds = Extract<ReportedImpostors, { kind: 'kinds' }>;

export function impostors(report: Report): Section | null {
  const found = report.models.flatMap((model) => model.impostors ?? []);
  if (found.length === 0) return null;
  const isSampled = found.some((one) => one.kind === 'kinds' && one.thresholds === 'random');
  return {
    id: 'impostors',
    title: 'Kinds of impostors',
    body: html`${lead(isSampled ? SAMPLED : UNSAMPLED)}
${eachModel(report, (one) => (one.model.impostors ? ofModel(one, one.model.impostors, report.settings.fmr) : null))}`,
  };
}

const SAMPLED =
  'FMR of each kind of non-mated pairs of the list. Thresholds are set on the random impostors, and every other rate on this page is theirs: hard ones are no sample of those whom a service meets, and no rate is taken of both together. Look-alikes are the worst case for the model that chose them, and less so for another.';

const UNSAMPLED =
  'FMR of each kind of non-mated pairs of the list, at the thresholds of the model’s calibration. None of them is drawn at random, so that thresholds from this list would be set by hard impostors: those of all other sections are, and they are no thresholds of use.';

function ofModel({ mark, place, label }: MarkedModel, found: ReportedImpostors, wanted: number): Html {
  if (found.kind === 'refused') return refusal(found.reason);
  const target = decisive(found, wanted);
  return html`${rates(found)}
${target === undefined ? null : figures([kindsFigure(`fig-impostors-${place}`, found, target, label, mark)])}`;
}

/** The FMR to decide by, or the lowest above it that can be shown. */
function decisive({ kinds }: Kinds, wanted: number): number | undefined {
  const shown = kinds.flatMap(({ points }) =>
    points.flatMap((point) => (point.kind === 'rate' && point.target >= wanted ? [point.target] : [])),
  );
  return shown.length > 0 ? Math.min(...shown) : undefined;
}

function rates({ kinds, thresholds }: Kinds): Html {
  const targets = [...new Set(kinds.flatMap(({ points }) => points.map(({ target }) => target)))];
  const lost = kinds.reduce((sum, one) => sum + one.lost, 0);
  return html`${table({
    caption: 'FMR by kind of impostors, with 95 % intervals over subjects',
    columns: [
      { title: thresholds === 'random' ? 'FMR asked for' : 'FMR stated by the calibration' },
      { title: 'Threshold', numeric: true },
      ...kinds.map((one) => ({
        title: html`${name(one.kind)} <span class="counts">${counted(one.subjects, 'subject')}</span>`,
        numeric: true as const,
      })),
    ],
    rows: targets.map((target) => ratesAt(kinds, target)),
  })}
${lost > 0 ? html`<p class="note">${counted(lost, 'further comparison was', 'further comparisons were')} prevented by failures to acquire.</p>` : null}`;
}

function ratesAt(kinds: Kinds['kinds'], target: number): Row {
  const heading = html`<b>${fmr(target)}</b>`;
  const at = kinds.map(({ points }) => points.find((point) => point.target === target));
  const shown = at.find((point) => point?.kind === 'rate');
  if (shown?.kind !== 'rate') return { heading, refusal: at[0]?.kind === 'refused' ? at[0].reason : '' };
  return [
    heading,
    score(shown.threshold),
    ...at.map((point) =>
      point?.kind === 'rate'
        ? html`${cell(fmrWithInterval(point))} <span class="counts">${count(point.errors)} of ${count(point.trials)}</span>`
        : html`<span class="interval reason">${point?.reason ?? null}</span>`,
    ),
  ];
}

function kindsFigure(
  id: string,
  { kinds }: Kinds,
  target: number,
  model: string,
  mark: MarkedModel['mark'],
): Html {
  const rows = kinds.map(({ kind, points }) => {
    const point = points.find((one) => one.target === target);
    return { label: kind, mark, estimate: point?.kind === 'rate' ? point : null };
  });
  const told = rows.flatMap(({ label, estimate }) =>
    estimate ? [`${label} ${sentence(fmrWithInterval(estimate))}`] : [],
  );
  return figure({
    id,
    title: `FMR by kind of impostors at the threshold for FMR ${fmr(target)}`,
    finding: `${model}: ${told.join('; ')}.`,
    plot: estimatesPlot('FMR', rows, 'logarithmic', fmr),
    key: [],
    data: {
      caption: `FMR by kind of impostors at the threshold for FMR ${fmr(target)}`,
      columns: [{ title: 'Kind' }, { title: 'FMR', numeric: true }],
      rows: rows.map(({ label, estimate }) => [
        name(label),
        estimate ? cell(fmrWithInterval(estimate)) : 'refused',
      ]),
    },
  });
}
