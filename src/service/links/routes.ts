// /v1/links: what was found lately. /v1/customers/{id}/links: the graph around a customer.

import { Type } from '@fastify/type-provider-typebox';
import type { Questions } from '../aside/index.js';
import { failures, PageOf, PageQuery, type Routes, uuidOfCursor, whileAsked } from '../http/index.js';
import type { Screened } from '../screening/index.js';
import { CustomerId } from '../verifications/index.js';
import { readFindings } from './findings.js';
import { linksOf } from './graph.js';
import {
  CountedSince,
  countedSince,
  Edge,
  FindingBody,
  Kind,
  Node,
  SharedBody,
  Since,
  sinceOf,
} from './schemas.js';
import { readSharedThings } from './sharedThings.js';

const DEPTH = 2;

/** @param questions the process’s */
export const linkRoutes =
  (screened: Screened, questions: Questions): Routes =>
  (server) => {
    server.get(
      '/v1/links',
      {
        config: { access: 'links.read' },
        schema: {
          ...{
            tags: ['screening'],
            summary: 'Faces that were found elsewhere, the latest first; the look is logged',
          },
          description:
            'Of decisions whose reports are kept: another customer’s face, or one on a list. A page may hold fewer than `limit`, and be followed by more.',
          querystring: Type.Object({
            ...PageQuery,
            kind: Type.Optional(Kind),
            since: Since,
            unsettled: Type.Optional(
              Type.Boolean({ default: false, description: 'Leave out what a person has settled.' }),
            ),
          }),
          response: { 200: PageOf(FindingBody), ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { limit = 50, cursor, kind, since, unsettled = false } }) => {
        const filter = { kind, since: sinceOf(since), unsettled };
        const page = { before: uuidOfCursor(cursor), limit };
        const { findings, next } = await readFindings(screened, actor, filter, page);
        return {
          items: findings.map(({ at, elsewhere, ...finding }) => ({
            ...finding,
            elsewhere: [...elsewhere],
            at: at.toISOString(),
          })),
          next,
        };
      },
    );

    server.get(
      '/v1/links/shared',
      {
        config: { access: 'links.read' },
        schema: {
          ...{
            tags: ['screening'],
            summary: 'Devices and documents that several customers had; the look is logged',
          },
          description: 'That which most had first, 100 of each kind at most.',
          querystring: Type.Object({ since: CountedSince }),
          response: {
            200: Type.Object({ items: Type.Array(SharedBody) }),
            ...failures(400, 401, 403, 422, 429),
          },
        },
      },
      async ({ actor, query }, reply) => {
        const since = countedSince(query.since);
        const things = await questions.inTurn(actor.tenant, whileAsked(reply), (read) =>
          readSharedThings(read, screened, actor, since),
        );
        return {
          items: things.map(({ since, customers, ...thing }) => ({
            ...thing,
            customers: [...customers],
            since: since.toISOString(),
          })),
        };
      },
    );

    server.get(
      '/v1/customers/:id/links',
      {
        config: { access: 'links.read' },
        schema: {
          tags: ['screening'],
          summary: 'Who shares a face, a device or a document with this customer; the look is logged',
          params: Type.Object({ id: CustomerId }),
          querystring: Type.Object({
            depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 4, default: DEPTH })),
          }),
          response: {
            200: Type.Object({
              nodes: Type.Array(Node),
              edges: Type.Array(Edge),
              truncated: Type.Boolean({ description: 'Whether there is more than is shown.' }),
            }),
            ...failures(400, 401, 403, 404, 410, 429, 503),
          },
        },
      },
      async ({ actor, params: { id }, query: { depth = DEPTH } }) => {
        const { nodes, edges, isTruncated } = await linksOf(screened, actor, id, depth);
        return {
          nodes: [...nodes],
          edges: edges.map(({ since, ...edge }) => ({ ...edge, since: since?.toISOString() ?? null })),
          truncated: isTruncated,
        };
      },
    );
  };
