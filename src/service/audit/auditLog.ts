// The log in the database: an entry is written in the very transaction that does what it tells of, so that neither is
// there without the other.

import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import type { Action } from './actions.js';
import { appendEntry, columnsOf, type Head, type StoredEntry } from './chain.js';
import type { AuditDraft, AuditTarget } from './entry.js';
import type { Signer } from './keys.js';

export interface AuditLog {
  /**
   * Appends. Whoever appends for a tenant waits until the one before has committed: so this comes last in a
   * transaction, and sequence numbers have the order of commits, without a gap.
   * @returns the sequence of the entry
   * @throws `audit_entry_invalid`
   */
  append(
    transaction: Transacting,
    actor: Actor,
    action: Action,
    target: AuditTarget,
    details?: AuditDraft['details'],
  ): Promise<number>;
}

export function openAuditLog(signer: Signer): AuditLog {
  return {
    async append(transaction, actor, action, target, details = {}) {
      const head = await lockHead(transaction);
      const { tenant, kind, id } = actor;
      const name = actor.kind === 'key' || actor.kind === 'person' ? actor.name : undefined;
      const appended = appendEntry(
        head,
        { tenant, actor: { kind, id, ...(name && { name }) }, action, target, details },
        signer,
      );
      const { tenant: _, ...columns } = columnsOf(appended.entry);
      const [hash, signature] = [Buffer.from(appended.hash), Buffer.from(appended.signature)];
      // The entry and the head that moves to it, in one message.
      await transaction
        .with('moved', (db) =>
          db.updateTable('audit_heads').set({ sequence: columns.sequence, hash, at: columns.at }),
        )
        .insertInto('audit_entries')
        .values({ ...columns, body: appended.body, hash, signature })
        .execute();
      return columns.sequence;
    },
  };
}

async function lockHead(transaction: Transacting): Promise<Head> {
  return transaction
    .selectFrom('audit_heads')
    .select(['sequence', 'hash'])
    .forUpdate()
    .executeTakeFirstOrThrow();
}

const PAGE = 1000;

/** A tenant's entries in their order, read page by page. */
export async function* readEntries(
  page: (after: number, limit: number) => Promise<(StoredEntry & { sequence: number })[]>,
  after = 0,
): AsyncGenerator<StoredEntry> {
  for (let last = after; ; ) {
    const rows = await page(last, PAGE);
    yield* rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1)!.sequence;
  }
}

/** Entries behind a sequence, as they are stored. */
export async function entriesAfter(
  transaction: Transacting,
  after: number,
  limit: number,
): Promise<(StoredEntry & { sequence: number })[]> {
  const rows = await transaction
    .selectFrom('audit_entries')
    .selectAll()
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows.map(({ body, hash, signature, ...columns }) => ({
    sequence: columns.sequence,
    body,
    hash,
    signature,
    columns,
  }));
}
