// One attempt to send: one request, one answer, whose status is all that counts.

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { AddressRefused, type Gate } from './reach.js';
import { secondsOf } from './schedule.js';

/** Why there was no status; `redirected` and `status` have one. */
export const FAULTS = {
  status: 'The receiver answered with a status that is no success.',
  redirected: 'The receiver answered with another address: enter that one.',
  timeout: 'The receiver did not answer in time.',
  address_refused: 'The name stands for an address that is not to be reached from here.',
  name_unknown: 'The name could not be resolved.',
  refused: 'Nothing listens at the address.',
  lost: 'The connection ended before an answer.',
  tls: 'The receiver’s certificate is not valid, or it does not speak TLS.',
  disabled: 'The endpoint was disabled before it was sent.',
  cut_off: 'The process ended in the midst of the attempt.',
} as const;
export type Fault = keyof typeof FAULTS;

export type Outcome =
  | { readonly delivered: true; readonly status: number }
  | {
      readonly delivered: false;
      readonly fault: Fault;
      readonly status?: number;
      /** Seconds. */
      readonly retryAfter?: number;
    };

export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostOptions {
  readonly gate: Gate;
  /** From the lookup of the name to the last byte of the answer, ms. */
  readonly timeout: number;
  /** Ends the attempt. */
  readonly signal?: AbortSignal;
}

/** Of an answer nothing is kept; so much of it is read, so that the receiver can end it in peace. */
const ANSWER_BYTES = 65_536;

/** Sends. Follows no redirect, knows no proxy, keeps no connection. Never throws. */
export async function post({ url, headers, body }: Post, options: PostOptions): Promise<Outcome> {
  const { gate, timeout, signal } = options;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is never looked up.
  if (isIP(host) !== 0 && !gate.admits(host)) return { delivered: false, fault: 'address_refused' };
  const limit = AbortSignal.timeout(timeout);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: gate.lookup,
    agent: false,
    signal: signal ? AbortSignal.any([limit, signal]) : limit,
    maxHeaderSize: 16_384,
  });
  try {
    const answer = await answerTo(request, body);
    await drain(answer);
    return outcomeOf(answer);
  } catch (error) {
    if (signal?.aborted) return { delivered: false, fault: 'cut_off' };
    return { delivered: false, fault: limit.aborted ? 'timeout' : faultOf(error) };
  } finally {
    request.destroy();
  }
}

function answerTo(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Stays: a late error must not be nobody's.
    request.on('error', reject);
    request.on('response', resolve);
    request.end(body);
  });
}

/** The status has come: however the rest ends, the receiver has answered. */
async function drain(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += (chunk as Buffer).length;
      if (bytes > ANSWER_BYTES) return;
    }
  } catch {}
}

function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage): Outcome {
  if (status >= 200 && status < 300) return { delivered: true, status };
  if (status >= 300 && status < 400) return { delivered: false, fault: 'redirected', status };
  const retryAfter = secondsOf(headers['retry-after'], new Date());
  return { delivered: false, fault: 'status', status, ...(retryAfter !== undefined && { retryAfter }) };
}

function faultOf(error: unknown): Fault {
  if (error instanceof AddressRefused) return 'address_refused';
  const { code = '', errors } = error as { code?: string; errors?: readonly unknown[] };
  if (errors?.[0] !== undefined) return faultOf(errors[0]);
  if (/^(ENOTFOUND|EAI_\w+)$/.test(code)) return 'name_unknown';
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code)) return 'refused';
  if (/^(ERR_(TLS|SSL)_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO)/.test(code)) return 'tls';
  return 'lost';
}
