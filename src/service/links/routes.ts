// /v1/links: what was found lately. /v1/customers/{id}/links: the graph around a customer.

import { Type } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import {
  failures,
  Instant,
  momentOf,
  PageOf,
  PageQuery,
  pageOf,
  type Routes,
  Uuid,
  uuidOfCursor,
} from '../http/index.js';
import type { Screened } from '../screening/index.js';
import type { PairRelation } from '../storage/index.js';
import { CustomerId } from '../verifications/index.js';
import { type FindingKind, readFindings, readSharedThings, type SharedThing } from './findings.js';
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

const DAY = 86_400_000;
const DEFAULT_DAYS = 90;
const Since = Type.Optional(Instant(`Default: ${DEFAULT_DAYS} days ago.`));
const sinceOf = (since: string | undefined): Date =>
  since === undefined ? new Date(Date.now() - DEFAULT_DAYS * DAY) : momentOf(since);

const nullable = <T extends TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const Kind = Type.Unsafe<FindingKind>({ type: 'string', enum: ['face', 'face_on_list'] });

const FindingBody = Type.Object(
  {
    verification: Uuid(),
    case: nullable(Uuid(), 'Null: it made no case.'),
    customer: nullable(Type.String(), 'Null: it was about nobody’s customer.'),
    at: Instant(),
    kind: Kind,
    elsewhere: Type.Array(
      Type.Object({
        kind: Type.Unsafe<'customer' | 'list'>({ type: 'string', enum: ['customer', 'list'] }),
        id: Type.String({ description: 'Your own name of a customer; a list’s identifier.' }),
        name: nullable(Type.String(), 'Of a list, for those who may read lists.'),
        score: nullable(Type.Number(), 'Comparison score.'),
        settled: nullable(
          Type.Unsafe<PairRelation>({ type: 'string', enum: ['different_people', 'same_person'] }),
          'What a person has said of the pair.',
        ),
      }),
    ),
  },
  { $id: 'Finding' },
);

const SharedBody = Type.Object(
  {
    kind: Type.Unsafe<SharedThing['kind']>({ type: 'string', enum: ['device', 'document'] }),
    name: Type.String({ description: 'Of a document, the beginning of the digest of its number.' }),
    customers: Type.Array(Type.String(), { description: 'The first of them, 20 at most.' }),
    count: Type.Integer({ description: 'Customers.' }),
    since: Instant(),
  },
  { $id: 'SharedThing' },
);

export const linkRoutes =
  (screened: Screened): Routes =>
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
        const page = { before: uuidOfCursor(cursor), limit: limit + 1 };
        const { rows, findings } = await readFindings(screened, actor, filter, page);
        const { items, next } = pageOf(
          rows,
          limit,
          ({ id }) => id,
          ({ id }) => id,
        );
        const shown = new Set(items);
        return {
          items: findings
            .filter(({ verification }) => shown.has(verification))
            .map(({ at, elsewhere, ...finding }) => ({
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
          querystring: Type.Object({ since: Since }),
          response: {
            200: Type.Object({ items: Type.Array(SharedBody) }),
            ...failures(400, 401, 403, 429),
          },
        },
      },
      async ({ actor, query: { since } }) => {
        const things = await readSharedThings(screened, actor, sinceOf(since));
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
