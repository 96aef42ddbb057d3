// Do 95 % intervals hold the truth 95 times in 100, when comparisons share people? Worlds with a known truth are
// drawn a thousand times over; each draw is a trial of its own, with its own people.
//   npm run study:coverage [-- --rows FILE] [-- --worlds chance,mixed --trials 100 --replicates 199]
// Two hours on one core. FILE keeps the worlds that are done: two processes may share them, and a run goes on where it
// stopped. Writes results/coverage.md once all worlds are done as they should be; otherwise prints only.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import {
  bootstrapEer,
  bootstrapFmr,
  bootstrapFnmr,
  bootstrapFnmrAtFmr,
  clopperPearson,
  createRandom,
  type SubjectInterval,
  type SubjectTrials,
} from '../src/trials/index.js';
import { detBand } from '../src/trials/uncertainty/detBand.js';
import { drawWorld, WORLDS, type World } from './trialWorlds.js';

interface Cell {
  readonly statistic: string;
  readonly truth: number;
  readonly interval: (
    trials: SubjectTrials,
    options: { replicates: number; seed: number },
  ) => SubjectInterval;
}

const fmrCell = (truth: number, threshold: number): Cell => ({
  statistic: `FMR ${truth}`,
  truth,
  interval: (trials, options) => bootstrapFmr(trials, threshold, options),
});
const fnmrCell = (truth: number, threshold: number): Cell => ({
  statistic: `FNMR ${truth}`,
  truth,
  interval: (trials, options) => bootstrapFnmr(trials, threshold, options),
});
const atCell = (fmr: number, truth: number): Cell => ({
  statistic: `FNMR at FMR ${fmr}`,
  truth,
  interval(trials, options) {
    const found = bootstrapFnmrAtFmr(trials, fmr, options);
    if (found.kind === 'unsupported') throw new Error(found.reason);
    return found;
  },
});

/** Truths by scipy 1.17: norm.isf(FMR); 3 + norm.ppf(FNMR); norm.cdf(norm.isf(FMR) − 3); norm.cdf(−1.5). */
const CELLS: readonly Cell[] = [
  fmrCell(0.05, 1.6448536269514729),
  fmrCell(0.01, 2.3263478740408408),
  fmrCell(0.001, 3.090232306167813),
  fmrCell(0.0001, 3.719016485455709),
  fnmrCell(0.1, 1.7184484344553996),
  fnmrCell(0.02, 0.946251089368177),
  fnmrCell(0.005, 0.42417069645109917),
  atCell(0.05, 0.08768546324970367),
  atCell(0.01, 0.25026625253320295),
  atCell(0.001, 0.5359486937899742),
  { statistic: 'EER', truth: 0.06680720126885807, interval: bootstrapEer },
];

export interface Coverage {
  readonly world: string;
  readonly statistic: string;
  readonly trials: number;
  /** Trials whose interval held the truth, lay below it, lay above it. */
  readonly held: number;
  readonly below: number;
  readonly above: number;
  /** Of the trials: the share reported by exact limits, the mean of effective errors and of effective subjects. */
  readonly widest: number;
  readonly errors: number;
  readonly people: number;
  /** Upper limit over lower limit, in the median trial. */
  readonly ratio: number;
}

export interface StudyOptions {
  readonly trials: number;
  readonly replicates: number;
  readonly worlds: readonly World[];
  readonly onTrial?: (world: string, done: number) => void;
}

/** Draws the worlds and counts. */
export function studyCoverage({ trials, replicates, worlds, onTrial }: StudyOptions): Coverage[] {
  return worlds.flatMap((world) => {
    const found: SubjectInterval[][] = CELLS.map(() => []);
    for (let run = 0; run < trials; run++) {
      const drawn = drawWorld(world, createRandom(1_000_000 + run), 0.1);
      for (const [c, cell] of CELLS.entries()) {
        found[c]!.push(cell.interval(drawn, { replicates, seed: run + 1 }));
      }
      onTrial?.(world.name, run + 1);
    }
    return CELLS.map((cell, c) => summary(world, cell, found[c]!));
  });
}

function summary(world: World, { statistic, truth }: Cell, found: readonly SubjectInterval[]): Coverage {
  const count = (is: (interval: SubjectInterval) => boolean) => found.filter(is).length;
  const mean = (of: (interval: SubjectInterval) => number) =>
    found.reduce((sum, interval) => sum + of(interval), 0) / found.length;
  const below = count(({ upper }) => upper < truth);
  const above = count(({ lower }) => lower > truth);
  const ratios = found.map(({ lower, upper }) => upper / lower).sort((a, b) => a - b);
  return {
    world: world.name,
    statistic,
    trials: found.length,
    held: found.length - below - above,
    below,
    above,
    widest: mean(({ method }) => (method === 'widest' ? 1 : 0)),
    errors: mean(({ effectiveErrors }) => effectiveErrors),
    people: mean(({ effectiveSubjects }) => effectiveSubjects),
    ratio: ratios[Math.floor(ratios.length / 2)]!,
  };
}

/** A table in Markdown, one row a cell. */
export function coverageTable(found: readonly Coverage[]): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const rows = found.map((cell) => {
    const { lower, upper } = clopperPearson(cell.held, cell.trials);
    return [
      ...[cell.world, cell.statistic],
      `${percent(cell.held / cell.trials)} (${percent(lower)} – ${percent(upper)})`,
      ...[percent(cell.below / cell.trials), percent(cell.above / cell.trials)],
      ...[cell.errors.toFixed(cell.errors < 20 ? 1 : 0), cell.people.toFixed(0), percent(cell.widest)],
      Number.isFinite(cell.ratio) ? cell.ratio.toPrecision(3) : '∞',
    ];
  });
  const head = ['world', 'rate', 'coverage, %', 'below, %', 'above, %'];
  const counts = ['effective errors', 'effective subjects', 'by careful limits, %', 'upper / lower'];
  return [[...head, ...counts], Array(9).fill('---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

/** The report: what was drawn, and how often the intervals held the truth. */
export function coverageReport(
  found: readonly Coverage[],
  replicates: number,
  speed: readonly string[],
): string {
  const cells = found.map((cell) => ({ ...cell, share: cell.held / cell.trials }));
  const many = cells.filter(({ errors }) => errors >= MANY_ERRORS);
  const within = (list: typeof cells) => list.filter(({ share }) => share >= 0.93 && share <= 0.97).length;
  const short = cells.filter(({ share }) => share < 0.93);
  const wide = cells.filter(({ share }) => share > 0.97);
  const wideOfMany = wide.filter(({ errors }) => errors >= MANY_ERRORS);
  const name = ({ world, statistic, share, errors }: (typeof cells)[number]) =>
    `${world}, ${statistic} (${(100 * share).toFixed(1)} %, ${errors.toFixed(1)} effective errors)`;
  return [
    '# Coverage of intervals',
    '',
    `Made by \`npm run study:coverage\`: ${found[0]!.trials} trials a world, ${replicates} resamples an interval, 95 % intended. Every score is`,
    'normal with variance 1, non-mated ones around 0, mated ones around 3; the worlds differ in whose the variance is:',
    '',
    ...WORLDS.map(({ name, about }) => `- \`${name}\`: ${about}`),
    '',
    'In brackets the 95 % interval of the coverage itself. Below, above: intervals that lay wholly below or above the truth. Effective',
    'errors: their number, fewer where they share people; the rarer of both kinds where both enter. Effective subjects: how many people',
    'the standard error rests upon. By careful limits: how often, for want of 10 effective errors, the wider of two intervals was given.',
    'The last column is the upper over the lower limit in the median trial: what the coverage costs.',
    '',
    `Of ${many.length} cells with ${MANY_ERRORS} effective errors or more ${within(many)} lie within 93 – 97 %; of all ${cells.length}, ${within(cells)}.`,
    '',
    `Below 93 %: ${short.length === 0 ? 'none' : short.map(name).join('; ')}.`,
    '',
    `Above 97 % with ${MANY_ERRORS} effective errors or more: ${wideOfMany.length === 0 ? 'none' : wideOfMany.map(name).join('; ')}. With fewer,`,
    `where the limits are meant to be too wide rather than too narrow: ${wide.length - wideOfMany.length} cells.`,
    '',
    coverageTable(found),
    '',
    '# Speed',
    '',
    ...speed,
    '',
  ].join('\n');
}

/** As `TRUSTED_ERRORS` of the intervals: below it they are meant to be too wide rather than too narrow. */
const MANY_ERRORS = 10;

/** Seconds for 1,000 resamples of 2,000 people with 4,500 pictures: 10⁷ comparisons. */
function measureSpeed(): string[] {
  const mixed = WORLDS.find(({ name }) => name === 'mixed')!;
  const crowd: World = { ...mixed, subjects: 2000, pictures: (random) => (random.below(4) === 0 ? 3 : 2) };
  const trials = drawWorld(crowd, createRandom(1), 0.014);
  const seconds = (work: () => unknown): string => {
    const began = performance.now();
    work();
    return `${((performance.now() - began) / 1000).toFixed(1)} s`;
  };
  const lines = [
    ...[1e-2, 1e-3, 1e-4].map((fmr): [string, string] => [
      `FNMR at FMR ${fmr}`,
      seconds(() => bootstrapFnmrAtFmr(trials, fmr)),
    ]),
    ['DET band', seconds(() => detBand(trials))],
  ];
  const { mated, nonMated } = trials;
  return [
    `1,000 resamples of ${trials.subjects} people, ${nonMated.trials} non-mated comparisons (${nonMated.scores.length} kept one by one),`,
    `${mated.scores.length} mated; one thread of ${cpus()[0]!.model}, which did other work beside.`,
    '',
    '| statistic | time |',
    '|---|---|',
    ...lines.map(([name, time]) => `| ${name} | ${time} |`),
  ];
}

function keptRows(file: string | undefined): Coverage[] {
  if (file === undefined || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Coverage);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string' },
      worlds: { type: 'string', default: WORLDS.map(({ name }) => name).join(',') },
      trials: { type: 'string', default: '1000' },
      replicates: { type: 'string', default: '399' },
    },
  });
  const [trials, replicates] = [Number(values.trials), Number(values.replicates)];
  const chosen = values.worlds.split(',');
  const began = Date.now();
  const made: Coverage[] = [];
  for (const world of WORLDS.filter(({ name }) => chosen.includes(name))) {
    if (keptRows(values.rows).some((row) => row.world === world.name && row.trials === trials)) continue;
    const onTrial = (name: string, done: number) => {
      if (done % 100 === 0) console.error(`${name}: ${done}, ${Math.round((Date.now() - began) / 1000)} s`);
    };
    const rows = studyCoverage({ trials, replicates, worlds: [world], onTrial });
    made.push(...rows);
    if (values.rows) appendFileSync(values.rows, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  const kept = keptRows(values.rows).filter((row) => row.trials === trials);
  const all = values.rows ? kept : made;
  const found = WORLDS.flatMap(({ name }) => all.filter((row) => row.world === name));
  console.log(coverageTable(found));
  const complete = WORLDS.every(({ name }) => found.some((row) => row.world === name));
  if (complete && trials >= 1000) {
    writeFileSync(
      new URL('./results/coverage.md', import.meta.url),
      coverageReport(found, replicates, measureSpeed()),
    );
  }
}
