// The database for a command: yours, that of the service that runs on this machine, or one of our own that is started for
// as long as the command takes.

import { join } from 'node:path';
import { type Administration, administrationBy } from './accounts/index.js';
import { installationSigner, openAuditLog } from './audit/index.js';
import type { Configuration } from './configuration.js';
import { demandTenant, ensureTenant, FIRST_TENANT, systemActor, type Tenant } from './identity/index.js';
import { openInstallation } from './installation.js';
import { findPostgres, startPostgres } from './postgres/index.js';
import { type Database, openDatabase } from './storage/index.js';

type Place = Pick<Configuration, 'home' | 'databaseUrl'>;

/** @throws errors of the database, each with what to do */
export async function openServiceDatabase(
  { home, databaseUrl }: Place,
  onProgress: (message: string) => void = () => undefined,
): Promise<Database> {
  const folder = join(home, 'database');
  const running = databaseUrl ?? (await findPostgres(folder));
  if (running !== undefined) return openDatabase({ url: running, connections: 2 });
  onProgress('starting the database');
  const postgres = await startPostgres({ folder, onProgress });
  try {
    const database = await openDatabase({ url: postgres.url, connections: 2 });
    return { ...database, close: () => database.close().finally(() => postgres.stop()) };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Keys and people of one tenant, for whoever holds the machine. */
export interface OpenAdministration extends Administration {
  readonly tenant: { readonly id: string; readonly name: string };
  /** The link of an invitation, as it is handed over. */
  linkOf(text: string): string;
  close(): Promise<void>;
}

/**
 * @param user who does it, as the machine knows them: for the log
 * @throws `not_found` where there is no such tenant, and errors of the database and the keys
 */
export async function openAdministration(
  configuration: Place & Pick<Configuration, 'publicUrl' | 'port'>,
  tenantName: string,
  user: string,
  onProgress?: (message: string) => void,
): Promise<OpenAdministration> {
  const { publicUrl, port, home } = configuration;
  const origin = publicUrl ?? `http://localhost:${port}`;
  const database = await openServiceDatabase(configuration, onProgress);
  try {
    const keys = await openInstallation(database, home);
    const audit = openAuditLog(installationSigner(keys));
    keys.close();
    const tenant = await tenantOf(database, tenantName);
    return {
      ...administrationBy({ database, audit }, systemActor(tenant.id, 'command line'), { user }),
      tenant,
      linkOf: (text) => `${origin}/join#${text}`,
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The one that every installation has is made where the service has not run yet. */
const tenantOf = (database: Database, name: string): Promise<Tenant> =>
  name === FIRST_TENANT ? ensureTenant(database, name) : demandTenant(database, name);
