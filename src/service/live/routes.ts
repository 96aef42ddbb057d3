// GET /v1/live: server-sent events (HTML Living Standard, 9.2) that say what has changed, for pages that show it. Never
// how: whoever may see it asks for it.

import { PassThrough, type Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { failures, type Routes } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { TOPICS, type Topic, topicsOf } from './topics.js';
import type { Watch } from './watch.js';

/** Proxies close what is silent for long, ms. */
const HEARTBEAT = 20_000;
/** Then the browser comes again, and is asked anew who it is, ms. */
const LIFETIME = 5 * 60_000;
/** Of one person or key at once: a browser needs one for all its tabs. */
const MOST = 12;

export const liveRoutes =
  (watch: Watch): Routes =>
  (server) => {
    const open = new Map<string, Set<PassThrough>>();
    server.addHook('preClose', async () => {
      watch.close();
      for (const streams of open.values()) for (const stream of streams) stream.end();
    });

    server.get(
      '/v1/live',
      {
        config: { access: 'known' },
        schema: {
          ...{ tags: ['live'], summary: 'Be told when something has changed' },
          description: `Server-sent events, for pages that show it: \`event: changed\`, \`data: ["cases","audit"]\`, of what you may read (${Object.keys(TOPICS).join(', ')}), within two seconds. What has changed is asked for where it stands. Ends after five minutes: come again. Programs are served better by webhooks.`,
          response: {
            200: {
              description: 'Events',
              content: { 'text/event-stream': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
            },
            ...failures(401, 403, 429),
          },
        },
      },
      async ({ actor, raw }, reply) => {
        const mine = open.get(actor.id) ?? new Set();
        if (mine.size >= MOST) throw new LikenessError('rate_limited', `${MOST} of these are open already`);
        const stream = streamOf(watch, actor);
        open.set(actor.id, mine.add(stream));
        stream.once('close', () => {
          mine.delete(stream);
          if (mine.size === 0) open.delete(actor.id);
        });
        // Whoever has hung up on their side reads no more either.
        raw.socket.once('end', () => stream.end());
        return reply
          .header('cache-control', 'no-store')
          .header('x-accel-buffering', 'no')
          .type('text/event-stream')
          .send(stream);
      },
    );
  };

function streamOf(watch: Watch, actor: Actor): PassThrough {
  const stream = new PassThrough();
  // The first line goes at once: whoever asks knows that they are heard.
  stream.write('retry: 2000\n\n');
  const stop = watch.watch(actor.tenant, (actions) => {
    const topics = [...topicsOf(actions)].filter((topic) => mayRead(actor, topic));
    if (topics.length > 0) stream.write(`event: changed\ndata: ${JSON.stringify(topics)}\n\n`);
  });
  const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT);
  const end = setTimeout(() => stream.end(), LIFETIME);
  stream.once('close', () => {
    stop();
    clearInterval(heartbeat);
    clearTimeout(end);
  });
  return stream;
}

const mayRead = (actor: Actor, topic: Topic): boolean => actor.permissions.has(TOPICS[topic]);
