// Two replicas that answer and two that work, all on one PostgreSQL, restarted in turn under load: behind a balancer that
// asks for readiness, no request may fail, no webhook may be missed, and the log must be whole.
//   npm run study:rolling [-- --rounds 2 --clients 4 --out studies/results/rolling.md]

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import sharp from 'sharp';
import { benchPhotos } from '../../bench/photos.js';
import { newHome, type Served, serve } from '../../bench/servedProcess.js';
import { entriesAfter, installationSigner, readEntries, verifyChain } from '../../src/service/audit/index.js';
import { findTenant } from '../../src/service/identity/index.js';
import { localMasterKeys } from '../../src/service/pictures/index.js';
import { startPostgres } from '../../src/service/postgres/index.js';
import { openDatabase } from '../../src/service/storage/index.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    clients: { type: 'string', default: '4' },
    out: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
/** How often the balancer asks for readiness, and for how long a replica that ends goes on answering, s. */
const [PROBE, DRAIN] = [0.5, 3];
const PATIENCE = 10 * 60_000;

const photos = await benchPhotos();
const small = (photo: Uint8Array) => sharp(photo).resize(200).jpeg().toBuffer();
const [selfie, document] = await Promise.all([small(photos.selfie), small(photos.document)]);
const home = await newHome();
const postgres = await startPostgres({ folder: join(home, 'database') });

interface Replica {
  readonly role: 'api' | 'worker';
  served: Served;
  isReady: boolean;
}
const start = (role: Replica['role']): Promise<Served> =>
  serve(home, {
    ...{ model: 'fast', workers: 1, role, databaseUrl: postgres.url },
    environment: { LIKENESS_DRAIN_SECONDS: String(DRAIN) },
  });
const replicas: Replica[] = [];
// One after the other: the first makes keys and tables.
for (const role of ['api', 'api', 'worker', 'worker'] as const)
  replicas.push({ role, served: await start(role), isReady: false });
process.on('exit', () => {
  for (const { served } of replicas) served.process.kill('SIGKILL');
});
const key = replicas.find(({ served }) => served.firstKey)!.served.firstKey!;

let isOver = false;
const probing = probe();
const balancer = await openBalancer();
const told = new Set<string>();
const receiver = await openReceiver();
await hook();
const [answers, failures, restarts] = [[] as string[], [] as string[], [] as number[]];
const clients = Array.from({ length: Number(values.clients) }, client);
await pause(3000);
for (let round = 0; round < rounds; round++)
  for (const replica of replicas) {
    await restart(replica);
    process.stderr.write(`\rround ${round + 1} of ${rounds}, ${answers.length} answers   `);
    await pause(1000);
  }
isOver = true;
await Promise.all(clients);
const left = await untilDone();
const ends: string[] = [];
for (const replica of replicas) ends.push(await end(replica));
await probing;
balancer.close();
receiver.close();
await report();

/** Without a pause, each request once: the balancer alone has to see that it is answered. */
async function client(): Promise<void> {
  while (!isOver) {
    const form = new FormData();
    form.set('selfie', new Blob([Uint8Array.from(selfie)]), 's.jpg');
    form.set('document', new Blob([Uint8Array.from(document)]), 'd.jpg');
    form.set('customer', randomUUID());
    try {
      const response = await fetch(`${addressOf(balancer)}/v1/verifications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: form,
      });
      const body = (await response.json()) as { id: string; code?: string };
      if (response.ok) answers.push(body.id);
      else failures.push(`${response.status} ${body.code}`);
    } catch (error) {
      failures.push(`no answer: ${((error as Error).cause as Error | undefined)?.message ?? error}`);
    }
  }
}

async function restart(replica: Replica): Promise<void> {
  const before = performance.now();
  const how = await end(replica);
  if (how !== 'exit code 0') failures.push(`a replica ended with ${how}`);
  replica.served = await start(replica.role);
  while (!replica.isReady) await pause(100);
  restarts.push(performance.now() - before);
}

async function end({ served }: Replica): Promise<string> {
  const exited = once(served.process, 'exit');
  served.process.kill('SIGTERM');
  const [code, signal] = await exited;
  return signal ?? `exit code ${code}`;
}

/** As Kubernetes and balancers do. */
async function probe(): Promise<void> {
  while (!isOver || replicas.some(({ served }) => served.process.exitCode === null)) {
    await Promise.all(
      replicas.map(async (replica) => {
        replica.isReady = await fetch(`${replica.served.address}/health/ready`, {
          signal: AbortSignal.timeout(2000),
        }).then(
          ({ ok }) => ok,
          () => false,
        );
      }),
    );
    await pause(1000 * PROBE);
  }
}

/** Hands each connection to a ready replica, in turn, as a balancer of connections does; it knows nothing of HTTP. */
async function openBalancer() {
  let turn = 0;
  const server = createTcpServer((downstream) => {
    const ready = replicas.filter(({ role, isReady }) => role === 'api' && isReady);
    const to = ready[turn++ % Math.max(1, ready.length)];
    if (!to) {
      downstream.destroy();
      return;
    }
    const { hostname, port } = new URL(to.served.address);
    const upstream = connect(Number(port), hostname);
    downstream.pipe(upstream).pipe(downstream);
    downstream.on('error', () => upstream.destroy());
    upstream.on('error', () => downstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function openReceiver(): Promise<Server> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => {
      text += piece;
    });
    request.on('end', () => {
      told.add(JSON.parse(text).data.verification);
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function hook(): Promise<void> {
  const response = await fetch(`${replicas[0]!.served.address}/v1/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: addressOf(receiver), types: ['verification.decided'] }),
  });
  if (response.status !== 201) throw new Error(`no webhook: ${await response.text()}`);
}

/** @returns how many were not told of when patience ends */
async function untilDone(): Promise<number> {
  for (const deadline = Date.now() + PATIENCE; ; await pause(500)) {
    const left = answers.filter((id) => !told.has(id)).length;
    if (left === 0 || Date.now() > deadline) return left;
  }
}

function addressOf(server: { address(): AddressInfo | string | null }): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function report(): Promise<void> {
  const database = await openDatabase({ url: postgres.url, connections: 2 });
  const keys = await localMasterKeys({ home, environment: {} });
  const { id } = (await findTenant(database, 'default'))!;
  const rows = readEntries((after, limit) =>
    database.tenant(id, (transaction) => entriesAfter(transaction, after, limit)),
  );
  const { entries, faults } = await verifyChain(rows, [installationSigner(keys).publicKey]);
  const { rows: stored } = await database.tenant(id, (transaction) =>
    sql<{ id: string }>`select id from verifications`.execute(transaction),
  );
  const { rows: givenUp } = await sql`select from pgboss.job where state = 'failed'`.execute(database.shared);
  keys.close();
  await database.close();
  await postgres.stop();
  const kept = new Set(stored.map((row) => row.id));
  const lines: [string, string, string][] = [
    ['requests that failed', 'none', [...new Set(failures)].join(', ') || 'none'],
    ['answered verifications that are missing', '0', String(answers.filter((one) => !kept.has(one)).length)],
    ['verifications that nobody was answered', '0', String(kept.size - new Set(answers).size)],
    ['answered verifications that no webhook told of', '0', String(left)],
    ['faults in the chain of the log', '0', String(faults.length)],
    ['jobs that were given up', '0', String(givenUp.length)],
    ['how replicas ended', 'exit code 0', [...new Set(ends)].join(', ')],
  ];
  const isWell = lines.every(([, must, is]) => is === must);
  const seconds = restarts.toSorted((a, b) => a - b)[Math.floor(restarts.length / 2)]! / 1000;
  const text = [
    '# Restarted in turn under load',
    '',
    `Made by \`npm run study:rolling -- --rounds ${rounds} --clients ${values.clients}\` on ${cpus().length} × ${cpus()[0]!.model.trim()}, Node ${process.version}.`,
    `Two replicas that answer and two that work, on one PostgreSQL, each restarted ${rounds} times by SIGTERM while ${values.clients} clients asked without a pause,`,
    `each request once. The balancer hands over connections and asks for readiness every ${PROBE} s; a replica that ends goes on answering for ${DRAIN} s.`,
    '',
    `${answers.length.toLocaleString('en-US')} verifications answered, ${entries.toLocaleString('en-US')} entries in the log; a restart took ${seconds.toFixed(1)} s (median, until ready).`,
    '',
    '| | must be | is |',
    '|---|---|---|',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
  console.log(`\n${text}`);
  if (values.out) await writeFile(values.out, text);
  if (isWell) await rm(home, { recursive: true, force: true });
  else console.error(`what is left to look at: ${home}`);
  process.exitCode = isWell ? 0 : 1;
}
