// Connections of our own to the server: to see that it is up, and to hold it for this Likeness alone.

import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { ROLE } from './cluster.js';
import type { Address } from './postmaster.js';

export interface Login extends Address {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export const loginOf = (address: Address, password: string): Login => ({
  ...address,
  user: ROLE,
  password,
  database: ROLE,
});

/** The same for a connection string. The socket's folder is a parameter, so that any parser of URLs takes it. */
export function urlOf({ host, port, user, password, database }: Login): string {
  const url = new URL(`postgresql://${user}:${password}@localhost:${port}/${database}`);
  url.searchParams.set('sslmode', 'disable');
  if (process.platform === 'win32') url.hostname = host;
  else url.searchParams.set('host', host);
  return url.href;
}

/**
 * A connection, as soon as the server takes one.
 * @param until gives up when this is true and there is still none
 * @returns undefined where it was given up
 */
export async function connectUntil(
  login: Login,
  until: (answers: boolean) => boolean,
): Promise<pg.Client | undefined> {
  for (;;) {
    const client = new pg.Client({ ...login, ssl: false, application_name: 'likeness server' });
    // Whoever uses it listens to its end; without a listener an error would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const { code = '' } = error as { code?: string };
      // cannot_connect_now: it starts, recovers or ends.
      const answers = code === '57P03';
      if (!answers && !ABSENT.has(code)) throw error;
      if (until(answers)) return undefined;
    }
    await pause(20);
  }
}

/** Nobody listens there, or nobody any more. */
const ABSENT = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTDIR', '57P01', '57P02']);

// One Likeness holds this lock of the database for as long as it lives: the kernel ends its connection with it.
// Two numbers, so that it is none of the locks of one number that Kysely and pg-boss take. "Like", "ness".
const LOCK = [0x4c696b65, 0x6e657373] as const;

/** Whether this connection now holds the database for this Likeness alone. */
export async function hold(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
    ...LOCK,
  ]);
  return rows[0]!.held;
}
