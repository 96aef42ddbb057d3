// Tells who watches when something has happened in their tenant. The log is looked at, once a second and tenant however
// many watch: everything that matters stands there, whichever replica did it, and no decision pays for being watched.

import { sql } from 'kysely';
import type { Database } from '../storage/index.js';

/** Between two looks, ms: people wait no longer, and a look is two small reads. */
const PACE = 1000;

/** @param actions of the entries since the last time */
export type Watcher = (actions: ReadonlySet<string>) => void;

export interface Watch {
  /** @returns watches no more */
  watch(tenant: string, watcher: Watcher): () => void;
  close(): void;
}

interface Watched {
  readonly watchers: Set<Watcher>;
  /** The log's last sequence that was looked at; null before the first look. */
  seen: number | null;
}

/** @param onFault told of looks that failed; the next one is tried all the same */
export function openWatch(database: Database, onFault: (error: unknown) => void): Watch {
  const tenants = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;

  const lookAt = async (tenant: string, state: Watched): Promise<void> => {
    try {
      const { head, actions } = await readLog(database, tenant, state.seen);
      state.seen = head;
      if (actions.size > 0) for (const watcher of state.watchers) watcher(actions);
    } catch (error) {
      onFault(error);
    }
  };
  const round = async (): Promise<void> => {
    for (const [tenant, state] of tenants) await lookAt(tenant, state);
    timer = tenants.size === 0 ? undefined : setTimeout(round, PACE).unref();
  };

  return {
    watch(tenant, watcher) {
      const known = tenants.get(tenant);
      const state = known ?? { watchers: new Set(), seen: null };
      state.watchers.add(watcher);
      if (!known) {
        tenants.set(tenant, state);
        // At once: what happens from now on is told.
        void lookAt(tenant, state);
      }
      timer ??= setTimeout(round, PACE).unref();
      return () => {
        state.watchers.delete(watcher);
        if (state.watchers.size === 0) tenants.delete(tenant);
      };
    },
    close() {
      tenants.clear();
      clearTimeout(timer);
    },
  };
}

/** @param seen sequence that was the last; null at the first look, which tells of nothing */
async function readLog(
  database: Database,
  tenant: string,
  seen: number | null,
): Promise<{ head: number; actions: ReadonlySet<string> }> {
  return database.tenant(tenant, async (transaction) => {
    const { sequence: head } = await transaction
      .selectFrom('audit_heads')
      .select('sequence')
      .executeTakeFirstOrThrow();
    if (seen === null || head <= seen) return { head, actions: new Set() };
    const { rows } = await sql<{ action: string }>`
      select distinct action from audit_entries where sequence > ${seen} and sequence <= ${head}`.execute(
      transaction,
    );
    return { head, actions: new Set(rows.map(({ action }) => action)) };
  });
}
