// What counting costs beside multiplying: every template against every other, beside the matrix product alone; the
// cost of a pair from 10⁶ to 10⁹ pairs, and memory.
//   npm run bench:scoring [-- --rounds 9 --out bench/results/scoring.md]
// The engine is the built one, in `dist`; all take turns, so that a noisy machine is unfair to none.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RUNTIME_VERSION } from '../src/onnx/index.js';
import { createRandom } from '../src/trials/index.js';
import type { ComparedRows, ScoringEngine as Engine } from '../src/workbench/scoring/index.js';
import { openPooledProduct, openThreadedProduct } from './peers/product.js';

const built = new URL('../dist/workbench/scoring/index.js', import.meta.url).href;
const { ScoringEngine } = (await import(built)) as typeof import('../src/workbench/scoring/index.js');

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    out: { type: 'string' },
    /** Measures one size in a process of its own and prints JSON. */
    rows: { type: 'string' },
  },
});
const DIMENSION = 512;
const ROWS = 13_000;
/** 10⁶, 10⁷, 10⁸ and 10⁹ pairs, and how often each is measured. */
const SIZES: readonly (readonly [rows: number, times: number])[] = [
  [1_415, 25],
  [4_473, 15],
  [14_143, 7],
  [44_722, 3],
];

if (values.rows) console.log(JSON.stringify(await measureSize(Number(values.rows))));
else await main();

async function main(): Promise<void> {
  const report: string[] = [];
  const say = (...lines: string[]) => {
    report.push(...lines);
    console.log(lines.join('\n'));
  };
  say(
    '# Scoring',
    '',
    `Made by \`npm run bench:scoring\` on ${availableParallelism()} × ${cpus()[0]!.model.trim()}, Node ${process.version}, ONNX Runtime ${RUNTIME_VERSION}; load of the machine before it began ${loadavg()[0]!.toFixed(2)}.`,
    `Random templates of ${DIMENSION} numbers, four of each subject; 200,000 hardest non-mated scores and all mated ones kept.`,
    '',
    ...(await besideProduct(Number(values.rounds))),
    '',
    ...costPerPair(),
    '',
    ...(await manyTimes(50)),
  );
  if (values.out) writeFileSync(values.out, `${report.join('\n')}\n`);
}

async function besideProduct(rounds: number): Promise<string[]> {
  const rows = randomRows(ROWS);
  const engine = await ScoringEngine.open();
  const threaded = await openThreadedProduct();
  const pooled = await openPooledProduct();
  const contenders = [
    () => threaded.run(rows.templates, DIMENSION),
    () => pooled.run(rows.templates, DIMENSION),
    () => engine.scoreAllPairs(rows),
    () => coldly(rows),
  ];
  for (const run of contenders) await run();
  const times: number[][] = contenders.map(() => []);
  const work: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [k, run] of contenders.entries()) {
      const before = process.cpuUsage();
      times[k]!.push(await timed(run));
      const { user, system } = process.cpuUsage(before);
      work[k]!.push((user + system) / 1000);
    }
  }
  await Promise.all([engine.close(), threaded.close(), pooled.close()]);
  const row = (name: string, k: number) => {
    const [wall, cpu] = [beside(times, k), beside(work, k)];
    return `| ${name} | ${median(times[k]!).toFixed(0)} | ${spread(times[k]!, 0)} | ${median(wall).toFixed(2)} (${spread(wall, 2)}) | ${median(work[k]!).toFixed(0)} | ${median(cpu).toFixed(2)} (${spread(cpu, 2)}) |`;
  };
  const beside = (measured: number[][], k: number) =>
    measured[k]!.map((value, round) => value / measured[0]![round]!);
  return [
    `## ${ROWS.toLocaleString('en')} templates, all ${((ROWS * (ROWS - 1)) / 2).toLocaleString('en')} pairs`,
    '',
    `${rounds} rounds in turn; a ratio is that of one round to the first line, its median and range over the rounds. The time that all cores worked is less disturbed by what else runs on the machine, but not free of it: caches are shared.`,
    '',
    '| | ms, median | range | times the product alone | ms of all cores, median | times the product alone |',
    '|---|---|---|---|---|---|',
    row('product alone: the same blocks, a thread a core', 0),
    row('product alone: ONNX Runtime’s own threads', 1),
    row('engine, open', 2),
    row('engine, opened and closed each time', 3),
  ];
}

function costPerPair(): string[] {
  const measured = SIZES.map(([rows]) => {
    const script = fileURLToPath(import.meta.url);
    const child = spawnSync(process.execPath, ['--import', 'tsx', script, '--rows', String(rows)], {
      encoding: 'utf8',
    });
    if (child.status !== 0) throw new Error(child.stderr);
    return { rows, ...(JSON.parse(child.stdout) as Measured) };
  });
  return [
    '## Cost of a pair',
    '',
    'Engine open; a process of its own for each size. Its peak of resident memory includes the templates twice (the caller’s and the threads’) and the TypeScript compiler that runs the benchmark.',
    '',
    '| pairs | runs | ns a pair, median | range | peak MB |',
    '|---|---|---|---|---|',
    ...measured.map(
      ({ pairs, perPair, peak }) =>
        `| ${pairs.toLocaleString('en')} | ${perPair.length} | ${median(perPair).toFixed(1)} | ${spread(perPair, 1)} | ${peak.toFixed(0)} |`,
    ),
  ];
}

interface Measured {
  readonly pairs: number;
  /** ns a pair, of each run. */
  readonly perPair: number[];
  /** Of resident memory, MB. */
  readonly peak: number;
}

async function measureSize(count: number): Promise<Measured> {
  const rows = randomRows(count);
  const engine = await ScoringEngine.open();
  const times = SIZES.find(([size]) => size === count)?.[1] ?? 5;
  const pairs = (count * (count - 1)) / 2;
  const perPair: number[] = [];
  if (count < ROWS) await engine.scoreAllPairs(rows);
  for (let k = 0; k < times; k++) {
    perPair.push(((await timed(() => engine.scoreAllPairs(rows))) * 1e6) / pairs);
  }
  await engine.close();
  return { pairs, perPair, peak: peakMemory() };
}

/** MB. What the system reports of a child may be its parent's at the time of the fork, so Linux is asked otherwise. */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;
}

/** Threads come and go: time and memory must not grow. */
async function manyTimes(times: number): Promise<string[]> {
  const rows = randomRows(500);
  const resident = () => (process.memoryUsage.rss() / 2 ** 20).toFixed(0);
  await coldly(rows);
  const before = resident();
  const ms: number[] = [];
  for (let k = 0; k < times; k++) ms.push(await timed(() => coldly(rows)));
  return [
    `## Opened, used and closed ${times} times`,
    '',
    `${median(ms).toFixed(0)} ms each (${spread(ms, 0)}); resident ${before} MB after the first, ${resident()} MB after the last.`,
  ];
}

async function coldly(rows: ComparedRows): Promise<void> {
  const engine: Engine = await ScoringEngine.open();
  await engine.scoreAllPairs(rows);
  await engine.close();
}

function randomRows(count: number): ComparedRows {
  const random = createRandom(count);
  const templates = new Float32Array(count * DIMENSION);
  for (let start = 0; start < templates.length; start += DIMENSION) {
    let square = 0;
    for (let k = start; k < start + DIMENSION; k++) {
      templates[k] = random.uniform() - 0.5;
      square += templates[k] ** 2;
    }
    for (let k = start; k < start + DIMENSION; k++) templates[k] /= Math.sqrt(square);
  }
  return {
    templates,
    dimension: DIMENSION,
    subjects: Int32Array.from({ length: count }, (_, row) => Math.floor(row / 4)),
  };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function spread(numbers: readonly number[], digits: number): string {
  return `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`;
}
