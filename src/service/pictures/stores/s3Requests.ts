// One request to an object store: signed, timed, tried again where that may help, and its refusals put into our words.

import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { type ErrorCode, LikenessError } from '../../../errors.js';
import type { Bucket } from './s3Options.js';
import { parseErrorCode } from './s3Xml.js';

export interface Ask {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Empty for the bucket itself. Holds nothing that an address would have to escape: see `isName`. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
  /** Of an error, e.g. `NoSuchKey`; empty where the answer names none. */
  readonly code: string;
  /** Milliseconds that the store asks us to wait, if it does. */
  readonly retryAfterMs?: number;
}

/**
 * Asks, and asks again after 5xx, 429, a broken connection or none, and timeouts. All that we ask may be asked twice.
 * @returns also refusals: those that another try would not change
 * @throws `store_unreachable` when no try got through
 */
export async function askS3(bucket: Bucket, request: Ask): Promise<Answer> {
  const { tries } = bucket.patience;
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(bucket, request);
    if (typeof outcome !== 'string' && !isPassing(outcome)) return outcome;
    if (attempt >= tries) throw unreachable(bucket, outcome, attempt);
    await pause(pauseBefore(attempt, bucket, outcome));
  }
}

/** @returns a string where nothing came back: why */
async function tryOnce(bucket: Bucket, request: Ask): Promise<Answer | string> {
  // Signed anew at each try: a signature is good for 15 minutes of the store's clock.
  const { url, method, headers, body } = await signed(bucket, request);
  const signal = AbortSignal.timeout(bucket.patience.timeoutMs);
  try {
    // A redirect would take the signature to another host, where it is no good.
    const response = await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' });
    return await readAnswer(response);
  } catch (error) {
    return signal.aborted ? `no answer within ${bucket.patience.timeoutMs} ms` : reasonOf(error);
  }
}

function signed({ url, region, accessKeyId, secretAccessKey }: Bucket, request: Ask) {
  const { method, key, query = {}, headers, body } = request;
  const search = new URLSearchParams(query).toString();
  const digest = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  return new AwsV4Signer({
    ...{ method, accessKeyId, secretAccessKey, region, service: 's3' },
    url: `${url}${key}${search && `?${search}`}`,
    headers: { ...headers, 'x-amz-content-sha256': digest },
    ...(body && { body: body as Uint8Array<ArrayBuffer> }),
  }).sign();
}

async function readAnswer(response: Response): Promise<Answer> {
  const body = new Uint8Array(await response.arrayBuffer());
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    status: response.status,
    body,
    code: response.ok ? '' : parseErrorCode(body),
    ...(seconds >= 0 && { retryAfterMs: seconds * 1000 }),
  };
}

/** `fetch failed` hides what failed in its cause. Never the message of an error that may hold a header. */
function reasonOf(error: unknown): string {
  const { cause } = error as Error;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? (cause instanceof Error ? cause.name : (error as Error).name);
}

/** Codes that S3 sends with a 400 or 409, but which pass. */
const PASSING = new Set(['RequestTimeout', 'OperationAborted', 'SlowDown', 'InternalError']);

const isPassing = ({ status, code }: Answer): boolean =>
  meaningOf(code) === undefined &&
  ((status >= 500 && status !== 501 && status !== 507) ||
    status === 429 ||
    status === 408 ||
    PASSING.has(code));

const LONGEST_PAUSE_MS = 5000;

/** Exponential with full jitter, so that many replicas do not come back at once; or what the store asks for. */
function pauseBefore(attempt: number, { patience }: Bucket, outcome: Answer | string): number {
  const asked = typeof outcome === 'string' ? undefined : outcome.retryAfterMs;
  const own = Math.random() * patience.pauseMs * 2 ** (attempt - 1);
  return Math.min(asked ?? own, LONGEST_PAUSE_MS);
}

function unreachable({ where }: Bucket, outcome: Answer | string, tries: number): LikenessError {
  const why = typeof outcome === 'string' ? outcome : describe(outcome);
  const often = tries === 1 ? '' : `, ${tries} times`;
  return new LikenessError('store_unreachable', `the picture store ${where} does not serve: ${why}${often}`);
}

const describe = ({ status, code }: Answer): string => `status ${status}${code && ` ${code}`}`;

/** An answer that is no success, as an error. The store's own message is left out: it may repeat what we signed with. */
export function refusal(bucket: Bucket, what: string, answer: Answer): LikenessError {
  const [code, why] = meaningOf(answer.code) ?? byStatus(answer.status);
  return new LikenessError(
    code,
    `cannot ${what} in the picture store ${bucket.where}: ${why} (${describe(answer)})`,
  );
}

type Meaning = readonly [ErrorCode, string];

/** Error codes of S3 and its kin that a sentence can be said about. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  NoSuchKey: ['picture_missing', 'it is not there'],
  NoSuchBucket: ['store_refused', 'there is no such bucket'],
  AccessDenied: ['store_refused', 'these credentials may not do that'],
  InvalidAccessKeyId: ['store_refused', 'the store does not know this access key'],
  SignatureDoesNotMatch: ['store_refused', 'the secret access key is another one'],
  AuthorizationHeaderMalformed: ['store_refused', 'the region is another one'],
  PermanentRedirect: ['store_refused', 'the bucket lies in another region'],
  RequestTimeTooSkewed: ['store_refused', 'the clock of this machine is wrong'],
  QuotaExceeded: ['storage_full', 'the quota is used up'],
  XMinioAdminBucketQuotaExceeded: ['storage_full', 'the quota is used up'],
  XMinioStorageFull: ['storage_full', 'its disks are full'],
};

const meaningOf = (code: string): Meaning | undefined =>
  Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;

function byStatus(status: number): Meaning {
  if (status === 507) return ['storage_full', 'its disks are full'];
  if (status >= 300 && status < 400) return ['store_refused', 'it sends us elsewhere'];
  return ['store_refused', 'it refuses'];
}
