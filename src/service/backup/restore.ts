// Brings a service back from a backup into an empty database: nothing is written before all of the backup was found
// whole, the database has all of it or nothing, and nobody who was erased comes back.

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import {
  type ChainReport,
  entriesAfter,
  erasureDetails,
  installationSigner,
  openAuditLog,
  readEntries,
  verifyChain,
} from '../audit/index.js';
import { type Burial, bury } from '../erasure/index.js';
import { systemActor } from '../identity/index.js';
import { IdSet, type LocalMasterKeys, localMasterKeys, type PictureStore } from '../pictures/index.js';
import { holdsOn } from '../retention/index.js';
import { takeOffAgain } from '../screening/index.js';
import type { Transacting } from '../storage/index.js';
import { checkFile, inBatches, readLines, together } from './files.js';
import { type Graves, type GravesOfTenant, readGraves, stonesOf } from './graves.js';
import { inOneTransaction } from './inOneTransaction.js';
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
  /** Of those, whom a legal hold is on in the backup: it was released since, or somebody erased them otherwise. */
  readonly heldErased: readonly {
    readonly tenant: string;
    readonly subject: string;
    readonly holds: readonly string[];
  }[];
}

/**
 * @throws `backup_invalid`, `backup_newer`, `backup_damaged`, `restore_target_used`; `master_key_missing`,
 *   `master_key_wrong` where the keys are not those of the backup; `tombstone_invalid`; errors of database and store;
 *   the signal's reason. The database is as empty as before then, and the same command may be given again.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const { url, store, home, environment, onProgress, signal } = options;
  const folder = resolve(options.folder);
  const manifest = await readManifest(folder);
  const keys = await localMasterKeys({ home, ...(environment && { environment }), known: manifest.keys });
  try {
    checkManifest(manifest, keys);
    await demandEmpty(url, manifest);
    await checkFiles(options, folder, manifest);
    await putTombstones(options, folder, manifest);
    const graves = await readGraves(store, keys);
    const objects = await putObjects(options, folder, manifest, graves);
    const progress = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
    return await inOneTransaction(url, async (within) => {
      await loadTables(within, { folder, manifest, ...progress });
      const report = await within.database
        .transaction()
        .execute((transaction) => complete(transaction, options, manifest, keys, graves));
      signal?.throwIfAborted();
      return { ...report, objects };
    });
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
    await together(batch.map((object) => checkFile(folder, fileOf(object))));
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
  const there = new IdSet();
  for await (const name of options.store.list('erasures/')) {
    const subject = lastIdOf(name);
    if (subject !== undefined) there.add(subject);
  }
  for await (const object of objectsOf(folder, manifest))
    if (isTombstone(object) && !there.has(lastIdOf(object.name) ?? '')) await put(options, folder, object);
}

/** The identifiers of subjects and pictures are of their own the world over: it is they that are remembered, and no names. */
const lastIdOf = (name: string): string | undefined => /\/([0-9a-f-]{36})\.[a-z]+$/.exec(name)?.[1];

async function putObjects(
  options: RestoreOptions,
  folder: string,
  manifest: Manifest,
  graves: Graves,
): Promise<number> {
  const { store, onProgress, signal } = options;
  const there = new IdSet();
  for (const { id } of manifest.tenants)
    for await (const name of store.list(`pictures/${id}/`)) {
      const picture = lastIdOf(name);
      if (picture !== undefined) there.add(picture);
    }
  const isWanted = (object: Listed): boolean => {
    if (isTombstone(object) || there.has(lastIdOf(object.name) ?? '')) return false;
    const [, tenant = '', subject = ''] = object.name.split('/');
    return !graves.get(tenant)?.subjects.has(subject);
  };
  let [done, putIn] = [0, 0];
  for await (const batch of inBatches(objectsOf(folder, manifest), 8)) {
    signal?.throwIfAborted();
    const wanted = batch.filter(isWanted);
    await together(wanted.map((object) => put(options, folder, object)));
    putIn += wanted.length;
    done += batch.length;
    onProgress?.('putting pictures back', done, manifest.objects.count);
  }
  return putIn;
}

async function put({ store }: RestoreOptions, folder: string, object: Listed): Promise<void> {
  await store.put(object.name, await readFile(join(folder, fileOf(object).file)));
}

/** With the tables in place and brought forward: the logs are checked, and who was erased since is erased again. */
async function complete(
  transaction: Transacting,
  { user, onProgress, signal }: RestoreOptions,
  manifest: Manifest,
  keys: LocalMasterKeys,
  graves: Graves,
): Promise<Omit<RestoreReport, 'objects'>> {
  const signer = installationSigner(keys);
  const audit = openAuditLog(signer);
  const tenants: RestoreReport['tenants'][number][] = [];
  const heldErased: RestoreReport['heldErased'][number][] = [];
  let erased = 0;
  for (const { id, name } of manifest.tenants) {
    onProgress?.(`checking the log of ${name}`);
    signal?.throwIfAborted();
    await sql`select set_config('likeness.tenant', ${id}, true)`.execute(transaction);
    const page = (after: number, limit: number) => entriesAfter(transaction, after, limit);
    const { ok, entries, faults } = await verifyChain(readEntries(page), [signer.publicKey], {
      ...{ tenant: id, ...(signal && { signal }) },
      onProgress: (read) => onProgress?.(`checking the log of ${name}`, read),
    });
    tenants.push({ id, name, log: { ok, entries, faults } });
    const actor = systemActor(id, 'restore');
    const again = await buryAgain(transaction, { audit, actor }, graves.get(id), signal);
    erased += again.erased;
    for (const held of again.held) heldErased.push({ tenant: id, ...held });
    await audit.append(
      transaction,
      actor,
      'backup.restored',
      { kind: 'tenant', id },
      {
        ...{ user, madeAt: manifest.madeAt, entries, logIsWhole: ok },
        ...{ erased: again.erased, heldErased: again.held.length },
      },
    );
  }
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return { madeAt: manifest.madeAt, tenants, rows, erased, heldErased };
}

interface Again {
  /** Whom the tables of the backup did not know to be erased. */
  erased: number;
  readonly held: { readonly subject: string; readonly holds: readonly string[] }[];
}

const BATCH = 500;

async function buryAgain(
  transaction: Transacting,
  by: Pick<Burial, 'audit' | 'actor'>,
  grave: GravesOfTenant | undefined,
  signal?: AbortSignal,
): Promise<Again> {
  const again: Again = { erased: 0, held: [] };
  if (!grave) return again;
  for await (const stones of inBatches(stonesOf(grave), BATCH)) {
    signal?.throwIfAborted();
    const times = new Map(stones.map(({ subject, at }) => [subject, at]));
    const { rows } = await left([...times.keys()]).execute(transaction);
    for (const { subject } of rows) {
      const holds = await holdsOn(transaction, subject);
      if (holds.length > 0) again.held.push({ subject, holds });
      await buryOne(transaction, by, subject, times.get(subject)!);
      again.erased++;
    }
  }
  return again;
}

/** Of these subjects those of whom there is anything that an erasure would have taken. */
const left = (subjects: readonly string[]): RawBuilder<{ subject: string }> => sql`
  select s.id as subject from subjects s where s.id = any(${subjects}::uuid[]) and (
    s.wrapped_key is not null
    or exists (select from templates where subject = s.id and ended is null)
    or exists (select from pictures where subject = s.id and deleted_at is null)
    or exists (select from verifications where subject = s.id and report is not null)
    or exists (select from customers where subject = s.id and status <> 'erased'))
  order by s.id`;

async function buryOne(
  transaction: Transacting,
  by: Pick<Burial, 'audit' | 'actor'>,
  subject: string,
  at: Date,
): Promise<void> {
  // A face that was taken off a list is a subject of its own, and so is a case with a known answer.
  if (await takeOffAgain(transaction, by, subject, at)) return;
  const target = await targetOf(transaction, subject);
  await bury(transaction, {
    ...{ ...by, target, subject, at },
    action: target.kind === 'customer' ? 'customer.erased' : 'verification.erased',
    details: (destroyed) => ({
      ...erasureDetails(subject, at, destroyed),
      reason: 'restored from a backup',
    }),
    async take() {
      await sql`update case_seeds set state = 'removed', sealed_note = null
        where subject = ${subject} and state in ('waiting', 'due', 'unsuited')`.execute(transaction);
    },
  });
}

async function targetOf(transaction: Transacting, subject: string): Promise<Burial['target']> {
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
