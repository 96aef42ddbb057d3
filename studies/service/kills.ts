// The service under load, killed with -9 at random moments, and its PostgreSQL too: what was acknowledged must be there,
// nothing twice, the log whole, pictures unreadable, and what was to be told must have been told.
//   npm run study:kills [-- --kills 100 --seed 1 --out studies/results/kills.md]

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { benchPhotos } from '../../bench/photos.js';
import { newHome, type Served, serve } from '../../bench/servedProcess.js';
import { type Random, randomStream } from '../../src/autograd/index.js';
import { entriesAfter, installationSigner, readEntries, verifyChain } from '../../src/service/audit/index.js';
import { findTenant } from '../../src/service/identity/index.js';
import { localMasterKeys } from '../../src/service/pictures/index.js';
import { openServiceDatabase } from '../../src/service/serviceDatabase.js';
import type { Database } from '../../src/service/storage/index.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '4' },
    out: { type: 'string' },
  },
});
const kills = Number(values.kills);
const random = randomStream(Number(values.seed), 'kills');

const photos = await benchPhotos();
const small = (photo: Uint8Array) => sharp(photo).resize(200).jpeg().toBuffer();
const [selfie, document] = await Promise.all([small(photos.selfie), small(photos.document)]);
const home = await newHome();

interface Asked {
  readonly key: string;
  /** Of the verification, once it was acknowledged; every answer under the key must be this one. */
  readonly ids: Set<string>;
}
const asked: Asked[] = [];
const told = new Map<string, number>();
const receiver = await openReceiver();
const killed = { service: 0, postmaster: 0, backend: 0 };
const restarts: number[] = [];
const odd = new Map<string, number>();

let running = await startService();
const apiKey = running.firstKey!;
await hook(running.address);
let isOver = false;
const clients = Array.from({ length: Number(values.clients) }, (_, i) => client(i));
for (let i = 0; i < kills; i++) {
  await pause(200 + 2800 * random());
  const victim = random() < 0.5 ? 'service' : random() < 0.5 ? 'postmaster' : 'backend';
  killed[victim]++;
  await kill(victim);
  process.stderr.write(`\r${i + 1} of ${kills} kills, ${asked.length} requests   `);
}
isOver = true;
await Promise.all(clients);
// Retries of webhooks wait up to five minutes after a failure; the first ones come within seconds.
await untilTold();
running.process.kill('SIGTERM');
await once(running.process, 'exit');
receiver.close();
const report = await judge();
console.log(`\n${report}`);
if (values.out) await writeFile(values.out, report);
await rm(home, { recursive: true, force: true });

/** Asks, and asks again under the same key until it is answered; now and then again afterwards. */
async function client(lane: number): Promise<void> {
  while (!isOver) {
    const one: Asked = { key: `${lane}-${randomUUID()}`, ids: new Set() };
    asked.push(one);
    while (one.ids.size === 0) await ask(one);
    if (random() < 0.2) await ask(one);
  }
}

async function ask(one: Asked): Promise<void> {
  const form = new FormData();
  form.set('selfie', new Blob([Uint8Array.from(selfie)]), 's.jpg');
  form.set('document', new Blob([Uint8Array.from(document)]), 'd.jpg');
  form.set('customer', one.key);
  try {
    const response = await fetch(`${running.address}/v1/verifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': one.key },
      body: form,
      signal: AbortSignal.timeout(60_000),
    });
    const body = (await response.json()) as { id?: string; code?: string };
    if (response.status === 200) one.ids.add(body.id!);
    else {
      odd.set(`${response.status} ${body.code}`, (odd.get(`${response.status} ${body.code}`) ?? 0) + 1);
      await pause(1000 * Math.min(2, Number(response.headers.get('retry-after') ?? 1)));
    }
  } catch {
    // The connection was cut: nobody knows what became of the request.
    await pause(300);
  }
}

async function kill(victim: keyof typeof killed): Promise<void> {
  if (victim === 'service') {
    running.process.kill('SIGKILL');
    await once(running.process, 'exit');
    const before = performance.now();
    running = await startService();
    restarts.push(performance.now() - before);
    return;
  }
  const pids = await postgresPids();
  const pid = victim === 'postmaster' ? pids.postmaster : pick(random, pids.backends);
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

async function postgresPids(): Promise<{ postmaster: number | undefined; backends: number[] }> {
  const note = await readFile(join(home, 'database', 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const postmaster = Number(note.split('\n')[0]) || undefined;
  const backends: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = Number(/\) \S (\d+)/.exec(stat)?.[1]);
    if (postmaster !== undefined && parent === postmaster) backends.push(Number(name));
  }
  return { postmaster, backends };
}

const pick = <T>(from: Random, of: readonly T[]): T | undefined => of[Math.floor(from() * of.length)];

function startService(): Promise<Served> {
  return serve(home, { model: 'fast', workers: cpus().length });
}

async function openReceiver(): Promise<Server> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => {
      text += piece;
    });
    request.on('end', () => {
      const { type, data } = JSON.parse(text);
      if (type === 'verification.decided')
        told.set(data.verification, (told.get(data.verification) ?? 0) + 1);
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function hook(address: string): Promise<void> {
  const { port } = receiver.address() as AddressInfo;
  const response = await fetch(`${address}/v1/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: `http://127.0.0.1:${port}/`, types: ['verification.decided'] }),
  });
  if (response.status !== 201) throw new Error(`no webhook: ${await response.text()}`);
}

const acknowledged = (): string[] => asked.flatMap(({ ids }) => [...ids]);

async function untilTold(): Promise<void> {
  const deadline = Date.now() + 10 * 60_000;
  while (Date.now() < deadline && acknowledged().some((id) => !told.has(id))) await pause(1000);
}

async function judge(): Promise<string> {
  const database = await openServiceDatabase({ home, databaseUrl: null });
  const tenant = (await findTenant(database, 'default'))!;
  const rows = await database.tenant(tenant.id, (t) =>
    t.selectFrom('verifications').select(['id', 'customer']).execute(),
  );
  const kept = new Set(rows.map(({ id }) => id));
  const perKey = new Map<string, number>();
  for (const { customer } of rows) perKey.set(customer!, (perKey.get(customer!) ?? 0) + 1);
  const chain = await checkChain(database, tenant.id);
  await database.close();
  const lines: [string, string, string][] = [
    [
      'acknowledged verifications that are missing',
      '0',
      String(acknowledged().filter((id) => !kept.has(id)).length),
    ],
    [
      'idempotency keys with more than one verification',
      '0',
      String([...perKey.values()].filter((n) => n > 1).length),
    ],
    [
      'keys that were answered with different verifications',
      '0',
      String(asked.filter(({ ids }) => ids.size > 1).length),
    ],
    [
      'faults in the chain of the log',
      '0',
      `${chain.faults} in ${chain.entries.toLocaleString('en-US')} entries`,
    ],
    ['files of pictures with a readable beginning', '0', await readable()],
    [
      'acknowledged verifications that no webhook told of',
      '0',
      String(acknowledged().filter((id) => !told.has(id)).length),
    ],
  ];
  return [
    '# Killed under load',
    '',
    `Made by \`npm run study:kills -- --kills ${kills} --seed ${values.seed}\` on ${cpus().length} × ${cpus()[0]!.model.trim()}, Node ${process.version}: ${values.clients} clients without a pause,`,
    `kill -9 at random moments 0.2 to 3 s apart: ${killed.service} × the service, ${killed.postmaster} × PostgreSQL’s first process, ${killed.backend} × another of its processes.`,
    `${asked.length.toLocaleString('en-US')} requests under keys of their own, sent again until they were answered; ${acknowledged().length.toLocaleString('en-US')} verifications acknowledged, ${rows.length.toLocaleString('en-US')} kept.`,
    '',
    '| | must be | is |',
    '|---|---|---|',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `The service came back in ${(median(restarts) / 1000).toFixed(1)} s (median, models included). Webhooks are delivered at least once: ${[...told.values()].filter((n) => n > 1).length} of ${told.size} came more than once.`,
    `Answers that were no success, and were sent again: ${[...odd].map(([what, n]) => `${n} × ${what}`).join(', ') || 'none'}.`,
    '',
  ].join('\n');
}

async function checkChain(database: Database, tenant: string): Promise<{ entries: number; faults: number }> {
  const keys = await localMasterKeys({ home, environment: {} });
  const { publicKey } = installationSigner(keys);
  keys.close();
  const rows = readEntries((after, limit) =>
    database.tenant(tenant, (transaction) => entriesAfter(transaction, after, limit)),
  );
  const { entries, faults } = await verifyChain(rows, [publicKey]);
  return { entries, faults: faults.length };
}

/** Sealed files begin with our own mark; JPEG, PNG and any other picture with another. */
async function readable(): Promise<string> {
  let [files, plain] = [0, 0];
  for (const entry of await readdir(join(home, 'pictures'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const head = (await readFile(join(entry.parentPath, entry.name))).subarray(0, 3).toString('latin1');
    files++;
    if (head !== 'LKP') plain++;
  }
  return `${plain} of ${files.toLocaleString('en-US')}`;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
