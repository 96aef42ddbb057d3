// How many wrong labels does `likeness data clean` find, and how many of its proposals are right? Labels of lfw-dev
// are made wrong at random, and those that it has of its own are looked at.
//   npm run study:clean
// Writes studies/results/clean.md. Templates by `accurate` are made once and kept in LIKENESS_HOME/cache.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { likenessHome, ModelStore } from '../../src/face/index.js';
import { createRandom, splitBySubject } from '../../src/trials/index.js';
import { type Proposed, propose } from '../../src/workbench/cleaning/propose.js';
import type { DatasetRecord } from '../../src/workbench/datasets/record.js';
import { ingest, LAYOUTS } from '../../src/workbench/index.js';
import { datasetTemplates } from '../../src/workbench/templates/datasetTemplates.js';
import type { Acquired } from '../../src/workbench/templates/templateCache.js';
import { LFW_DEV } from '../lfw.js';
import { judge, pooled, type Run, tableOfSizes, untouched } from './cleanFigures.js';
import { scaling } from './cleanScaling.js';
import { measureCopies } from './copies.js';

const MODEL = 'accurate';
const SEEDS = [1, 2, 3, 4, 5] as const;
const ERROR_RATE = 0.05;
const PRECISION = 0.9;

const home = likenessHome();
const store = new ModelStore(home);
const folder = await mkdtemp(join(tmpdir(), 'likeness-clean-'));
try {
  const pictures = await LAYOUTS.folder(LFW_DEV);
  const { dataset } = await ingest(join(folder, 'lfw'), pictures, { model: MODEL, link: true, home, store });
  const { records } = dataset;
  const { acquired, model } = await datasetTemplates(MODEL, records, { home, store });
  const calibration = model.calibration ?? null;
  const look = (rows: readonly DatasetRecord[], made: readonly Acquired[]): Promise<Proposed> =>
    propose(rows, made, { precision: PRECISION, calibration });

  console.error('untouched');
  const start = { wall: performance.now(), cpu: process.cpuUsage() };
  const asItIs = await look(records, acquired);
  const took = {
    wall: (performance.now() - start.wall) / 1000,
    cpu: process.cpuUsage(start.cpu).user / 1e6,
  };
  const numbers = new Map([...new Set(records.map(({ subject }) => subject))].map((s, i) => [s, i]));
  const halves = splitBySubject(
    Int32Array.from(records, ({ subject }) => numbers.get(subject)!),
    2,
    1,
  );
  const sets = {
    'all subjects': Int32Array.from(records.keys()),
    'first half of the subjects': halves[0]!,
    'second half of the subjects': halves[1]!,
  };
  const runs: Record<string, Run[]> = {};
  for (const [name, rows] of Object.entries(sets))
    for (const seed of SEEDS) {
      console.error(name, seed);
      const truth = Array.from(rows, (row) => records[row]!);
      const planted = plant(truth, seed);
      const proposed = await look(
        planted,
        Array.from(rows, (row) => acquired[row]!),
      );
      const run = judge(truth, planted, proposed, seed);
      runs[name] = [...(runs[name] ?? []), run];
    }
  const report = [
    '# Cleaning',
    '',
    `Made by \`npm run study:clean\`: \`likeness data clean\` with \`${MODEL}\` on lfw-dev (${records.length} pictures, ${numbers.size} subjects), at a precision of ${PRECISION}.`,
    '',
    ...pooled(runs, ERROR_RATE),
    ...tableOfSizes(runs['all subjects']!),
    ...untouched(asItIs),
    '## Copies',
    '',
    'What copies look like, on which near duplicates rest: photographs of lfw-dev, altered and saved as JPEG of quality 35 to 90. Remoteness is ln((1 − score) / (1 − 0.926)), 0.926 being the median score of two photographs of one person.',
    '',
    '| alteration | copies | bits that differ: median, 95 %, most | remoteness: mean, deviation |',
    '|---|---|---|---|',
    ...(await measureCopies(MODEL, 60, 0.926)).map(({ alteration, copies, hashDistances, remoteness }) => {
      const sorted = hashDistances.toSorted((a, b) => a - b);
      const mean = remoteness.reduce((sum, r) => sum + r, 0) / copies;
      const deviation = Math.sqrt(remoteness.reduce((sum, r) => sum + (r - mean) ** 2, 0) / copies);
      return `| ${alteration} | ${copies} | ${sorted[Math.floor(copies / 2)]}, ${sorted[Math.floor(0.95 * (copies - 1))]}, ${sorted.at(-1)} | ${mean.toFixed(2)}, ${deviation.toFixed(2)} |`;
    }),
    '',
    ...(await scaling({ pictures: records.length, ...took })),
  ].join('\n');
  await writeFile(new URL('../results/clean.md', import.meta.url), report);
  console.log(report);
} finally {
  await rm(folder, { recursive: true });
}

/** Moves a share of the pictures, drawn at random, to another subject each, drawn at random. */
function plant(records: readonly DatasetRecord[], seed: number): DatasetRecord[] {
  const random = createRandom(seed);
  const subjects = [...new Set(records.map(({ subject }) => subject))];
  const moved = [...records];
  const left = [...records.keys()];
  for (let k = 0; k < Math.round(ERROR_RATE * records.length); k++) {
    const [row] = left.splice(random.below(left.length), 1) as [number];
    const others = subjects.filter((subject) => subject !== records[row]!.subject);
    moved[row] = { ...records[row]!, subject: others[random.below(others.length)]! };
  }
  return moved;
}
