// /v1/customers/{id}/links: the graph around a customer.

import { Type } from '@fastify/type-provider-typebox';
import { failures, Instant, type Routes } from '../http/index.js';
import type { Screened } from '../screening/index.js';
import { CustomerId } from '../verifications/index.js';
import { type GraphEdge, type GraphNode, linksOf } from './graph.js';

const DEPTH = 2;

const Node = Type.Object({
  id: Type.String({ examples: ['customer:4711'] }),
  kind: Type.Unsafe<GraphNode['kind']>({ type: 'string', enum: ['customer', 'device', 'document', 'list'] }),
  name: Type.String({
    description:
      'Your own name; of a document, the beginning of a digest; of a list, its identifier to those who may not read lists.',
  }),
  distance: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Hops over customers; null of what is no customer.',
  }),
});

const Edge = Type.Object({
  from: Type.String(),
  to: Type.String(),
  kind: Type.Unsafe<GraphEdge['kind']>({
    type: 'string',
    enum: ['device', 'document', 'face', 'face_on_list', 'same_person'],
    description: '`same_person`: a person has said so.',
  }),
  since: Type.Union([Instant(), Type.Null()]),
  count: Type.Union([Type.Integer(), Type.Null()], { description: 'Decisions.' }),
  score: Type.Union([Type.Number(), Type.Null()], { description: 'Comparison score of two faces.' }),
});

export const linkRoutes =
  (screened: Screened): Routes =>
  (server) => {
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
