// Over real connections: what Node does with a socket is the point.

import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { Server } from './context.js';
import { type Receiving, receiveInTime } from './receiving.js';

/** Each byte buys a second. */
const SLOW: Receiving = { within: 500, pace: 1, atMost: 60_000 };

let server: Server;
afterEach(() => server.close());

/** @returns a way to begin a request whose body of so many bytes is still to come */
async function listening(receiving: Receiving): Promise<(path: string, bytes: number) => Promise<Socket>> {
  server = fastify({ forceCloseConnections: true }).withTypeProvider<TypeBoxTypeProvider>();
  receiveInTime(server, receiving);
  server.post('/pictures', { config: { files: ['selfie'] } }, async () => 'taken');
  server.post('/words', async () => 'taken');
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  return async (path, bytes) => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\nexpect: 100-continue\r\n\r\n`,
    );
    // It was begun to be received.
    await once(socket, 'data');
    return socket;
  };
}
const BODY = JSON.stringify({ selfie: 'x'.repeat(500) });
const closed = (socket: Socket): Promise<unknown> => once(socket.resume(), 'close');

describe('A request', () => {
  it('with pictures may take longer for what has arrived of them; one that promises them alone may not', async () => {
    const begin = await listening(SLOW);
    const slow = await begin('/pictures', BODY.length);
    slow.write(BODY.slice(0, 300));
    // It begins later, and is closed: by then the other one's first time is over too.
    await closed(await begin('/pictures', BODY.length));
    slow.write(BODY.slice(300));
    const [answer] = await once(slow, 'data');
    expect(String(answer)).toContain(' 200 OK');
  });

  it('without pictures buys no time', async () => {
    const begin = await listening(SLOW);
    const words = await begin('/words', BODY.length);
    words.write(BODY.slice(0, 300));
    await closed(words);
  });

  it('ends at last, however fast it comes', async () => {
    const begin = await listening({ ...SLOW, atMost: 600 });
    const endless = await begin('/pictures', BODY.length);
    endless.write(BODY.slice(0, 300));
    await closed(endless);
  });
});
