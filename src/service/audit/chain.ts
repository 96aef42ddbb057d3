// The chain: each entry holds the hash of the one before it, and its own hash is signed. Appending is pure; whoever
// stores the entry holds a lock on the head meanwhile.

import { digestOf } from './canonical.js';
import { type AuditDraft, type AuditEntry, entryText, parseEntry } from './entry.js';
import type { Signer } from './keys.js';

/** Where a chain has come to: its last entry. */
export interface Head {
  /** 0 where there is no entry yet. */
  readonly sequence: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/** A chain without entries. */
export const GENESIS: Head = { sequence: 0, hash: new Uint8Array(32) };

/** An entry as it is stored. */
export interface StoredEntry {
  /** The canonical text that was hashed. */
  readonly body: string;
  /** 32 bytes. */
  readonly hash: Uint8Array;
  /** Ed25519 of the hash, 64 bytes. */
  readonly signature: Uint8Array;
  /** What the row says beside the body, for queries: it must say the same. */
  readonly columns?: EntryColumns;
}

/** The columns of `audit_entries` that repeat what the body says. */
export interface EntryColumns {
  readonly tenant: string;
  readonly sequence: number;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly action: string;
  readonly target_kind: string;
  readonly target_id: string;
}

export interface Appended extends Omit<StoredEntry, 'columns'> {
  readonly entry: AuditEntry;
}

/**
 * The next entry of a chain.
 * @throws `audit_entry_invalid`
 */
export function appendEntry(head: Head, draft: AuditDraft, signer: Signer): Appended {
  const body = textOf(head, draft);
  const hash = digestOf('likeness.audit.entry.v1', body);
  // Read back, so that what is returned is what was stored and nothing that the caller may still change.
  return { entry: parseEntry(body)!, body, hash, signature: signer.sign(hash) };
}

/**
 * For whoever does what cannot be taken back before the log can tell of it.
 * @throws `audit_entry_invalid` where the log would refuse the entry
 */
export function demandLoggable(draft: AuditDraft): void {
  // As long as its number will ever be.
  textOf({ ...GENESIS, sequence: Number.MAX_SAFE_INTEGER - 1 }, draft);
}

const textOf = (head: Head, draft: AuditDraft): string =>
  entryText({
    tenant: draft.tenant,
    sequence: head.sequence + 1,
    at: isoOf(draft.at ?? new Date()),
    actor: actorOf(draft.actor),
    action: draft.action,
    target: { kind: draft.target.kind, id: draft.target.id },
    details: draft.details ?? {},
    previous: Buffer.from(head.hash).toString('hex'),
  });

/** A date that is none becomes a text that the entry's schema refuses. */
const isoOf = (at: Date): string => (Number.isNaN(at.getTime()) ? 'no date' : at.toISOString());

/** Of somebody who acts, what is logged: callers hand over more, such as permissions. */
const actorOf = ({ kind, id, name }: AuditDraft['actor']): AuditDraft['actor'] => ({
  kind,
  id,
  ...(name !== undefined && { name }),
});

export const columnsOf = ({ tenant, sequence, at, actor, action, target }: AuditEntry): EntryColumns => ({
  tenant,
  sequence,
  at: new Date(at),
  actor_kind: actor.kind,
  actor_id: actor.id,
  action,
  target_kind: target.kind,
  target_id: target.id,
});
