// The client against the service itself, with real models; and against a line that breaks.

import { beforeAll, describe, expect, it, vi } from 'vitest';
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

  it('reads a list that stands under something else', async () => {
    const { data } = await client.api.POST('/v1/lists', { body: { name: 'Frauds', purpose: 'fraud' } });
    const body = { picture: photos.other, reason: 'stolen passport' };
    const path = { id: data!.id };
    await client.api.POST('/v1/lists/{id}/entries', { params: { path }, body });
    const seen: unknown[] = [];
    for await (const entry of client.items('/v1/lists/{id}/entries', {}, { path })) seen.push(entry);
    expect(seen).toMatchObject([{ list: data!.id, reason: 'stolen passport' }]);
  });

  it('sends no text "null" for nothing', async () => {
    const nobody = { ...photos, selfie: photos.first, document: photos.second, customer: null };
    const { selfie, document, customer } = nobody;
    const { customer: known } = await client.verify({ selfie, document, customer: customer as never });
    expect(known).toBeNull();
  });

  it('brings a picture as it was sent', async () => {
    const { id } = await client.verify({ selfie: photos.first, document: photos.second });
    const { data } = await client.api.GET('/v1/verifications/{id}/pictures/{part}', {
      params: { path: { id, part: 'selfie' } },
      parseAs: 'arrayBuffer',
    });
    expect(new Uint8Array(data!)).toEqual(photos.first);
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
  /** Aborted after so many milliseconds. */
  const leaving = (after: number): AbortSignal => {
    const controller = new AbortController();
    setTimeout(() => controller.abort('left'), after);
    return controller.signal;
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

  it('is not decided twice where it breaks when all was done', async () => {
    const { key } = await service.newTenant();
    let lost = 0;
    const losing = openClient({
      ...{ url: service.address, key },
      fetch: async (request) => {
        const response = await fetch(request);
        if (request.method !== 'POST' || lost++ > 0) return response;
        await response.arrayBuffer();
        return broken();
      },
    });
    const { id } = await losing.verify({ selfie: photos.first, document: photos.second });
    const decided: string[] = [];
    for await (const one of losing.items('/v1/verifications')) decided.push(one.id);
    expect(lost).toBe(2);
    expect(decided).toEqual([id]);
  });

  it('is waited for while what it broke off is still being worked on', async () => {
    const { client, keys } = flaky(broken, ...Array.from({ length: 6 }, () => busy(409, '0')));
    const files = { selfie: photos.first, document: photos.other };
    expect((await client.verify(files)).decision).toBe('reject');
    expect(keys).toHaveLength(8);
    expect(new Set(keys).size).toBe(1);
    const { client: other } = flaky(busy(409, '40'), busy(409, '40'));
    await expect(other.verify(files, { signal: leaving(50) })).rejects.toBe('left');
  });

  it('is not tried again where the service does not say that this helps', async () => {
    const headers = { 'content-type': 'application/problem+json' };
    const died = () =>
      new Response('{"code":"inference_failed","detail":"a thread died","hint":"…"}', {
        status: 503,
        headers,
      });
    const { client, keys } = flaky(died);
    const failed = client.verify({ selfie: photos.first, document: photos.other });
    await expect(failed).rejects.toMatchObject({ code: 'inference_failed', problem: { hint: '…' } });
    expect(keys).toHaveLength(1);
  });

  it('is let go of before it is tried again', async () => {
    const cancel = vi.fn();
    const { client } = flaky(() => new Response(new ReadableStream({ cancel }), { status: 502 }));
    expect(await client.customer('c-1')).toMatchObject({ id: 'c-1' });
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('is given up in time, and as soon as nobody waits', async () => {
    const open = (timeout: number) => {
      const asked: Request[] = [];
      const silent = (request: Request) =>
        new Promise<Response>((_, reject) => {
          asked.push(request);
          request.signal.addEventListener('abort', () => reject(request.signal.reason));
        });
      return { asked, client: openClient({ url: service.address, tries: 2, timeout, fetch: silent }) };
    };
    const late = open(0.02);
    await expect(late.client.customer('c-1')).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(late.asked).toHaveLength(2);
    const left = open(60);
    const gone = leaving(20);
    await expect(left.client.customer('c-1', { signal: gone })).rejects.toBe('left');
    expect(left.asked).toHaveLength(1);
  });

  it('is not waited for in vain: neither for a session nor for the next try', async () => {
    const { id } = await client.createSession({ customer: 'c-4' });
    const start = performance.now();
    await expect(client.sessionEnded(id, { every: 30, signal: leaving(300) })).rejects.toBe('left');
    const { client: put } = flaky(busy(503, '30'));
    await expect(put.customer('c-1', { signal: leaving(300) })).rejects.toBe('left');
    expect(performance.now() - start).toBeLessThan(10_000);
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
