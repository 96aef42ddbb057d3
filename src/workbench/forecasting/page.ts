// A forecast as one page: the picture with its numbers, how each model did, what to know before going by it.

import { type Forecast, LEVELS, type ModelReport } from '../../forecast/index.js';
import { pageDocument } from '../page/document.js';
import { figure } from '../page/figure.js';
import { html, name } from '../page/markup.js';
import { cell, percent } from '../page/numbers.js';
import { lead, type Section } from '../page/section.js';
import { type Row, table } from '../page/table.js';
import { amountsLike } from './amount.js';
import { forecastPlot, KEY } from './chart.js';
import type { TableForecast } from './forecastTable.js';

const HEIGHT = 300;

export function forecastPage(result: TableForecast): string {
  const { value, series, forecast } = result;
  return pageDocument({
    title: `forecast of ${value}`,
    kind: 'forecast',
    heading: html`The next ${String(forecast.steps.length)} ${series.step}s of ${name(value)}`,
    about: html`From ${String(series.values.length)} ${series.step}s of ${name(result.table)}. ${forecast.why}`,
    sections: [ahead(result), models(forecast), cautions(forecast)].flatMap((section) => section ?? []),
  });
}

function ahead(result: TableForecast): Section {
  const { forecast, value } = result;
  const amount = amountsLike(forecast.steps.map(({ point }) => point));
  return {
    id: 'forecast',
    title: 'What comes next',
    body: figure({
      id: 'fig-forecast',
      title: `${value}, observed and forecast`,
      finding: `${forecast.chosen.form}. The dark fan is to hold four futures of five, the pale one nineteen of twenty.`,
      plot: forecastPlot(result, value, HEIGHT),
      key: KEY,
      data: {
        caption: 'Forecast with its intervals',
        columns: [
          { title: 'Step' },
          ...['Forecast', '80 % from', 'to', '95 % from', 'to'].map((title) => ({
            ...{ title, numeric: true as const },
          })),
        ],
        rows: forecast.steps.map(({ step, point, lower, upper }) => [
          step,
          ...[point, lower[80], upper[80], lower[95], upper[95]].map(amount),
        ]),
      },
    }),
  };
}

function models({ models: tried, plan, chosen }: Forecast): Section | null {
  if (!plan) return null;
  return {
    id: 'models',
    title: 'How each model did',
    body: html`${lead(
      html`Each was fitted to the past of ${String(plan.origins.length)} moments, and its forecast of ${String(plan.reach)} steps held against what came. MASE below 1 is better than last season’s values were, on average, in the past.`,
    )}${table({
      caption: 'Back-test over rolling origins',
      columns: [
        { title: 'Model' },
        { title: 'MASE', numeric: true },
        ...LEVELS.map((level) => ({ title: `Held by ${level} %`, numeric: true as const })),
        { title: 'Interval score', numeric: true },
      ],
      rows: tried.map((model) => modelRow(model, model.name === chosen.name)),
    })}`,
  };
}

function modelRow({ label, figures, refusal }: ModelReport, isChosen: boolean): Row {
  const heading = isChosen ? html`<b>${label}</b>` : label;
  if (!figures) return { heading, refusal: refusal ?? 'its errors have nothing to be measured by' };
  return [
    heading,
    figures.mase.toFixed(2),
    ...LEVELS.map((level) => {
      const { share, lower, upper } = figures.coverage[level];
      return cell(percent({ rate: share, lower, upper }));
    }),
    figures.intervalScore.toFixed(1),
  ];
}

const cautions = ({ notes }: Forecast): Section | null =>
  notes.length === 0
    ? null
    : {
        id: 'notes',
        title: 'Before you go by it',
        body: html`<ul class="statements">${notes.map((note) => html`<li>${note}</li>`)}</ul>`,
      };
