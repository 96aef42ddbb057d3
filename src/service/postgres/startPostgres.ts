// The PostgreSQL that Likeness brings along: one folder, one server, one Likeness. It listens on a Unix socket alone.

import { openAddress } from './address.js';
import { firstStatements, hasCluster, makeCluster, removeHalfMade } from './cluster.js';
import { loginOf, urlOf } from './connect.js';
import { stated } from './explain.js';
import { openFolder } from './folder.js';
import { endLeftServer } from './leftServer.js';
import { keepPassword, readPassword, resetPassword } from './password.js';
import { type PostgresEvent, supervise } from './supervise.js';

export interface PostgresOptions {
  /** Made where it is missing; holds the cluster, its password and its log. e.g. `LIKENESS_HOME/database`. */
  readonly folder: string;
  /** Told what takes longer than a moment. */
  readonly onProgress?: (message: string) => void;
  /** Told when the server ended by itself, and what came of it. */
  readonly onEvent?: (event: PostgresEvent) => void;
}

export interface PostgresServer {
  /**
   * The database `likeness` as its owner, a plain role (no superuser, under row-level security), for node-postgres.
   * Holds the password. Stays the same however often the server is started again.
   */
  readonly url: string;
  /** Fast shutdown; resolves when the server has ended. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts the server of this folder: makes its cluster on first use, ends a server that a killed Likeness left running,
 * recovers what a crash interrupted, and starts the server again whenever it ends by itself.
 * @throws `database_in_use` where another Likeness runs on this folder; `database_server_missing`,
 *   `database_user_missing`, `database_folder_unreachable`, `home_unwritable` where it cannot run here;
 *   `database_folder_foreign`, `database_version_other` for a folder it cannot serve; `database_disk_full`,
 *   `database_start_failed`
 */
export async function startPostgres({
  folder,
  onProgress = () => undefined,
  onEvent = () => undefined,
}: PostgresOptions): Promise<PostgresServer> {
  try {
    const place = await openFolder(folder);
    await removeHalfMade(place.data);
    const exists = await hasCluster(place.data, place.binaries.version);
    if (exists) await endLeftServer(place, await readPassword(place), onProgress);
    else {
      onProgress('making the database');
      await makeCluster(place, firstStatements(await keepPassword(place)));
    }
    const password = (await readPassword(place)) ?? (await resetPassword(place));
    const address = await openAddress(place);
    const login = loginOf(address, password);
    const stop = await supervise(place, login, onEvent).catch(async (error: unknown) => {
      await address.close();
      throw error;
    });
    return { url: urlOf(login), stop: () => stop().finally(address.close) };
  } catch (error) {
    throw stated(error, folder);
  }
}
