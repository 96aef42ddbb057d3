// A small S3 for tests: it keeps objects in memory, checks every signature by its own computation of Signature Version 4,
// pages its listings, and fails when it is told to.

import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The credentials of AWS's published examples. */
export const EXAMPLE_CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** What to do with the next request in place of serving it. `hang`: say nothing, ever; `cut`: break the connection. */
export type Fault = { status: number; code?: string; headers?: Record<string, string> } | 'hang' | 'cut';

export interface TestS3 {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Used up from the front, one a request. */
  readonly faults: Fault[];
  /** What was asked, oldest first. */
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
  }[];
  /** Objects on a page of a listing. */
  pageSize: number;
  /** The store's clock is so many milliseconds ahead of ours. */
  ahead: number;
  close(): Promise<void>;
}

export async function openTestS3(region = 'us-east-1', bucket = 'pictures'): Promise<TestS3> {
  const server = createServer((request, response) => {
    void readAll(request).then((body) => answer(request, body, response));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const test: TestS3 = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    faults: [],
    requests: [],
    pageSize: 1000,
    ahead: 0,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };

  function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method = '', url = '', headers } = request;
    test.requests.push({ method, url, headers });
    const fault = test.faults.shift();
    if (fault === 'hang') return;
    if (fault === 'cut') return void request.socket.destroy();
    const { status, content, extra } = fault
      ? { ...failure(fault.status, fault.code ?? ''), extra: fault.headers }
      : serve({ method, url, headers, body });
    response.writeHead(status, extra).end(content);
  }

  function serve(request: SignedRequest): Reply {
    const refused = refuse(request, region, Date.now() + test.ahead);
    if (refused) return failure(...refused);
    const { pathname, searchParams } = new URL(request.url, test.endpoint);
    const [, inBucket, ...segments] = decodeURIComponent(pathname).split('/');
    const key = segments.join('/');
    if (inBucket !== bucket) return failure(404, 'NoSuchBucket');
    if (request.method === 'GET' && key === '') return listing(searchParams);
    if (request.method === 'GET') {
      const content = test.objects.get(key);
      return content ? { status: 200, content } : failure(404, 'NoSuchKey');
    }
    if (request.method === 'DELETE') {
      test.objects.delete(key);
      return { status: 204, content: '' };
    }
    if (request.headers['x-amz-checksum-sha256'] !== sha256(request.body).toString('base64')) {
      return failure(400, 'BadDigest');
    }
    test.objects.set(key, request.body);
    return { status: 200, content: '' };
  }

  function listing(query: URLSearchParams): Reply {
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
    const all = [...test.objects.keys()].filter((k) => k.startsWith(query.get('prefix') ?? '') && k > after);
    const page = all.toSorted().slice(0, Math.min(test.pageSize, Number(query.get('max-keys') ?? 1000)));
    const more = page.length < all.length;
    const token = Buffer.from(page.at(-1) ?? '').toString('base64');
    const content = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><Prefix/><KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${page
      .map((key) => `<Contents><Key>${escaped(key)}</Key><ETag>&quot;0&quot;</ETag><Size>1</Size></Contents>`)
      .join(
        '',
      )}${more ? `<NextContinuationToken>${escaped(token)}</NextContinuationToken>` : ''}</ListBucketResult>`;
    return { status: 200, content };
  }

  return test;
}

interface Reply {
  readonly status: number;
  readonly content: Buffer | string;
  readonly extra?: Record<string, string> | undefined;
}

const failure = (status: number, code: string): Reply => ({
  status,
  content:
    code &&
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`,
});

const escaped = (text: string): string => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

interface SignedRequest {
  readonly method: string;
  /** As it was sent: path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Status and code of a request that is not signed as it must be. */
function refuse(request: SignedRequest, region: string, now: number): [number, string] | undefined {
  const authorization =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!authorization) return [403, 'AccessDenied'];
  const [, accessKey, day, inRegion, signedHeaders, signature] = authorization as unknown as string[];
  const date = String(request.headers['x-amz-date']);
  const digest = String(request.headers['x-amz-content-sha256']);
  const names = signedHeaders!.split(';');
  if (accessKey !== EXAMPLE_CREDENTIALS.accessKeyId) return [403, 'InvalidAccessKeyId'];
  if (inRegion !== region || !date.startsWith(day!)) return [400, 'AuthorizationHeaderMalformed'];
  const time = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (!(Math.abs(now - time) <= 15 * 60_000)) return [403, 'RequestTimeTooSkewed'];
  const mustBeSigned = ['host', ...Object.keys(request.headers).filter((h) => h.startsWith('x-amz-'))];
  if (mustBeSigned.some((h) => !names.includes(h))) return [403, 'AccessDenied'];
  if (digest !== sha256(request.body).toString('hex')) return [400, 'XAmzContentSHA256Mismatch'];
  const secret = EXAMPLE_CREDENTIALS.secretAccessKey;
  const own = signatureOf({ ...request, names, digest, date, region, secret });
  return own === signature ? undefined : [403, 'SignatureDoesNotMatch'];
}

/**
 * "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk", Amazon S3 API
 * Reference, written from that page and not from any client's code.
 *
 * @param r.names of the signed headers
 * @param r.digest of the body, as the header says it
 */
export function signatureOf(r: {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly names: readonly string[];
  readonly digest: string;
  readonly date: string;
  readonly region: string;
  readonly secret: string;
}): string {
  const [path = '', query = ''] = r.url.split('?');
  const parameters = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('='))
    .map(([name = '', value = '']) => [uriEncode(formDecode(name)), uriEncode(formDecode(value))] as const)
    .toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  const canonicalRequest = [
    r.method,
    decodeURIComponent(path).split('/').map(uriEncode).join('/'),
    parameters.map(([name, value]) => `${name}=${value}`).join('&'),
    ...r.names.map((name) => `${name}:${String(r.headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    r.names.join(';'),
    r.digest,
  ].join('\n');
  const day = r.date.slice(0, 8);
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    r.date,
    `${day}/${r.region}/s3/aws4_request`,
    sha256(canonicalRequest).toString('hex'),
  ].join('\n');
  let key: Buffer = Buffer.from(`AWS4${r.secret}`);
  for (const part of [day, r.region, 's3', 'aws4_request']) key = hmac(key, part);
  return hmac(key, stringToSign).toString('hex');
}

/** A plus is a space in a query that was written as a form. */
const formDecode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** "UriEncode()" of the same page: every byte except the unreserved characters, in upper case. */
const uriEncode = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
