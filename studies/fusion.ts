// How much should each of the two networks of `accurate` count? FNMR on lfw-dev for a range of shares.
//   npm run study:fusion -- --cache DIR
// Reads the templates of `accurate` (see accuracy.ts) and weighs their two parts anew. Writes results/fusion.md.

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RECOGNITION_LENGTH } from '../src/face/networks/recognition.js';
import { fnmrAtFmr, splitBySubject } from '../src/trials/index.js';
import { allPairs, loadTemplates, type SystemTemplates } from './lfw.js';

const SHARES = [0, 0.6, 0.7, 0.74, 0.77, 0.8, 0.85, 0.9, 1] as const;
const TARGETS = [1e-2, 1e-3, 1e-4] as const;

const { values } = parseArgs({ options: { cache: { type: 'string', default: 'study-cache' } } });
const system = loadTemplates(resolve(values.cache, 'accurate.jsonl'));
const halves = splitBySubject(system.subjects, 2, 1);

const lines: string[] = [];
for (const share of SHARES) {
  const cells: string[] = [];
  for (const rows of halves) {
    const scored = await allPairs(weighted(system, rows, share), 'cosine');
    for (const target of TARGETS) {
      const at = fnmrAtFmr(scored.mated.scores, scored.nonMated, target);
      cells.push(at.kind === 'unsupported' ? at.reason : (100 * at.fnmr.rate).toFixed(2));
    }
  }
  lines.push(`| ${share} | ${cells.join(' | ')} |`);
  console.error(lines.at(-1));
}
const columns = ['first half', 'second half'].flatMap((half) => TARGETS.map((t) => `${half}, FMR ${t}`));
const report = [
  '# Share of the recognition network in the fused score',
  '',
  'Made by `npm run study:fusion`. FNMR in % on two halves of lfw-dev that share no subject.',
  '',
  `| share | ${columns.join(' | ')} |`,
  `|---|${columns.map(() => '---').join('|')}|`,
  ...lines,
  '',
].join('\n');
writeFileSync(new URL('./results/fusion.md', import.meta.url), report);
console.log(report);

/** The same templates with the two parts, each of length one, weighed by `share` and `1 − share`. */
function weighted(all: SystemTemplates, rows: Int32Array, share: number): SystemTemplates {
  const { dimension } = all;
  const templates = new Float32Array(rows.length * dimension);
  for (const [i, row] of rows.entries()) {
    const source = all.templates.subarray(row * dimension, (row + 1) * dimension);
    templates.set(scaled(source.subarray(0, RECOGNITION_LENGTH), Math.sqrt(share)), i * dimension);
    templates.set(
      scaled(source.subarray(RECOGNITION_LENGTH), Math.sqrt(1 - share)),
      i * dimension + RECOGNITION_LENGTH,
    );
  }
  return {
    ...all,
    templates,
    subjects: rows.map((row) => all.subjects[row]!),
    images: Array.from(rows, (r) => all.images[r]!),
  };
}

function scaled(values: Float32Array, length: number): Float32Array {
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => (value / norm) * length);
}
