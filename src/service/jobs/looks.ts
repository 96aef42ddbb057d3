// One look at the queues that are empty here, for all their workers: each looking for itself would ask PostgreSQL as often
// as there are queues, busy or not.

import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../storage/index.js';

export interface Looks {
  /** Comes back when the queue has a job that is due, or when the signal is aborted. */
  due(queue: string, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** @param every milliseconds between two looks */
export function startLooks(database: Database, every: number): Looks {
  const ending = new AbortController();
  const waiting = new Map<string, () => void>();
  const looking = (async () => {
    for (;;) {
      await pause(every, undefined, { signal: ending.signal }).catch(() => {});
      if (ending.signal.aborted) return;
      // While the database is away nothing is due.
      const due = waiting.size === 0 ? [] : await dueOf(database, [...waiting.keys()]).catch(() => []);
      for (const queue of due) waiting.get(queue)?.();
    }
  })();
  return {
    async due(queue, signal) {
      if (signal.aborted) return;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          waiting.delete(queue);
          resolve();
        };
        waiting.set(queue, wake);
        signal.addEventListener('abort', wake);
      });
    },
    async stop() {
      ending.abort();
      await looking;
    },
  };
}

/** As pg-boss would fetch them. */
async function dueOf(database: Database, queues: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select q.name from unnest(${[...queues]}::text[]) as q(name)
    where exists (select from pgboss.job j where j.name = q.name and j.state < 'active' and j.start_after < now())`.execute(
    database.shared,
  );
  return rows.map(({ name }) => name);
}
