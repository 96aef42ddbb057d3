// The service under load, beside the very same pipeline called in a loop: what HTTP, database, encryption and the log
// cost; how long a request takes with 1, 8 and 64 clients; whether memory stays flat.
//   npm run bench:serve [-- --seconds 30 --memory 20000 --model accurate --out bench/results/serve.md]
// The service runs as a process of its own, as `likeness serve` does, with a PostgreSQL of its own. Service and loop take
// turns, round by round, so that what else the machine does falls on both. The clients run on the same machine and
// share its cores with the service.

import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { cpus, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DEFAULT_POLICY } from '../src/decision/index.js';
import { openInferencePool } from '../src/service/inference/index.js';
import { benchPhotos } from './photos.js';
import { newHome, serve } from './servedProcess.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '7' },
    memory: { type: 'string', default: '0' },
    model: { type: 'string', default: 'accurate' },
    out: { type: 'string' },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const CLIENTS = [1, 8, 64] as const;
const workers = cpus().length;

const photos = await benchPhotos();
const home = await newHome();
const service = await serve(home, { model: values.model, workers });
const pool = await openInferencePool({ workers, model: values.model });
const body = formOf({ selfie: photos.selfie, document: photos.document });

const loop: number[] = [];
const served = new Map<number, Load[]>(CLIENTS.map((clients) => [clients, []]));
await loadService(workers, 3);
await loadLoop(3);
for (let round = 0; round < rounds; round++) {
  loop.push(await loadLoop(seconds));
  for (const clients of CLIENTS) served.get(clients)!.push(await loadService(clients, seconds));
}
await pool.close();
const flat = Number(values.memory) > 0 ? await watchMemory(Number(values.memory)) : undefined;
service.process.kill('SIGTERM');
await once(service.process, 'exit');
await rm(home, { recursive: true, force: true });

const report = write();
console.log(report);
if (values.out) writeFileSync(values.out, report);

interface Load {
  readonly perSecond: number;
  /** Milliseconds of each request, ascending. */
  readonly latencies: readonly number[];
  /** By status; 429 is the answer of a queue that is full. */
  readonly statuses: Readonly<Record<number, number>>;
}

/** The same verifications on the same threads, without a service about them: as many at once as there are threads. */
async function loadLoop(limit: number): Promise<number> {
  const today = new Date().toISOString().slice(0, 10);
  const end = performance.now() + 1000 * limit;
  const start = performance.now();
  let count = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (performance.now() < end) {
        const document = { front: photos.document };
        await pool.verify({ selfie: photos.selfie, document, policy: DEFAULT_POLICY, today });
        count++;
      }
    }),
  );
  return (1000 * count) / (performance.now() - start);
}

async function loadService(clients: number, limit: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latencies: number[] = [];
  const statuses: Record<number, number> = {};
  const start = performance.now();
  const end = start + 1000 * limit;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        const began = performance.now();
        const { status, retryAfter } = await post(agent);
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (status === 200) latencies.push(performance.now() - began);
        else await pause(1000 * retryAfter);
      }
    }),
  );
  const perSecond = (1000 * latencies.length) / (performance.now() - start);
  agent.destroy();
  return { perSecond, latencies: latencies.sort((a, b) => a - b), statuses };
}

function post(agent: Agent): Promise<{ status: number; retryAfter: number }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${service.address}/v1/verifications`,
      {
        agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${service.firstKey}`,
          'content-type': `multipart/form-data; boundary=${body.boundary}`,
          'content-length': body.bytes.length,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          resolve({ status: response.statusCode!, retryAfter: Number(response.headers['retry-after'] ?? 0) }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body.bytes);
  });
}

/** Resident memory of the service, MiB, at even steps of so many requests. */
async function watchMemory(
  requests: number,
): Promise<readonly { readonly at: number; readonly mebibytes: number }[]> {
  const marks = [{ at: 0, mebibytes: residentOf(service.process.pid!) }];
  const agent = new Agent({ keepAlive: true, maxSockets: workers });
  let [asked, done] = [0, 0];
  const step = Math.max(1, Math.floor(requests / 10));
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (asked < requests) {
        asked++;
        const { status } = await post(agent);
        if (status !== 200) throw new Error(`a request was answered with ${status}`);
        done++;
        if (done % step === 0) marks.push({ at: done, mebibytes: residentOf(service.process.pid!) });
      }
    }),
  );
  agent.destroy();
  return marks;
}

function residentOf(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return Number.NaN;
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))![1]) / 1024);
}

function formOf(files: Readonly<Record<string, Uint8Array>>): { boundary: string; bytes: Buffer } {
  const boundary = 'likeness-bench';
  const parts = Object.entries(files).flatMap(([name, bytes]) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${name}.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
    ),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ]);
  return { boundary, bytes: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]) };
}

function write(): string {
  const alone = median(loop);
  const rows = CLIENTS.map((clients) => {
    const loads = served.get(clients)!;
    const perSecond = median(loads.map((load) => load.perSecond));
    const all = loads.flatMap(({ latencies }) => latencies).sort((a, b) => a - b);
    const others = loads
      .flatMap(({ statuses }) => Object.entries(statuses))
      .filter(([status]) => status !== '200')
      .map(([status, count]) => `${count} × ${status}`);
    // Round by round: what else the machine does falls on both alike.
    const shares = loads.map((load, round) => load.perSecond / loop[round]!);
    const share = `${median(shares).toFixed(2)} (${Math.min(...shares).toFixed(2)}–${Math.max(...shares).toFixed(2)})`;
    const percentiles = [0.5, 0.95, 0.99].map((share) => quantile(all, share).toFixed(0));
    return `| ${clients} | ${perSecond.toFixed(2)} | ${share} | ${percentiles.join(' | ')} | ${all.length} | ${others.join(', ') || 'none'} |`;
  });
  return [
    '# The service under load',
    '',
    `Made by \`npm run bench:serve -- --seconds ${seconds} --rounds ${rounds} --memory ${values.memory} --model ${values.model}\` on ${workers} × ${cpus()[0]!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; model \`${values.model}\`, ${workers} inference threads;`,
    `${rounds} rounds of ${seconds} s each, service and loop in turn, medians of the rounds (least and most); latencies of all rounds. Selfie and document are JPEGs of`,
    `${Math.round(photos.selfie.length / 1024)} and ${Math.round(photos.document.length / 1024)} KiB. Clients, service and PostgreSQL share the cores.`,
    '',
    `The same pipeline in a loop, ${workers} at once, on the same threads: **${alone.toFixed(2)} verifications a second** (${Math.min(...loop).toFixed(2)}–${Math.max(...loop).toFixed(2)}).`,
    '',
    '| clients | verifications/s | of the loop | p50 ms | p95 ms | p99 ms | answered | others |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    'Others: `429` is a full queue that says when to come again; the clients wait as long as it says.',
    '',
    ...(flat
      ? [
          '## Memory',
          '',
          `Resident memory of the service, all threads, over ${flat.at(-1)!.at.toLocaleString('en-US')} requests, ${workers} at once:`,
          '',
          `| requests | ${flat.map(({ at }) => at.toLocaleString('en-US')).join(' | ')} |`,
          `|---|${flat.map(() => '---|').join('')}`,
          `| MiB | ${flat.map(({ mebibytes }) => mebibytes).join(' | ')} |`,
          '',
        ]
      : []),
  ].join('\n');
}

function median(numbers: readonly number[]): number {
  return quantile(
    [...numbers].sort((a, b) => a - b),
    0.5,
  );
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN;
}
