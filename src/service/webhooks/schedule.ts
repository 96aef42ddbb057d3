// When a delivery that failed is tried again. Pure.

/**
 * Seconds between one attempt and the next: the example schedule of Standard Webhooks 1.0.0, three days in all, so that
 * a receiver may be away for a weekend.
 */
export const RETRIES: readonly number[] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** Each wait is up to a tenth shorter or longer, so that what failed together does not come back together. */
const JITTER = 0.1;
/** The longest that a receiver may put us off by `Retry-After`, s. */
const LONGEST = 86_400;

/**
 * @param attempts made so far, the one that failed among them
 * @param retryAfter seconds, where the receiver gave them
 * @param chance uniform in [0, 1)
 * @returns seconds until the next attempt; undefined where it was the last
 */
export function nextDelay(
  attempts: number,
  retryAfter: number | undefined,
  chance: number,
): number | undefined {
  const planned = RETRIES[attempts - 1];
  if (planned === undefined) return undefined;
  const spread = planned * (1 + JITTER * (2 * chance - 1));
  return Math.ceil(Math.max(spread, Math.min(retryAfter ?? 0, LONGEST)));
}

/** Seconds of a `Retry-After` (RFC 9110, 10.2.3): a number of them, or a date. */
export function secondsOf(retryAfter: string | undefined, now: Date): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const at = / GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}
