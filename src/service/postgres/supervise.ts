// Keeps one server running: whoever ends it but us, it is started again, until that fails too often in a row.

import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { LikenessError } from '../../errors.js';
import { connectUntil, hold, type Login } from './connect.js';
import { explain, stated } from './explain.js';
import { holdToSize } from './log.js';
import { endWithUs, forgetServer, launch, type Place, type Postmaster, readPidFile } from './postmaster.js';

export type PostgresEvent =
  | {
      /** The server, or a part of it, ended by itself; no connection outlived that. It is being started again. */
      readonly kind: 'crashed';
      readonly reason: string;
    }
  | { readonly kind: 'restarted'; readonly milliseconds: number }
  | {
      /** It is not started again: only another `startPostgres` does that. */
      readonly kind: 'gave_up';
      readonly error: LikenessError;
    };

/** Failures in a row until it is left at that; waiting as below, that takes 26 s where each start fails at once. */
const TRIES = 8;
/** Before the n-th try in a row, in milliseconds: 0, 250, 500, 1,000 … 10,000. */
const delayBefore = (n: number): number => (n === 1 ? 0 : Math.min(10_000, 250 * 2 ** (n - 2)));
/** A server that ran this long, in milliseconds, has not failed in a row with what comes then. */
const STEADY = 60_000;
/** A server that says nothing at all for so long, in milliseconds, will not come up. While it recovers, it speaks. */
const SILENCE = 60_000;

interface Running {
  readonly postmaster: Postmaster;
  /** A connection that holds the database for this Likeness alone, and whose end is the first sign of a crash. */
  readonly guard: pg.Client;
  readonly since: number;
}

/**
 * Starts the server and keeps it running.
 * @param delay milliseconds before the n-th try in a row
 * @returns ends it
 * @throws `database_in_use`, `database_disk_full`, `database_start_failed`
 */
export async function supervise(
  place: Place,
  login: Login,
  onEvent: (event: PostgresEvent) => void,
  delay = delayBefore,
): Promise<() => Promise<void>> {
  const ending = new AbortController();
  let running: Running | undefined = await start(place, login, ending.signal);
  const releaseLog = holdToSize(place.log);

  async function watch(): Promise<void> {
    for (let failures = 0; running; ) {
      const reason = await lost(running);
      if (ending.signal.aborted) return;
      onEvent({ kind: 'crashed', reason });
      const at = Date.now();
      if (at - running.since > STEADY) failures = 0;
      let error: unknown = new LikenessError('database_start_failed', `the database server: ${reason}`);
      let again: Running | undefined;
      while (!again && ++failures <= TRIES && !ending.signal.aborted) {
        await pause(delay(failures), undefined, { signal: ending.signal }).catch(() => undefined);
        again = await regain(place, login, running.postmaster, ending.signal).catch((failure: unknown) => {
          error = failure;
          return undefined;
        });
      }
      if (ending.signal.aborted) return again && end(again);
      if (!again) await end(running);
      running = again;
      if (again) onEvent({ kind: 'restarted', milliseconds: Date.now() - at });
      else onEvent({ kind: 'gave_up', error: stated(error, place.folder) });
    }
  }

  const watching = watch();
  let ended: Promise<void> | undefined;
  return () => {
    ending.abort();
    ended ??= (async () => {
      if (running) await end(running);
      await watching;
      releaseLog();
    })();
    return ended;
  };
}

async function start(place: Place, login: Login, ending: AbortSignal): Promise<Running> {
  const postmaster = await launch(place, login);
  endWithUs(postmaster);
  try {
    return await guard(place, login, postmaster, ending);
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
}

/** The server that lost a part of itself, once it has recovered; a new one where it has ended. */
async function regain(
  place: Place,
  login: Login,
  postmaster: Postmaster,
  ending: AbortSignal,
): Promise<Running> {
  if (!postmaster.hasEnded()) {
    const same = await guard(place, login, postmaster, ending).catch((error: unknown) => {
      if (!postmaster.hasEnded()) throw error;
    });
    if (same) return same;
  }
  const note = await readPidFile(place.data);
  // Its pid may be somebody else's by now, and PostgreSQL would take that one for the server.
  if (note?.pid === postmaster.pid) await forgetServer(place.data, note);
  return start(place, login, ending);
}

async function guard(
  { log }: Place,
  login: Login,
  postmaster: Postmaster,
  ending: AbortSignal,
): Promise<Running> {
  let heard = Date.now();
  const client = await connectUntil(login, (answers) => {
    if (answers) heard = Date.now();
    return ending.aborted || postmaster.hasEnded() || Date.now() - heard > SILENCE;
  });
  if (!client) {
    const how = postmaster.hasEnded() ? `it ended (${await postmaster.ended})` : 'it does not answer';
    throw explain(await postmaster.said(), `the database server did not start: ${how}, see ${log}`);
  }
  if (await hold(client)) {
    // Its types lack this. A forgotten server keeps nobody from ending.
    (client as unknown as { unref(): void }).unref();
    return { postmaster, guard: client, since: Date.now() };
  }
  await client.end();
  throw new LikenessError('database_in_use', 'another Likeness took over the database server');
}

/** Resolves when the server has ended, or has dropped our connection, as it drops all when a part of it crashed. */
async function lost({ postmaster, guard }: Running): Promise<string> {
  const dropped = new Promise<string>((resolve) => {
    guard.once('end', () => resolve('a part of it crashed, and all connections with it'));
  });
  return Promise.race([postmaster.ended.then((how) => `it ended (${how})`), dropped]);
}

async function end({ postmaster, guard }: Running): Promise<void> {
  await postmaster.stop();
  await guard.end().catch(() => undefined);
}
