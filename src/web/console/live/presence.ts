// Whether somebody is there: who has gone for lunch is to be signed out by the service for being idle, and so a page that
// nobody looks at asks for nothing by itself.

/** Without a sign of anybody, ms. The service ends a sign-in after thirty minutes without a request. */
const AWAY_AFTER = 5 * 60_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'scroll'] as const;

let isHere = true;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout>;

function become(next: boolean): void {
  if (isHere === next) return;
  isHere = next;
  for (const told of listeners) told();
}

function seen(): void {
  clearTimeout(timer);
  timer = setTimeout(() => become(false), AWAY_AFTER);
  become(true);
}

for (const sign of SIGNS) document.addEventListener(sign, seen, { passive: true, capture: true });
seen();

/** @returns when it is so, or the signal is aborted */
export function untilPresent(wanted: boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isHere !== wanted && !signal.aborted) return;
      listeners.delete(look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    listeners.add(look);
    signal.addEventListener('abort', look);
    look();
  });
}

/** For what the service does not tell of: how often to ask, while somebody is there. */
export const whilePresent = (milliseconds: number) => (): number | false => isHere && milliseconds;
