// The client against the service itself, with real models; and against a line that breaks.

import { beforeAll, describe, expect, it } from 'vitest';
import { photographs, sharedService, type TestService, type TestTenant } from '../service/service.fixture.js';
import { ApiProblem, type LikenessClient, openClient } from './index.js';

let service: TestService;
let tenant: TestTenant;
let client: LikenessClient;
let photos: Record<'first' | 'second' | 'other', Uint8Array<ArrayBuffer>>;

beforeAll(async () => {
  service = await sharedService();
  tenant = await service.newTenant();
  client = openClient({ url: service.address, key: tenant.key });
  const { first, second, other } = await photographs();
  photos = { first: Uint8Array.from(first), second: Uint8Array.from(second), other: Uint8Array.from(other) };
});

describe('The client', () => {
  it('verifies, and knows the customer from then on', async () => {
    const verification = await client.verify({
      ...{ selfie: photos.first, document: new Blob([photos.second]) },
      customer: 'c-1',
    });
    expect(verification).toMatchObject({ decision: 'approve', kind: 'proofing', customer: 'c-1' });
    expect((await client.authenticate('c-1', { selfie: photos.second })).answer).toBe('pass');
    expect((await client.authenticate('c-1', { selfie: photos.other })).answer).toBe('block');
    expect(await client.customer('c-1')).toMatchObject({ id: 'c-1', status: 'enrolled' });
  });

  it('says what went wrong by its code', async () => {
    const refused = client.verify({ selfie: new Blob(['no picture']), document: photos.second });
    await expect(refused).rejects.toBeInstanceOf(ApiProblem);
    await expect(refused).rejects.toMatchObject({ status: 422, code: 'image_format_unsupported' });
    const stranger = openClient({ url: service.address, key: 'lk_wrong' });
    await expect(stranger.customer('c-1')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('reads a list to its end, page by page', async () => {
    const seen: string[] = [];
    for await (const { id } of client.items('/v1/verifications', { limit: 1 })) seen.push(id);
    expect(new Set(seen).size).toBe(3);
    expect(seen).toEqual(seen.toSorted().reverse());
  });

  it('makes a capture link, and waits for its end', async () => {
    const { id, token } = await client.createSession({ customer: 'c-2' });
    const capture = openClient({ url: service.address, key: token }).api;
    const { data } = await capture.GET('/v1/capture');
    const ended = client.sessionEnded(id, { every: 0.05 });
    await capture.POST('/v1/capture', {
      body: { nonce: data!.nonce!, selfie: photos.second, document: photos.first },
    });
    expect(await ended).toMatchObject({ state: 'completed', verification: expect.any(String) });
  });

  it('reaches every other route by its path', async () => {
    const { data } = await client.api.GET('/v1/policies');
    expect(data!.items).toMatchObject([{ version: 1, isActive: true }]);
  });
});

describe('A line that breaks', () => {
  /** Fails as it is told, then lets through. */
  const flaky = (...failures: (() => Response)[]) => {
    const keys: (string | null)[] = [];
    const client = openClient({
      ...{ url: service.address, key: tenant.key },
      fetch: async (request) => {
        keys.push(request.headers.get('idempotency-key'));
        const failure = failures.shift();
        return failure ? failure() : fetch(request);
      },
    });
    return { client, keys };
  };
  const broken = () => {
    throw new TypeError('fetch failed');
  };
  const busy = (status: number, seconds: string) => () =>
    new Response('{"code":"overloaded","detail":"busy"}', { status, headers: { 'retry-after': seconds } });

  it('is tried again under the same idempotency key', async () => {
    const { client, keys } = flaky(broken, busy(503, '0'), busy(429, '0'));
    const files = { selfie: photos.first, document: photos.other };
    expect((await client.verify(files)).decision).toBe('reject');
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
  });

  it('is given up where that was asked for too long, or too often', async () => {
    const { client, keys } = flaky(busy(503, '3600'));
    await expect(client.customer('c-1')).rejects.toMatchObject({ code: 'overloaded', retryAfter: 3600 });
    expect(keys).toHaveLength(1);
    const { client: other } = flaky(...Array.from({ length: 4 }, () => busy(503, '0')));
    await expect(other.customer('c-1')).rejects.toMatchObject({ status: 503 });
  });

  it('is not tried again where that might be done twice', async () => {
    const { client, keys } = flaky(broken);
    await expect(client.createSession({ customer: 'c-3' })).rejects.toThrow('fetch failed');
    expect(keys).toEqual([null]);
  });

  it('says what a proxy says that knows nothing of problems', async () => {
    const { client } = flaky(() => new Response('<h1>Bad Gateway</h1>', { status: 500 }));
    await expect(client.customer('c-1')).rejects.toMatchObject({ status: 500, code: 'unexpected_answer' });
  });
});
