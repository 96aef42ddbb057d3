// The daily job: what has been kept long enough goes. May be done again at any point, and done by two at once.

import type { AuditLog } from '../audit/index.js';
import { systemActor } from '../identity/index.js';
import type { PictureStore } from '../pictures/index.js';
import type { Database } from '../storage/index.js';
import { type Due, endTemplates, findDue, takeAway } from './due.js';
import { oneAtATime } from './holds.js';
import { PURPOSE_NAMES, type PurposeName } from './purposes.js';
import { removeMarked } from './removal.js';
import { currentPeriods } from './settings.js';

export interface RetentionOptions {
  readonly database: Database;
  readonly store: PictureStore;
  readonly audit: AuditLog;
  readonly signal?: AbortSignal;
  /** Default: now. */
  readonly now?: Date;
  /** Of each purpose, rows that one transaction takes. Default 2,000. */
  readonly batch?: number;
}

export interface RetentionRun {
  readonly deleted: Readonly<Record<PurposeName, number>>;
  /** Objects in the picture store. */
  readonly removed: number;
}

/** @throws errors of the database and the store, and the signal's reason; what was done until then stays done */
export async function runRetention(options: RetentionOptions, tenant: string): Promise<RetentionRun> {
  const { database, audit, signal, now = new Date(), batch = 2000 } = options;
  const actor = systemActor(tenant, 'retention');
  const total = Object.fromEntries(PURPOSE_NAMES.map((name) => [name, 0])) as Record<PurposeName, number>;
  for (let isFirst = true, isMore = true; isMore; isFirst = false) {
    signal?.throwIfAborted();
    const due = await database.tenant(tenant, async (transaction) => {
      await oneAtATime(transaction);
      const { version, days } = await currentPeriods(transaction);
      const found = await findDue(transaction, days, now, batch);
      // A day on which nothing was due is logged too: so that it can be shown that the job ran.
      if (!isFirst && isNone(found)) return found;
      await takeAway(transaction, found, now);
      const target = { kind: 'retention', id: String(version) };
      // Late: whoever logs for this tenant waits from here on.
      const sequence = await audit.append(transaction, actor, 'retention.ran', target, {
        deleted: countsOf(found),
      });
      await endTemplates(transaction, found, sequence);
      return found;
    });
    for (const name of PURPOSE_NAMES) total[name] += due[name].length;
    isMore = PURPOSE_NAMES.some((name) => due[name].length === batch);
  }
  return { deleted: total, removed: await removeMarked(options, tenant) };
}

const isNone = (due: Due): boolean => PURPOSE_NAMES.every((name) => due[name].length === 0);

/** Those that are none are left out. */
const countsOf = (due: Due): Record<string, number> =>
  Object.fromEntries(
    PURPOSE_NAMES.flatMap((name) => (due[name].length > 0 ? [[name, due[name].length]] : [])),
  );
