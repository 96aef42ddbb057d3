// Calibrates the default models as `likeness calibrate` does it, on the halves of lfw-dev's subjects, and pins the
// outcome: src/face/registry/calibrations.ts ships with the package.
//   npm run study:calibrate
// Writes studies/results/calibration.md too.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type Calibration, PROFILES } from '../src/face/index.js';
import { type CalibratedModel, calibrateModel } from '../src/workbench/index.js';
import { LFW_DEV } from './lfw.js';

const calibrations: Record<string, Calibration> = {};
const sections: string[] = [];
for (const model of PROFILES) {
  const command = 'npm run study:calibrate';
  const calibrated = await calibrateModel({ model, dataset: LFW_DEV, command, onProgress: tell });
  calibrations[calibrated.model.sha256] = calibrated.calibration;
  sections.push(describe(calibrated));
}
const source = [
  '// Written by `npm run study:calibrate`. Do not edit.',
  '',
  "import type { Calibration } from './manifest.js';",
  '',
  '/** Calibrations by the digest of the model that they belong to. */',
  `export const CALIBRATIONS: Readonly<Record<string, Calibration>> = ${JSON.stringify(calibrations, null, 2)};`,
  '',
].join('\n');
writeFileSync(new URL('../src/face/registry/calibrations.ts', import.meta.url), source);
spawnSync('npx', ['biome', 'check', '--write', 'src/face/registry/calibrations.ts'], { stdio: 'inherit' });
const report = [
  '# Calibration of the default models',
  '',
  'Made by `npm run study:calibrate`, which does for both what `likeness calibrate` does for one. The halves share no',
  'subject. Thresholds and LLR never saw the second half; the fusion weight of `accurate` and the limits of face',
  'finding were chosen with both in view.',
  '',
  ...sections,
].join('\n');
writeFileSync(new URL('./results/calibration.md', import.meta.url), report);
console.log(report);

function describe({ model, calibration, tested, realised, llr }: CalibratedModel): string {
  const { slope, offset, thresholds } = calibration;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const isKept = (nominal: number) => thresholds.some(({ fmr }) => fmr === nominal);
  const power = (value: number) => value.toExponential(2);
  return [
    `## ${model.name}`,
    '',
    `LLR = ${slope.toFixed(3)} · score + (${offset.toFixed(3)}), natural logarithm. Stated on ${tested.name}: ${tested.subjects} subjects,`,
    `${tested.pictures} pictures, ${tested.mated} mated and ${tested.nonMated} non-mated comparisons. Cllr ${llr.cllr.toFixed(4)} bit, minimum ${llr.minCllr.toFixed(4)},`,
    `calibration loss ${(llr.cllr - llr.minCllr).toFixed(4)}. Misleading: ${percent(llr.misleading.mated)} of the mated comparisons have LLR < 0, ${percent(llr.misleading.nonMated)} of the non-mated LLR > 0.`,
    '',
    '| stated FMR | threshold | FMR on the tested half (95 %) | realised ÷ stated | FNMR on the tested half (95 %) | shipped |',
    '|---|---|---|---|---|---|',
    ...realised.map(
      ({ nominal, threshold, fmr, fnmr }) =>
        `| ${nominal} | ${threshold.toFixed(5)} | ${power(fmr.estimate)} (${power(fmr.lower)} – ${power(fmr.upper)}) | ${(fmr.estimate / nominal).toFixed(2)} | ` +
        `${percent(fnmr.estimate)} (${percent(fnmr.lower)} – ${percent(fnmr.upper)}) | ${isKept(nominal) ? 'yes' : 'no'} |`,
    ),
    '',
  ].join('\n');
}

function tell(message: string, done?: number, total?: number): void {
  if (done === undefined || done === total || done % 500 === 0) {
    console.error(total === undefined ? message : `${message} ${done} of ${total}`);
  }
}
