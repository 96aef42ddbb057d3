// Requests and answers about webhooks.

import { Type } from '@fastify/type-provider-typebox';
import type { Static, TSchema } from 'typebox';
import type { Delivery } from './deliveries.js';
import type { Endpoint } from './endpoints.js';
import { EVENT_TYPES, type EventType } from './eventTypes.js';
import { FAULTS, type Fault } from './post.js';

const nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

const oneOf = <const Value extends string>(values: readonly Value[], description: string) =>
  Type.Unsafe<Value>({ type: 'string', enum: values, description });

const listOf = (table: Readonly<Record<string, string>>): string =>
  Object.entries(table)
    .map(([code, about]) => `\`${code}\`: ${about}`)
    .join(' ');

const time = Type.String({ format: 'date-time' });

export const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });

const Url = Type.String({
  minLength: 1,
  maxLength: 2000,
  description: 'Where events are sent: https, on port 443 or one from 1024 on, and a public address.',
  examples: ['https://example.com/likeness'],
});
// PostgreSQL stores no NUL, and a description has no need of control characters.
const Description = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });
const Types = nullable(
  Type.Array(
    oneOf(
      Object.keys(EVENT_TYPES) as EventType[],
      listOf(Object.fromEntries(Object.entries(EVENT_TYPES).map(([type, { about }]) => [type, about]))),
    ),
    { minItems: 1, uniqueItems: true },
  ),
  'Of which types; null: of all, those of later versions too.',
);

export const EventKinds = Type.Object({
  items: Type.Array(
    Type.Object({
      type: oneOf(Object.keys(EVENT_TYPES) as EventType[], 'As endpoints name it.'),
      about: Type.String(),
    }),
  ),
});

export const EndpointBody = Type.Object(
  { url: Url, description: Type.Optional(Description), types: Type.Optional(Types) },
  { additionalProperties: false },
);

export const EndpointChangeBody = Type.Object(
  {
    url: Type.Optional(Url),
    description: Type.Optional(Description),
    types: Type.Optional(Types),
    state: Type.Optional(
      oneOf(['active', 'disabled'], 'Disabled: nothing is sent, and what waits to be sent is dropped.'),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const RotationBody = Type.Object(
  {
    overlapHours: Type.Optional(
      Type.Number({
        ...{ minimum: 0, maximum: 168, default: 24 },
        description: 'How long the secret before goes on signing beside the new one; 0: not at all.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const ReplayBody = Type.Object(
  { since: Type.String({ format: 'date-time', description: 'Events from then on; kept for 30 days.' }) },
  { additionalProperties: false },
);

const endpoint = {
  id: Type.String({ format: 'uuid' }),
  url: Type.String(),
  description: Type.String(),
  types: nullable(Type.Array(Type.String())),
  state: oneOf(['active', 'disabled'], 'Whether events are sent to it.'),
  disabledBecause: nullable(
    oneOf(
      ['asked', 'gone', 'failing'],
      'By you; because it answered 410 Gone; because nothing arrived for five days.',
    ),
  ),
  disabledAt: nullable(time),
  failingSince: nullable(time, 'The first failure since the last success.'),
  createdAt: time,
  createdBy: Type.String(),
};

export const WebhookEndpoint = Type.Object(endpoint, { title: 'WebhookEndpoint' });
export const WebhookEndpointWithSecret = Type.Object(
  { ...endpoint, secret: Type.String({ description: '`whsec_…`: shown now and never again.' }) },
  { title: 'WebhookEndpointWithSecret' },
);

export const WebhookDelivery = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    event: Type.String({ format: 'uuid', description: 'The `webhook-id` that the receiver sees.' }),
    type: Type.String(),
    endpoint: Type.String({ format: 'uuid' }),
    state: oneOf(
      ['pending', 'delivered', 'dead'],
      'Dead: given up; it can be sent again by hand, or replayed.',
    ),
    attempts: Type.Integer({ description: 'Since it was last asked for.' }),
    nextAt: nullable(time),
    attemptedAt: nullable(time),
    status: nullable(Type.Integer(), 'HTTP status of the last answer.'),
    fault: nullable(oneOf(Object.keys(FAULTS) as Fault[], listOf(FAULTS))),
    createdAt: time,
  },
  { title: 'WebhookDelivery' },
);

export const Sent = Type.Object({ delivery: Type.String({ format: 'uuid' }) });
export const Replaying = Type.Object({ events: Type.Integer({ description: 'That are sent again.' }) });

export const endpointOf = (row: Endpoint): Static<typeof WebhookEndpoint> => ({
  id: row.id,
  url: row.url,
  description: row.description,
  types: row.event_types,
  state: row.state,
  disabledBecause: row.disabled_because,
  disabledAt: textOf(row.disabled_at),
  failingSince: textOf(row.failing_since),
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
});

export const deliveryOf = (row: Delivery & { type: string }): Static<typeof WebhookDelivery> => ({
  id: row.id,
  event: row.event,
  type: row.type,
  endpoint: row.endpoint,
  state: row.state,
  attempts: row.attempts,
  nextAt: textOf(row.next_at),
  attemptedAt: textOf(row.attempted_at),
  status: row.last_status,
  fault: row.last_fault as Fault | null,
  createdAt: row.created_at.toISOString(),
});

const textOf = (at: Date | null): string | null => at?.toISOString() ?? null;
