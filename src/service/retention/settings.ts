// A tenant's periods: versions that are never changed, the last of which holds.

import { LikenessError } from '../../errors.js';
import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import { DEFAULT_PERIODS, type Periods } from './purposes.js';

export interface RetentionVersion {
  /** 0: those that Likeness comes with. */
  readonly version: number;
  readonly days: Periods;
  /** Why they were set so. */
  readonly note: string;
  readonly createdAt: Date | null;
  readonly createdBy: string | null;
}

/** What a version of an earlier Likeness does not name has its default. */
export async function currentPeriods(transaction: Transacting): Promise<RetentionVersion> {
  const row = await transaction
    .selectFrom('retention_settings')
    .selectAll()
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row)
    return { version: 0, days: DEFAULT_PERIODS, note: 'as Likeness comes', createdAt: null, createdBy: null };
  return {
    version: row.version,
    days: { ...DEFAULT_PERIODS, ...row.days },
    note: row.note,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}

/** @returns what a version says; null where there is none */
export async function periodsOf(transaction: Transacting, version: number): Promise<Periods | null> {
  if (version === 0) return DEFAULT_PERIODS;
  const row = await transaction
    .selectFrom('retention_settings')
    .select('days')
    .where('version', '=', version)
    .executeTakeFirst();
  return row ? { ...DEFAULT_PERIODS, ...row.days } : null;
}

/**
 * A new version: what `days` does not name stays as it is.
 * @param from the version that the caller saw
 * @throws `state_conflict` where another has been set since
 */
export async function changePeriods(
  transaction: Transacting,
  days: Partial<Periods>,
  note: string,
  from: number,
  by: Actor,
): Promise<{ readonly before: RetentionVersion; readonly now: RetentionVersion }> {
  const before = await currentPeriods(transaction);
  const conflict = () =>
    new LikenessError('state_conflict', `version ${from} is no longer the one in force: read it again`);
  if (before.version !== from) throw conflict();
  const changed: Periods = { ...before.days, ...days };
  const { numInsertedOrUpdatedRows = 0n } = await transaction
    .insertInto('retention_settings')
    .values({
      version: from + 1,
      days: JSON.stringify(changed),
      note,
      created_at: new Date(),
      created_by: `${by.kind}:${by.id}`,
    })
    .onConflict((clash) => clash.columns(['tenant', 'version']).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) throw conflict();
  return { before, now: await currentPeriods(transaction) };
}
