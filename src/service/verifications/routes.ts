// /v1/verifications: ask, read, list; and the pictures, each look at which is logged.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { sniff } from '../../image/index.js';
import { sha256 } from '../audit/index.js';
import {
  bodies,
  failures,
  once,
  PageOf,
  PageQuery,
  pageOf,
  type Routes,
  uuidOfCursor,
} from '../http/index.js';
import type { PicturePart } from '../storage/index.js';
import type { Deciding } from './decided.js';
import { type ProofingRequest, prove } from './prove.js';
import { bodyOf, caseOf, listVerifications, readVerification, summaryOf } from './read.js';
import { Outcome } from './reportSchema.js';
import {
  CustomerId,
  PROOFING_FILES,
  type ProofingBody,
  proofingBody,
  Verification,
  VerificationSummary,
} from './schemas.js';

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const tags = ['verifications'];

export const verificationRoutes =
  (deciding: Deciding): Routes =>
  (server) => {
    const { database, subjects, audit } = deciding;

    server.post(
      '/v1/verifications',
      {
        config: { access: 'verifications.create', files: PROOFING_FILES, isOnce: true },
        schema: {
          ...{ tags, summary: 'Is this selfie the person in this document?', body: bodies(proofingBody) },
          description:
            'Decides at once. With `customer` an approval enrols the person, whose later selfies can then be authenticated.',
          response: { 200: Verification, ...failures(400, 401, 403, 409, 413, 415, 422, 429, 503) },
        },
      },
      async (request) => {
        const body = request.body as ProofingBody;
        const { tenant } = request.actor;
        return once(
          database,
          request,
          contentOf(body),
          async (settle) => bodyOf(await prove(deciding, request.actor, requestOf(body), settle)),
          async (id) =>
            (await database.tenant(tenant, (t) => readVerification(t, subjects, tenant, id))).body,
        );
      },
    );

    server.get(
      '/v1/verifications',
      {
        config: { access: 'verifications.list' },
        schema: {
          ...{ tags, summary: 'Decisions, the latest first, without what the documents say' },
          querystring: Type.Object({
            ...PageQuery,
            customer: Type.Optional(CustomerId),
            decision: Type.Optional(Outcome),
          }),
          response: { 200: PageOf(VerificationSummary), ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { limit = 50, cursor, ...filter } }) => {
        const rows = await database.tenant(actor.tenant, (transaction) =>
          listVerifications(transaction, { ...filter, before: uuidOfCursor(cursor) }, limit + 1),
        );
        return pageOf(rows, limit, summaryOf, ({ id }) => id);
      },
    );

    server.get(
      '/v1/verifications/:id',
      {
        config: { access: 'verifications.read' },
        schema: {
          ...{ tags, summary: 'One decision with all that it rests on; the look is logged' },
          params: Id,
          response: { 200: Verification, ...failures(401, 403, 404, 410, 429) },
        },
      },
      async ({ actor, params: { id } }) =>
        database.tenant(actor.tenant, async (transaction) => {
          const { body } = await readVerification(transaction, subjects, actor.tenant, id);
          const known = await caseOf(transaction, id);
          await audit.append(transaction, actor, 'verification.read', { kind: 'verification', id });
          return { ...body, case: known };
        }),
    );

    server.get(
      '/v1/verifications/:id/pictures/:part',
      {
        config: { access: 'pictures.read' },
        schema: {
          ...{ tags, summary: 'A picture as it was sent; the look is logged' },
          params: Type.Object({
            id: Type.String({ format: 'uuid' }),
            part: Type.Unsafe<PicturePart>({ type: 'string', enum: PROOFING_PARTS }),
          }),
          response: {
            200: {
              description: 'The file: a picture, or of a chip.',
              content: { 'image/*': { schema: {} }, 'application/octet-stream': { schema: {} } },
            },
            ...failures(401, 403, 404, 410, 429),
          },
        },
      },
      async ({ actor, params: { id, part } }, reply) => {
        const bytes = await database.tenant(actor.tenant, async (transaction) => {
          const row = await transaction
            .selectFrom('pictures')
            .select(['id', 'subject', 'deleted_at'])
            .where('verification', '=', id)
            .where('part', '=', part)
            .executeTakeFirst();
          if (!row) throw new LikenessError('not_found', 'there is no such picture');
          const subject = await subjects.find(transaction, actor.tenant, row.subject);
          if (row.deleted_at) throw new LikenessError('erased', 'the picture was kept as long as it may be');
          const picture = await subjects.picture(subject, row.id);
          const target = { kind: 'picture', id: row.id };
          await audit.append(transaction, actor, 'picture.read', target, { verification: id, part });
          return picture;
        });
        return reply
          .header('cache-control', 'no-store')
          .header('content-disposition', `inline; filename="${part}"`)
          .type(mediaTypeOf(bytes))
          .send(Buffer.from(bytes));
      },
    );
  };

const PROOFING_PARTS: readonly PicturePart[] = [
  'selfie',
  'document_front',
  'document_back',
  'dg1',
  'dg2',
  'sod',
];

/** As browsers are told; files of a chip have none. */
function mediaTypeOf(bytes: Uint8Array): string {
  const { format } = sniff(bytes);
  return format === null ? 'application/octet-stream' : `image/${format}`;
}

function requestOf({ selfie, document, document_back, ...body }: ProofingBody): ProofingRequest {
  const { dg1, dg2, sod } = body;
  const chip = { ...(dg1 && { dg1 }), ...(dg2 && { dg2 }), ...(sod && { sod }) };
  return {
    selfie,
    document: {
      front: document,
      ...(document_back && { back: document_back }),
      ...(Object.keys(chip).length > 0 && { chip }),
    },
    customer: body.customer ?? null,
    device: body.device ?? null,
    channel: 'api',
  };
}

const contentOf = (body: ProofingBody): (string | null)[] => [
  ...PROOFING_FILES.map((file) => digestOf(body[file])),
  body.customer ?? null,
  body.device ?? null,
];

const digestOf = (bytes: Uint8Array | undefined): string | null => (bytes ? sha256(bytes) : null);
