// Turns scores of the default models into evidence: fits LLR and thresholds on one half of lfw-dev's subjects and
// measures on the other half what they are worth.
//   npm run study:calibrate -- --cache DIR
// Writes src/face/registry/calibrations.ts and studies/results/calibration.md.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PROFILES, type Profile } from '../src/face/index.js';
import { defaultDigest } from '../src/face/registry/defaults.js';
import type { Calibration } from '../src/face/registry/manifest.js';
import {
  type AllPairsScores,
  bootstrapFmr,
  bootstrapFnmr,
  cllr,
  fitLogistic,
  histogram,
  llr,
  minCllr,
  ruleOfThirty,
  splitBySubject,
  thresholdAtFmr,
} from '../src/trials/index.js';
import { allPairs, loadTemplates, type SystemTemplates, trialsOf } from './lfw.js';

/**
 * Stated FMRs, from high to low. Left out are those with fewer than 30 false matches in the fitting half (rule of
 * 30), and those that the test half cannot hold below four times the stated rate.
 */
const TARGETS = [3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6] as const;

/**
 * Where the fit of the LLR leans: near LLR = −logit(0.01) = 4.6, between the middle of the scores and the
 * thresholds of use.
 */
const EFFECTIVE_PRIOR = 0.01;

const SEED = 1;

const { values } = parseArgs({ options: { cache: { type: 'string', default: 'study-cache' } } });

const calibrations: Record<string, Calibration> = {};
const sections: string[] = [];
for (const profile of PROFILES) {
  const whole = loadTemplates(resolve(values.cache, `${profile}.jsonl`));
  const [calibrate, test] = halves(whole);
  const { calibration, section } = await derive(profile, whole, calibrate, test);
  calibrations[defaultDigest(profile)] = calibration;
  sections.push(section);
}
writeFileSync(new URL('../src/face/registry/calibrations.ts', import.meta.url), source(calibrations));
spawnSync('npx', ['biome', 'check', '--write', 'src/face/registry/calibrations.ts'], { stdio: 'inherit' });
const report = [
  '# Calibration of the default models',
  '',
  'Made by `npm run study:calibrate`. The halves share no subject. Thresholds and LLR never saw the second half; the fusion weight of `accurate` and the limits of face finding were chosen with both in view.',
  '',
  ...sections,
].join('\n');
writeFileSync(new URL('./results/calibration.md', import.meta.url), report);
console.log(report);

/** Two halves that share no subject. */
function halves(system: SystemTemplates): [SystemTemplates, SystemTemplates] {
  return splitBySubject(system.subjects, 2, SEED).map((rows) => part(system, rows)) as [
    SystemTemplates,
    SystemTemplates,
  ];
}

function part(system: SystemTemplates, rows: Int32Array): SystemTemplates {
  const templates = new Float32Array(rows.length * system.dimension);
  for (const [i, row] of rows.entries()) {
    templates.set(
      system.templates.subarray(row * system.dimension, (row + 1) * system.dimension),
      i * system.dimension,
    );
  }
  return {
    ...system,
    templates,
    subjects: rows.map((row) => system.subjects[row]!),
    images: Array.from(rows, (row) => system.images[row]!),
  };
}

async function derive(
  profile: Profile,
  whole: SystemTemplates,
  calibrate: SystemTemplates,
  test: SystemTemplates,
): Promise<{ calibration: Calibration; section: string }> {
  const fitted = await allPairs(calibrate, 'cosine');
  const line = fitLogistic(
    { mated: fitted.mated.scores, nonMated: histogram(fitted.nonMated) },
    EFFECTIVE_PRIOR,
  );
  const held = await allPairs(test, 'cosine');
  const trials = trialsOf(held, test);
  const carried = TARGETS.filter((fmr) => fitted.nonMated.trials >= ruleOfThirty(fmr));
  const thresholds = carried.map((fmr) => {
    const found = thresholdAtFmr(fitted.nonMated, fmr);
    if (found.kind === 'unsupported') throw new Error(found.reason);
    const { threshold } = found;
    const matched = bootstrapFmr(trials, threshold);
    const missed = bootstrapFnmr(trials, threshold);
    return {
      fmr,
      threshold,
      fmrInterval: [matched.lower, matched.upper] as [number, number],
      fnmr: missed.estimate,
      fnmrInterval: [missed.lower, missed.upper] as [number, number],
      measured: matched.estimate,
      worstCase: matched.worstCase.upper,
    };
  });
  const shown = thresholds.filter(({ fmr, fmrInterval }) => fmrInterval[1] <= 4 * fmr);
  const calibration: Calibration = {
    slope: line.slope,
    offset: line.offset,
    thresholds: shown.map(({ measured: _, worstCase: __, ...threshold }) => threshold),
    data: {
      name: 'the held-out half of lfw-dev',
      subjects: new Set(test.subjects).size,
      images: test.images.length,
      matedPairs: held.mated.scores.length,
      nonMatedPairs: held.nonMated.trials,
      failureToAcquire: whole.failureToAcquire,
    },
    command: 'npm run study:calibrate',
  };
  return { calibration, section: describe(profile, calibration, thresholds, held) };
}

interface Measured {
  readonly fmr: number;
  readonly threshold: number;
  readonly measured: number;
  readonly fmrInterval: readonly [number, number];
  readonly worstCase: number;
  readonly fnmr: number;
  readonly fnmrInterval: readonly [number, number];
}

function describe(
  profile: Profile,
  { slope, offset, data }: Calibration,
  rows: Measured[],
  held: AllPairsScores,
): string {
  const line = { slope, offset, prior: EFFECTIVE_PRIOR };
  const impostors = histogram(held.nonMated);
  const matedLlr = Float64Array.from(held.mated.scores, (s) => llr(line, s));
  const nonMatedLlr = {
    scores: Float64Array.from(impostors.scores, (s) => llr(line, s)),
    weights: impostors.weights,
  };
  const [cost, least] = [cllr(matedLlr, nonMatedLlr), minCllr(matedLlr, nonMatedLlr)];
  const below = (limit: number) => matedLlr.filter((value) => value < limit).length / matedLlr.length;
  const belowNonMated = (limit: number) => {
    let [sum, total] = [0, 0];
    for (const [i, value] of nonMatedLlr.scores.entries()) {
      total += nonMatedLlr.weights[i]!;
      if (value < limit) sum += nonMatedLlr.weights[i]!;
    }
    return sum / total;
  };
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return [
    `## ${profile}`,
    '',
    `LLR = ${slope.toFixed(3)} · score + (${offset.toFixed(3)}), natural logarithm. Held out: ${data.subjects} subjects, ${data.images} pictures,`,
    `${data.matedPairs} mated and ${data.nonMatedPairs} non-mated comparisons. Cllr ${cost.toFixed(4)} bit, minimum ${least.toFixed(4)}, calibration loss ${(cost - least).toFixed(4)}.`,
    '',
    '| stated FMR | threshold | FMR on the held-out half (95 %) | its upper bound if only disjoint pairs counted | FNMR on the held-out half (95 %) |',
    '|---|---|---|---|---|',
    ...rows.map(
      (r) =>
        `| ${r.fmr} | ${r.threshold.toFixed(5)} | ${r.measured.toExponential(2)} (${r.fmrInterval.map((b) => b.toExponential(2)).join(' – ')}) | ` +
        `${r.worstCase.toExponential(1)} | ${percent(r.fnmr)} (${r.fnmrInterval.map(percent).join(' – ')}) |`,
    ),
    '',
    '| LLR below | mated rejected | non-mated rejected |',
    '|---|---|---|',
    ...[0, -1, -2, -3, -4, -5, -6].map(
      (limit) => `| ${limit} | ${percent(below(limit))} | ${percent(belowNonMated(limit))} |`,
    ),
    '',
  ].join('\n');
}

function source(all: Record<string, Calibration>): string {
  return [
    '// Written by `npm run study:calibrate`. Do not edit.',
    '',
    "import type { Calibration } from './manifest.js';",
    '',
    '/** Calibrations by the digest of the model that they belong to. */',
    `export const CALIBRATIONS: Readonly<Record<string, Calibration>> = ${JSON.stringify(all, null, 2)};`,
    '',
  ].join('\n');
}
