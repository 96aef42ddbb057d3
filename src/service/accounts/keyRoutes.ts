// Keys for programs: made, listed, rotated, revoked. A key's text is answered once and kept nowhere.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { once, type Routes } from '../http/index.js';
import { type Actor, demandFresh } from '../identity/index.js';
import { administrationBy } from './administration.js';
import { keyAnswer } from './answers.js';
import { type Accounts, PRIVATE } from './context.js';
import { KeyAnswer, KeyDraftBody, NewKeyAnswer } from './schemas.js';

const DAY = 86_400;
const IdParams = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9]{12}$' }) });

export const keyRoutes =
  (accounts: Accounts): Routes =>
  (server) => {
    const by = (actor: Actor) => administrationBy(accounts, actor);
    const tags = ['Keys'];
    const writing = { ...PRIVATE, config: { access: 'keys.write' } } as const;

    server.get(
      '/v1/keys',
      {
        ...writing,
        schema: {
          tags,
          operationId: 'listKeys',
          summary: 'All keys, those too that serve no more',
          response: { 200: Type.Object({ items: Type.Array(KeyAnswer) }) },
        },
      },
      async ({ actor }) => ({ items: (await by(actor).listKeys()).map(keyAnswer) }),
    );

    server.post(
      '/v1/keys',
      {
        ...{ ...writing, config: { ...writing.config, isOnce: true } },
        schema: {
          tags,
          operationId: 'createKey',
          summary: 'Make a key',
          description:
            'A key gives no scope that it lacks itself, and nothing that it makes outlives it. Sent again with the same `Idempotency-Key` it makes no second key, and cannot tell the text of the first: revoke that one then.',
          body: KeyDraftBody,
          response: { 201: NewKeyAnswer },
        },
      },
      async (request, reply) => {
        const { actor, body } = request;
        demandFresh(actor);
        const { name, scopes, expiresAt } = body;
        const made = await once(
          accounts.database,
          request,
          [name, expiresAt ?? null, ...scopes],
          (settle) =>
            by(actor).createKey(
              { name, scopes, ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }) },
              settle,
            ),
          async (id) => {
            throw new LikenessError(
              'state_conflict',
              `the key ${id} was made by this request before, and its text is told once: if it is lost, revoke it and make another`,
            );
          },
        );
        return reply.code(201).send({ key: keyAnswer(made.key), text: made.text });
      },
    );

    server.post(
      '/v1/keys/:id/rotate',
      {
        ...writing,
        schema: {
          tags,
          operationId: 'rotateKey',
          summary: 'Put a new key in the place of one',
          description: 'With the same name, scopes and lifetime. The old one serves for a while.',
          params: IdParams,
          body: Type.Object(
            {
              overlapSeconds: Type.Integer({
                minimum: 0,
                maximum: 30 * DAY,
                default: DAY,
                description: 'For how long the old one serves still.',
              }),
            },
            { additionalProperties: false },
          ),
          response: { 201: NewKeyAnswer },
        },
      },
      async ({ actor, params: { id }, body: { overlapSeconds } }, reply) => {
        demandFresh(actor);
        const made = await by(actor).rotateKey(id, overlapSeconds);
        return reply.code(201).send({ key: keyAnswer(made.key), text: made.text });
      },
    );

    server.delete(
      '/v1/keys/:id',
      {
        ...writing,
        schema: {
          tags,
          operationId: 'revokeKey',
          summary: 'Revoke a key',
          description:
            'It serves no more from this moment on, nor does any key that it has made, its own successor with them.',
          params: IdParams,
          response: { 204: Type.Null() },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        await by(actor).revokeKey(id);
        return reply.code(204).send(null);
      },
    );
  };
