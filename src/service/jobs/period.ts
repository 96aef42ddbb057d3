// A periodic job: every worker asks for each tenant's job of the present slot of time, and the database lets one in. A
// slot in which no worker ran at first is made up for in what is left of it.

import { setTimeout as pause } from 'node:timers/promises';
import type PgBoss from 'pg-boss';
import { listTenants } from '../identity/index.js';
import type { Database } from '../storage/index.js';
import type { JobLogger } from './worker.js';

interface PeriodOptions {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly logger: JobLogger;
  readonly name: string;
  /** Seconds. */
  readonly every: number;
}

/** Between two looks whether a slot has begun, ms. */
const TICK = 30_000;

/** Asks for the job of each slot until the signal. */
export async function askPeriodically(options: PeriodOptions, ending: AbortSignal): Promise<void> {
  const { boss, database, logger, name, every } = options;
  const tick = async (): Promise<void> => {
    // The slot is that of the database's clock: `singletonSeconds` divides its time since 1970.
    for (const { id: tenant } of await listTenants(database))
      await boss.send(name, { tenant }, { singletonKey: tenant, singletonSeconds: every });
  };
  while (!ending.aborted) {
    await tick().catch(() =>
      logger.warn({ queue: name }, 'periodic jobs could not be asked for, and will be again'),
    );
    await pause(TICK, undefined, { signal: ending }).catch(() => {});
  }
}
