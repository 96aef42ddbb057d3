// How accurate are Likeness and its peers on lfw-dev? FTA, EER and FNMR at stated FMRs, with intervals.
//   npm run study:accuracy -- --cache DIR
// DIR keeps what each system made of the pictures; what is missing there is made first (hours for the peers).
// Writes studies/results/accuracy.md.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrapEer, bootstrapFnmrAtFmr, frr, type SubjectTrials } from '../src/trials/index.js';
import {
  allPairs,
  LFW_DEV,
  listedPairs,
  loadTemplates,
  type Similarity,
  type SystemTemplates,
  trialsOf,
} from './lfw.js';

interface System {
  readonly key: string;
  readonly label: string;
  readonly similarity: Similarity;
}

const SYSTEMS: readonly System[] = [
  { key: 'accurate', label: 'Likeness `accurate`', similarity: 'cosine' },
  { key: 'fast', label: 'Likeness `fast`', similarity: 'cosine' },
  { key: 'face-api-ssd', label: '@vladmandic/face-api 1.7.15 (SSD)', similarity: 'euclid' },
  { key: 'human', label: '@vladmandic/human 3.3.6', similarity: 'euclid' },
];

const TARGETS = [1e-2, 1e-3, 1e-4] as const;

const { values } = parseArgs({ options: { cache: { type: 'string', default: 'study-cache' } } });
const cache = resolve(values.cache);
mkdirSync(cache, { recursive: true });

const rows: string[] = [];
const listedRows: string[] = [];
for (const system of SYSTEMS) {
  const templates = extracted(system.key);
  const scored = await allPairs(templates, system.similarity);
  const trials = trialsOf(scored, templates);
  const counted = TARGETS.map((target) => rejectedAt(trials, templates.lostMated, target));
  rows.push(row(system.label, templates.failureToAcquire, trials, [...TARGETS], counted));
  const listed = listedPairs(templates, system.similarity);
  const refused = TARGETS.map((target) => rejectedAt(listed.trials, listed.lost.mated, target));
  listedRows.push(row(system.label, templates.failureToAcquire, listed.trials, [...TARGETS], refused));
  console.error(`${system.label}: done`);
}
const { pictures, subjects } = extracted('accurate');
const report = write(pictures, new Set(subjects).size);
console.log(report);
writeFileSync(new URL('./results/accuracy.md', import.meta.url), report);

/** Templates of the whole set; pictures that the cache lacks are done first, in two processes. */
function extracted(key: string): SystemTemplates {
  const file = join(cache, `${key}.jsonl`);
  try {
    return loadTemplates(file);
  } catch {
    const script = new URL('../bench/peers/extract.ts', import.meta.url).pathname;
    const options = ['--peer', key, '--images', join(LFW_DEV, 'images'), '--out', file];
    spawnSync('npx', ['tsx', script, ...options], { stdio: 'inherit' });
    return loadTemplates(file);
  }
}

/** FRR: false non-matches and mated comparisons that were never made, over all (ISO/IEC 19795-1). */
function rejectedAt(trials: SubjectTrials, lostMated: number, target: number): number {
  const at = bootstrapFnmrAtFmr(trials, target, { replicates: 40 });
  return at.kind === 'unsupported' ? Number.NaN : frr(trials.mated.scores, at.threshold, lostMated).rate;
}

function row(
  label: string,
  fta: number,
  trials: SubjectTrials,
  targets: number[],
  counted: number[],
): string {
  const eer = bootstrapEer(trials);
  const cells = targets.map((target, i) => {
    const at = bootstrapFnmrAtFmr(trials, target);
    if (at.kind === 'unsupported') return at.reason;
    return `${percent(at.estimate)} (${percent(at.lower)} – ${percent(at.upper)}) · ${percent(counted[i]!)}`;
  });
  return `| ${label} | ${percent(fta)} | ${percent(eer.estimate)} (${percent(eer.lower)} – ${percent(eer.upper)}) | ${cells.join(' | ')} |`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.001 ? 3 : 2)} %`;
}

function write(pictureCount: number, subjectCount: number): string {
  const head = (targets: readonly number[]) => [
    `| system | FTA | EER | ${targets.map((t) => `FNMR at FMR ${t} · FRR`).join(' | ')} |`,
    `|---|---|---|${targets.map(() => '---').join('|')}|`,
  ];
  return [
    '# Accuracy on lfw-dev',
    '',
    `Made by \`npm run study:accuracy\`. ${pictureCount} photographs of ${subjectCount} subjects; where several faces stand in one, the face`,
    'nearest to the centre counts, the same rule for all. FNMR over the comparisons that a system could make; FRR counts those that it lost',
    'to failures to acquire as rejected. In brackets 95 % intervals, 1,000 bootstrap replicates over subjects. Peers run as they ship, on',
    'tf.js WASM; their distance is used unrounded, which favours `human`, whose own similarity has 101 steps.',
    '',
    'The weights of all systems were trained by others on photographs that we do not know; public figures of LFW may be among them.',
    'Chosen on these photographs were the fusion weight of `accurate` (one number, `npm run study:fusion`) and the limit at which a face in',
    'doubt is looked at in other turns (`src/face/find.ts`); nothing was trained on them.',
    '',
    '## All pairs',
    '',
    ...head(TARGETS),
    ...rows,
    '',
    '## pairs.csv',
    '',
    ...head(TARGETS),
    ...listedRows,
    '',
  ].join('\n');
}
