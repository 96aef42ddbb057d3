import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Outcome, post } from './post.js';
import { openGate } from './reach.js';
import { openReceiver, type Receiver, status } from './receiver.fixture.js';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = status(200);
});
afterAll(() => receiver.stop());

const gate = openGate({ loopback: true });

const send = (url = receiver.url, options: object = {}): Promise<Outcome> =>
  post(
    { url: new URL(url), headers: { 'content-type': 'application/json' }, body: '{"name":"Zoë"}' },
    { gate, timeout: 2000, ...options },
  );

describe('a receiver', () => {
  test('that answers 2xx has the event, byte for byte', async () => {
    receiver.answer = status(204);
    expect(await send(`${receiver.url}/a?b=c`)).toEqual({ delivered: true, status: 204 });
    expect(receiver.received).toMatchObject([
      { path: '/a?b=c', body: '{"name":"Zoë"}', headers: { 'content-length': '15' } },
    ]);
  });

  test.each([400, 404, 410, 500, 503])('that answers %d has it not', async (code) => {
    receiver.answer = status(code);
    expect(await send()).toEqual({ delivered: false, fault: 'status', status: code });
  });

  test('may say when to come again', async () => {
    receiver.answer = status(429, { 'retry-after': '17' });
    expect(await send()).toMatchObject({ status: 429, retryAfter: 17 });
  });

  test('that points elsewhere is not followed', async () => {
    receiver.answer = status(307, { location: `${receiver.url}/elsewhere` });
    expect(await send()).toEqual({ delivered: false, fault: 'redirected', status: 307 });
    expect(receiver.received).toHaveLength(1);
  });

  test('that hangs is left in time', async () => {
    receiver.answer = () => {};
    expect(await send(receiver.url, { timeout: 100 })).toEqual({ delivered: false, fault: 'timeout' });
  });

  test('that closes before it answers has it not', async () => {
    receiver.answer = (response) => void response.destroy();
    expect(await send()).toEqual({ delivered: false, fault: 'lost' });
  });

  test('that closes in the midst of its answer has it: the status came', async () => {
    receiver.answer = (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('only so much', () => response.destroy());
    };
    expect(await send()).toEqual({ delivered: true, status: 200 });
  });

  test('whose answer never ends is not listened to for long', async () => {
    receiver.answer = (response) => {
      const chunk = Buffer.alloc(65_536);
      const pour = (): void => void (response.destroyed || response.write(chunk, pour));
      response.writeHead(200);
      pour();
    };
    expect(await send()).toEqual({ delivered: true, status: 200 });
  });

  test('that speaks something else is no receiver', async () => {
    const server = createServer((socket) => {
      socket
        .on('error', () => {})
        .resume()
        .end('SSH-2.0-OpenSSH_9.2\r\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ delivered: false, fault: 'lost' });
    expect(await send(`https://127.0.0.1:${port}`)).toEqual({ delivered: false, fault: 'tls' });
    server.close();
    await once(server, 'close');
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ delivered: false, fault: 'refused' });
  });
});

test('of an address that is not to be reached nothing is even asked', async () => {
  const strict = { gate: openGate({}) };
  const { port } = new URL(receiver.url);
  expect(await send(receiver.url, strict)).toEqual({ delivered: false, fault: 'address_refused' });
  expect(await send(`http://localhost:${port}`, strict)).toEqual({
    ...{ delivered: false, fault: 'address_refused' },
  });
  expect(receiver.received).toEqual([]);
});

test('a name that there is not is unknown', async () => {
  expect(await send('https://likeness.invalid/')).toEqual({ delivered: false, fault: 'name_unknown' });
});

test('an attempt that is cut off says so', async () => {
  receiver.answer = () => {};
  const cut = new AbortController();
  const sending = send(receiver.url, { signal: cut.signal });
  cut.abort();
  expect(await sending).toEqual({ delivered: false, fault: 'cut_off' });
});
