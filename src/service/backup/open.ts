// What a backup and a restore work on, for a command: the database of a service that runs or not, its store and keys.

import { join, resolve } from 'node:path';
import { installationSigner, openAuditLog } from '../audit/index.js';
import type { Configuration } from '../configuration.js';
import { openInstallation } from '../installation.js';
import { folderStore, type PictureStore, s3Store } from '../pictures/index.js';
import { findPostgres, startPostgres } from '../postgres/index.js';
import { openServiceDatabase } from '../serviceDatabase.js';
import { type BackupOptions, type BackupReport, makeBackup } from './backup.js';
import { copyKeysTo, demandPlaceForKeys, placeKeys } from './keyCopy.js';
import { readManifest } from './manifest.js';
import { type RestoreOptions, type RestoreReport, restoreBackup } from './restore.js';

type Place = Pick<Configuration, 'home' | 'databaseUrl' | 'store'>;

export interface BackupCommand extends Pick<BackupOptions, 'folder' | 'user' | 'onProgress' | 'signal'> {
  /** Where the master keys are copied to as well. */
  readonly keysTo?: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** @throws what `makeBackup`, `demandPlaceForKeys` and `copyKeysTo` throw */
export async function backUp(place: Place, command: BackupCommand): Promise<BackupReport> {
  const { keysTo, environment, ...options } = command;
  const { home } = place;
  const database = await openServiceDatabase(place, options.onProgress);
  try {
    const masterKeys = await openInstallation(database, home);
    try {
      const store = await openStore(place);
      const audit = openAuditLog(installationSigner(masterKeys));
      if (keysTo !== undefined) await demandPlaceForKeys(keysTo, options.folder, { home, environment });
      const report = await makeBackup({ ...options, database, store, masterKeys, audit });
      // Last: keys that were copied for a backup that failed would lie about for nothing.
      if (keysTo !== undefined) await copyKeysTo(keysTo, { home });
      return report;
    } finally {
      masterKeys.close();
    }
  } finally {
    await database.close();
  }
}

export interface RestoreCommand extends Pick<RestoreOptions, 'folder' | 'user' | 'onProgress' | 'signal'> {
  /** A copy of the master keys, put in place once the manifest was found to be genuine with them. */
  readonly keysFrom?: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** @throws what `restoreBackup` and `placeKeys` throw */
export async function bringBack(place: Place, command: RestoreCommand): Promise<RestoreReport> {
  const { keysFrom, environment, ...options } = command;
  const { home } = place;
  const manifest = await readManifest(resolve(options.folder));
  if (keysFrom !== undefined) await placeKeys(keysFrom, manifest, { home, environment });
  const { url, stop } = await openServer(place, options.onProgress);
  try {
    return await restoreBackup({ ...options, url, home, environment, store: await openStore(place) });
  } finally {
    await stop();
  }
}

async function openServer(
  { databaseUrl, home }: Place,
  onProgress: (message: string) => void = () => undefined,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = join(home, 'database');
  const running = databaseUrl ?? (await findPostgres(folder));
  if (running !== undefined) return { url: running, stop: async () => undefined };
  onProgress('starting the database');
  return startPostgres({ folder, onProgress });
}

const openStore = async ({ store }: Place): Promise<PictureStore> =>
  'folder' in store ? folderStore(store.folder) : s3Store(store);
