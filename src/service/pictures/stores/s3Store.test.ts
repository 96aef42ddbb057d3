import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE_CREDENTIALS, openTestS3, signatureOf, type TestS3 } from './s3.fixture.js';
import type { S3Options } from './s3Options.js';
import { s3Store } from './s3Store.js';

let s3: TestS3;
beforeEach(async () => {
  s3 = await openTestS3();
});
afterEach(() => s3.close());

const { secretAccessKey } = EXAMPLE_CREDENTIALS;
const open = (options: Partial<S3Options> = {}) =>
  s3Store({
    ...{ endpoint: s3.endpoint, region: 'us-east-1', bucket: 'pictures', ...EXAMPLE_CREDENTIALS },
    patience: { tries: 3, timeoutMs: 10_000, pauseMs: 2 },
    ...options,
  });
const SEALED = Buffer.from('sealed');

/** Everything that a log might take from an error. */
const allOf = (error: Error): string =>
  `${inspect(error, { depth: 10 })} ${JSON.stringify(error)} ${error.stack}`;

describe('the test server’s own computation of signatures', () => {
  const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const WELCOME = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';

  // Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk"
  it.each([
    [
      'GET /test.txt',
      { range: 'bytes=0-9' },
      EMPTY,
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'PUT /test$file.text',
      { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      WELCOME,
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    ['GET /?lifecycle', {}, EMPTY, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    [
      'GET /?prefix=J&max-keys=2',
      {},
      EMPTY,
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('gives that of AWS’s published example %s', (line, extra, digest, expected) => {
    const [method, url] = line.split(' ') as [string, string];
    const date = '20130524T000000Z';
    const headers = {
      ...extra,
      host: 'examplebucket.s3.amazonaws.com',
      'x-amz-content-sha256': digest,
      'x-amz-date': date,
    };
    const names = Object.keys(headers).toSorted();
    const region = 'us-east-1';
    expect(signatureOf({ method, url, headers, names, digest, date, region, secret: secretAccessKey })).toBe(
      expected,
    );
  });
});

describe('a bucket of pictures', () => {
  it('is sent the digest of the body twice: signed, and as the checksum that the store keeps', async () => {
    await open({ prefix: 'likeness/' }).put('pictures/t/s/o', SEALED);
    const { method, url, headers } = s3.requests[0]!;
    expect(`${method} ${url}`).toBe('PUT /pictures/likeness/pictures/t/s/o');
    const digest = createHash('sha256').update(SEALED);
    expect(headers['x-amz-content-sha256']).toBe(digest.copy().digest('hex'));
    expect(headers['x-amz-checksum-sha256']).toBe(digest.digest('base64'));
    expect(String(headers.authorization)).toContain('x-amz-checksum-sha256');
    expect(s3.objects.get('likeness/pictures/t/s/o')).toEqual(SEALED);
  });

  it('may stand in the host’s name', async () => {
    // Nothing here resolves pictures.127.0.0.1, and nothing need: what counts is where it was to be asked for.
    const store = open({ endpoint: 'http://localhost:1', pathStyle: false });
    await expect(store.get('a')).rejects.toThrow('pictures at pictures.localhost:1');
  });

  it.each([
    [
      'the secret',
      { secretAccessKey: 'another' },
      'SignatureDoesNotMatch',
      'the secret access key is another one',
    ],
    ['the access key', { accessKeyId: 'AKIAOTHER' }, 'InvalidAccessKeyId', 'does not know this access key'],
    ['the region', { region: 'eu-west-1' }, 'AuthorizationHeaderMalformed', 'the region is another one'],
    ['the bucket', { bucket: 'other' }, 'NoSuchBucket', 'there is no such bucket'],
  ])('refuses precisely where %s is wrong, at once', async (_, wrong, code, words) => {
    const store = open(wrong);
    const asked = await Promise.allSettled([
      store.put('a', SEALED),
      store.get('a'),
      store.delete('a'),
      store.list('')[Symbol.asyncIterator]().next(),
    ]);
    for (const refused of asked) {
      const error: Error = refused.status === 'rejected' ? refused.reason : expect.unreachable();
      expect(error).toMatchObject({ code: 'store_refused', message: expect.stringContaining(words) });
      expect(error.message).toContain(code);
    }
    expect(s3.requests).toHaveLength(4);
    expect(await store.health()).toMatchObject({ ok: false, detail: expect.stringContaining(words) });
  });

  it('refuses precisely where the clock is wrong', async () => {
    s3.ahead = 20 * 60_000;
    await expect(open().put('a', SEALED)).rejects.toMatchObject({
      code: 'store_refused',
      message: expect.stringContaining('the clock of this machine is wrong'),
    });
  });

  it.each([
    ['500', { status: 500, code: 'InternalError' }],
    ['503', { status: 503, code: 'SlowDown' }],
    ['502 of a proxy', { status: 502 }],
    ['429', { status: 429, headers: { 'retry-after': '0' } }],
    ['400 RequestTimeout', { status: 400, code: 'RequestTimeout' }],
    ['a broken connection', 'cut' as const],
  ])('is asked again after %s', async (_, fault) => {
    const store = open();
    s3.faults.push(fault, fault);
    await store.put('pictures/t/s/o', SEALED);
    s3.faults.push(fault);
    expect(SEALED.equals(await store.get('pictures/t/s/o'))).toBe(true);
    expect(s3.requests).toHaveLength(5);
  });

  it.each([
    ['503', { status: 503, code: 'SlowDown' }, 'status 503 SlowDown, 3 times'],
    ['a broken connection', 'cut' as const, 'UND_ERR_SOCKET, 3 times'],
  ])('is said not to serve when %s does not pass', async (_, fault, words) => {
    s3.faults.push(fault, fault, fault);
    await expect(open().put('a', SEALED)).rejects.toMatchObject({
      code: 'store_unreachable',
      message: expect.stringContaining(words),
    });
    expect(s3.requests).toHaveLength(3);
    expect(s3.objects.size).toBe(0);
  });

  it('is asked again when no answer comes in time, and said not to serve when none ever does', async () => {
    // Many tries: a busy machine may let a good answer come too late as well.
    const patient = open({ patience: { tries: 50, timeoutMs: 200, pauseMs: 2 } });
    s3.faults.push('hang');
    await patient.put('a', SEALED);
    expect(s3.requests.length).toBeGreaterThan(1);
    s3.faults.push('hang', 'hang');
    const hasty = open({ patience: { tries: 2, timeoutMs: 50, pauseMs: 2 } });
    await expect(hasty.get('a')).rejects.toMatchObject({
      code: 'store_unreachable',
      message: expect.stringContaining('no answer within 50 ms, 2 times'),
    });
  });

  it('is said not to serve when nobody listens there', async () => {
    const { endpoint } = s3;
    await s3.close();
    const store = open({ endpoint });
    await expect(store.get('a')).rejects.toMatchObject({
      code: 'store_unreachable',
      message: expect.stringContaining('ECONNREFUSED, 3 times'),
    });
    expect(await store.health()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it.each([
    [{ status: 507, code: 'XMinioStorageFull' }],
    [{ status: 507 }],
    [{ status: 403, code: 'QuotaExceeded' }],
  ])('is said to be full after %j, at once', async (fault) => {
    s3.faults.push(fault);
    await expect(open().put('a', SEALED)).rejects.toMatchObject({ code: 'storage_full' });
    expect(s3.requests).toHaveLength(1);
  });

  it('follows nobody elsewhere', async () => {
    const headers = { location: 'http://127.0.0.1:1/' };
    s3.faults.push({ status: 307, headers }, { status: 301, code: 'PermanentRedirect', headers });
    await expect(open().get('a')).rejects.toMatchObject({
      code: 'store_refused',
      message: expect.stringContaining('it sends us elsewhere (status 307)'),
    });
    await expect(open().get('a')).rejects.toThrow('the bucket lies in another region');
  });

  it('says nothing of its credentials, in no error, nor when it is looked at', async () => {
    const patience = { tries: 3, timeoutMs: 100, pauseMs: 2 };
    const store = open({ secretAccessKey: 'not/the/secret', patience });
    const errors: Error[] = [];
    const collect = (error: Error) => void errors.push(error);
    await store.put('a', SEALED).catch(collect);
    s3.faults.push(
      'cut',
      'cut',
      'cut',
      'hang',
      'hang',
      'hang',
      { status: 500 },
      { status: 500 },
      { status: 500 },
    );
    for (let i = 0; i < 3; i++) await store.get('a').catch(collect);
    expect(errors).toHaveLength(4);
    for (const text of [...errors.map(allOf), inspect(store, { depth: 10, showHidden: true })]) {
      expect(text).not.toContain('not/the/secret');
      expect(text).not.toContain(EXAMPLE_CREDENTIALS.accessKeyId);
      expect(text).not.toMatch(/Signature=|Credential=/);
    }
  });

  it.each([
    [{ endpoint: 'minio:9000' }, 'endpoint'],
    [{ endpoint: 'not an address' }, 'endpoint'],
    [{ endpoint: 'http://user:secret@minio:9000' }, 'endpoint'],
    [{ endpoint: 'http://minio:9000/?x=1' }, 'endpoint'],
    [{ region: '' }, 'region'],
    [{ bucket: 'Pictures/../other' }, 'bucket'],
    [{ accessKeyId: 'with space' }, 'accessKeyId'],
    [{ secretAccessKey: 'secret\n' }, 'secretAccessKey'],
    [{ prefix: 'likeness' }, 'prefix'],
    [{ prefix: '../' }, 'prefix'],
  ])('refuses the option %j before it asks anybody', (wrong, option) => {
    const opening = () => open(wrong);
    expect(opening).toThrow(`the picture store's ${option} is not right`);
    expect(opening).not.toThrow(/secret(?!Access)/);
  });
});
