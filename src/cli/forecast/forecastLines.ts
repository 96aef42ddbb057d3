// A forecast for people: how the models did, why one was taken, what comes next.

import { type Figures, LEVELS, type ModelReport } from '../../forecast/index.js';
import type { TableForecast } from '../../workbench/index.js';
import { type Paint, table } from '../output.js';
import { textPicture } from './textPicture.js';

/** @param amount how a quantity is written */
export function forecastLines(
  result: TableForecast,
  amount: (value: number) => string,
  paint: Paint,
): string[] {
  const { series, forecast, value } = result;
  const { past, ahead } = textPicture(result);
  const { season, steps, notes } = forecast;
  return [
    `${paint(value, 'bold')}: ${series.values.length} ${series.step}s${season > 1 ? `, season of ${season}` : ', no season'}`,
    `${paint(past, 'dim')}${paint(ahead, 'blue')}`,
    '',
    ...modelLines(result, paint),
    forecast.why,
    '',
    paint(`The next ${steps.length} ${series.step}s, by ${forecast.chosen.form}`, 'bold'),
    ...table(
      [
        ['', 'forecast', '80 %', '95 %'],
        ...steps.map(({ step, point, lower, upper }) => [
          step,
          amount(point),
          ...LEVELS.map((level) => `${amount(lower[level])} to ${amount(upper[level])}`),
        ]),
      ],
      (cell, row) => (row === 0 ? paint(cell, 'dim') : cell),
    ).map((line) => `  ${line}`),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ];
}

function modelLines({ forecast: { models, plan, chosen } }: TableForecast, paint: Paint): string[] {
  if (!plan) return [];
  const { origins, reach } = plan;
  return [
    paint(`Back-test: ${origins.length} origins, ${reach} step${reach === 1 ? '' : 's'} ahead`, 'bold'),
    ...table(
      [
        ['', 'MASE', '80 % held', '95 % held', 'interval score', ''],
        ...models.map((model) => modelRow(model, model.name === chosen.name)),
      ],
      (cell, row) => (row === 0 ? paint(cell, 'dim') : cell),
    ).map((line) => `  ${line}`),
    '',
  ];
}

function modelRow({ label, figures, refusal }: ModelReport, isChosen: boolean): string[] {
  if (!figures) return [label, '–', '', '', '', refusal ?? 'its errors have nothing to be measured by'];
  return [
    label,
    figures.mase.toFixed(2),
    ...LEVELS.map((level) => heldText(figures.coverage[level])),
    figures.intervalScore.toFixed(1),
    isChosen ? 'taken' : '',
  ];
}

const heldText = ({ share, lower, upper }: Figures['coverage'][80]): string => {
  const percent = (part: number) => (100 * part).toFixed(0);
  return `${percent(share)} % (${percent(lower)}–${percent(upper)})`;
};
