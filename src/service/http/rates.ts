// How often somebody may ask. Counted in the database, so that replicas count together; while it is away each counts
// for itself.

import { isIPv6 } from 'node:net';
import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Actor } from '../identity/index.js';
import { Refusal } from './problems.js';

/** So many in so many seconds. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

export interface RateLimits {
  /** Requests of one key, person or capture. */
  readonly actor: Rate;
  /** Requests without a key, of one address. */
  readonly address: Rate;
  /** Failed attempts to say who one is, of one address. */
  readonly stranger: Rate;
}

export const DEFAULT_RATES: RateLimits = {
  actor: { points: 3000, seconds: 60 },
  address: { points: 600, seconds: 60 },
  stranger: { points: 30, seconds: 60 },
};

/** @throws `rate_limited`, each of them */
export interface Rates {
  admitActor(actor: Actor): Promise<void>;
  admitAddress(address: string): Promise<void>;
  noteStranger(address: string): Promise<void>;
}

export function openRates(pool: Pool, limits: RateLimits): Rates {
  const actor = limiter(pool, 'actor', limits.actor);
  const address = limiter(pool, 'address', limits.address);
  const stranger = limiter(pool, 'stranger', limits.stranger);
  return {
    admitActor: ({ tenant, kind, id }) => consume(actor, `${tenant}:${kind}:${id}`),
    admitAddress: (from) => consume(address, networkOf(from)),
    noteStranger: (from) => consume(stranger, networkOf(from)),
  };
}

/** Of IPv6 the first 64 bits, which is what one connection is given (RFC 6177); IPv4 whole, also as IPv6 writes it. */
export function networkOf(address: string): string {
  const [, v4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (v4 !== undefined) return v4;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1)[0]!.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const gap = tail === undefined ? [] : Array(Math.max(0, 8 - first.length - last.length)).fill('0');
  const network = [...first, ...gap, ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

/** Counts what may fail: each attempt is taken before it is known how it ends, so that none slips by beside another. */
export interface Attempts {
  /** @throws `rate_limited` */
  take(key: string): Promise<void>;
  /** It did not fail after all. */
  giveBack(key: string): Promise<void>;
  /** Neither this one counts nor any before it. */
  forget(key: string): Promise<void>;
}

/** @param kind names the counter in the database; the keys are hashed by whoever must not store them */
export function openAttempts(pool: Pool, kind: string, rate: Rate): Attempts {
  const limits = limiter(pool, kind, rate);
  return {
    take: (key) => consume(limits, key),
    giveBack: async (key) => {
      await limits.reward(key);
    },
    forget: async (key) => {
      await limits.delete(key);
    },
  };
}

function limiter(pool: Pool, kind: string, { points, seconds }: Rate): RateLimiterPostgres {
  const window = { points, duration: seconds };
  return new RateLimiterPostgres({
    ...window,
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: kind,
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: new RateLimiterMemory({ ...window, keyPrefix: kind }),
  });
}

async function consume(limits: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limits.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const wait = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new Refusal('rate_limited', `too many requests: the next is taken in ${wait} s`, wait);
  }
}
