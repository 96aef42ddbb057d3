// Tells who watches when something has happened in their tenant. The log is looked at, once a second and tenant however
// many watch: everything that matters stands there, whichever replica did it, and no decision pays for being watched.

import { sql } from 'kysely';
import type { Database } from '../storage/index.js';

/** Between two looks, ms: people wait no longer, and a look is two small reads. */
const PACE = 1000;

export interface Changes {
  /** The log's last sequence. */
  readonly head: number;
  /** Of the entries since; null where these are so many that all may have changed. */
  readonly actions: ReadonlySet<string> | null;
}

export type Watcher = (changes: Changes) => void;

export interface Watch {
  /**
   * @param after the sequence that whoever watches knows of; undefined: they know nothing, and miss nothing
   * @returns what happened since, and how to watch no more @throws errors of the database: then nobody watches
   */
  watch(
    tenant: string,
    after: number | undefined,
    watcher: Watcher,
  ): Promise<{ readonly missed: Changes; stop(): void }>;
  close(): void;
}

interface Watched {
  readonly watchers: Set<Watcher>;
  /** Up to which sequence all have been told. */
  seen: number;
}

/** Of more entries it is not asked what they were. */
const MOST_ENTRIES = 10_000;

/** @param onFault told of looks that failed; the next one is tried all the same */
export function openWatch(database: Database, onFault: (error: unknown) => void): Watch {
  const tenants = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;

  const round = async (): Promise<void> => {
    for (const [tenant, state] of tenants) {
      try {
        const changes = await readLog(database, tenant, state.seen);
        if (changes.head === state.seen) continue;
        state.seen = changes.head;
        for (const watcher of state.watchers) watcher(changes);
      } catch (error) {
        onFault(error);
      }
    }
    timer = tenants.size === 0 ? undefined : setTimeout(round, PACE).unref();
  };
  const join = (tenant: string, watcher: Watcher, head: number): (() => void) => {
    const state = tenants.get(tenant) ?? { watchers: new Set(), seen: head };
    tenants.set(tenant, state);
    state.watchers.add(watcher);
    timer ??= setTimeout(round, PACE).unref();
    return () => {
      state.watchers.delete(watcher);
      if (state.watchers.size === 0 && tenants.get(tenant) === state) tenants.delete(tenant);
    };
  };

  return {
    async watch(tenant, after, watcher) {
      const before = await readLog(database, tenant, after);
      const stop = join(tenant, watcher, before.head);
      try {
        // Others may have been told of more already, while it was asked.
        const { head, actions } = await readLog(database, tenant, before.head);
        return { missed: { head, actions: unionOf(before.actions, actions) }, stop };
      } catch (error) {
        stop();
        throw error;
      }
    },
    close() {
      tenants.clear();
      clearTimeout(timer);
    },
  };
}

const unionOf = (one: Changes['actions'], other: Changes['actions']): Changes['actions'] =>
  one && other && new Set([...one, ...other]);

async function readLog(database: Database, tenant: string, after: number | undefined): Promise<Changes> {
  return database.tenant(tenant, async (transaction) => {
    const { sequence: head } = await transaction
      .selectFrom('audit_heads')
      .select('sequence')
      .executeTakeFirstOrThrow();
    if (after === undefined || head <= after) return { head, actions: new Set<string>() };
    if (head - after > MOST_ENTRIES) return { head, actions: null };
    const { rows } = await sql<{ action: string }>`
      select distinct action from audit_entries where sequence > ${after} and sequence <= ${head}`.execute(
      transaction,
    );
    return { head, actions: new Set(rows.map(({ action }) => action)) };
  });
}
