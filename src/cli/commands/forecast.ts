// `likeness forecast`: any table with a date and a number, and what comes next.

import { extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { STEPS, type Step } from '../../forecast/index.js';
import type { TableForecast } from '../../workbench/index.js';
import { forecastLines } from '../forecast/forecastLines.js';
import { jsonOption, whole, word } from '../options.js';
import { painter, printJson, printLines } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import { save } from '../save.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `What comes next, and how sure is that? Reads a column of dates and a column of numbers from a CSV or Parquet file,
tries every model on the past (seasonal naive, exponential smoothing, ARIMA, gradient-boosted trees), takes the one that was
least wrong, and forecasts with intervals of 80 % and 95 %. Nothing leaves the machine.

Each model is fitted to the past of up to twelve moments, and its forecast held against what came after. MASE is its mean
error over the mean change from the same step of the season before: below 1 it does better than last season’s values did.
Where a simpler model cannot be told from the best it is taken. Intervals that held too little in that test are widened,
and it says so.

There must be one value for every step. Steps that are missing or doubled are named and refused, never filled: several
rows of one step are added up only with --sum.`;

const EPILOGUE = `
Dates:
  2026   2026-Q1   2026-01   2026-W05   2026-01-31   2026-01-31 13:00
  The step is told from them; --by takes a longer one, as days into months (with --sum).

Exit codes:
  0 done   2 wrong use or bad input

Examples:
  $ likeness forecast sales.csv --date month --value units --horizon 12
  $ likeness forecast sales.csv --date month --value units --out forecast.png --csv forecast.csv
  $ likeness forecast reviews.parquet --date opened_at --value cases --by week --sum --horizon 8
  $ likeness forecast sales.csv --date month --value units --json | jq '.steps[] | {step, point}'`;

interface Options {
  readonly date: string;
  readonly value: string;
  readonly horizon?: number;
  readonly by?: Step;
  readonly sum?: true;
  readonly season?: number;
  readonly out?: string;
  readonly csv?: string;
  readonly json?: true;
}

const PICTURES = ['.svg', '.png', '.html'];
/** Beyond this no interval means anything, and no table can be read. */
const FURTHEST = 1000;

export function addForecast(program: Command, terminal: Terminal): void {
  program
    .command('forecast')
    .summary('what comes next in a table of numbers, with intervals, tried on its past')
    .description(prose(ABOUT))
    .argument('<table>', 'a CSV or Parquet file', word)
    .requiredOption('--date <column>', 'the column that says when', word)
    .requiredOption('--value <column>', 'the column that says how much', word)
    .option('--horizon <steps>', 'how far ahead (default: a season, or 12 steps)', steps)
    .addOption(new Option('--by <step>', 'the step (default: as the dates have it)').choices([...STEPS]))
    .option('--sum', 'add up rows of one step')
    .option(
      '--season <steps>',
      'steps in a season, 1 for none (default: by the step: 24, 7, 52, 12, 4, 1)',
      steps,
    )
    .option('--out <file>', 'the picture, as .svg, .png or .html', picture)
    .option('--csv <file>', 'the forecast as a CSV file', word)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((table: string, options: Options) => forecast(terminal, table, options));
}

function steps(text: string): number {
  const count = whole(text);
  if (count > FURTHEST) throw new InvalidArgumentError(`"${text}" is more than ${FURTHEST}.`);
  return count;
}

function picture(text: string): string {
  const path = word(text);
  if (!PICTURES.includes(extname(path).toLowerCase())) {
    throw new InvalidArgumentError(`"${path}" ends in none of ${PICTURES.join(', ')}.`);
  }
  return path;
}

async function forecast(
  terminal: Terminal,
  table: string,
  { out, csv, json, ...options }: Options,
): Promise<void> {
  const { amountsLike, forecastTable } = await import('../../workbench/index.js');
  const progress = startProgress(terminal);
  const result = await forecastTable({
    ...{ table, ...options },
    onProgress: (model, done, total) => progress.report(`trying ${model}`, done, total),
  }).finally(progress.done);
  if (out !== undefined) await save(out, await drawn(result, out));
  if (csv !== undefined) await save(csv, csvOf(result));
  if (json) return printJson(terminal, documentOf(result));
  const paint = painter(terminal.out, terminal.env);
  const amount = amountsLike(result.forecast.steps.map(({ point }) => point));
  const files = [out, csv].filter((file) => file !== undefined);
  printLines(terminal, [
    ...forecastLines(result, amount, paint),
    ...(files.length > 0 ? ['', paint(files.join('  '), 'dim')] : []),
  ]);
}

async function drawn(result: TableForecast, path: string): Promise<string | Uint8Array> {
  const { forecastPage, forecastPng, forecastSvg } = await import('../../workbench/index.js');
  const form = extname(path).toLowerCase();
  return form === '.png' ? forecastPng(result) : form === '.svg' ? forecastSvg(result) : forecastPage(result);
}

function csvOf({ forecast: { steps: ahead } }: TableForecast): string {
  const rows = ahead.map(({ step, point, lower, upper }) =>
    [step, point, lower[80], upper[80], lower[95], upper[95]].join(','),
  );
  return `${['step,forecast,lower_80,upper_80,lower_95,upper_95', ...rows].join('\n')}\n`;
}

/** What was found, without the values that were given. */
const documentOf = ({ table, value, series, forecast: found }: TableForecast) => ({
  ...{ table, value, by: series.step, values: series.values.length },
  ...found,
});
