// The keys that everything hangs on, as the rest of the service sees them: a seam behind which a file, an environment
// variable or a key management service may lie.

import { LikenessError } from '../../../errors.js';

/** A key as it may lie in a database: useless without the master key that it names. */
export interface WrappedKey {
  /** Identifier of the master key that wrapped it, e.g. `mk_0f3c9a5b1d2e4f60`. */
  readonly masterKey: string;
  readonly wrapped: Uint8Array;
}

/** Whether something is in order, and a sentence for the operator. Never holds a secret or personal data. */
export interface Health {
  readonly ok: boolean;
  readonly detail: string;
}

export interface MasterKeys {
  /** The master key that wraps from now on. */
  readonly current: string;

  /** All keys that can unwrap, oldest first. */
  readonly ids: readonly string[];

  /** The master key that `derive` hangs on: the first one, and it stays so. */
  readonly root: string;

  /**
   * Encrypts a key with the current master key.
   * @param context whose key it is; the same has to be given to unwrap it
   */
  wrap(key: Uint8Array, context: string): Promise<WrappedKey>;

  /**
   * @returns the key, for the caller to wipe
   * @throws `master_key_missing` where there is no master key of that name, `wrapped_key_tampered`
   */
  unwrap(wrapped: Uint8Array, masterKey: string, context: string): Promise<Uint8Array>;

  /**
   * A secret of 32 bytes for one purpose (HKDF-SHA-256, RFC 5869), the same at every call, on every replica and after
   * every rotation. What it gives for one purpose says nothing of another.
   */
  derive(purpose: string): Uint8Array;

  health(): Promise<Health>;
}

/** What the database knows of the keys that it was written with. */
export interface KnownKeys {
  /** `MasterKeys.root` of the first start. */
  readonly root: string;
  /** Every master key that wraps something still. */
  readonly wrappedWith: readonly string[];
}

/**
 * Those before the current one: what they wrapped is to be wrapped anew. Not those behind it: while a rotation goes from
 * replica to replica, an old one would take back what a new one does, and neither would come to an end.
 */
export const formerOf = ({ ids, current }: Pick<MasterKeys, 'ids' | 'current'>): readonly string[] =>
  ids.slice(0, ids.indexOf(current));

/**
 * Holds the keys that there are (oldest first) against those that the database was written with. For implementations
 * of `MasterKeys`, so that a lost or wrong key stops the start and not the first customer.
 * @throws `master_key_missing`, `master_key_wrong`
 */
export function requireKnown(ids: readonly string[], known: KnownKeys, where: string): void {
  const missing = [...new Set([known.root, ...known.wrappedWith])].filter((id) => !ids.includes(id));
  if (missing.length > 0) {
    throw new LikenessError(
      'master_key_missing',
      `the database was written with ${missing.join(', ')}, and ${where} holds ${ids.join(', ') || 'no key'}`,
    );
  }
  if (ids[0] === known.root) return;
  throw new LikenessError(
    'master_key_wrong',
    `the oldest master key is ${known.root}, and ${where} begins with ${ids[0]}: secrets would be derived from another key`,
  );
}
