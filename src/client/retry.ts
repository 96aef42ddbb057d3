// Sends a request again where that is safe and may help: the service asked for it, or the line broke.

import { secondsIn } from './problem.js';

export interface Patience {
  /** How often a request is sent at most. */
  readonly tries: number;
  /** Seconds in which an answer must begin. */
  readonly timeout: number;
  /**
   * Seconds that an answer may ask to wait, and that the same request, sent before and still being worked on, may take;
   * whoever is asked for more gives up.
   */
  readonly longestWait: number;
}

export type Fetch = (request: Request) => Promise<Response>;

/** A fetch with patience. A request that must not have a second effect is sent twice only under an `Idempotency-Key`. */
export const patientFetch =
  (fetch: Fetch, { tries, timeout, longestWait }: Patience): Fetch =>
  async (request) => {
    const isSafe = request.method === 'GET' || request.headers.has('idempotency-key');
    let workedOn = 0;
    for (let sent = 1; ; sent++) {
      const again = sent < tries ? request.clone() : undefined;
      let wait = 2 ** (sent - 1) / 4;
      try {
        const response = await inTime(fetch, request, timeout);
        // A 429 was refused before anything was done.
        if (!again || !mayHelp(response) || !(isSafe || response.status === 429)) return response;
        wait = secondsIn(response.headers) ?? wait;
        if (response.status === 409) {
          // What a line broke off goes on: to wait for its end is no new try.
          workedOn += wait;
          sent--;
        }
        if (Math.max(wait, workedOn) > longestWait) return response;
        // An answer that nobody reads would keep its connection.
        await response.body?.cancel();
      } catch (error) {
        if (!again || !isSafe || request.signal.aborted) throw error;
      }
      await pause(wait * (1 + Math.random() / 4), request.signal);
      request = again;
    }
  };

/** Whether to come again: the service says so by `Retry-After`; what stands before it may say nothing but its status. */
function mayHelp({ status, headers }: Response): boolean {
  if (headers.has('retry-after')) return [409, 429, 502, 503, 504].includes(status);
  const isOfService = headers.get('content-type')?.startsWith('application/problem+json') === true;
  return !isOfService && [429, 502, 503, 504].includes(status);
}

/** A body may take as long as it takes. */
async function inTime(fetch: Fetch, request: Request, seconds: number): Promise<Response> {
  const late = new AbortController();
  const reason = new DOMException(`there was no answer in ${seconds} s`, 'TimeoutError');
  const timer = setTimeout(() => late.abort(reason), seconds * 1000);
  try {
    return await fetch(new Request(request, { signal: AbortSignal.any([request.signal, late.signal]) }));
  } finally {
    clearTimeout(timer);
  }
}

/** @throws what `signal` was aborted with, as soon as it is */
export async function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
