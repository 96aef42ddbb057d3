// The service under load, killed with -9 at random moments, and its PostgreSQL too: what was acknowledged must be there,
// nothing twice, the log whole and telling of it, pictures sealed and yet to be opened, and what was to be told must have
// been told. Ends with 1 where anything of that is not so.
//   npm run study:kills [-- --kills 100 --apart 8 --seed 1 --out studies/results/kills.md]

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import sharp from 'sharp';
import { benchPhotos } from '../../bench/photos.js';
import { newHome, type Served, serve } from '../../bench/servedProcess.js';
import { type Random, randomStream } from '../../src/autograd/index.js';
import {
  entriesAfter,
  installationSigner,
  readEntries,
  sha256,
  verifyChain,
} from '../../src/service/audit/index.js';
import { findTenant } from '../../src/service/identity/index.js';
import { folderStore, type LocalMasterKeys, localMasterKeys } from '../../src/service/pictures/index.js';
import { openServiceDatabase } from '../../src/service/serviceDatabase.js';
import type { Database, Transacting } from '../../src/service/storage/index.js';
import { Subjects } from '../../src/service/subjects/index.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    apart: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '4' },
    out: { type: 'string' },
  },
});
const kills = Number(values.kills);
/** Of two kills at most, s, beside the time that the service takes to come back: else hardly a request would end. */
const apart = Number(values.apart);
/** Of its own for each use: whoever draws once more, and clients do as the machine pleases, shifts nothing for the others. */
const streamOf = (use: string): Random => randomStream(Number(values.seed), `kills: ${use}`);
const [moments, victims, backends] = [streamOf('moments'), streamOf('victims'), streamOf('backends')];
/** For all that was asked to be answered, and then for all jobs, ms. */
const PATIENCE = 20 * 60_000;

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
/** How services ended that nobody had killed. */
const ownEnds: string[] = [];

let running = await startService();
// Where the study itself fails, nothing is left running.
process.on('exit', () => running.process.kill('SIGTERM'));
const apiKey = running.firstKey!;
await hook(running.address);
let overAt = Number.POSITIVE_INFINITY;
const clients = Array.from({ length: Number(values.clients) }, (_, i) => client(i));
for (let i = 0; i < kills; i++) {
  await pause(200 + (1000 * apart - 200) * moments());
  const draw = victims();
  const victim = draw < 0.5 ? 'service' : draw < 0.75 ? 'postmaster' : 'backend';
  killed[victim]++;
  await kill(victim);
  process.stderr.write(`\r${i + 1} of ${kills} kills, ${asked.length} requests   `);
}
overAt = Date.now();
await Promise.all(clients);
const jobsLeft = await untilDone();
const lastEnd = await endBy('SIGTERM');
receiver.close();
const { report, isWell } = await judge();
console.log(`\n${report}`);
if (values.out) await writeFile(values.out, report);
if (isWell) await rm(home, { recursive: true, force: true });
else console.error(`what is left to look at: ${home}`);
process.exitCode = isWell ? 0 : 1;

/** Asks, and asks again under the same key until it is answered; now and then again afterwards. */
async function client(lane: number): Promise<void> {
  const again = streamOf(`client ${lane}`);
  while (Date.now() < overAt) {
    const one: Asked = { key: `${lane}-${randomUUID()}`, ids: new Set() };
    asked.push(one);
    while (one.ids.size === 0 && Date.now() < overAt + PATIENCE) await ask(one);
    if (again() < 0.2) await ask(one);
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
    await endBy('SIGKILL');
    const before = performance.now();
    running = await startService();
    restarts.push(performance.now() - before);
    return;
  }
  const pids = await postgresPids();
  const pid = victim === 'postmaster' ? pids.postmaster : pick(backends, pids.backends);
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

function pick<T>(from: Random, of: readonly T[]): T | undefined {
  return of[Math.floor(from() * of.length)];
}

async function startService(): Promise<Served> {
  const served = await serve(home, { model: 'fast', workers: cpus().length });
  served.process.on('exit', noteOwnEnd);
  return served;
}

function noteOwnEnd(code: number | null, signal: NodeJS.Signals | null): void {
  ownEnds.push(signal ?? `exit code ${code}`);
}

/** Ends the service that runs. @returns how it ended */
async function endBy(signal: 'SIGKILL' | 'SIGTERM'): Promise<string> {
  const { process: served } = running;
  served.off('exit', noteOwnEnd);
  if (served.exitCode === null && served.signalCode === null) {
    const exited = once(served, 'exit');
    served.kill(signal);
    await exited;
  }
  return served.signalCode ?? `exit code ${served.exitCode}`;
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

function acknowledged(): string[] {
  return asked.flatMap(({ ids }) => [...ids]);
}

function isReady(): Promise<boolean> {
  return fetch(`${running.address}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/**
 * Until all was told and no job is left: those of dead processes are taken up after their time has passed.
 * @returns how many jobs are left when patience ends
 */
async function untilDone(): Promise<number> {
  // The last kill may have been a moment ago.
  while (!(await isReady())) await pause(500);
  const database = await openServiceDatabase({ home, databaseUrl: null });
  try {
    for (const deadline = Date.now() + PATIENCE; ; await pause(1000)) {
      const { rows } = await sql<{ left: number }>`select count(*)::int as left from pgboss.job
        where state in ('created', 'retry', 'active')`.execute(database.shared);
      const { left } = rows[0]!;
      const isDone = left === 0 && acknowledged().every((id) => told.has(id));
      if (isDone || Date.now() > deadline) return left;
    }
  } finally {
    await database.close();
  }
}

async function judge(): Promise<{ report: string; isWell: boolean }> {
  const database = await openServiceDatabase({ home, databaseUrl: null });
  const keys = await localMasterKeys({ home, environment: {} });
  const subjects = new Subjects(keys, await folderStore(join(home, 'pictures')));
  const tenant = (await findTenant(database, 'default'))!;
  const rows = await database.tenant(tenant.id, (t) =>
    t.selectFrom('verifications').select(['id', 'customer']).execute(),
  );
  const kept = new Set(rows.map(({ id }) => id));
  const perKey = new Map<string, number>();
  for (const { customer } of rows) perKey.set(customer!, (perKey.get(customer!) ?? 0) + 1);
  const chain = await checkChain(database, keys, tenant.id);
  const { files, plain } = await readable();
  const logged = await database.tenant(tenant.id, logEntries);
  let closed = 0;
  for (const id of acknowledged())
    if (!(await database.tenant(tenant.id, (t) => opens(t, subjects, tenant.id, id)))) closed++;
  const { rows: givenUp } = await sql`select from pgboss.job where state = 'failed'`.execute(database.shared);
  subjects.close();
  keys.close();
  await database.close();
  const lines: [string, string, string][] = [
    [
      'acknowledged verifications that are missing',
      '0',
      String(acknowledged().filter((id) => !kept.has(id)).length),
    ],
    [
      'acknowledged verifications with a picture that is missing, or is not the one that was sent',
      '0',
      String(closed),
    ],
    [
      'kept verifications of which the log does not tell once',
      '0',
      String(rows.filter(({ id }) => logged.get(id) !== 1).length),
    ],
    ['requests that were never answered', '0', String(asked.filter(({ ids }) => ids.size === 0).length)],
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
    ['faults in the chain of the log', '0', String(chain.faults)],
    ['files of pictures with a readable beginning', '0', String(plain)],
    [
      'acknowledged verifications that no webhook told of',
      '0',
      String(acknowledged().filter((id) => !told.has(id)).length),
    ],
    ['jobs that were not done after 20 minutes', '0', String(jobsLeft)],
    ['jobs that were given up', '0', String(givenUp.length)],
    ['services that ended by themselves', 'none', ownEnds.join(', ') || 'none'],
    ['how the service ended on SIGTERM', 'exit code 0', lastEnd],
  ];
  const isWell = lines.every(([, must, is]) => is === must);
  const report = [
    '# Killed under load',
    '',
    `Made by \`npm run study:kills -- --kills ${kills} --apart ${apart} --seed ${values.seed}\` on ${cpus().length} × ${cpus()[0]!.model.trim()}, Node ${process.version}: ${values.clients} clients without a pause,`,
    `kill -9 at random moments 0.2 to ${apart} s apart: ${killed.service} × the service, ${killed.postmaster} × PostgreSQL’s first process, ${killed.backend} × another of its processes.`,
    `${asked.length.toLocaleString('en-US')} requests under keys of their own, sent again until they were answered; ${acknowledged().length.toLocaleString('en-US')} verifications acknowledged, ${rows.length.toLocaleString('en-US')} kept.`,
    '',
    `${chain.entries.toLocaleString('en-US')} entries of the log and ${files.toLocaleString('en-US')} files of pictures were looked at.`,
    '',
    '| | must be | is |',
    '|---|---|---|',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `The service came back in ${(median(restarts) / 1000).toFixed(1)} s (median, models included). Webhooks are delivered at least once: ${[...told.values()].filter((n) => n > 1).length} of ${told.size} came more than once.`,
    `Answers that were no success, and were sent again: ${[...odd].map(([what, n]) => `${n} × ${what}`).join(', ') || 'none'}.`,
    '',
  ].join('\n');
  return { report, isWell };
}

/** How often the log tells of each verification that was decided. */
async function logEntries(transaction: Transacting): Promise<Map<string, number>> {
  const rows = await transaction
    .selectFrom('audit_entries')
    .select(({ fn }) => ['target_id', fn.countAll<number>().as('count')])
    .where('action', '=', 'verification.decided')
    .groupBy('target_id')
    .execute();
  return new Map(rows.map(({ target_id, count }) => [target_id, Number(count)]));
}

/** Whether both pictures of a verification open with its subject's key, and are those that were sent. */
async function opens(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  verification: string,
): Promise<boolean> {
  const rows = await transaction
    .selectFrom('pictures')
    .select(['id', 'subject', 'part'])
    .where('verification', '=', verification)
    .where('deleted_at', 'is', null)
    .execute();
  const sent: Readonly<Record<string, string>> = {
    selfie: sha256(selfie),
    document_front: sha256(document),
  };
  const found = await Promise.all(
    rows.map(async ({ id, subject, part }) => {
      const known = await subjects.find(transaction, tenant, subject);
      const bytes = await subjects.picture(known, id).catch(() => undefined);
      return bytes !== undefined && sha256(bytes) === sent[part];
    }),
  );
  return found.length === 2 && found.every(Boolean);
}

async function checkChain(
  database: Database,
  keys: LocalMasterKeys,
  tenant: string,
): Promise<{ entries: number; faults: number }> {
  const { publicKey } = installationSigner(keys);
  const rows = readEntries((after, limit) =>
    database.tenant(tenant, (transaction) => entriesAfter(transaction, after, limit)),
  );
  const { entries, faults } = await verifyChain(rows, [publicKey]);
  return { entries, faults: faults.length };
}

/** Sealed files begin with our own mark; JPEG, PNG and any other picture with another. */
async function readable(): Promise<{ files: number; plain: number }> {
  let [files, plain] = [0, 0];
  for (const entry of await readdir(join(home, 'pictures'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const head = (await readFile(join(entry.parentPath, entry.name))).subarray(0, 3).toString('latin1');
    files++;
    // A kill leaves files that were begun, and may be empty yet.
    if (!'LKP'.startsWith(head)) plain++;
  }
  return { files, plain };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
