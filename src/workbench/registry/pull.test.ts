// Downloads from a server of our own on this machine, over real sockets.

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ModelStore } from '../../face/index.js';
import { PUBLISHED, type PublishedModel } from './publishers.js';
import { pullModel, redirected } from './pull.js';
import { tinyEmbedder } from './registry.fixture.js';

const MODEL = Buffer.from(tinyEmbedder(5));

let home: string;
let server: Server | undefined;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-pull-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(home, { recursive: true });
});

async function publish(answer: RequestListener): Promise<PublishedModel> {
  server = createServer(answer);
  await new Promise<void>((ready) => {
    server?.listen(0, '127.0.0.1', ready);
  });
  return offered((server.address() as AddressInfo).port);
}

const offered = (port: number): PublishedModel => ({
  kind: 'embedder',
  publisher: 'a test',
  url: `http://127.0.0.1:${port}/model.onnx`,
  bytes: MODEL.length,
  sha256: createHash('sha256').update(MODEL).digest('hex'),
  licence: 'Apache-2.0',
  data: 'nobody',
  manifest: { input: { mean: [0, 0, 0], scale: [1, 1, 1] } },
});

/** What is refused leaves nothing behind: no model, no half file. */
async function refusal(model: PublishedModel): Promise<{ code: string; message: string }> {
  const error = await pullModel('theirs', model, { home }).then(
    () => undefined,
    (thrown: { code: string; message: string }) => thrown,
  );
  expect(await new ModelStore(home).list()).toEqual([]);
  expect(await readdir(join(home, 'downloads'))).toEqual([]);
  return error!;
}

describe('a model from its publisher', () => {
  test('is installed once its digest is right, with licence, source, and what its publisher says of its data', async () => {
    const model = await publish((_, response) => response.end(MODEL));
    const steps: (number | undefined)[] = [];
    const manifest = await pullModel('theirs', model, { home, onProgress: (_, done) => steps.push(done) });
    expect(manifest).toMatchObject({
      name: 'theirs',
      kind: 'embedder',
      templateLength: 3,
      licence: 'Apache-2.0',
      source: `a test, ${model.url}`,
      input: { size: 112, mean: [0, 0, 0], scale: [1, 1, 1] },
    });
    expect(steps.at(-1)).toBe(MODEL.length);
    const store = new ModelStore(home);
    expect(Buffer.compare((await store.read(model.sha256)).bytes as Buffer, MODEL)).toBe(0);
    expect(JSON.parse((await store.paper(model.sha256, 'training.json'))!)).toMatchObject({
      kind: 'declared',
      by: 'a test',
      data: 'nobody',
    });
    expect(await readdir(join(home, 'downloads'))).toEqual([]);
  });

  test('that is there already is not fetched again', async () => {
    let requests = 0;
    const model = await publish((_, response) => {
      requests++;
      response.end(MODEL);
    });
    await pullModel('theirs', model, { home });
    await pullModel('theirs', model, { home });
    expect(requests).toBe(1);
  });
});

describe('nothing is installed of', () => {
  test('other bytes of the same number', async () => {
    const other = Buffer.from(MODEL);
    other[100]! ^= 1;
    const model = await publish((_, response) => response.end(other));
    expect(await refusal(model)).toMatchObject({
      code: 'download_corrupt',
      message: expect.stringMatching(/has the SHA-256 [0-9a-f]{64}, and not/),
    });
  });

  test('a file that says that it is larger', async () => {
    const model = await publish((_, response) => response.end(Buffer.concat([MODEL, MODEL])));
    expect(await refusal(model)).toMatchObject({
      code: 'download_corrupt',
      message: expect.stringMatching(/bytes, and not/),
    });
  });

  test('a stream that never ends', async () => {
    const model = await publish((_, response) => {
      const more = () => response.write(MODEL, () => setImmediate(more));
      more();
    });
    expect(await refusal(model)).toMatchObject({
      code: 'download_corrupt',
      message: expect.stringMatching(/at least/),
    });
  });

  test('a connection that is cut off', async () => {
    const model = await publish((_, response) => {
      response.writeHead(200, { 'content-length': MODEL.length });
      response.write(MODEL.subarray(0, 200), () => setTimeout(() => response.destroy(), 20));
    });
    expect(await refusal(model)).toMatchObject({
      code: 'network_unreachable',
      message: expect.stringMatching(new RegExp(`after 200 of ${MODEL.length} bytes`)),
    });
  });

  test('a stream that ends too early without saying so', async () => {
    const model = await publish((_, response) => {
      response.write(MODEL.subarray(0, 200));
      response.end();
    });
    expect(await refusal(model)).toMatchObject({
      code: 'download_corrupt',
      message: expect.stringMatching(/has 200 bytes/),
    });
  });

  test('a redirect off TLS', async () => {
    const model = await publish((_, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/model.onnx' });
      response.end();
    });
    expect(await refusal(model)).toMatchObject({
      code: 'download_refused',
      message: expect.stringMatching(/redirects to http:\/\/127\.0\.0\.1:1, which is no HTTPS/),
    });
  });

  test('a page that says that there is none', async () => {
    const model = await publish((_, response) => {
      response.writeHead(404);
      response.end('gone');
    });
    expect(await refusal(model)).toMatchObject({
      code: 'download_refused',
      message: expect.stringMatching(/404 Not Found/),
    });
  });

  test('a server that is not there', async () => {
    const model = await publish(() => undefined);
    await new Promise((closed) => server?.close(closed));
    expect(await refusal(model)).toMatchObject({
      code: 'network_unreachable',
      message: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  test('a pull that is interrupted', async () => {
    const stop = new AbortController();
    const model = await publish((_, response) => {
      response.writeHead(200, { 'content-length': MODEL.length });
      response.write(MODEL.subarray(0, 200), () => stop.abort(new Error('stopped by its user')));
    });
    await expect(pullModel('theirs', model, { home, signal: stop.signal })).rejects.toThrow(
      'stopped by its user',
    );
    expect(await readdir(join(home, 'downloads'))).toEqual([]);
  });
});

test.each([
  ['https://cdn.example.org/x', 'https://cdn.example.org/x'],
  ['/other?token=1', 'https://example.org/other?token=1'],
])('a redirect to %s is followed', (location, to) => {
  expect(redirected(new URL('https://example.org/model.onnx'), location).href).toBe(to);
});

test.each(['http://example.org/x', 'file:///etc/passwd', 'data:,x', 'https://'])(
  'a redirect to %s is refused',
  (location) => {
    expect(() => redirected(new URL('https://example.org/model.onnx'), location)).toThrow(
      expect.objectContaining({ code: 'download_refused' }),
    );
  },
);

describe('the table of publishers', () => {
  test.each(Object.entries(PUBLISHED))('%s has an address by HTTPS, a size and a digest', (_, model) => {
    expect(new URL(model.url).protocol).toBe('https:');
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(model.bytes).toBeGreaterThan(1e5);
    expect(model.licence).not.toBe('');
  });

  test('every digest occurs once', () => {
    const digests = Object.values(PUBLISHED).map(({ sha256 }) => sha256);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
