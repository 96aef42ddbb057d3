// The front door of src/service, for the command line. What is heavy to load (fastify, pg) is loaded by those functions
// that need it, so that a command which needs none of it starts at once.

export {
  type ChainReport,
  type Checkpoint,
  type ErasureReceipt,
  type EvidenceVerification,
  type ExportReport,
  PACK_LIMITS,
  type PublicKey,
  publicKeyFrom,
  type ReceiptVerification,
  type Replay,
  readCheckpoint,
  replayEvidencePack,
  verifyEvidencePack,
  verifyExport,
  verifyReceipt,
} from './audit/index.js';
export type { Configuration, Flags, ServiceRole } from './configuration.js';
export type { Service } from './service.js';

/** What a service is told by flags and environment. @throws `option_invalid`, naming the flag or the variable */
export const configurationOf = async (
  ...options: Parameters<typeof import('./configuration.js').configurationOf>
): Promise<import('./configuration.js').Configuration> =>
  (await import('./configuration.js')).configurationOf(...options);

/** Opens everything that a service is made of, and listens. @throws errors of database, keys, store and models */
export const openService = async (
  ...options: Parameters<typeof import('./service.js').openService>
): Promise<import('./service.js').Service> => (await import('./service.js')).openService(...options);

/** The log of the process, on stderr. */
export const openLog = async (
  ...options: Parameters<typeof import('./telemetry/index.js').openLog>
): Promise<import('./telemetry/index.js').Logger> =>
  (await import('./telemetry/index.js')).openLog(...options);

export type { ApiKey, PersonRecord } from './identity/index.js';
export {
  isPermission,
  isRole,
  KEY_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  ROLES,
  type Role,
} from './identity/permissions.js';
export type { OpenAdministration } from './serviceDatabase.js';

/** Keys and people, straight on the database. @throws `not_found`, and errors of database and keys */
export const openAdministration = async (
  ...options: Parameters<typeof import('./serviceDatabase.js').openAdministration>
): Promise<import('./serviceDatabase.js').OpenAdministration> =>
  (await import('./serviceDatabase.js')).openAdministration(...options);

export type { DatabaseReport } from './auditing/index.js';

/** The log of a tenant, where it lies. @throws `not_found`, and errors of database and keys */
export const verifyDatabase = async (
  ...options: Parameters<typeof import('./auditing/index.js').verifyDatabase>
): Promise<import('./auditing/index.js').DatabaseReport> =>
  (await import('./auditing/index.js')).verifyDatabase(...options);

export type { Change, OpenPolicies, Share, Simulated, Simulation } from './simulation/index.js';

/** Policies of a tenant, read and tried on past traffic. @throws `not_found`, and errors of database and keys */
export const openPolicies = async (
  ...options: Parameters<typeof import('./simulation/index.js').openPolicies>
): Promise<import('./simulation/index.js').OpenPolicies> =>
  (await import('./simulation/index.js')).openPolicies(...options);

/** A policy from what somebody wrote. @throws `policy_invalid` */
export const policyOf = async (
  ...options: Parameters<typeof import('./simulation/index.js').policyOf>
): Promise<ReturnType<typeof import('./simulation/index.js').policyOf>> =>
  (await import('./simulation/index.js')).policyOf(...options);

export type { MasterKeyState, OpenMasterKeys } from './rotation/index.js';

/** The master keys of this machine, and what they wrap. @throws errors of database and keys */
export const openMasterKeys = async (
  ...options: Parameters<typeof import('./rotation/index.js').openMasterKeys>
): Promise<import('./rotation/index.js').OpenMasterKeys> =>
  (await import('./rotation/index.js')).openMasterKeys(...options);

export type { BackupReport, RestoreReport } from './backup/index.js';

/** A copy of the whole service in a folder. @throws `backup_exists`, and errors of database, store, keys and disk */
export const backUp = async (
  ...options: Parameters<typeof import('./backup/index.js').backUp>
): Promise<import('./backup/index.js').BackupReport> =>
  (await import('./backup/index.js')).backUp(...options);

/** The service back from a backup. @throws `backup_…`, `restore_target_used`, and errors of database, store and keys */
export const bringBack = async (
  ...options: Parameters<typeof import('./backup/index.js').bringBack>
): Promise<import('./backup/index.js').RestoreReport> =>
  (await import('./backup/index.js')).bringBack(...options);
