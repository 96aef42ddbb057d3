// A line before something that few may use at once. Whoever has least of it at this moment goes first, and nobody has all of
// it, so that nobody’s many questions keep another’s one waiting; a line that is full says so, rather than grow; and whoever
// has waited too long is told so, rather than left to a connection that is closed.

import { Refusal } from '../http/index.js';

export interface LineSettings {
  /** So many work side by side: of one tenant, and in all. */
  readonly working: { readonly ofOne: number; readonly inAll: number };
  /** That wait at most: of one tenant, and in all; and for how long. */
  readonly waiting: { readonly ofOne: number; readonly inAll: number; readonly seconds: number };
}

export interface Line {
  /**
   * Does the work once there is a place for it.
   * @param whose tenant
   * @throws `rate_limited` where too many wait already, or this one has waited too long, or makes room for a tenant with
   *   fewer; what the signal was aborted with
   */
  inTurn<T>(whose: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly begin: () => void;
  readonly giveUp: (reason: unknown) => void;
}

/** Seconds after which a place may well be free. */
const SOON = 10;
const tooMany = (): Refusal =>
  new Refusal('rate_limited', 'too many long questions wait already: ask again when some are answered', SOON);

export function openLine({ working, waiting }: LineSettings): Line {
  const places = new Map<string, number>();
  /** In the order in which tenants are next; those of each, the first first. */
  const lines = new Map<string, readonly Waiting[]>();
  let [taken, waitingInAll] = [0, 0];
  const placesOf = (whose: string): number => places.get(whose) ?? 0;
  const hasRoomFor = (whose: string): boolean => taken < working.inAll && placesOf(whose) < working.ofOne;

  function enter(whose: string): void {
    taken++;
    places.set(whose, placesOf(whose) + 1);
  }

  function leave(whose: string): void {
    taken--;
    const left = placesOf(whose) - 1;
    if (left > 0) places.set(whose, left);
    else places.delete(whose);
    beginNext();
  }

  /** Of those who may begin, the first of those who have least. */
  function beginNext(): void {
    const [next] = [...lines.keys()].filter(hasRoomFor).sort((a, b) => placesOf(a) - placesOf(b));
    if (next === undefined) return;
    lines.get(next)![0]!.begin();
    // At the end: it has had its turn.
    const left = lines.get(next);
    if (left && lines.delete(next)) lines.set(next, left);
  }

  function join(whose: string, one: Waiting): void {
    lines.set(whose, [...(lines.get(whose) ?? []), one]);
    waitingInAll++;
  }

  function withdraw(whose: string, one: Waiting): void {
    const left = lines.get(whose)!.filter((other) => other !== one);
    if (left.length > 0) lines.set(whose, left);
    else lines.delete(whose);
    waitingInAll--;
  }

  /** Where the line is full, the last of whoever has most in it goes, if that is more than this one has. */
  function makeRoomFor(whose: string): void {
    const own = lines.get(whose)?.length ?? 0;
    if (own >= waiting.ofOne) throw tooMany();
    if (waitingInAll < waiting.inAll) return;
    const longest = [...lines.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
    if (longest.length <= own + 1) throw tooMany();
    longest.at(-1)!.giveUp(tooMany());
  }

  function wait(whose: string, signal: AbortSignal): Promise<void> {
    makeRoomFor(whose);
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', gone);
        withdraw(whose, own);
      };
      const own: Waiting = {
        begin() {
          stop();
          enter(whose);
          resolve();
        },
        giveUp(reason) {
          stop();
          reject(reason);
        },
      };
      const gone = (): void => own.giveUp(signal.reason);
      const timer = setTimeout(() => own.giveUp(tooMany()), 1000 * waiting.seconds);
      signal.addEventListener('abort', gone, { once: true });
      join(whose, own);
    });
  }

  return {
    async inTurn(whose, signal, work) {
      signal.throwIfAborted();
      if (hasRoomFor(whose)) enter(whose);
      else await wait(whose, signal);
      try {
        return await work();
      } finally {
        leave(whose);
      }
    },
  };
}
