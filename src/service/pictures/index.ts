// Pictures and templates are encrypted before they touch disk: a master key wraps a key per subject, which encrypts.

export { IdSet } from './idSet.js';
export {
  type LocalMasterKeys,
  type LocalMasterKeysOptions,
  localMasterKeys,
} from './keys/localMasterKeys.js';
export {
  formerOf,
  type Health,
  type KnownKeys,
  type MasterKeys,
  requireKnown,
  type WrappedKey,
} from './keys/masterKeys.js';
export { openBytes, SEAL_OVERHEAD_BYTES, type SealContext, sealBytes } from './seal.js';
export { deleteAll, getSealed, nameOf, prefixOf, putSealed } from './sealedPictures.js';
export { syncFolder, writeDurably } from './stores/durably.js';
export { folderStore } from './stores/folderStore.js';
export { type PictureStore, proveStore } from './stores/pictureStore.js';
export type { Patience, S3Options } from './stores/s3Options.js';
export { s3Store } from './stores/s3Store.js';
export { type Subject, SubjectKeys, type SubjectKeysOptions } from './subjectKeys.js';
export { listTombstones, type Tombstone, writeTombstone } from './tombstones.js';
