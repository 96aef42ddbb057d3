// /v1/screening: what is claimed. /v1/identifications: who is this? /v1/customers/{id}/pairs and /v1/pairs: whom a person
// has told apart, or found to be one.

import { Type } from '@fastify/type-provider-typebox';
import { bodies, failures, type Routes } from '../http/index.js';
import { CustomerId } from '../verifications/index.js';
import type { Screened } from './context.js';
import { identifyCustomer } from './identify.js';
import { listPairs, reopenPair, type SettledPair, settlePair } from './pairs.js';
import {
  claimBody,
  Identification,
  PairBody,
  PairDraft,
  PairOfCustomers,
  ScreeningState,
  type SearchBody,
  searchBody,
} from './schemas.js';
import { screeningState } from './state.js';

const tags = ['screening'];

export const screeningRoutes =
  (screened: Screened): Routes =>
  (server) => {
    const { database } = screened;

    server.get(
      '/v1/screening',
      {
        config: { access: 'policies.read' },
        schema: {
          ...{ tags, summary: 'Sizes of the galleries, thresholds, and what is claimed of them' },
          response: { 200: ScreeningState, ...failures(401, 403, 429) },
        },
      },
      async ({ actor }) => screeningState(screened, actor.tenant),
    );

    server.post(
      '/v1/identifications',
      {
        config: { access: 'links.read', files: ['picture'] },
        schema: {
          ...{ tags, summary: 'Who is this, among the customers? The question is logged' },
          body: bodies(searchBody),
          response: { 200: Identification, ...failures(400, 401, 403, 413, 415, 422, 429, 503) },
        },
      },
      async ({ actor, body }) => {
        const { claim, candidates } = await identifyCustomer(screened, actor, (body as SearchBody).picture);
        return { claim: claimBody(claim), candidates: [...candidates] };
      },
    );

    server.get(
      '/v1/customers/:id/pairs',
      {
        config: { access: 'links.read' },
        schema: {
          ...{ tags, summary: 'With whom a person has settled this customer' },
          params: Type.Object({ id: CustomerId }),
          response: { 200: Type.Object({ items: Type.Array(PairBody) }), ...failures(401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { id } }) => {
        const pairs = await database.tenant(actor.tenant, (transaction) => listPairs(transaction, id));
        return { items: pairs.map(pairBody) };
      },
    );

    server.post(
      '/v1/pairs',
      {
        config: { access: 'lists.write' },
        schema: {
          ...{ tags, summary: 'Two customers are two people who look alike, or one person', body: PairDraft },
          description: 'Neither is a hit for the other from then on.',
          response: { 200: PairBody, ...failures(400, 401, 403, 404, 415, 429) },
        },
      },
      async ({ actor, body }) =>
        pairBody(
          await database.tenant(actor.tenant, (transaction) =>
            settlePair(transaction, screened, actor, body),
          ),
        ),
    );

    server.post(
      '/v1/pairs/reopen',
      {
        config: { access: 'lists.write' },
        schema: {
          ...{ tags, summary: 'Take back what was said of a pair', body: PairOfCustomers },
          response: { 204: Type.Null(), ...failures(400, 401, 403, 404, 415, 429) },
        },
      },
      async ({ actor, body: { customers } }, reply) => {
        await database.tenant(actor.tenant, (transaction) =>
          reopenPair(transaction, screened, actor, customers),
        );
        return reply.code(204).send(null);
      },
    );
  };

const pairBody = ({ customers, createdAt, ...pair }: SettledPair) => ({
  ...pair,
  customers: [...customers] as [string, string],
  createdAt: createdAt.toISOString(),
});
