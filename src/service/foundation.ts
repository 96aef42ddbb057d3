// What everything else stands on: the database, the keys, the store of pictures, the log.

import { join } from 'node:path';
import type { LikenessError } from '../errors.js';
import { type AuditLog, installationSigner, openAuditLog, type Signer } from './audit/index.js';
import type { Closing } from './closing.js';
import type { Configuration } from './configuration.js';
import {
  type Actor,
  createKey,
  ensureTenant,
  FIRST_TENANT,
  KEY_PERMISSIONS,
  systemActor,
} from './identity/index.js';
import { openInstallation } from './installation.js';
import {
  folderStore,
  type LocalMasterKeys,
  openBytes,
  type PictureStore,
  proveStore,
  s3Store,
  sealBytes,
} from './pictures/index.js';
import { ensurePolicy } from './policies/index.js';
import { startPostgres } from './postgres/index.js';
import { type Database, openDatabase, type Transacting } from './storage/index.js';
import { Subjects } from './subjects/index.js';
import type { Logger } from './telemetry/index.js';

export interface Foundation {
  readonly database: Database;
  readonly keys: LocalMasterKeys;
  readonly store: PictureStore;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  readonly signer: Signer;
  /** For secrets that are nobody's: of webhooks, of those who sign in. */
  readonly sealing: Sealing;
  /** An API key, where this start has made the first one. */
  readonly firstKey: string | undefined;
}

export interface Sealing {
  seal(bytes: Uint8Array, context: string): Promise<Uint8Array>;
  /** @throws `picture_tampered` where the bytes were changed, or sealed for another place */
  open(sealed: Uint8Array, context: string): Promise<Uint8Array>;
}

/**
 * @param onLost told when the database of our own has ended and does not come back
 * @throws errors of the database, the keys and the store, each with what to do
 */
export async function openFoundation(
  configuration: Configuration,
  logger: Logger,
  closing: Closing,
  onProgress: (message: string) => void,
  onLost: (error: LikenessError) => void,
): Promise<Foundation> {
  const database = await openStorage(configuration, logger, closing, onProgress, onLost);
  const keys = await openInstallation(database, configuration.home);
  closing.add(async () => keys.close());
  const store = await openStore(configuration);
  const subjects = new Subjects(keys, store);
  closing.add(async () => subjects.close());
  const signer = installationSigner(keys);
  const audit = openAuditLog(signer);
  const firstKey = await ensureFirstTenant(database, audit);
  return {
    ...{ database, keys, store, subjects, audit, signer, firstKey },
    sealing: sealingWith(keys.derive('sealed secrets')),
  };
}

async function openStorage(
  { databaseUrl, home, connections }: Configuration,
  logger: Logger,
  closing: Closing,
  onProgress: (message: string) => void,
  onLost: (error: LikenessError) => void,
): Promise<Database> {
  let url = databaseUrl;
  if (url === null) {
    onProgress('starting the database');
    const postgres = await startPostgres({
      folder: join(home, 'database'),
      onProgress,
      onEvent: (event) => {
        logger.error(event, 'the database ended by itself');
        if (event.kind === 'gave_up') onLost(event.error);
      },
    });
    closing.add(() => postgres.stop());
    url = postgres.url;
  }
  const database = await openDatabase({
    ...{ url, connections },
    onLost: (err) => logger.warn({ err }, 'a connection to the database was lost'),
  });
  closing.add(() => database.close());
  return database;
}

async function openStore({ store }: Configuration): Promise<PictureStore> {
  const opened = 'folder' in store ? await folderStore(store.folder) : s3Store(store);
  await proveStore(opened);
  return opened;
}

/** @returns the text of a key that may do all that keys may, where the tenant has had none yet */
async function ensureFirstTenant(database: Database, audit: AuditLog): Promise<string | undefined> {
  const { id } = await ensureTenant(database, FIRST_TENANT);
  const installer = systemActor(id, 'installation');
  return database.tenant(id, async (transaction) => {
    // Of several processes that start at once, one makes what is missing.
    await transaction.selectFrom('audit_heads').select('sequence').forUpdate().execute();
    await ensurePolicy(transaction, installer);
    const some = await transaction.selectFrom('api_keys').select('id').limit(1).executeTakeFirst();
    return some ? undefined : makeFirstKey(transaction, audit, installer);
  });
}

async function makeFirstKey(transaction: Transacting, audit: AuditLog, installer: Actor): Promise<string> {
  const { key, text } = await createKey(transaction, { name: 'first', scopes: KEY_PERMISSIONS }, installer);
  const target = { kind: 'key', id: key.id };
  await audit.append(transaction, installer, 'key.created', target, { scopes: [...key.scopes] });
  return text;
}

function sealingWith(key: Uint8Array): Sealing {
  const placeOf = (object: string) => ({ tenant: '', subject: '', object, kind: 'secret' as const });
  return {
    seal: async (bytes, context) => sealBytes(key, bytes, placeOf(context)),
    open: async (sealed, context) => openBytes(key, sealed, placeOf(context)),
  };
}
