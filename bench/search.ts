// A million templates searched exactly: time against what reading them from memory takes at least, beside usearch's
// exact search and pgvector's. Once for templates all over the sphere, which no subspace helps with, and once for
// templates spread as those of `accurate` are.
//   npm run bench:search [-- --size 1000000 --usearch FOLDER --part sphere|faces --out bench/results/search.md]
// FOLDER has usearch installed (`npm install usearch` there): it is no dependency. Takes 12 GB of memory.

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { vector as pgvector } from '@electric-sql/pglite-pgvector';
import { comparisonScore, likenessHome, ModelStore } from '../src/face/index.js';
import { bytesOfReference, type Gallery, openSearchPool } from '../src/service/search/index.js';
import { openMemory } from '../src/service/search/kernels/index.js';
import { openThread } from '../src/threads.js';
import { createRandom } from '../src/trials/index.js';
import { digestPictures, openImageFolder } from '../src/workbench/datasets/imageFolder.js';
import { datasetTemplates } from '../src/workbench/templates/datasetTemplates.js';
import { LFW_DEV } from '../studies/lfw.js';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '15' },
    usearch: { type: 'string' },
    /** `sphere` or `faces` alone. */
    part: { type: 'string' },
    out: { type: 'string' },
  },
});
const SIZE = Number(values.size);
const ROUNDS = Number(values.rounds);
const THREADS = availableParallelism();
const K = 10;
const BATCH = 16;
/** References in PGlite; a scan takes time in proportion. */
const PG_SIZE = 10_000;
const CHECKED = 3;

/** Milliseconds, a run each. */
type Times = readonly number[];

const report: string[] = [];
const say = (...lines: string[]) => {
  report.push(...lines);
  console.log(lines.join('\n'));
};
say(
  '# Search',
  '',
  `Made by \`npm run bench:search -- --size ${SIZE}${values.usearch ? ' --usearch FOLDER' : ''}${values.part ? ` --part ${values.part}` : ''}\` on ${THREADS} × ${cpus()[0]!.model.trim()}, Node ${process.version}; load of the machine before it began ${loadavg()[0]!.toFixed(2)}.`,
  `${SIZE.toLocaleString('en-US')} references, the ${K} most like each probe; ${THREADS} threads. Milliseconds: least of ${ROUNDS} runs, median in brackets; all take turns.`,
  '“Limit” is reading the float32 of all references once, by as many threads, summing and no more. × limit: least time over the least of the limit.',
);
if (values.part !== 'faces') await section('512 numbers, all over the sphere', 512, sphere(512));
if (values.part !== 'sphere') {
  const faces = await spreadAsFaces();
  if (faces)
    await section(`${faces.length} numbers, spread as \`accurate\`’s on lfw-dev`, faces.length, faces.draw);
  else say('', 'Templates spread as those of faces: skipped, ../shared/data/lfw-dev is absent.');
}
if (values.out) writeFileSync(values.out, `${report.join('\n')}\n`);

async function section(title: string, length: number, draw: () => Float32Array): Promise<void> {
  console.error(`${title}: drawing`);
  const pool = openSearchPool({ threads: THREADS });
  const gallery = pool.open(length);
  const rows = new Float32Array(SIZE * length);
  let filling = 0;
  for (let i = 0; i < SIZE; i++) {
    const vector = draw();
    rows.set(vector, i * length);
    const start = performance.now();
    gallery.add(`${i}`, vector);
    filling += performance.now() - start;
    // Subspace and codes are found beside.
    if (i % 1000 === 0) await new Promise((done) => setImmediate(done));
  }
  const coding = performance.now();
  const width = await untilCoded(gallery);
  console.error(
    `codes of ${width} numbers, ${((performance.now() - coding) / 1000).toFixed(1)} s after the last was added`,
  );
  const probes = Array.from({ length: BATCH }, draw);
  const limit = await openLimit(4 * SIZE * length);
  const usearch = values.usearch ? openUsearch(values.usearch) : undefined;
  const contenders: Record<string, () => unknown> = {
    limit: () => limit.read(),
    one: () => gallery.search([probes[0]!], { k: K }),
    batch: () => gallery.search(probes, { k: K }),
    duplicates: () => gallery.search([probes[1]!], { k: K, atLeast: highEnough }),
    ...(usearch && {
      usearch: () => usearch(rows, probes[0]!, length),
      usearchBatch: () => usearch(rows, joined(probes), length),
    }),
  };
  const [[tenth]] = [await gallery.search([probes[0]!], { k: K })];
  const highEnough = Math.min(1, tenth![0]!.score + 0.02);
  const times = await takeTurns(contenders);
  await limit.close();
  const golden = probes.slice(0, CHECKED).map((probe) => scoredInFull(rows, length, probe));
  const answers = await gallery.search(probes.slice(0, CHECKED), { k: K });
  const exact = golden.filter((hits, i) => JSON.stringify(hits) === JSON.stringify(answers[i])).length;
  const known = (search: Usearch) =>
    golden.reduce((sum, hits, i) => {
      const found = new Set([...search(rows, probes[i]!, length).keys].map(String));
      return sum + hits.filter(({ id }) => found.has(id)).length;
    }, 0);
  const least = Math.min(...times.limit!);
  const line = (name: string, label: string, per = 1, note = '') =>
    `| ${label} | ${shown(times[name]!, per)} | ${(Math.min(...times[name]!) / per / least).toFixed(3)} | ${note} |`;
  say(
    '',
    `## ${title}`,
    '',
    `Codes of ${width} numbers; ${bytesOfReference(length, width)} bytes a reference beside its id. Adding one took ${((1000 * filling) / SIZE).toFixed(1)} µs.`,
    `The limit is ${((4 * SIZE * length) / least / 1e6).toFixed(1)} GB/s here.`,
    '',
    '| | ms a probe | × limit | same answer as scoring all in float64 |',
    '|---|---|---|---|',
    line('limit', 'Limit: every float32 read once'),
    line('one', 'Likeness, one probe', 1, `${exact} of ${CHECKED} probes, every bit`),
    line('batch', `Likeness, ${BATCH} probes at once`, BATCH),
    line('duplicates', 'Likeness, one probe, nobody below a threshold', 1),
    ...(usearch
      ? [
          line(
            'usearch',
            'usearch `exactSearch`, one probe',
            1,
            `${known(usearch)} of ${CHECKED * K} references`,
          ),
          line('usearchBatch', `usearch \`exactSearch\`, ${BATCH} probes at once`, BATCH),
        ]
      : []),
    await pgvectorLine(rows, length, probes[0]!, least),
  );
  await pool.close();
}

function joined(vectors: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(vectors.length * vectors[0]!.length);
  for (const [i, vector] of vectors.entries()) all.set(vector, i * vector.length);
  return all;
}

function shown(times: Times, per: number): string {
  const sorted = times.map((ms) => ms / per).sort((a, b) => a - b);
  const digits = sorted[0]! < 10 ? 2 : 1;
  return `${sorted[0]!.toFixed(digits)} (${sorted[sorted.length >> 1]!.toFixed(digits)})`;
}

async function takeTurns(
  contenders: Readonly<Record<string, () => unknown>>,
): Promise<Record<string, number[]>> {
  const times = Object.fromEntries(Object.keys(contenders).map((name): [string, number[]] => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      await run();
      if (round >= 0) times[name]!.push(performance.now() - start);
    }
    console.error(`round ${round + 1} of ${ROUNDS}`);
  }
  return times;
}

/** Everybody scored in float64, as the library compares two templates. */
function scoredInFull(
  rows: Float32Array,
  length: number,
  probe: Float32Array,
): { id: string; score: number }[] {
  let best: { id: string; score: number }[] = [];
  for (let i = 0; i < SIZE; i++) {
    const vector = rows.subarray(i * length, (i + 1) * length);
    const score = comparisonScore({ model: '', vector }, { model: '', vector: probe });
    if (best.length === K && score < best[K - 1]!.score) continue;
    best.push({ id: `${i}`, score });
    best = best.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, K);
  }
  return best;
}

/** Waits for the codes, and says how many numbers they have. */
async function untilCoded(gallery: Gallery): Promise<number> {
  const { table } = gallery as unknown as {
    table: { coded: number; count: number; subspace?: { width: number } };
  };
  while (table.count - table.coded >= 1024) await new Promise((done) => setTimeout(done, 50));
  return table.subspace!.width;
}

async function openLimit(bytes: number): Promise<{ read(): Promise<void>; close(): Promise<void> }> {
  // One memory reaches 4 GiB: of more, a part is read and again.
  const size = Math.min(bytes, 2 ** 31);
  const memory = openMemory(size);
  new Uint8Array(memory.buffer).fill(1);
  const workers = Array.from({ length: THREADS }, () =>
    openThread(new URL('./peers/readMemory.js', import.meta.url), { memory }),
  );
  const readPart = async (part: number): Promise<void> => {
    const each = 128 * Math.floor(part / THREADS / 128);
    await Promise.all(
      workers.map(
        (worker, i) =>
          new Promise((done) => {
            worker.once('message', done);
            worker.postMessage({ from: i * each, to: (i + 1) * each });
          }),
      ),
    );
  };
  return {
    async read() {
      for (let left = bytes; left > 0; left -= size) await readPart(Math.min(left, size));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

type Usearch = (rows: Float32Array, probes: Float32Array, length: number) => { keys: BigUint64Array };

function openUsearch(folder: string): Usearch {
  const require = createRequire(pathToFileURL(join(resolve(folder), 'package.json')));
  const { exactSearch, MetricKind } = require('usearch') as {
    exactSearch(...parameters: unknown[]): { keys: BigUint64Array };
    MetricKind: { IP: unknown };
  };
  return (rows, probes, length) => exactSearch(rows, probes, length, K, MetricKind.IP, THREADS);
}

async function pgvectorLine(
  rows: Float32Array,
  length: number,
  probe: Float32Array,
  least: number,
): Promise<string> {
  const size = Math.min(PG_SIZE, SIZE);
  const database = await PGlite.create({ extensions: { vector: pgvector } });
  await database.exec(
    `create extension vector; create table t (id int primary key, embedding vector(${length}))`,
  );
  const text = (i: number) => `[${rows.subarray(i * length, (i + 1) * length).join(',')}]`;
  for (let i = 0; i < size; i += 500) {
    const ids = Array.from({ length: Math.min(500, size - i) }, (_, k) => i + k);
    await database.query('insert into t select * from unnest($1::int[], $2::text[]::vector[])', [
      ids,
      ids.map(text),
    ]);
  }
  await database.exec('analyze t');
  const times: number[] = [];
  for (let round = -1; round < Math.min(ROUNDS, 7); round++) {
    const start = performance.now();
    await database.query(`select id from t order by embedding <#> $1::vector limit ${K}`, [
      `[${probe.join(',')}]`,
    ]);
    if (round >= 0) times.push(((performance.now() - start) * SIZE) / size);
  }
  await database.close();
  return `| pgvector in PGlite, no index, one thread; ${size.toLocaleString('en-US')} references × ${SIZE / size} | ${shown(times, 1)} | ${(Math.min(...times) / least).toFixed(3)} | WebAssembly: a native server is faster |`;
}

/** Fast uniform numbers: a million templates are half a billion. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}

function scaled(vector: Float32Array): Float32Array {
  let squared = 0;
  for (let i = 0; i < vector.length; i++) squared += vector[i]! * vector[i]!;
  const factor = 1 / Math.sqrt(squared);
  for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
  return vector;
}

function sphere(length: number): () => Float32Array {
  const next = noise(12_345);
  return () => {
    const vector = new Float32Array(length);
    // Sums of three are near enough to normal for directions to be all over the sphere.
    for (let i = 0; i < length; i++) vector[i] = next() + next() + next();
    return scaled(vector);
  };
}

/** Two people's templates about the mean, mixed at a random angle: mean and covariance are those of people. */
async function spreadAsFaces(): Promise<{ length: number; draw: () => Float32Array } | undefined> {
  const home = likenessHome();
  const folder = await openImageFolder(LFW_DEV).catch(() => undefined);
  if (!folder) return undefined;
  const pictures = await digestPictures(folder.pictures);
  const onProgress = (message: string, done?: number, total?: number) => {
    if (done !== undefined && done % 500 === 0) console.error(`${message} ${done} of ${total}`);
  };
  const { acquired } = await datasetTemplates('accurate', pictures, {
    home,
    store: new ModelStore(home),
    onProgress,
  });
  const templates = acquired.flatMap((one) => (one.kind === 'template' ? [one.vector] : []));
  const { length } = templates[0]!;
  const mean = new Float64Array(length);
  for (const template of templates)
    for (let i = 0; i < length; i++) mean[i]! += template[i]! / templates.length;
  const random = createRandom(99);
  return {
    length,
    draw: () => {
      const [a, b] = [templates[random.below(templates.length)]!, templates[random.below(templates.length)]!];
      const angle = 2 * Math.PI * random.uniform();
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const vector = new Float32Array(length);
      for (let i = 0; i < length; i++) vector[i] = mean[i]! + c * (a[i]! - mean[i]!) + s * (b[i]! - mean[i]!);
      return scaled(vector);
    },
  };
}
