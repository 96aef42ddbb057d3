// Policies on the command line, for whoever holds the machine: read, and tried on past traffic.

import { Value } from 'typebox/value';
import { LikenessError } from '../../errors.js';
import { installationSigner, openAuditLog } from '../audit/index.js';
import type { Configuration } from '../configuration.js';
import { demandTenant, systemActor } from '../identity/index.js';
import { openInstallation } from '../installation.js';
import { folderStore, s3Store } from '../pictures/index.js';
import {
  activePolicy,
  DEFAULT_DOCUMENT,
  PolicyDocument,
  type PolicyVersion,
  readPolicy,
} from '../policies/index.js';
import { openServiceDatabase } from '../serviceDatabase.js';
import { Subjects } from '../subjects/index.js';
import { type Simulation, type SimulationRequest, simulate } from './simulate.js';

export interface OpenPolicies {
  /** The one in force, or one of its versions. @throws `not_found` */
  read(version?: number): Promise<PolicyVersion>;
  /** @throws as `simulate` does */
  simulate(request: SimulationRequest): Promise<Simulation>;
  close(): Promise<void>;
}

/** @throws `not_found` where there is no such tenant, and errors of database and keys */
export async function openPolicies(
  place: Pick<Configuration, 'home' | 'databaseUrl' | 'store'>,
  tenantName: string,
  onProgress?: (message: string) => void,
): Promise<OpenPolicies> {
  const database = await openServiceDatabase(place, onProgress);
  try {
    const { id: tenant } = await demandTenant(database, tenantName);
    const keys = await openInstallation(database, place.home);
    const { store } = place;
    const subjects = new Subjects(keys, 'folder' in store ? await folderStore(store.folder) : s3Store(store));
    const audit = openAuditLog(installationSigner(keys));
    return {
      read: (version) =>
        database.tenant(tenant, (transaction) =>
          version === undefined ? activePolicy(transaction) : readPolicy(transaction, version),
        ),
      simulate: (request) =>
        simulate(
          { read: (work) => database.tenant(tenant, work), subjects, audit },
          systemActor(tenant, 'command line'),
          request,
        ),
      async close() {
        subjects.close();
        keys.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * A policy from what somebody wrote; what is not said is as Likeness comes.
 * @throws `policy_invalid`, naming each field that is wrong
 */
export function policyOf(written: unknown): PolicyDocument {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw new LikenessError('policy_invalid', 'a policy is a JSON object');
  const document = { ...DEFAULT_DOCUMENT, ...written };
  if (Value.Check(PolicyDocument, document)) return document;
  const faults = [...Value.Errors(PolicyDocument, document)].map(
    ({ instancePath, message }) => `${instancePath.slice(1).replaceAll('/', '.') || 'it'} ${message}`,
  );
  throw new LikenessError(
    'policy_invalid',
    `this is no policy: ${[...new Set(faults)].slice(0, 5).join('; ')}`,
  );
}
