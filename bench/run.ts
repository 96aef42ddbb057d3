// Likeness beside its peers, in one run on the same photographs: each stage, and two 720p JPEGs end to end.
//   npm run bench [-- --rounds 15 --out bench/results/speed.md]
// The systems take turns, so that a noisy machine is unfair to none; ratios of medians are what counts.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Likeness } from '../src/index.js';
import { Session } from '../src/onnx/index.js';
import { openFaceApi } from './peers/faceApi.js';
import { openHuman } from './peers/human.js';
import { openOurs } from './peers/ours.js';
import type { Peer } from './peers/peer.js';
import { benchPhotos } from './photos.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, out: { type: 'string' } },
});
const rounds = Number(values.rounds);
const { selfie, document } = await benchPhotos();

interface Contender {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

const report: string[] = [
  '# Speed',
  '',
  `Made by \`npm run bench\` on ${cpus().length} × ${cpus()[0]!.model.trim()}, Node ${process.version}; ${rounds} rounds in turn, medians in ms.`,
  'Peers run as they ship on tf.js WASM with SIMD, their best back end in Node; threads do not work there.',
  '',
];
const say = (...lines: string[]) => {
  report.push(...lines);
  console.log(lines.join('\n'));
};

const accurate = await Likeness.open({ model: 'accurate' });
const fast = await Likeness.open({ model: 'fast' });
const peers = [
  await openFaceApi({ detector: 'ssd' }),
  await openFaceApi({ detector: 'tiny' }),
  await openHuman(),
];

await endToEnd();
await ownShare();
await stages();
for (const opened of [accurate, fast, ...peers]) await opened.close();
coldStart();
if (values.out) writeFileSync(values.out, `${report.join('\n')}\n`);

/** Both pictures from bytes to a decision, or to the peer's similarity. */
async function endToEnd(): Promise<void> {
  const ours = [accurate, fast].map((l) => ({
    name: `Likeness \`${l.model.name}\``,
    run: () => l.verify(selfie, document),
  }));
  const theirs = peers.map((p) => ({ name: p.name, run: () => compareOnPeer(p) }));
  const medians = await race([...ours, ...theirs], rounds);
  const base = (name: string) => medians.get(name)!;
  say(
    '## Two 720p JPEGs, end to end',
    '',
    `| system | ms | times as fast as ${peers.map((p) => p.name).join(' | times as fast as ')} |`,
    `|---|---|${peers.map(() => '---').join('|')}|`,
    ...[...medians].map(
      ([name, ms]) =>
        `| ${name} | ${ms.toFixed(0)} | ${peers.map((p) => (base(p.name) / ms).toFixed(1)).join(' | ')} |`,
    ),
    '',
  );
}

async function compareOnPeer(peer: Peer): Promise<number> {
  const [probe] = await peer.faces(selfie);
  const [reference] = await peer.faces(document);
  return probe && reference ? peer.score(reference.descriptor, probe.descriptor) : Number.NaN;
}

/** Medians in ms; the contenders take turns, after two rounds that do not count. */
async function race(contenders: readonly Contender[], count: number): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -2; round < count; round++) {
    for (const { name, run } of contenders) {
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name)!.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/**
 * What is not ONNX Runtime is ours: decoding, warping, post-processing, quality, the decision. The runs of one
 * verification are recorded and made again by themselves; the rest of its time is our own.
 */
async function ownShare(): Promise<void> {
  say(
    '## Share of our own code (decode, warp, post-processing, quality)',
    '',
    '| profile | total ms | models alone ms | own share |',
    '|---|---|---|---|',
  );
  for (const likeness of [accurate, fast]) {
    const replay = await recordRuns(() => likeness.verify(selfie, document));
    const medians = await race(
      [
        { name: 'total', run: () => likeness.verify(selfie, document) },
        { name: 'models', run: replay },
      ],
      rounds,
    );
    const [total, models] = [medians.get('total')!, medians.get('models')!];
    const share = (100 * (total - models)) / total;
    say(`| ${likeness.model.name} | ${total.toFixed(0)} | ${models.toFixed(0)} | ${share.toFixed(0)} % |`);
  }
  say('');
}

/** Makes once what `work` makes ONNX Runtime do, and gives a function that makes those runs again, and only those. */
async function recordRuns(work: () => Promise<unknown>): Promise<() => Promise<void>> {
  const run = Session.prototype.run;
  const recorded: { session: Session; inputs: Parameters<Session['run']>[0] }[] = [];
  Session.prototype.run = function record(inputs) {
    recorded.push({ session: this, inputs });
    return run.call(this, inputs);
  };
  await work();
  Session.prototype.run = run;
  return async () => {
    for (const { session, inputs } of recorded) await session.run(inputs);
  };
}

async function stages(): Promise<void> {
  const ours = [await openOurs('accurate'), await openOurs('fast')];
  say('## Stages, one 720p JPEG', '', '| system | stage | ms |', '|---|---|---|');
  for (const system of [...ours, ...peers]) {
    const medians = await race(await system.stages(selfie), rounds);
    for (const [stage, ms] of medians) say(`| ${system.name} | ${stage} | ${ms.toFixed(1)} |`);
  }
  say('');
  for (const system of ours) await system.close();
}

/** A fresh process: from its first instruction to the answer, models composed beforehand. */
function coldStart(): void {
  const photos = ['selfie', 'document'].map((name, i) => {
    const path = join(tmpdir(), `likeness-bench-${name}.jpg`);
    writeFileSync(path, [selfie, document][i]!);
    return path;
  });
  say(
    '## Cold start: a fresh process, all sessions opened, first verification answered',
    '',
    '| profile | ms, median of 7 |',
    '|---|---|',
  );
  for (const model of ['accurate', 'fast']) {
    const script =
      `const { Likeness } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});` +
      `const likeness = await Likeness.open({ model: '${model}' });` +
      `await likeness.verify(...${JSON.stringify(photos)}); console.log(performance.now()); process.exit(0);`;
    const times = Array.from({ length: 7 }, () => {
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
      });
      return Number(stdout);
    });
    say(`| ${model} | ${median(times).toFixed(0)} |`);
  }
  say('');
}
