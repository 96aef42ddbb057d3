// DELETE of a customer, or of a decision about nobody's customer: answered with a receipt.

import { Type } from '@fastify/type-provider-typebox';
import { failures, PlainText, type Routes } from '../http/index.js';
import { type Erasing, type ErasureTarget, erase } from './erase.js';

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const Receipt = Type.Object(
  {
    format: Type.Literal('likeness-erasure-receipt'),
    version: Type.Literal(1),
    tenant: Type.String({ format: 'uuid' }),
    target: Type.Object({ kind: Type.String(), id: Type.String() }),
    subject: Type.String({ format: 'uuid' }),
    erasedAt: Type.String({ format: 'date-time' }),
    destroyed: Type.Object({
      keys: count('Of the subject, 1: without it nothing of the following opens, wherever copies lie.'),
      templates: count('That had not ended before.'),
      reports: count('That had not been deleted before.'),
      pictures: count('That had not been deleted before. Their objects are removed within minutes.'),
    }),
    audit: Type.Object({ sequence: Type.Integer(), hash: Type.String() }),
    publicKey: Type.Unknown({ description: 'JWK, RFC 8037.' }),
    signature: Type.String({ description: 'Ed25519, base64url. `likeness audit verify` checks it offline.' }),
  },
  { title: 'ErasureReceipt' },
);

const Query = Type.Object({
  reason: Type.Optional(
    PlainText({
      minLength: 1,
      maxLength: 2000,
      description: 'Goes into the log: e.g. the number of the request. Nothing that says who it is.',
    }),
  ),
});

const ABOUT =
  'The key of the person is destroyed: pictures, templates, reports and notes can be read by nobody from then on, in backups neither. What is left are the decision, its figures, and the log. Asked for again, it answers the same receipt.';

export const erasureRoutes =
  (erasing: Erasing): Routes =>
  (server) => {
    const tags = ['erasure'];
    const response = { 200: Receipt, ...failures(400, 401, 403, 404, 409, 429, 503) };
    const config = { access: 'customers.erase' } as const;
    const target = (kind: ErasureTarget['kind'], id: string): ErasureTarget => ({ kind, id });

    server.delete(
      '/v1/customers/:id',
      {
        config,
        schema: {
          ...{ tags, summary: 'Erase a customer', description: ABOUT, querystring: Query, response },
          params: Type.Object({
            id: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
          }),
        },
      },
      ({ actor, params: { id }, query: { reason } }) =>
        erase(erasing, actor, target('customer', id), reason ?? null),
    );

    server.delete(
      '/v1/verifications/:id',
      {
        config,
        schema: {
          ...{ tags, summary: 'Erase a decision that is about no customer', description: ABOUT },
          ...{ querystring: Query, response, params: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
        },
      },
      ({ actor, params: { id }, query: { reason } }) =>
        erase(erasing, actor, target('verification', id), reason ?? null),
    );
  };
