// /v1/webhooks: where events are sent, what became of each, and sending again.

import { Type } from '@fastify/type-provider-typebox';
import type { AuditLog } from '../audit/index.js';
import {
  failures,
  momentOf,
  once,
  PageOf,
  PageQuery,
  pageOf,
  type Routes,
  uuidOfCursor,
} from '../http/index.js';
import type { Actor } from '../identity/index.js';
import type { Jobs } from '../jobs/index.js';
import type { Database, Transacting } from '../storage/index.js';
import { eventsFor, redeliver } from './deliveries.js';
import {
  changeEndpoint,
  createEndpoint,
  findActive,
  findEndpoint,
  removeEndpoint,
  rotateSecret,
  type Sealing,
  secretsOf,
} from './endpoints.js';
import { sendTest } from './events.js';
import { EVENT_TYPES, type EventType } from './eventTypes.js';
import { openGate, type Reach } from './reach.js';
import {
  deliveryOf,
  EndpointBody,
  EndpointChangeBody,
  EventKinds,
  endpointOf,
  Id,
  ReplayBody,
  Replaying,
  RotationBody,
  Sent,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
} from './schemas.js';

export interface WebhookOptions {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly audit: AuditLog;
  readonly sealing: Sealing;
  readonly reach: Reach;
}

const tags = ['webhooks'];
const config = { access: 'webhooks.write' } as const;

/** @throws `option_invalid` where a network is none */
export function webhookRoutes({ database, jobs, audit, sealing, reach }: WebhookOptions): Routes {
  const gate = openGate(reach);

  const changed = (transaction: Transacting, actor: Actor, id: string, details: Record<string, string>) =>
    audit.append(transaction, actor, 'webhook.changed', { kind: 'webhook', id }, details);

  return (server) => {
    server.post(
      '/v1/webhooks',
      {
        config: { ...config, isOnce: true },
        schema: {
          ...{ tags, summary: 'Enters an endpoint; its secret is shown now and never again' },
          body: EndpointBody,
          response: { 201: WebhookEndpointWithSecret, ...failures(400, 401, 403, 409, 413, 415, 422, 429) },
        },
      },
      async (request, reply) => {
        const { actor, body } = request;
        const { description = '', types = null } = body;
        const { href } = gate.checkUrl(body.url);
        const answer = await once(
          database,
          request,
          [href, description, types && [...types].sort().join()],
          (settle) =>
            database.tenant(actor.tenant, async (transaction) => {
              const draft = { url: href, description, types };
              const made = await createEndpoint(transaction, sealing, draft, `${actor.kind}:${actor.id}`);
              const { id } = made.endpoint;
              await settle(transaction, id);
              const details = { host: gate.checkUrl(href).host, types: types && [...types] };
              await audit.append(transaction, actor, 'webhook.created', { kind: 'webhook', id }, details);
              return { ...endpointOf(made.endpoint), secret: made.secret };
            }),
          // Who asked may not have seen the first answer: and an endpoint without its secret is of no use.
          (id) =>
            database.tenant(actor.tenant, async (transaction) => {
              const endpoint = await findEndpoint(transaction, id);
              const [secret = ''] = await secretsOf(transaction, sealing, endpoint);
              return { ...endpointOf(endpoint), secret };
            }),
        );
        return reply.code(201).header('cache-control', 'no-store').send(answer);
      },
    );

    server.get(
      '/v1/webhooks',
      {
        config,
        schema: {
          ...{ tags, summary: 'All endpoints, the latest first, without their secrets' },
          querystring: Type.Object(PageQuery),
          response: { 200: PageOf(WebhookEndpoint), ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { limit = 50, cursor } }) => {
        const before = uuidOfCursor(cursor);
        const rows = await database.tenant(actor.tenant, (transaction) =>
          transaction
            .selectFrom('webhook_endpoints')
            .selectAll()
            .$if(before !== undefined, (query) => query.where('id', '<', before!))
            .orderBy('id', 'desc')
            .limit(limit + 1)
            .execute(),
        );
        return pageOf(rows, limit, endpointOf, ({ id }) => id);
      },
    );

    server.get(
      '/v1/webhooks/types',
      {
        config,
        schema: {
          ...{ tags, summary: 'Of what events an endpoint can be told, and what each says happened' },
          response: { 200: EventKinds, ...failures(401, 403, 429) },
        },
      },
      async () => ({
        items: Object.entries(EVENT_TYPES).map(([type, { about }]) => ({
          type: type as EventType,
          about,
        })),
      }),
    );

    server.get(
      '/v1/webhooks/:id',
      {
        config,
        schema: {
          ...{ tags, summary: 'One endpoint', params: Id },
          response: { 200: WebhookEndpoint, ...failures(400, 401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { id } }) =>
        endpointOf(await database.tenant(actor.tenant, (transaction) => findEndpoint(transaction, id))),
    );

    server.patch(
      '/v1/webhooks/:id',
      {
        config,
        schema: {
          ...{ tags, summary: 'Changes an endpoint, disables it or makes it active again', params: Id },
          body: EndpointChangeBody,
          response: { 200: WebhookEndpoint, ...failures(400, 401, 403, 404, 413, 415, 429) },
        },
      },
      async ({ actor, params: { id }, body }) => {
        const url = body.url === undefined ? undefined : gate.checkUrl(body.url);
        return database.tenant(actor.tenant, async (transaction) => {
          const endpoint = await changeEndpoint(transaction, id, { ...body, ...(url && { url: url.href }) });
          await changed(transaction, actor, id, {
            fields: Object.keys(body).sort().join(),
            state: endpoint.state,
            ...(url && { host: url.host }),
          });
          return endpointOf(endpoint);
        });
      },
    );

    server.delete(
      '/v1/webhooks/:id',
      {
        config,
        schema: {
          ...{ tags, summary: 'Removes an endpoint, with its deliveries', params: Id },
          response: { 204: Type.Null(), ...failures(400, 401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        await database.tenant(actor.tenant, async (transaction) => {
          await findEndpoint(transaction, id);
          // Before, since those who tell of events lock the log first, then the endpoint.
          await audit.append(transaction, actor, 'webhook.deleted', { kind: 'webhook', id });
          await removeEndpoint(transaction, id);
        });
        return reply.code(204).send(null);
      },
    );

    server.post(
      '/v1/webhooks/:id/rotate-secret',
      {
        config,
        schema: {
          ...{ tags, summary: 'A new secret; the one before goes on signing for a while', params: Id },
          body: RotationBody,
          response: { 200: WebhookEndpointWithSecret, ...failures(400, 401, 403, 404, 409, 413, 415, 429) },
        },
      },
      async ({ actor, params: { id }, body: { overlapHours = 24 } }, reply) => {
        const made = await database.tenant(actor.tenant, async (transaction) => {
          const rotated = await rotateSecret(transaction, sealing, id, Math.round(overlapHours * 3600));
          await changed(transaction, actor, id, { fields: 'secret', overlapHours: String(overlapHours) });
          return rotated;
        });
        return reply
          .header('cache-control', 'no-store')
          .send({ ...endpointOf(made.endpoint), secret: made.secret });
      },
    );

    server.post(
      '/v1/webhooks/:id/test',
      {
        config,
        schema: {
          ...{ tags, summary: 'Sends webhook.test to this endpoint', params: Id },
          response: { 202: Sent, ...failures(400, 401, 403, 404, 409, 429) },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        const delivery = await database.tenant(actor.tenant, async (transaction) => {
          await findActive(transaction, id);
          return sendTest(transaction, jobs, id);
        });
        return reply.code(202).send({ delivery });
      },
    );

    server.get(
      '/v1/webhooks/:id/deliveries',
      {
        config,
        schema: {
          ...{ tags, summary: 'What became of each event for this endpoint, the latest first', params: Id },
          querystring: Type.Object({
            ...PageQuery,
            state: Type.Optional(
              Type.Unsafe<'pending' | 'delivered' | 'dead'>({
                ...{ type: 'string', enum: ['pending', 'delivered', 'dead'] },
              }),
            ),
          }),
          response: { 200: PageOf(WebhookDelivery), ...failures(400, 401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { id: endpoint }, query: { limit = 50, cursor, state } }) => {
        const before = uuidOfCursor(cursor);
        const rows = await database.tenant(actor.tenant, async (transaction) => {
          await findEndpoint(transaction, endpoint);
          return transaction
            .selectFrom('webhook_deliveries as delivery')
            .innerJoin('webhook_events as event', 'event.id', 'delivery.event')
            .selectAll('delivery')
            .select('event.type')
            .where('endpoint', '=', endpoint)
            .$if(state !== undefined, (query) => query.where('state', '=', state!))
            .$if(before !== undefined, (query) => query.where('delivery.id', '<', before!))
            .orderBy('delivery.id', 'desc')
            .limit(limit + 1)
            .execute();
        });
        return pageOf(rows, limit, deliveryOf, ({ id }) => id);
      },
    );

    server.post(
      '/v1/webhooks/deliveries/:id/redeliver',
      {
        config,
        schema: {
          ...{ tags, summary: 'Sends one event to its endpoint once more', params: Id },
          response: { 202: Sent, ...failures(400, 401, 403, 404, 409, 429) },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        await database.tenant(actor.tenant, async (transaction) => {
          const { endpoint } = await redeliver(transaction, jobs, id);
          const target = { kind: 'webhook', id: endpoint };
          await audit.append(transaction, actor, 'webhook.replayed', target, { delivery: id });
        });
        return reply.code(202).send({ delivery: id });
      },
    );

    server.post(
      '/v1/webhooks/:id/replay',
      {
        config,
        schema: {
          ...{ tags, summary: 'Sends all events since then to this endpoint once more', params: Id },
          description:
            'Those too that happened before the endpoint was entered, of the types that it takes now.',
          body: ReplayBody,
          response: { 202: Replaying, ...failures(400, 401, 403, 404, 409, 413, 415, 429) },
        },
      },
      async ({ actor, params: { id }, body }, reply) => {
        const span = { since: momentOf(body.since), until: new Date() };
        const { tenant } = actor;
        const events = await database.tenant(tenant, async (transaction) => {
          const endpoint = await findActive(transaction, id);
          const { count } = await eventsFor(transaction, endpoint, span)
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .executeTakeFirstOrThrow();
          const [since, until] = [span.since.toISOString(), span.until.toISOString()];
          await jobs.send(transaction, 'webhook-replay', { tenant, endpoint: id, since, until });
          const target = { kind: 'webhook', id };
          await audit.append(transaction, actor, 'webhook.replayed', target, { since, events: count });
          return count;
        });
        return reply.code(202).send({ events });
      },
    );
  };
}
