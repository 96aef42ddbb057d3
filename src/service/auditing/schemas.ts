// Requests and answers about the log.

import { Type } from '@fastify/type-provider-typebox';
import type { Checkpoint } from '../audit/index.js';
import { PageQuery } from '../http/index.js';

const Text = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$', description });

const Hex = Type.String({ pattern: '^[0-9a-f]{64}$' });
/** More a log will not have, and JavaScript cannot say exactly. */
const LAST = Number.MAX_SAFE_INTEGER;
const Sequence = Type.Integer({ minimum: 1, maximum: LAST, description: '1, 2, 3 … without a gap.' });
const After = (description: string) => Type.Integer({ minimum: 0, maximum: LAST, default: 0, description });

export const EntryQuery = Type.Object({
  ...PageQuery,
  action: Type.Optional(Text('A code such as `picture.read`.')),
  actorKind: Type.Optional(Type.String({ enum: ['key', 'person', 'capture', 'system'] })),
  actor: Type.Optional(Text('Who did it: an identifier.')),
  targetKind: Type.Optional(Text('`verification`, `customer`, `case`, …')),
  target: Type.Optional(Text('To what: an identifier.')),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'At or after.' })),
  until: Type.Optional(Type.String({ format: 'date-time', description: 'Before.' })),
});

export const EntryAnswer = Type.Object(
  {
    sequence: Sequence,
    at: Type.String({ format: 'date-time' }),
    actor: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) }),
    action: Type.String(),
    target: Type.Object({ kind: Type.String(), id: Type.String() }),
    details: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Digests, versions, codes and counts.',
    }),
    previous: Hex,
    hash: Hex,
  },
  { title: 'AuditEntry' },
);

export const CheckpointSchema = Type.Unsafe<Checkpoint>(
  Type.Object(
    {
      tenant: Type.String(),
      sequence: Sequence,
      hash: Hex,
      at: Type.String({ format: 'date-time' }),
      signature: Type.String({ pattern: '^[A-Za-z0-9_-]{86}$', description: 'Ed25519, base64url.' }),
    },
    { additionalProperties: false },
  ),
);

export const PublicKeyAnswer = Type.Object({
  thumbprint: Type.String({ description: 'RFC 7638: what people compare by telephone.' }),
  jwk: Type.Object({ kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: Type.String() }),
  pem: Type.String(),
});

export const VerifyBody = Type.Object(
  {
    after: Type.Optional(After('Begin behind this entry: `next` of an answer before.')),
    checkpoints: Type.Optional(
      Type.Array(CheckpointSchema, {
        maxItems: 100,
        description: 'That were taken earlier and kept elsewhere: the log must pass through each of them.',
      }),
    ),
  },
  { additionalProperties: false },
);

const Mark = Type.Union([Type.Object({ sequence: Sequence, at: Type.String(), hash: Hex }), Type.Null()]);
const Found = Type.Object({
  kind: Type.String(),
  sequence: Type.Integer(),
  through: Type.Optional(Type.Integer()),
  message: Type.String(),
});

export const ChainAnswer = Type.Object({
  ok: Type.Boolean({ description: 'Whether no fault was found in what was looked at.' }),
  tenant: Type.Union([Type.String(), Type.Null()]),
  after: Type.Integer(),
  entries: Type.Integer(),
  first: Mark,
  last: Mark,
  faults: Type.Array(Found),
  notes: Type.Array(Found),
  further: Type.Integer({ description: 'Faults and notes beyond those that are listed.' }),
  checkpoints: Type.Array(
    Type.Object({
      sequence: Sequence,
      result: Type.Unsafe<'agrees' | 'differs' | 'not_covered'>({
        type: 'string',
        enum: ['agrees', 'differs', 'not_covered'],
      }),
    }),
  ),
  next: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Ask again with `after` of this: a request looks at 100,000 entries. Null at the end.',
  }),
});

export const ExportQuery = Type.Object({
  after: Type.Optional(After('Begin behind this entry.')),
});
