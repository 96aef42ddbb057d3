// Does the interval of a learning curve hold the error with two and four times the subjects? Worlds with a known
// truth: power laws, and others that no power law follows.
//   npm run study:learning [-- --trials 200 --replicates 199]
// Half an hour on one core. Writes results/learning.md.

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { normalQuantile } from '../src/trials/distributions/normalQuantile.js';
import { clopperPearson, createRandom, type Random } from '../src/trials/index.js';
import { fitLearningCurve } from '../src/workbench/planning/learning/learningCurve.js';
import type { TrainedRun } from '../src/workbench/planning/learning/measuredSizes.js';

interface World {
  readonly name: string;
  readonly about: string;
  /** The error of a model trained on `share` of the subjects at hand; the mean over subjects and seeds. */
  readonly error: (share: number) => number;
  readonly testPeople: number;
}

/** 1/16 to all of the subjects, with the runs of `trainingDraws`. */
const SIZES = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1] as const;
const RUNS = [5, 5, 4, 2, 2] as const;
const SUBJECTS = 1600;
/** Standard deviation of the log-odds of a run about the curve. */
const RUN_NOISE = 0.06;
/** Correlation of two models' difficulty with one person. */
const SHARED = 0.85;

export const WORLDS: readonly World[] = [
  { name: 'power', about: '6 % · n^−0.35', error: (n) => 0.06 * n ** -0.35, testPeople: 1000 },
  { name: 'floor', about: '3 % · n^−0.5 + 3 %', error: (n) => 0.03 * n ** -0.5 + 0.03, testPeople: 1000 },
  { name: 'slow', about: '8 % · n^−0.1', error: (n) => 0.08 * n ** -0.1, testPeople: 1000 },
  {
    name: 'few errors',
    about: '2 % · n^−0.35, 400 test people',
    error: (n) => 0.02 * n ** -0.35,
    testPeople: 400,
  },
  { name: 'flat', about: '6 %, whatever the data', error: () => 0.06, testPeople: 1000 },
  {
    name: 'exponential',
    about: 'no power law: 4 % + 11 % · exp(−3 n)',
    error: (n) => 0.04 + 0.11 * Math.exp(-3 * n),
    testPeople: 1000,
  },
  {
    name: 'logarithmic',
    about: 'no power law: 6 % − 2 % a doubling, from 2 % on no more',
    error: (n) => Math.max(0.02, 0.06 - 0.02 * Math.log2(n)),
    testPeople: 1000,
  },
  {
    name: 'late',
    about: 'no power law: level at 12 % up to a quarter, then as n^−0.5',
    error: (n) => 0.12 * Math.max(1, n / 0.25) ** -0.5,
    testPeople: 1000,
  },
  {
    name: 'broken',
    about: 'no power law: as n^−0.5 up to all subjects, level beyond, which nobody can foresee',
    error: (n) => 0.05 * Math.min(1, n) ** -0.5,
    testPeople: 1000,
  },
];

const SAVED = 'saved at 2 n';

export interface Found {
  readonly world: World;
  readonly trials: number;
  readonly falls: number;
  readonly rises: number;
  /** Of the trials in which the curve falls, by how often the interval held, lay below and lay above the truth. */
  readonly cells: readonly {
    readonly of: string;
    /** Trials in which it was said at all. */
    readonly said: number;
    readonly held: number;
    readonly below: number;
    readonly above: number;
    /** Of the estimate, as a share of the truth; the median. */
    readonly error: number;
    /** Upper over lower limit, the median. */
    readonly width: number;
  }[];
}

/** Draws a world `trials` times over. */
export function studyWorld(world: World, trials: number, replicates: number): Found {
  const random = createRandom(11);
  const truths = [
    { of: 'error at 2 n', truth: world.error(2) },
    { of: SAVED, truth: 1 - world.error(2) / world.error(1) },
    { of: 'error at 4 n', truth: world.error(4) },
  ];
  let [falls, rises] = [0, 0];
  const seen = truths.map(() => [] as { estimate: number; lower: number; upper: number }[]);
  for (let trial = 0; trial < trials; trial++) {
    const { curve } = fitLearningCurve(drawRuns(world, replicates, random), { seed: trial + 1 });
    if (curve.trend === 'rises') rises++;
    if (curve.trend !== 'falls') continue;
    falls++;
    const [two, four] = curve.predictions;
    seen[0].push({ ...two.error, estimate: two.error.rate });
    seen[1].push(two.saved);
    if (four) seen[2].push({ ...four.error, estimate: four.error.rate });
  }
  const cells = truths.map(({ of, truth }, i) => ({
    of,
    said: seen[i].length,
    held: seen[i].filter(({ lower, upper }) => lower <= truth && truth <= upper).length,
    below: seen[i].filter(({ upper }) => upper < truth).length,
    above: seen[i].filter(({ lower }) => lower > truth).length,
    error: median(seen[i].map(({ estimate }) => (of === SAVED ? estimate - truth : estimate / truth - 1))),
    width: median(seen[i].map(({ lower, upper }) => (of === SAVED ? upper - lower : upper / lower))),
  }));
  return { world, trials, falls, rises, cells };
}

/** Runs whose test people are the same, and who is hard for one is mostly hard for the other. */
function drawRuns(world: World, replicates: number, random: Random): TrainedRun[] {
  const normal = () => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, random.uniform())));
  const people = Float64Array.from({ length: world.testPeople }, normal);
  const weights = Array.from({ length: replicates }, () => {
    const drawn = new Int32Array(world.testPeople);
    for (let k = 0; k < world.testPeople; k++) drawn[random.below(world.testPeople)]++;
    return drawn;
  });
  return SIZES.flatMap((share, size) =>
    Array.from({ length: RUNS[size] }, () => {
      const error = world.error(share);
      const odds = (error / (1 - error)) * Math.exp(RUN_NOISE * normal());
      const limit = normalQuantile(odds / (1 + odds));
      const wrong = people.map((hard) =>
        Math.sqrt(SHARED) * hard + Math.sqrt(1 - SHARED) * normal() < limit ? 1 : 0,
      );
      const rate = (counts: Int32Array | undefined) =>
        wrong.reduce((sum, w, person) => sum + w * (counts?.[person] ?? 1), 0) / world.testPeople;
      return {
        subjects: share * SUBJECTS,
        error: rate(undefined),
        resampled: Float64Array.from(weights, rate),
      };
    }),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length > 0 ? sorted[Math.floor(sorted.length / 2)] : Number.NaN;
}

const percent = (part: number, whole: number): string => ((100 * part) / whole).toFixed(1);

/** One row a world and prediction. */
export function learningTable(found: readonly Found[]): string {
  const head = [
    '| world | falls, % | of | said, % | held, % | too low, % | too high, % | median error | median width |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const rows = found.flatMap(({ world, trials, falls, cells }) =>
    falls < 0.1 * trials
      ? [`| ${world.name} | ${percent(falls, trials)} | – | – | – | – | – | – | – |`]
      : cells.flatMap(({ of, said, held, below, above, error, width }) => {
          if (said === 0) return [];
          const { lower, upper } = clopperPearson(held, said);
          const saved = of === SAVED;
          const [off, wide] = saved
            ? [`${(100 * error).toFixed(1)} points`, `${(100 * width).toFixed(0)} points`]
            : [`${(100 * error).toFixed(0)} %`, `× ${width.toFixed(2)}`];
          return `| ${[
            world.name,
            percent(falls, trials),
            of,
            percent(said, trials),
            `${percent(held, said)} (${(100 * lower).toFixed(1)} – ${(100 * upper).toFixed(1)})`,
            percent(below, said),
            percent(above, said),
            off,
            wide,
          ].join(' | ')} |`;
        }),
  );
  return [...head, ...rows].join('\n');
}

function main(): void {
  const { values } = parseArgs({
    options: {
      trials: { type: 'string', default: '200' },
      replicates: { type: 'string', default: '199' },
      worlds: { type: 'string' },
    },
  });
  const [trials, replicates] = [Number(values.trials), Number(values.replicates)];
  const chosen = WORLDS.filter(
    ({ name }) => values.worlds === undefined || values.worlds.split(',').includes(name),
  );
  const found = chosen.map((world) => {
    const one = studyWorld(world, trials, replicates);
    console.error(learningTable([one]));
    return one;
  });
  const report = [
    '# Learning curves: how often the interval holds what more subjects bring',
    '',
    `Made by \`npm run study:learning\`: ${trials} trials a world, ${replicates} resamples an interval, 95 % intended. Models are`,
    `trained on 1/16 to all of n = ${SUBJECTS} subjects (${RUNS.join(', ')} runs) and measured on the same test people, one mated`,
    `comparison each; log-odds of a run stray by ${RUN_NOISE}, difficulty of a person correlates by ${SHARED} between models.`,
    'Below, n is the share of the subjects at hand. "Falls": how often a falling curve was found; "said": how often the',
    'number was said at all, of which the rest is. Of curves that steepen, and beyond the horizon, nothing is said.',
    'Too low: the whole interval lay below the truth, so that more was promised than came; of "saved" it is too high.',
    'In brackets the 95 % interval of the coverage itself.',
    '',
    ...chosen.map(({ name, about }) => `- \`${name}\`: ${about}`),
    '',
    learningTable(found),
    '',
  ].join('\n');
  if (values.worlds === undefined) writeFileSync(new URL('./results/learning.md', import.meta.url), report);
  console.log(report);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
