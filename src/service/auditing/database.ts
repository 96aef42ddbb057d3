// Checks the log where it lies, for whoever holds the machine: without an export, and of any length.

import {
  type ChainReport,
  type Checkpoint,
  installationSigner,
  type PublicKey,
  verifyChain,
} from '../audit/index.js';
import { demandTenant } from '../identity/index.js';
import { openInstallation } from '../installation.js';
import { openServiceDatabase } from '../serviceDatabase.js';
import type { Database } from '../storage/index.js';
import { entriesOf, headOf, heldAgainstHead } from './entries.js';

export interface DatabaseCheck {
  readonly home: string;
  readonly databaseUrl: string | null;
  readonly tenant: string;
  /** Default: that of the master keys of this machine. */
  readonly publicKeys?: readonly PublicKey[];
  readonly checkpoints: readonly Checkpoint[];
  readonly onProgress?: (message: string, entries?: number) => void;
  readonly signal?: AbortSignal;
}

export interface DatabaseReport extends ChainReport {
  /** Thumbprints. */
  readonly keys: readonly string[];
  readonly keySource: 'given' | 'installation';
  readonly after: 0;
}

/** @throws `not_found` where there is no such tenant, and errors of database and keys */
export async function verifyDatabase(check: DatabaseCheck): Promise<DatabaseReport> {
  const { onProgress, signal } = check;
  const database = await openServiceDatabase(check, (message) => onProgress?.(message));
  try {
    const { id: tenant } = await demandTenant(database, check.tenant);
    const keys = check.publicKeys ?? [await publicKeyOf(database, check.home)];
    const head = await database.tenant(tenant, headOf);
    const report = await verifyChain(entriesOf(database, tenant, 0, head.sequence), keys, {
      ...{ tenant, checkpoints: check.checkpoints },
      ...(signal && { signal }),
      onProgress: (entries) => onProgress?.('checking entries', entries),
    });
    return {
      ...heldAgainstHead(report, 0, head.sequence),
      keys: keys.map(({ thumbprint }) => thumbprint),
      keySource: check.publicKeys ? 'given' : 'installation',
      after: 0,
    };
  } finally {
    await database.close();
  }
}

async function publicKeyOf(database: Database, home: string): Promise<PublicKey> {
  const keys = await openInstallation(database, home);
  try {
    return installationSigner(keys).publicKey;
  } finally {
    keys.close();
  }
}
