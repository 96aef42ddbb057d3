// Do stated FMRs and likelihood ratios hold on people that they were not fitted on?

import { type Mark, markOf } from '../../../page/charts/marks.js';
import { figures } from '../../../page/figure.js';
import { type Content, type Html, html, name } from '../../../page/markup.js';
import { cell, decimal, fmr, fmrWithInterval, percent, score, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { refusal, table } from '../../../page/table.js';
import type { ModelReport, Report, ReportedLlrQuality } from '../../report.js';
import type { MarkedModel } from '../reading.js';
import { realisedFigure, reliabilityFigure, tippettFigure } from './calibrationFigures.js';
import { eachModel } from './section.js';

type Realised = NonNullable<ModelReport['calibration']['shipped']>['realised'][number];

/** One calibration that was tried on people it had not seen: the shipped one, or that of one half on the other. */
export interface Trial {
  readonly label: string;
  readonly mark: Mark;
  readonly realised: readonly Realised[];
  readonly llr: ReportedLlrQuality | null;
}

export const calibration = (report: Report): Section => ({
  id: 'calibration',
  title: 'Calibration',
  body: html`${lead(
    'A threshold is sold with an FMR, a score with a likelihood ratio. Here both are held against what happened to people on whom they were not fitted.',
  )}
${eachModel(report, ofModel)}`,
});

function ofModel(one: MarkedModel): Html {
  const { shipped, crossFitted } = one.model.calibration;
  const trials = trialsOf(one.model.calibration);
  return html`${
    shipped
      ? html`<p>Shipped with the model: fitted on ${name(shipped.data)}.</p>
${shipped.warning ? html`<p class="warning"><b>Warning.</b> ${shipped.warning}</p>` : null}`
      : absent('The model’s manifest holds no calibration, so none could be tried as shipped.')
  }
${
  crossFitted.kind === 'refused'
    ? html`<h4>Fitted on halves of this data</h4>${refusal(crossFitted.reason)}`
    : html`<p>Fitted anew on each half of the subjects of this data and tried on the other half.</p>`
}
${trials.length > 0 ? found(one, trials) : null}`;
}

function found({ place, label }: MarkedModel, trials: readonly Trial[]): Html {
  const judged = trials.flatMap(({ llr, ...trial }) => (llr ? [{ ...trial, llr }] : []));
  const realised = trials.filter((trial) => trial.realised.length > 0);
  const drawings: Content[] = [];
  if (realised.length > 0) drawings.push(realisedFigure(`fig-realised-${place}`, label, realised));
  if (judged.length > 0) {
    drawings.push(reliabilityFigure(`fig-reliability-${place}`, label, judged));
    drawings.push(tippettFigure(`fig-tippett-${place}`, label, judged));
  }
  return html`${realised.length > 0 ? realisedTable(realised) : null}
${judged.length > 0 ? llrTable(judged) : null}
${figures(drawings)}`;
}

const realisedTable = (trials: readonly Trial[]): Html =>
  table({
    caption: 'Stated and realised FMR',
    columns: [
      { title: 'Calibration' },
      { title: 'FMR stated', numeric: true },
      { title: 'Threshold', numeric: true },
      { title: 'FMR realised', numeric: true },
      { title: 'FNMR', numeric: true },
      { title: 'Stated FMR within interval' },
    ],
    rows: trials.flatMap(({ label, realised }) =>
      realised.map((one) => [
        label,
        fmr(one.nominal),
        score(one.threshold),
        cell(fmrWithInterval(one.fmr)),
        cell(percent(one.fnmr)),
        html`<b>${held(one)}</b>`,
      ]),
    ),
  });

const llrTable = (trials: readonly (Trial & { llr: ReportedLlrQuality })[]): Html =>
  table({
    caption: 'Quality of likelihood ratios',
    columns: [
      { title: 'Calibration' },
      { title: 'Cllr', numeric: true },
      { title: 'least possible', numeric: true },
      { title: 'calibration loss', numeric: true },
      { title: 'mated with LLR < 0', numeric: true },
      { title: 'non-mated with LLR > 0', numeric: true },
    ],
    rows: trials.map(({ label, llr: { cllr, minCllr, misleading } }) => [
      label,
      `${decimal(cllr, 4)} bit`,
      `${decimal(minCllr, 4)} bit`,
      `${decimal(cllr - minCllr, 4)} bit`,
      share(misleading.mated),
      share(misleading.nonMated),
    ]),
  });

/** Said from the side of safety: too many false matches is the failure, too few is a threshold that costs. */
function held({ nominal, fmr: { lower, upper } }: Realised): string {
  if (lower > nominal) return 'no: more false matches';
  return upper < nominal ? 'no: fewer false matches' : 'yes';
}

function trialsOf({ shipped, crossFitted }: ModelReport['calibration']): Trial[] {
  const trials: Trial[] = [];
  if (shipped) {
    trials.push({ label: 'shipped', mark: markOf(0), realised: shipped.realised, llr: shipped.llr });
  }
  if (crossFitted.kind === 'halves') {
    for (const half of [1, 2] as const) {
      trials.push({
        label: `tried on half ${half}`,
        mark: markOf(half),
        realised: crossFitted.realised.filter((one) => one.half === half),
        llr: crossFitted.llr[half - 1] ?? null,
      });
    }
  }
  return trials;
}
