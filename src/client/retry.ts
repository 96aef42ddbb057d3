// Sends a request again where that is safe and may help: the service asked for it, or the line broke.

import { secondsIn } from './problem.js';

export interface Patience {
  /** How often a request is sent at most. */
  readonly tries: number;
  /** Seconds that an answer may ask to wait; whoever is asked for more gives up. */
  readonly longestWait: number;
}

export type Fetch = (request: Request) => Promise<Response>;

/** Who was asked to come again: nothing was done. */
const AGAIN = new Set([429, 502, 503, 504]);

/** A fetch with patience. A request that must not have a second effect is sent twice only under an `Idempotency-Key`. */
export const patientFetch =
  (fetch: Fetch, { tries, longestWait }: Patience): Fetch =>
  async (request) => {
    const isSafe = request.method === 'GET' || request.headers.has('idempotency-key');
    for (let left = tries - 1; ; left--) {
      const again = left > 0 ? request.clone() : undefined;
      let wait = 2 ** (tries - 1 - left) / 4;
      try {
        const response = await fetch(request);
        // A 429 was refused before anything was done.
        if (!again || !AGAIN.has(response.status) || !(isSafe || response.status === 429)) return response;
        wait = secondsIn(response.headers) ?? wait;
        if (wait > longestWait) return response;
      } catch (error) {
        if (!again || !isSafe || request.signal.aborted) throw error;
      }
      await pause(wait, request.signal);
      request = again;
    }
  };

/** With some chance, so that many who wait do not come back at once. */
function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * (1 + Math.random() / 4) * 1000);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
