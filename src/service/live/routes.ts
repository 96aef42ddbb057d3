// GET /v1/live: server-sent events (HTML Living Standard, 9.2) that say what has changed, for pages that show it. Never
// how: whoever may see it asks for it.

import { PassThrough, type Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { failures, type Routes } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { TOPICS, type Topic, topicsOf, touchesRights } from './topics.js';
import type { Changes, Watch } from './watch.js';

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
          description: `Server-sent events, for pages that show it: \`event: changed\`, \`data: ["cases","audit"]\`, of what you may read (${Object.keys(TOPICS).join(', ')}), within two seconds; the first event says what you missed, which may be nothing. What has changed is asked for where it stands. Ends after five minutes, and when anybody’s rights change: come again, with the last event’s \`id\` as \`Last-Event-ID\` (browsers do so) or \`after\`, and hear what you missed. Programs are served better by webhooks.`,
          querystring: Type.Object({
            after: Type.Optional(
              Type.Integer({ minimum: 0, description: 'Identifier of the last event that you have.' }),
            ),
          }),
          response: {
            200: {
              description: 'Events',
              content: { 'text/event-stream': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
            },
            ...failures(401, 403, 429),
          },
        },
      },
      async ({ actor, headers, query, raw }, reply) => {
        const mine = open.get(actor.id) ?? new Set();
        if (mine.size >= MOST) throw new LikenessError('rate_limited', `${MOST} of these are open already`);
        const stream = new PassThrough();
        open.set(actor.id, mine.add(stream));
        // Whoever has hung up on their side reads no more either.
        const end = (): void => void stream.end();
        raw.socket.once('end', end);
        stream.once('close', () => {
          raw.socket.off('end', end);
          mine.delete(stream);
          if (mine.size === 0) open.delete(actor.id);
        });
        try {
          await fill(stream, watch, actor, lastOf(headers['last-event-id']) ?? query.after);
        } catch (error) {
          stream.destroy();
          throw error;
        }
        return reply
          .header('cache-control', 'no-store')
          .header('x-accel-buffering', 'no')
          .type('text/event-stream')
          .send(stream);
      },
    );
  };

/** What a browser says when it comes again. */
const lastOf = (header: string | string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;

async function fill(
  stream: PassThrough,
  watch: Watch,
  actor: Actor,
  after: number | undefined,
): Promise<void> {
  const say = (text: string): void => {
    if (!stream.writableEnded) stream.write(text);
  };
  const topicsFor = ({ actions }: Changes): Topic[] =>
    [...topicsOf(actions)].filter((topic) => actor.permissions.has(TOPICS[topic]));
  const tell = ({ head }: Changes, topics: readonly Topic[]): void =>
    say(`id: ${head}\nevent: changed\ndata: ${JSON.stringify(topics)}\n\n`);
  const { missed, stop } = await watch.watch(actor.tenant, after, (changes) => {
    const topics = topicsFor(changes);
    if (topics.length > 0) tell(changes, topics);
    // They come again, and are asked who they are.
    if (touchesRights(changes.actions)) stream.end();
  });
  const heartbeat = setInterval(() => say(': still here\n\n'), HEARTBEAT);
  const end = setTimeout(() => stream.end(), LIFETIME);
  const leave = (): void => {
    stop();
    clearInterval(heartbeat);
    clearTimeout(end);
  };
  if (stream.closed) return leave();
  stream.once('close', leave);
  say('retry: 2000\n');
  // Of nothing as well: so they know behind what to go on.
  tell(missed, topicsFor(missed));
}
