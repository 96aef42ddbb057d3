// A line before something that few may use at once. Whoever has least of it at this moment goes first, so that nobody’s many
// questions keep another’s one waiting; and a line that is full says so, rather than grow.

import { Refusal } from '../http/index.js';

export interface LineSettings {
  /** Places: so many work side by side. */
  readonly places: number;
  /** That wait at most: of one tenant, and in all. */
  readonly waiting: { readonly ofOne: number; readonly inAll: number };
}

export interface Line {
  /**
   * Does the work once there is a place for it.
   * @param whose tenant
   * @throws `rate_limited` where too many wait already; what the signal was aborted with
   */
  inTurn<T>(whose: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** Seconds after which a place may well be free. */
const SOON = 10;

export function openLine({ places, waiting }: LineSettings): Line {
  const working = new Map<string, number>();
  /** In the order in which tenants are next; those of each, the first first. */
  const lines = new Map<string, (() => void)[]>();
  let [taken, waitingInAll] = [0, 0];

  function enter(whose: string): void {
    taken++;
    working.set(whose, (working.get(whose) ?? 0) + 1);
  }

  function leave(whose: string): void {
    taken--;
    const left = working.get(whose)! - 1;
    if (left > 0) working.set(whose, left);
    else working.delete(whose);
    const next = nextOf(lines.keys(), working);
    if (next !== undefined) lines.get(next)![0]!();
  }

  function withdraw(whose: string, begin: () => void): void {
    const left = lines.get(whose)!.filter((other) => other !== begin);
    lines.delete(whose);
    // At the end: it has had its turn.
    if (left.length > 0) lines.set(whose, left);
    waitingInAll--;
  }

  function wait(whose: string, signal: AbortSignal): Promise<void> {
    const own = lines.get(whose) ?? [];
    if (own.length >= waiting.ofOne || waitingInAll >= waiting.inAll)
      throw new Refusal(
        'rate_limited',
        'too many long questions wait already: ask again when some are answered',
        SOON,
      );
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', giveUp);
        withdraw(whose, begin);
        enter(whose);
        resolve();
      };
      const giveUp = (): void => {
        withdraw(whose, begin);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      lines.set(whose, [...own, begin]);
      waitingInAll++;
    });
  }

  return {
    async inTurn(whose, signal, work) {
      signal.throwIfAborted();
      if (taken < places) enter(whose);
      else await wait(whose, signal);
      try {
        return await work();
      } finally {
        leave(whose);
      }
    },
  };
}

/** Of those who wait, the first of those who have least. */
function nextOf(tenants: Iterable<string>, working: ReadonlyMap<string, number>): string | undefined {
  const has = (tenant: string): number => working.get(tenant) ?? 0;
  let next: string | undefined;
  for (const tenant of tenants) if (next === undefined || has(tenant) < has(next)) next = tenant;
  return next;
}
