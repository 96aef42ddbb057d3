// The master keys, for whoever holds the machine: which there are, what each still wraps, and a new one in their place.

import { installationSigner, openAuditLog } from '../audit/index.js';
import { listTenants, systemActor } from '../identity/index.js';
import { openInstallation } from '../installation.js';
import { openServiceDatabase } from '../serviceDatabase.js';
import { rewrapSubjects } from './rewrap.js';

export interface MasterKeyState {
  readonly id: string;
  /** The one that secrets are derived from: never to be removed. */
  readonly isRoot: boolean;
  readonly isCurrent: boolean;
  /** Subjects whose key it wraps. */
  readonly subjects: number;
}

export interface OpenMasterKeys {
  /** Oldest first. */
  states(): Promise<MasterKeyState[]>;
  /**
   * Makes a new current key.
   * @throws `option_invalid` where the keys come from the environment, with what to do there
   */
  rotate(): Promise<string>;
  /** @returns how many subjects' keys were wrapped anew with the current one */
  rewrap(options: {
    readonly signal: AbortSignal;
    readonly onProgress: (done: number, total: number) => void;
  }): Promise<number>;
  close(): Promise<void>;
}

/**
 * @param user who does it, as the machine knows them: for the log
 * @throws errors of database and keys
 */
export async function openMasterKeys(
  place: { readonly home: string; readonly databaseUrl: string | null },
  user: string,
  onProgress?: (message: string) => void,
): Promise<OpenMasterKeys> {
  const database = await openServiceDatabase(place, onProgress);
  try {
    const masterKeys = await openInstallation(database, place.home);
    const audit = openAuditLog(installationSigner(masterKeys));
    return {
      async states() {
        const counts = new Map<string, number>();
        for (const { id } of await listTenants(database)) {
          const rows = await database.tenant(id, (transaction) =>
            transaction
              .selectFrom('subjects')
              .select(({ fn }) => ['master_key', fn.countAll<number>().as('subjects')])
              .where('master_key', 'is not', null)
              .groupBy('master_key')
              .execute(),
          );
          for (const { master_key, subjects } of rows)
            counts.set(master_key!, (counts.get(master_key!) ?? 0) + Number(subjects));
        }
        return masterKeys.ids.map((id) => ({
          id,
          isRoot: id === masterKeys.root,
          isCurrent: id === masterKeys.current,
          subjects: counts.get(id) ?? 0,
        }));
      },
      async rotate() {
        const former = masterKeys.current;
        const current = await masterKeys.rotate();
        for (const { id } of await listTenants(database))
          await database.tenant(id, (transaction) =>
            audit.append(
              transaction,
              systemActor(id, 'command line'),
              'master_key.rotated',
              { kind: 'master_key', id: current },
              { from: [former], subjects: 0, user },
            ),
          );
        return current;
      },
      async rewrap(options) {
        let done = 0;
        for (const { id } of await listTenants(database))
          done += await rewrapSubjects({ ...options, database, masterKeys, audit }, id);
        return done;
      },
      async close() {
        masterKeys.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
