// What the service's threads are worth: several faces in one run of the model against one by one, two threads with a
// model each against one model with two threads, what memory a thread takes, and whether that stays flat.
//   npm run bench:inference [-- --parts memory,batches,threads --seconds 20 --count 5000 --out bench/results/inference.md]

import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { DEFAULT_POLICY, Likeness } from '../src/decision/index.js';
import { defaultModels, ensureModel, FaceEngine, likenessHome, ModelStore } from '../src/face/index.js';
import { decode } from '../src/image/index.js';
import { openInferencePool } from '../src/service/inference/index.js';
import { benchPhotos } from './photos.js';

const { values } = parseArgs({
  options: {
    // Memory first: what the others leave behind is not told from it.
    parts: { type: 'string', default: 'memory,batches,threads' },
    seconds: { type: 'string', default: '20' },
    count: { type: 'string', default: '5000' },
    out: { type: 'string' },
  },
});
const [SECONDS, COUNT] = [Number(values.seconds), Number(values.count)];
const MODELS = ['accurate', 'fast'] as const;
const BATCHES = [1, 2, 4, 8];
const ROUNDS = 15;
/** Verifications until a thread's memory has settled. */
const SETTLED = 30;
const today = '2026-11-28';

const { selfie, document } = await benchPhotos();
const lines: string[] = [];
function say(...said: string[]): void {
  lines.push(...said);
  console.log(said.join('\n'));
}

say(
  '# Inference on threads',
  '',
  `Made by \`npm run bench:inference -- --parts ${values.parts} --seconds ${SECONDS} --count ${COUNT}\` on ${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.version};`,
  `the load of the machine over the minute before was ${loadavg()[0]!.toFixed(1)}: what others do falls on these figures.`,
);
const PARTS: Readonly<Record<string, () => Promise<void>>> = { memory, batches, threads };
for (const part of values.parts.split(',')) await PARTS[part]!();
if (values.out) await writeFile(values.out, `${lines.join('\n')}\n`);

/** Rounds of all sizes take turns, so that a busy machine burdens all alike; processor time is not counted while others run. */
async function batches(): Promise<void> {
  say(
    '',
    '## Faces in one run, on one thread',
    '',
    'Processor time in ms a face, median (and shortest time by the clock), mirror images included.',
    '',
  );
  say(
    `| model | ${BATCHES.map((n) => `batch ${n}`).join(' | ')} |`,
    `|---|${BATCHES.map(() => '---|').join('')}`,
  );
  const store = new ModelStore(likenessHome());
  const [detector, landmarks] = await defaultModels(store);
  for (const model of MODELS) {
    const engine = await FaceEngine.open(
      { detector, landmarks, embedder: await ensureModel(store, model) },
      1,
    );
    const picture = await decode(selfie);
    const [face] = await engine.faces(picture, 'quick');
    const aligned = engine.align(picture, face!);
    const taken = new Map(BATCHES.map((n) => [n, { processor: [] as number[], clock: [] as number[] }]));
    for (let round = -2; round < ROUNDS; round++) {
      for (const n of BATCHES) {
        const [start, before] = [performance.now(), process.cpuUsage()];
        for (let done = 0; done < 8; done += n) await engine.embed(Array.from({ length: n }, () => aligned));
        const { user, system } = process.cpuUsage(before);
        if (round < 0) continue;
        taken.get(n)!.processor.push((user + system) / 8000);
        taken.get(n)!.clock.push((performance.now() - start) / 8);
      }
    }
    const cells = [...taken.values()].map(
      ({ processor, clock }) => `${median(processor).toFixed(1)} (${Math.min(...clock).toFixed(1)})`,
    );
    say(`| ${model} | ${cells.join(' | ')} |`);
    await engine.close();
  }
}

/** Each way in turn, three times over, `SECONDS` in all a way. */
async function threads(): Promise<void> {
  say(
    '',
    '## Threads',
    '',
    'Verifications a second of two 720p JPEGs, several in flight; median of three turns.',
    '',
  );
  say('| model | loop, one model with two threads | 1 worker | 2 workers |', '|---|---|---|---|');
  for (const model of MODELS) {
    const likeness = await Likeness.open({ model, threads: 2 });
    const [one, two] = [
      await openInferencePool({ model, workers: 1 }),
      await openInferencePool({ model, workers: 2 }),
    ];
    const ask = { selfie, document: { front: document }, policy: DEFAULT_POLICY, today };
    const ways = [
      () => likeness.verify(selfie, document, { today }),
      () => one.verify(ask),
      () => two.verify(ask),
    ];
    const rates: number[][] = ways.map(() => []);
    for (let turn = 0; turn < 3; turn++)
      for (const [i, way] of ways.entries()) rates[i]!.push(await rateOf(way, SECONDS / 3));
    say(`| ${model} | ${rates.map((all) => median(all).toFixed(2)).join(' | ')} |`);
    await Promise.all([likeness.close(), one.close(), two.close()]);
  }
}

async function rateOf(verify: () => Promise<unknown>, seconds: number): Promise<number> {
  const start = performance.now();
  const end = start + 1000 * seconds;
  let done = 0;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (performance.now() < end) {
        await verify();
        done++;
      }
    }),
  );
  return (1000 * done) / (performance.now() - start);
}

async function memory(): Promise<void> {
  say(
    '',
    '## Memory',
    '',
    `A thread with \`accurate\`, after ${SETTLED} verifications of two 720p JPEGs: **${await memoryOfThread()} MB** more in the process.`,
    '',
    'One worker, `fast`, pictures of 160 × 160 pixels, in the same process:',
    '',
    '| verifications | resident MB of the process |',
    '|---|---|',
  );
  const small = async (bytes: Uint8Array, left: number) =>
    new Uint8Array(
      await sharp(bytes).extract({ left, top: 0, width: 720, height: 720 }).resize(160).jpeg().toBuffer(),
    );
  const [probe, reference] = [await small(selfie, 280), await small(document, 280)];
  const pool = await openInferencePool({ model: 'fast', workers: 1 });
  const ask = { selfie: probe, document: { front: reference }, policy: DEFAULT_POLICY, today };
  for (let done = 1; done <= COUNT; done++) {
    await pool.verify(ask);
    if (done === 100 || done % Math.ceil(COUNT / 10) === 0) say(`| ${done} | ${residentMb().toFixed(0)} |`);
  }
  await pool.close();
}

function residentMb(): number {
  return process.memoryUsage().rss / 2 ** 20;
}

/** What a second thread adds to a process that has all else. */
async function memoryOfThread(): Promise<string> {
  const ask = { selfie, document: { front: document }, policy: DEFAULT_POLICY, today };
  const settled = async () => {
    const pool = await openInferencePool({ model: 'accurate', workers: 1 });
    for (let done = 0; done < SETTLED; done++) await pool.verify(ask);
    return pool;
  };
  const first = await settled();
  const before = residentMb();
  const second = await settled();
  const taken = residentMb() - before;
  await Promise.all([first.close(), second.close()]);
  return taken.toFixed(0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
