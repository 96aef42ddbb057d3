// /v1/customers: whom a tenant knows, whether a selfie is one of them, and who is blocked.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { sha256 } from '../audit/index.js';
import { findCustomer, setBlocked } from '../customers/index.js';
import { bodies, failures, once, PlainText, type Routes } from '../http/index.js';
import type { Transacting } from '../storage/index.js';
import { authenticate } from './authenticate.js';
import type { Deciding } from './decided.js';
import { bodyOf, readVerification } from './read.js';
import { type AuthenticationBody, authenticationBody, CustomerId, Verification } from './schemas.js';

const params = Type.Object({ id: CustomerId });
const tags = ['customers'];

const Customer = Type.Object(
  {
    id: CustomerId,
    status: Type.Unsafe<'pending' | 'enrolled' | 'blocked'>({
      type: 'string',
      enum: ['pending', 'enrolled', 'blocked'],
      description: '`pending`: not approved yet. `blocked`: no authentication passes.',
    }),
    createdAt: Type.String({ format: 'date-time' }),
    enrolledAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  { title: 'Customer' },
);

export const customerRoutes =
  (deciding: Deciding, onBlocked: (transaction: Transacting, customer: string) => Promise<void>): Routes =>
  (server) => {
    const { database, subjects, audit } = deciding;

    server.post(
      '/v1/customers/:id/authentications',
      {
        config: { access: 'customers.authenticate', files: ['selfie'], isOnce: true },
        schema: {
          ...{
            tags,
            summary: 'Is this selfie the enrolled customer?',
            params,
            body: bodies(authenticationBody),
          },
          description:
            'For a login, a new device, a large payment. `answer` says what to do: let in, ask for more than a face, or shut out.',
          response: { 200: Verification, ...failures(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503) },
        },
      },
      async (request) => {
        const { selfie, device = null } = request.body as AuthenticationBody;
        const customer = request.params.id;
        const { actor } = request;
        return once(
          database,
          request,
          [customer, sha256(selfie), device],
          async (settle) =>
            bodyOf(await authenticate(deciding, actor, { selfie, customer, device, channel: 'api' }, settle)),
          (made) =>
            database.tenant(actor.tenant, async (transaction) => {
              const { body } = await readVerification(transaction, subjects, actor.tenant, made);
              return body;
            }),
        );
      },
    );

    server.get(
      '/v1/customers/:id',
      {
        config: { access: 'customers.read' },
        schema: {
          ...{ tags, summary: 'A customer', params },
          response: { 200: Customer, ...failures(401, 403, 404, 410, 429) },
        },
      },
      async ({ actor, params: { id } }) =>
        database.tenant(actor.tenant, async (transaction) =>
          shown(await findCustomer(transaction, subjects, actor.tenant, id)),
        ),
    );

    for (const [verb, isBlocked] of [
      ['block', true],
      ['unblock', false],
    ] as const) {
      server.post(
        `/v1/customers/:id/${verb}`,
        {
          config: { access: 'customers.write' },
          schema: {
            ...{ tags, params },
            summary: isBlocked ? 'Let no authentication pass' : 'Lift a block',
            body: Type.Object(
              { reason: PlainText({ minLength: 1, maxLength: 1000, description: 'Goes into the log.' }) },
              { additionalProperties: false },
            ),
            response: { 200: Customer, ...failures(400, 401, 403, 404, 409, 410, 429) },
          },
        },
        async ({ actor, params: { id }, body: { reason } }) =>
          database.tenant(actor.tenant, async (transaction) => {
            if (!(await setBlocked(transaction, id, isBlocked)))
              throw new LikenessError(
                'state_conflict',
                isBlocked ? 'there is no such customer to block' : 'there is no such customer who is blocked',
              );
            const action = isBlocked ? 'customer.blocked' : 'customer.unblocked';
            await audit.append(transaction, actor, action, { kind: 'customer', id }, { reason });
            if (isBlocked) await onBlocked(transaction, id);
            return shown(await findCustomer(transaction, subjects, actor.tenant, id));
          }),
      );
    }
  };

const shown = ({ id, status, createdAt, enrolledAt }: Awaited<ReturnType<typeof findCustomer>>) => ({
  id,
  status: status as 'pending' | 'enrolled' | 'blocked',
  createdAt: createdAt.toISOString(),
  enrolledAt: enrolledAt?.toISOString() ?? null,
});
