// The front door of the log: entries that are chained and signed, checked offline, and evidence packs of decisions.

export { ACTIONS, type Action, isAction } from './actions.js';
export { type AuditLog, entriesAfter, openAuditLog, readEntries } from './auditLog.js';
export { canonicalText, digestOfValue, type Json, sha256 } from './canonical.js';
export {
  type Appended,
  appendEntry,
  columnsOf,
  demandLoggable,
  type EntryColumns,
  GENESIS,
  type Head,
  type StoredEntry,
} from './chain.js';
export { type Checkpoint, checkpointOf, isGenuine, readCheckpoint } from './checkpoint.js';
export {
  type AuditActor,
  type AuditDraft,
  type AuditEntry,
  type AuditTarget,
  LIMITS as ENTRY_LIMITS,
  parseEntry,
} from './entry.js';
export * from './evidence/index.js';
export {
  type ExportFrame,
  type ExportOptions,
  type ExportReport,
  exportLines,
  verifyExport,
} from './export.js';
export { FAULTS, type Fault, type FaultKind, type Note } from './faults.js';
export {
  installationSigner,
  type PublicKey,
  publicKeyFrom,
  type Signer,
  signingKeyFrom,
} from './keys.js';
export {
  type Destroyed,
  type ErasureReceipt,
  erasureDetails,
  type ReceiptVerification,
  receiptOf,
  verifyReceipt,
} from './receipt.js';
export {
  type ChainOptions,
  type ChainReport,
  type CheckpointResult,
  type EntryMark,
  verifyChain,
} from './verifyChain.js';
