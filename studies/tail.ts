// How well extreme-value intervals hold a threshold beyond all scores: samples of independent scores whose truth is
// known, and the threshold that lets in one in ten times as many as there are.
//   npm run study:tail [-- --samples 1000]
// Writes studies/results/tail.md.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { betaQuantile } from '../src/trials/distributions/incompleteBeta.js';
import { normalQuantile } from '../src/trials/distributions/normalQuantile.js';
import {
  clopperPearson,
  createRandom,
  fitTail,
  type Random,
  type ScoreTally,
  thresholdAtExtremeFmr,
} from '../src/trials/index.js';

const { values } = parseArgs({ options: { samples: { type: 'string', default: '1000' } } });
const SAMPLES = Number(values.samples);
const TRIALS = [1e4, 1e5, 1e6] as const;
const SEED = 7;
/** Highest scores that a fit may look at. */
const KEPT = 2000;

/** The score that a share `u` of all lies above. */
const UPPER: Readonly<Record<string, (u: number) => number>> = {
  normal: (u) => -normalQuantile(u),
  'beta(20, 30)': (u) => betaQuantile(u, 20, 30, 'upper'),
  'beta(5, 5)': (u) => betaQuantile(u, 5, 5, 'upper'),
};

const rows = Object.entries(UPPER).flatMap(([name, upper]) =>
  TRIALS.map((trials) => {
    const row = study(name, upper, trials);
    console.error(row);
    return row;
  }),
);
const report = [
  '# Extreme-value tail: how often the interval holds the threshold',
  '',
  `Made by \`npm run study:tail -- --samples ${SAMPLES}\`: the threshold that lets in 1 / (10 n) of independent`,
  'scores, read off n of them by `fitTail` and `thresholdAtExtremeFmr`; 95 % intended. In brackets the 95 % interval of the',
  'coverage itself. Too low: the whole interval lay below the true threshold, the side that lets impostors in. The last',
  'column is the FMR at the middle one of the estimated thresholds, as a multiple of the one asked for.',
  '',
  '| scores | n | coverage, % | too low, % | too high, % | FMR of the median threshold ÷ asked |',
  '|---|---|---|---|---|---|',
  ...rows,
  '',
].join('\n');
writeFileSync(new URL('./results/tail.md', import.meta.url), report);
console.log(report);

function study(name: string, upper: (u: number) => number, trials: number): string {
  const random = createRandom(SEED);
  const target = 1 / (10 * trials);
  const threshold = upper(target);
  const realised = (score: number) => shareAbove(upper, score);
  const errors: number[] = [];
  let [held, low, high] = [0, 0, 0];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const fit = fitTail(drawTail(random, upper, trials));
    if (fit.kind === 'unsupported') throw new Error(fit.reason);
    const found = thresholdAtExtremeFmr(fit, target);
    if (found.kind === 'unsupported') throw new Error(found.reason);
    errors.push(Math.log10(realised(found.estimate) / target));
    if (found.upper < threshold) low++;
    else if (found.lower > threshold) high++;
    else held++;
  }
  const percent = (count: number) => ((100 * count) / SAMPLES).toFixed(1);
  const interval = clopperPearson(held, SAMPLES);
  const middle = 10 ** errors.sort((a, b) => a - b)[errors.length >> 1]!;
  return (
    `| ${name} | ${trials.toExponential(0)} | ${percent(held)} (${percent(interval.lower * SAMPLES)} – ${percent(interval.upper * SAMPLES)}) | ` +
    `${percent(low)} | ${percent(high)} | ${middle.toFixed(2)} |`
  );
}

/** The share above a score, by bisection in its logarithm. */
function shareAbove(upper: (u: number) => number, score: number): number {
  let [low, high] = [-60, 0];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (upper(Math.exp(middle)) > score) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}

/**
 * The highest of `trials` scores without drawing the others: ordered uniforms are partial sums of exponentials over
 * their total (Rényi, Acta Mathematica Hungarica 4, 1953); that of the many others is normal to within 1 in 10⁴.
 */
function drawTail(random: Random, upper: (u: number) => number, trials: number): ScoreTally {
  const kept = Math.min(KEPT, trials / 10);
  const sums = new Float64Array(kept);
  let sum = 0;
  for (let k = 0; k < kept; k++) {
    sum -= Math.log(1 - random.uniform());
    sums[k] = sum;
  }
  const normal = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const others = trials + 1 - kept;
  const total = sum + others + Math.sqrt(others) * normal;
  const tail = sums.map((partial) => upper(partial / total));
  const tailIds = Float64Array.from(tail.keys());
  return { kind: 'tally', trials, lowest: -8, binsPerUnit: 1, bins: new Float64Array(17), tail, tailIds };
}
