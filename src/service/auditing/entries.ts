// The log as it is looked through: entries by who, what, to what and when, the latest first.

import { LikenessError } from '../../errors.js';
import {
  type ChainReport,
  entriesAfter,
  type Fault,
  GENESIS,
  type Head,
  readEntries,
  type StoredEntry,
} from '../audit/index.js';
import { momentOf } from '../http/index.js';
import type { Database, Transacting } from '../storage/index.js';

export interface EntryFilter {
  readonly action?: string | undefined;
  readonly actorKind?: string | undefined;
  readonly actor?: string | undefined;
  readonly targetKind?: string | undefined;
  readonly target?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** Before this sequence. */
  readonly before?: number | undefined;
}

export interface FoundEntry {
  readonly sequence: number;
  readonly body: string;
  readonly hash: Buffer;
}

/** @throws `request_invalid` where `from` or `until` is no moment */
export async function findEntries(
  transaction: Transacting,
  filter: EntryFilter,
  limit: number,
): Promise<FoundEntry[]> {
  let query = transaction
    .selectFrom('audit_entries')
    .select(['sequence', 'body', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(limit);
  const { action, actorKind, actor, targetKind, target, from, until, before } = filter;
  if (action !== undefined) query = query.where('action', '=', action);
  if (actorKind !== undefined) query = query.where('actor_kind', '=', actorKind);
  if (actor !== undefined) query = query.where('actor_id', '=', actor);
  if (targetKind !== undefined) query = query.where('target_kind', '=', targetKind);
  if (target !== undefined) query = query.where('target_id', '=', target);
  if (from !== undefined) query = query.where('at', '>=', momentOf(from));
  if (until !== undefined) query = query.where('at', '<', momentOf(until));
  if (before !== undefined) query = query.where('sequence', '<', before);
  return query.execute();
}

/** @throws `request_invalid` where it is none that a page gave */
export function sequenceOfCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^[1-9]\d{0,15}$/.test(text))
    throw new LikenessError('request_invalid', 'the cursor is not one that a page gave');
  return Number(text);
}

/** The last entry. */
export async function headOf(transaction: Transacting): Promise<Head> {
  return transaction.selectFrom('audit_heads').select(['sequence', 'hash']).executeTakeFirstOrThrow();
}

/**
 * The entry of a sequence, as the chain goes on behind it.
 * @throws `not_found`
 */
export async function headAt(transaction: Transacting, sequence: number): Promise<Head> {
  if (sequence === 0) return GENESIS;
  const row = await transaction
    .selectFrom('audit_entries')
    .select(['sequence', 'hash'])
    .where('sequence', '=', sequence)
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', `the log has no entry ${sequence}`);
  return row;
}

/** Entries behind `after` up to `through`, a page a transaction: nothing stays open while a reader is slow. */
export async function* entriesOf(
  database: Database,
  tenant: string,
  after: number,
  through: number,
): AsyncGenerator<StoredEntry> {
  const page = (last: number, limit: number) =>
    database.tenant(tenant, (transaction) => entriesAfter(transaction, last, limit));
  for await (const entry of readEntries(page, after)) {
    if ((entry.columns?.sequence ?? 0) > through) return;
    yield entry;
  }
}

/** An end that is cut off leaves no gap: it is held against how far the head says that the log has come. */
export function heldAgainstHead(report: ChainReport, after: number, through: number) {
  const last = report.last?.sequence ?? after;
  const cut: Fault[] =
    last < through
      ? [{ kind: 'truncated', sequence: last + 1, through, message: 'The log ends before its own head.' }]
      : [];
  return {
    ...report,
    ok: report.ok && cut.length === 0,
    faults: [...report.faults, ...cut],
    notes: [...report.notes],
    checkpoints: [...report.checkpoints],
  };
}
