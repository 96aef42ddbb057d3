// The forecaster on series that everybody prints: each model by rolling origins, the choice, what it makes of seasons that
// no part of it saw, beside R's, and its estimates beside the published ones.
//   npm run study:forecast -- --out studies/results/forecast.md
// A few minutes on one core.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Forecast, forecast, LEVELS, type Series, seriesOf } from '../src/forecast/index.js';
import { differenced } from '../src/forecast/models/arima/differencing.js';
import { fitArima } from '../src/forecast/models/arima/fitArima.js';
import { chooseEts } from '../src/forecast/models/smoothing/ets.js';
import { fitEts } from '../src/forecast/models/smoothing/fitEts.js';
import { type EtsForm, formName } from '../src/forecast/models/smoothing/stateSpace.js';

const DATA = new URL('./data/forecast/', import.meta.url);

/** Files of `data/forecast`, with the sum that their source has. */
export const PRINTED: Readonly<Record<string, number>> = {
  'air-passengers': 40363,
  'us-accidental-deaths': 632793,
  'nottingham-temperature': 11769.5,
  'uk-gas': 36464.1,
  'johnson-johnson-earnings': 403.18,
  'mauna-loa-co2': 157741.05,
  'uk-drivers': 320699,
  'uk-lung-deaths': 148077,
};
/** Seasons that are held back in turn. */
const HELD_BACK = 4;
/** Seasons that must be left before them. */
const LEFT = 3;

export function readPrinted(name: string): Series {
  const [, ...lines] = readFileSync(new URL(`${name}.csv`, DATA), 'utf8')
    .trim()
    .split('\n');
  const rows = lines.map((line) => line.split(',') as [string, string]);
  return seriesOf(rows.map(([date, value]) => ({ date, value: Number(value) })));
}

const two = (value: number): string => value.toFixed(2);
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const heading = (cells: readonly string[]): string[] => [row(cells), row(cells.map(() => '---'))];
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Every model by rolling origins, one season ahead. */
function tried(found: ReadonlyMap<string, Forecast>): string[] {
  return [
    ...heading([
      ...['series', 'seasonal naive', 'smoothing', 'ARIMA', 'trees', 'taken'],
      ...['its MASE ÷ seasonal naive’s', '80 % held', '95 % held'],
    ]),
    ...[...found].map(([name, { models, chosen }]) => {
      const figures = models.map((model) => model.figures);
      const taken = models.find((model) => model.name === chosen.name)!.figures!;
      return row([
        name,
        ...figures.map((one) => (one ? two(one.mase) : '–')),
        chosen.form,
        two(taken.mase / figures[0]!.mase),
        ...LEVELS.map((level) => {
          const { share, lower, upper } = taken.coverage[level];
          const percent = (x: number) => (100 * x).toFixed(0);
          return `${percent(share)} (${percent(lower)} – ${percent(upper)})`;
        }),
      ]);
    }),
  ];
}

interface Season {
  readonly name: string;
  readonly mase: number;
  readonly naive: number;
  readonly held: Readonly<Record<80 | 95, number>>;
}

/** The whole forecaster, choice and widening included, on what came before each season that is held back. */
function unseen(name: string, series: Series): Season[] {
  const { season: m, values } = series;
  return Array.from({ length: HELD_BACK }, (_, k) => values.length - (HELD_BACK - k) * m)
    .filter((origin) => origin >= LEFT * m)
    .map((origin) => {
      const past = values.slice(0, origin);
      const { steps } = forecast({ ...series, values: past }, { horizon: m });
      const scale = mean([...past.subarray(m)].map((y, t) => Math.abs(y - past[t])));
      const errors = (of: (h: number) => number) =>
        mean(steps.map((_, h) => Math.abs(values[origin + h] - of(h)) / scale));
      const heldAt = (level: 80 | 95) =>
        mean(
          steps.map(({ lower, upper }, h) =>
            lower[level] <= values[origin + h] && values[origin + h] <= upper[level] ? 1 : 0,
          ),
        );
      return {
        name,
        mase: errors((h) => steps[h].point),
        naive: errors((h) => past[origin - m + h]),
        held: { 80: heldAt(80), 95: heldAt(95) },
      };
    });
}

function unseenTable(seasons: readonly Season[]): string[] {
  const [, ...lines] = readFileSync(new URL('r-forecast.csv', DATA), 'utf8').trim().split('\n');
  const peers = lines.map((line) => line.split(','));
  const rowOf = (label: string, own: readonly Season[], theirs: readonly string[][]) => {
    const of = (column: number) => mean(theirs.map((cells) => Number(cells[column])));
    const [ours, naive] = [mean(own.map(({ mase }) => mase)), mean(own.map(({ naive: mase }) => mase))];
    return row([
      ...[label, `${own.length}`, two(ours), two(naive), two(ours / naive), two(of(2)), two(of(3))],
      ...LEVELS.map((level) => (100 * mean(own.map(({ held }) => held[level]))).toFixed(0)),
    ]);
  };
  const names = [...new Set(seasons.map(({ name }) => name))];
  return [
    ...heading([
      ...['series', 'seasons', 'Likeness', 'seasonal naive', 'ratio', 'R `ets()`', 'R `auto.arima()`'],
      ...['80 % held', '95 % held'],
    ]),
    ...names.map((name) =>
      rowOf(
        name,
        seasons.filter((season) => season.name === name),
        peers.filter(([file]) => file === name),
      ),
    ),
    rowOf('all seasons', seasons, peers),
  ];
}

/** What is printed elsewhere, and what comes out here. */
function published(): string[] {
  const airline = { plain: 1, seasonal: 1 } as const;
  const arima = (name: string, log: boolean, p: number, q: number, Q: number) => {
    const { values } = readPrinted(name);
    const used = log ? values.map(Math.log) : values;
    return fitArima(differenced(used, 12, airline), 12, { p, q, P: 0, Q, constant: false })!;
  };
  const air = arima('air-passengers', true, 0, 1, 1);
  const plain = arima('air-passengers', false, 2, 1, 0);
  const deaths = arima('us-accidental-deaths', false, 0, 1, 1);
  const ets = (name: string, form: EtsForm) => fitEts(readPrinted(name).values, 12, form);
  const passengers = ets('air-passengers', { error: 'M', trend: 'Ad', season: 'M' });
  const additive = ets('us-accidental-deaths', { error: 'A', trend: 'N', season: 'A' });
  const chosen = chooseEts({ values: readPrinted('air-passengers').values, season: 12, horizon: 12 });
  const numbers = (values: readonly number[], digits: number) =>
    values.map((x) => x.toFixed(digits)).join(', ');
  return [
    ...heading(['model', 'figure', 'published', 'here']),
    row([
      'ARIMA(0,1,1)(0,1,1)12 of log AirPassengers',
      'θ, Θ; σ²; log-likelihood; AIC (R, `arima`)',
      '−0.4018, −0.5569; 0.001348; 244.70; −483.40',
      `${numbers([air.coefficients.ma[0], air.coefficients.seasonalMa[0]], 4)}; ${air.variance.toFixed(6)}; ${two(air.logLikelihood)}; ${two(6 - 2 * air.logLikelihood)}`,
    ]),
    row([
      'ARIMA(2,1,1)(0,1,0)12 of AirPassengers',
      'φ₁, φ₂, θ; log-likelihood; AICc (R, `auto.arima`)',
      '0.5960, 0.2143, −0.9819; −504.92; 1018.17',
      `${numbers([...plain.coefficients.ar, plain.coefficients.ma[0]], 4)}; ${two(plain.logLikelihood)}; ${two(plain.aicc)}`,
    ]),
    row([
      'ARIMA(0,1,1)(0,1,1)12 of USAccDeaths',
      'θ, Θ; σ²; log-likelihood (R, `arima`)',
      '−0.4303, −0.5528; 99347; −425.44',
      `${numbers([deaths.coefficients.ma[0], deaths.coefficients.seasonalMa[0]], 4)}; ${deaths.variance.toFixed(0)}; ${two(deaths.logLikelihood)}`,
    ]),
    row([
      'ETS(M,Ad,M) of AirPassengers',
      'log-likelihood (R, `ets`), the higher the better',
      '−679.58',
      two(passengers.logLikelihood),
    ]),
    row([
      'ETS(A,N,A) of USAccDeaths',
      'log-likelihood (R, `ets`), the higher the better',
      '−555.07',
      two(additive.logLikelihood),
    ]),
    row([
      'form of ETS taken for AirPassengers',
      'form; AICc, the lower the better',
      'ETS(M,Ad,M); 1400.64',
      `${formName(chosen.form)}; ${two(chosen.aicc)}`,
    ]),
  ];
}

function main(): void {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: 'studies/results/forecast.md' } },
  });
  const found = new Map<string, Forecast>();
  const seasons: Season[] = [];
  for (const name of Object.keys(PRINTED)) {
    const series = readPrinted(name);
    console.error(name);
    found.set(name, forecast(series, { horizon: series.season }));
    seasons.push(...unseen(name, series));
  }
  const better = [...found.values()].filter(({ models, chosen }) => {
    const taken = models.find(({ name }) => name === chosen.name)!.figures!;
    return taken.mase < models[0].figures!.mase;
  }).length;
  const report = [
    '# The forecaster on series that everybody prints',
    '',
    'Made by `npm run study:forecast`; the series and their sources are in `studies/data/forecast`.',
    '',
    '## By rolling origins',
    '',
    'MASE of every model over up to twelve origins, one season ahead, everything chosen anew at each origin. Intervals are',
    'those of the model, before any widening: per cent held, with the 95 % interval on as many observations as the',
    `back-test is worth. What was taken has a lower MASE than seasonal naive in ${better} of ${found.size} series.`,
    '',
    ...tried(found),
    '',
    '## On seasons that nothing saw',
    '',
    `The last ${HELD_BACK} seasons (${HELD_BACK - 1} of the shortest series) are held back in turn, and the whole forecaster, back-test, choice and widening`,
    'included, works on what came before. Mean MASE over the seasons, beside `ets()` and `auto.arima()` of R’s `forecast`',
    '8.20 with their defaults on the same cuts. Held: per cent within the final intervals.',
    '',
    ...unseenTable(seasons),
    '',
    '## Beside what is published',
    '',
    'R 4.2.2 with `forecast` 8.20; the figures of ARIMA stand in many books and manuals as well.',
    '',
    ...published(),
    '',
    'R’s optimiser of ETS stops early where there are many states, so that likelihoods here are higher, and the form that is',
    'taken may be another one.',
    '',
  ].join('\n');
  writeFileSync(values.out, report);
  console.log(report);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
