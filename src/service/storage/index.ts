// The front door of storage: one database, tenants held apart, migrations.

export {
  type Database,
  type DatabaseOptions,
  executeRaw,
  forEachTenant,
  openDatabase,
  parserOf,
  type Transacting,
} from './database.js';
export { migrate, migrationNames } from './migrate.js';
export type {
  CaseOutcome,
  CaseState,
  CustomerStatus,
  ListPurpose,
  ModelRole,
  PairRelation,
  PersonState,
  PicturePart,
  SignInMethod,
  Tables,
  VerificationsTable,
} from './tables.js';
