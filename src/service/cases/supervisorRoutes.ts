// What supervisors, Compliance and engineers have of cases: seeds, shares, how right reviewers are, and the export.

import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import { sha256 } from '../audit/index.js';
import {
  bodies,
  failures,
  Instant,
  momentOf,
  once,
  PageOf,
  PageQuery,
  pageOf,
  type Routes,
  uuidOfCursor,
} from '../http/index.js';
import { readAccuracy } from './accuracy.js';
import { type Cases, personOf } from './context.js';
import { exportCases, exportLines } from './export.js';
import { CaseId } from './schemas.js';
import { createSeed, listSeeds, removeSeed, type SeedShown } from './seeds.js';
import { readSettings, writeSettings } from './settings.js';
import { AccuracyBody, SEED_FILES, Seed, type SeedBody, Settings, seedBody } from './supervisorSchemas.js';

const DAY = 86_400_000;

export const supervisorRoutes =
  (cases: Cases): Routes =>
  (server) => {
    const { database, audit } = cases.deciding;
    const tags = ['cases'];
    const supervising = { access: 'cases.supervise' } as const;

    server.post(
      '/v1/cases/seeds',
      {
        config: { ...supervising, files: SEED_FILES, isOnce: true },
        schema: {
          ...{ tags, summary: 'Keep pictures with a known answer', body: bodies(seedBody) },
          description:
            'They are put among the cases one day, looking as all others do, and measure who decides them. They enrol nobody, tell nobody, and count in no figure but those of reviewers. 422 where the model would decide these pictures by itself.',
          response: {
            201: Type.Object({ id: Type.String() }),
            ...failures(400, 401, 403, 409, 413, 422, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const body = request.body as SeedBody;
        const { selfie, document, document_back: back, answer } = body;
        const { note = null, customer = null, device = null, channel = 'api' } = body;
        const draft = {
          ...{ selfie, document, answer, note, customer, device, channel },
          documentBack: back ?? null,
        };
        const content = [
          ...[selfie, document, back].map((file) => (file ? sha256(file) : null)),
          ...[answer, note, customer, device, channel],
        ];
        const id = await once(
          database,
          request,
          content,
          (settle) => createSeed(cases, personOf(request.actor), draft, settle),
          async (made) => made,
        );
        return reply.code(201).send({ id });
      },
    );

    server.get(
      '/v1/cases/seeds',
      {
        config: supervising,
        schema: {
          ...{ tags, summary: 'Pictures with a known answer, the latest first' },
          querystring: Type.Object(PageQuery),
          response: { 200: PageOf(Seed), ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { limit = 50, cursor } }) => {
        const page = { before: uuidOfCursor(cursor), limit: limit + 1 };
        const rows = await database.tenant(actor.tenant, (transaction) =>
          listSeeds(transaction, cases, personOf(actor), page),
        );
        return pageOf(rows, limit, seedShown, ({ id }) => id);
      },
    );

    server.delete(
      '/v1/cases/seeds/:id',
      {
        config: supervising,
        schema: {
          ...{ tags, summary: 'Delete pictures that were not placed yet', params: CaseId },
          response: { 204: Type.Null(), ...failures(401, 403, 404, 409, 429) },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        await removeSeed(cases, personOf(actor), id);
        return reply.code(204).send(null);
      },
    );

    server.get(
      '/v1/cases/settings',
      {
        config: supervising,
        schema: {
          ...{
            tags,
            summary: 'How many cases have a known answer, and how many get a second look by chance',
          },
          response: { 200: Settings, ...failures(401, 403, 429) },
        },
      },
      async ({ actor }) => database.tenant(actor.tenant, readSettings),
    );

    server.put(
      '/v1/cases/settings',
      {
        config: supervising,
        schema: {
          ...{ tags, summary: 'Set these shares', body: Settings },
          response: { 200: Settings, ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, body }) =>
        database.tenant(actor.tenant, async (transaction) => {
          await writeSettings(transaction, audit, actor, body);
          return readSettings(transaction);
        }),
    );

    server.get(
      '/v1/reviewers/accuracy',
      {
        config: { access: 'reviewers.read' },
        schema: {
          ...{
            tags: ['reviewers'],
            summary: 'How often reviewers are right, how fast, and how often two agree',
          },
          querystring: Type.Object({ since: Type.Optional(Instant()) }),
          description: 'Since 90 days ago, where nothing else is said.',
          response: { 200: AccuracyBody, ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { since } }) => {
        const from = since === undefined ? new Date(Date.now() - 90 * DAY) : momentOf(since);
        const accuracy = await database.tenant(actor.tenant, (transaction) =>
          readAccuracy(transaction, from),
        );
        return { ...accuracy, reviewers: [...accuracy.reviewers], since: from.toISOString() };
      },
    );

    server.get(
      '/v1/cases/export',
      {
        config: { access: 'cases.export' },
        schema: {
          ...{ tags, summary: 'Decided cases as JSON lines, to make a data set of' },
          description:
            'A line a case: digests of the pictures, what was decided, what that says of the two faces (`label`), score and LLR. No picture, no text, and no case with a known answer. In the order of the log: give the last line’s `sequence` as `after`, and no case is missed or comes twice. The export is logged.',
          querystring: Type.Object({
            after: Type.Optional(
              Type.Integer({
                minimum: 0,
                default: 0,
                description: '`sequence` of the last line that you have.',
              }),
            ),
          }),
          response: {
            200: {
              description: 'JSON lines',
              content: { 'application/x-ndjson': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
            },
            ...failures(400, 401, 403, 429),
          },
        },
      },
      async ({ actor, query: { after = 0 } }, reply) => {
        const target = { kind: 'tenant', id: actor.tenant };
        // What was committed before this entry is exported; what comes after it is the next export's.
        const through = await database.tenant(actor.tenant, (transaction) =>
          audit.append(transaction, actor, 'case.exported', target, { after }),
        );
        const lines = exportLines(exportCases(database, actor.tenant, after, through));
        return reply
          .header('cache-control', 'no-store')
          .type('application/x-ndjson')
          .send(Readable.from(lines));
      },
    );
  };

const seedShown = ({ createdAt, revealed, ...seed }: SeedShown) => ({
  ...seed,
  createdAt: createdAt.toISOString(),
  revealed: revealed && { ...revealed, placedAt: revealed.placedAt?.toISOString() ?? null },
});
