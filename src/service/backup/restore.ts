// Brings a service back from a backup into an empty database: nothing is written before all of the backup was found
// whole, and nobody who was erased comes back.

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import {
  type ChainReport,
  entriesAfter,
  installationSigner,
  openAuditLog,
  readEntries,
  verifyChain,
} from '../audit/index.js';
import { bury } from '../erasure/index.js';
import { systemActor } from '../identity/index.js';
import {
  type LocalMasterKeys,
  listTombstones,
  localMasterKeys,
  type PictureStore,
  type Tombstone,
} from '../pictures/index.js';
import { takeOffAgain } from '../screening/index.js';
import { type Database, openDatabase, type Transacting } from '../storage/index.js';
import { checkFile, inBatches, readLines } from './files.js';
import { demandEmpty, loadTables } from './load.js';
import { checkManifest, type Manifest, readManifest } from './manifest.js';

export interface RestoreOptions {
  /** Of the backup. */
  readonly folder: string;
  /** Of an empty database. */
  readonly url: string;
  /** May hold pictures already: those that are there stay, and its tombstones count. */
  readonly store: PictureStore;
  /** Holds the master keys, unless the environment does. */
  readonly home: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly user: string;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
  readonly signal?: AbortSignal;
}

export interface RestoreReport {
  readonly madeAt: string;
  readonly tenants: readonly {
    readonly id: string;
    readonly name: string;
    /** Whether the log is whole, as it was when the backup was made. */
    readonly log: Pick<ChainReport, 'ok' | 'entries' | 'faults'>;
  }[];
  readonly rows: number;
  /** Objects that were put into the store; others were there already, or of somebody who was erased. */
  readonly objects: number;
  /** Subjects who had been erased since the backup was made, and were erased again. */
  readonly erased: number;
}

/**
 * @throws `backup_invalid`, `backup_newer`, `backup_damaged`, `restore_target_used`; `master_key_missing`,
 *   `master_key_wrong` where the keys are not those of the backup; `tombstone_invalid`; errors of database and store;
 *   the signal's reason. The database is as empty as before then, and the same command may be given again.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const folder = resolve(options.folder);
  const manifest = await readManifest(folder);
  const keys = await localMasterKeys({
    home: options.home,
    ...(options.environment && { environment: options.environment }),
    known: manifest.keys,
  });
  try {
    checkManifest(manifest, keys);
    await demandEmpty(options.url, manifest);
    await checkFiles(options, folder, manifest);
    await putTombstones(options, folder, manifest);
    const tombstones = await tombstonesOf(options.store, keys, manifest);
    const objects = await putObjects(options, folder, manifest, tombstones);
    await loadTables({
      ...{ url: options.url, folder, manifest, tombstones },
      ...(options.onProgress && { onProgress: options.onProgress }),
      ...(options.signal && { signal: options.signal }),
    });
    return await complete(options, manifest, keys, tombstones, objects);
  } finally {
    keys.close();
  }
}

interface Listed {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

async function* objectsOf(folder: string, { objects }: Manifest): AsyncGenerator<Listed> {
  for await (const line of readLines(join(folder, objects.file))) yield JSON.parse(line) as Listed;
}

const fileOf = ({ name, ...written }: Listed) => ({ ...written, file: `objects/${name}` });

/** All of it is read once before anything is written: a backup that is found damaged half-way would be no backup. */
async function checkFiles(
  { onProgress, signal }: RestoreOptions,
  folder: string,
  manifest: Manifest,
): Promise<void> {
  await checkFile(folder, manifest.objects);
  let done = 0;
  const total = manifest.tables.length + manifest.objects.count;
  for (const table of manifest.tables) {
    signal?.throwIfAborted();
    await checkFile(folder, table);
    onProgress?.('checking the backup', ++done, total);
  }
  let objects = 0;
  for await (const batch of inBatches(objectsOf(folder, manifest), 8)) {
    signal?.throwIfAborted();
    await Promise.all(batch.map((object) => checkFile(folder, fileOf(object))));
    objects += batch.length;
    done += batch.length;
    onProgress?.('checking the backup', done, total);
  }
  if (objects !== manifest.objects.count)
    throw new LikenessError(
      'backup_damaged',
      `the backup lists ${objects} objects and should list ${manifest.objects.count}`,
    );
}

const isTombstone = ({ name }: Listed): boolean => name.startsWith('erasures/');

/** Those that the living store has already are newer or the same. */
async function putTombstones(options: RestoreOptions, folder: string, manifest: Manifest): Promise<void> {
  const there = new Set<string>();
  for await (const name of options.store.list('erasures/')) there.add(name);
  for await (const object of objectsOf(folder, manifest))
    if (isTombstone(object) && !there.has(object.name)) await put(options, folder, object);
}

async function tombstonesOf(
  store: PictureStore,
  keys: LocalMasterKeys,
  { tenants }: Manifest,
): Promise<Tombstone[]> {
  const ours = new Set(tenants.map(({ id }) => id));
  const found: Tombstone[] = [];
  for await (const stone of listTombstones(store, keys)) if (ours.has(stone.tenant)) found.push(stone);
  return found;
}

async function putObjects(
  options: RestoreOptions,
  folder: string,
  manifest: Manifest,
  tombstones: readonly Tombstone[],
): Promise<number> {
  const { store, onProgress, signal } = options;
  const buried = new Set(tombstones.map(({ tenant, subject }) => `pictures/${tenant}/${subject}/`));
  const isBuried = ({ name }: Listed) => buried.has(name.slice(0, name.lastIndexOf('/') + 1));
  const there = new Set<string>();
  for (const { id } of manifest.tenants)
    for await (const name of store.list(`pictures/${id}/`)) there.add(name);
  let [done, putIn] = [0, 0];
  for await (const batch of inBatches(objectsOf(folder, manifest), 8)) {
    signal?.throwIfAborted();
    const wanted = batch.filter(
      (object) => !isTombstone(object) && !there.has(object.name) && !isBuried(object),
    );
    await Promise.all(wanted.map((object) => put(options, folder, object)));
    putIn += wanted.length;
    done += batch.length;
    onProgress?.('putting pictures back', done, manifest.objects.count);
  }
  return putIn;
}

async function put({ store }: RestoreOptions, folder: string, object: Listed): Promise<void> {
  await store.put(object.name, await readFile(join(folder, fileOf(object).file)));
}

/** With the tables in place and brought forward: who was erased is erased in all tables, and the logs are checked. */
async function complete(
  options: RestoreOptions,
  manifest: Manifest,
  keys: LocalMasterKeys,
  tombstones: readonly Tombstone[],
  objects: number,
): Promise<RestoreReport> {
  const signer = installationSigner(keys);
  const audit = openAuditLog(signer);
  const database = await openDatabase({ url: options.url, connections: 2 });
  try {
    const tenants: RestoreReport['tenants'][number][] = [];
    let erased = 0;
    for (const { id, name } of manifest.tenants) {
      options.onProgress?.(`checking the log of ${name}`);
      const page = (after: number, limit: number) =>
        database.tenant(id, (transaction) => entriesAfter(transaction, after, limit));
      const { ok, entries, faults } = await verifyChain(readEntries(page), [signer.publicKey], {
        tenant: id,
      });
      tenants.push({ id, name, log: { ok, entries, faults } });
      const actor = systemActor(id, 'restore');
      for (const stone of tombstones)
        if (stone.tenant === id && (await buryAgain(database, { audit, actor }, stone))) erased++;
      await database.tenant(id, (transaction) =>
        audit.append(
          transaction,
          actor,
          'backup.restored',
          { kind: 'tenant', id },
          { user: options.user, madeAt: manifest.madeAt, entries, logIsWhole: ok },
        ),
      );
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { madeAt: manifest.madeAt, tenants, rows, objects, erased };
  } finally {
    await database.close();
  }
}

/** @returns whether the tables of the backup did not know of it yet */
async function buryAgain(
  database: Database,
  by: Pick<Parameters<typeof bury>[1], 'audit' | 'actor'>,
  { tenant, subject, erasedAt }: Tombstone,
): Promise<boolean> {
  return database.tenant(tenant, async (transaction) => {
    if (!(await isLeft(transaction, subject))) return false;
    const at = new Date(erasedAt);
    // A face that was taken off a list is a subject of its own, and so is a case with a known answer.
    if (await takeOffAgain(transaction, by, subject, at)) return true;
    const target = await targetOf(transaction, subject);
    await sql`update case_seeds set state = 'removed', sealed_note = null
      where subject = ${subject} and state in ('waiting', 'due', 'unsuited')`.execute(transaction);
    const reason = 'restored from a backup';
    await bury(transaction, { ...by, target, subject, at, reason });
    return true;
  });
}

/** Whether there is anything of the subject that an erasure would have taken. */
async function isLeft(transaction: Transacting, subject: string): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`select
    exists (select from templates where subject = ${subject} and ended is null)
    or exists (select from pictures where subject = ${subject} and deleted_at is null)
    or exists (select from verifications where subject = ${subject} and report is not null)
    or exists (select from customers where subject = ${subject} and status <> 'erased') as left`.execute(
    transaction,
  );
  return rows[0]!.left;
}

async function targetOf(
  transaction: Transacting,
  subject: string,
): Promise<Parameters<typeof bury>[1]['target']> {
  const customer = await transaction
    .selectFrom('customers')
    .select('id')
    .where('subject', '=', subject)
    .executeTakeFirst();
  if (customer) return { kind: 'customer', id: customer.id };
  const verification = await transaction
    .selectFrom('verifications')
    .select('id')
    .where('subject', '=', subject)
    .limit(1)
    .executeTakeFirst();
  return verification ? { kind: 'verification', id: verification.id } : { kind: 'subject', id: subject };
}
