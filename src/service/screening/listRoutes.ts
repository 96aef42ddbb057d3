// /v1/lists: lists of faces, who is on them, and who a face is among them.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { sha256 } from '../audit/index.js';
import {
  bodies,
  failures,
  momentOf,
  once,
  PageOf,
  PageQuery,
  pageOf,
  type Routes,
  Uuid,
  uuidOfCursor,
} from '../http/index.js';
import type { Screened } from './context.js';
import { identifyListed } from './identify.js';
import {
  addEntry,
  type ListEntry,
  pictureOfEntry,
  readEntries,
  removeEntry,
  selfieOf,
} from './listEntries.js';
import { createList, deleteList, type FaceList, readList, readLists } from './lists.js';
import {
  claimBody,
  type EntryBody,
  entryBody,
  FaceListBody,
  ListDraft,
  ListEntryBody,
  ListIdentification,
  type ListSearchBody,
  listSearchBody,
  Why,
} from './schemas.js';

const tags = ['lists'];
const List = Type.Object({ id: Uuid() });
const Entry = Type.Object({ id: Uuid(), entry: Uuid() });

export const listRoutes =
  (screened: Screened): Routes =>
  (server) => {
    const { database } = screened;

    server.get(
      '/v1/lists',
      {
        config: { access: 'lists.read' },
        schema: {
          ...{ tags, summary: 'Lists of faces, by name' },
          response: { 200: Type.Object({ items: Type.Array(FaceListBody) }), ...failures(401, 403, 429) },
        },
      },
      async ({ actor }) => ({ items: (await database.tenant(actor.tenant, readLists)).map(listBody) }),
    );

    server.post(
      '/v1/lists',
      {
        config: { access: 'lists.write' },
        schema: {
          ...{ tags, summary: 'A new list', body: ListDraft },
          response: { 201: FaceListBody, ...failures(400, 401, 403, 409, 415, 429) },
        },
      },
      async ({ actor, body: { name, purpose, note = '' } }, reply) => {
        reply.code(201);
        return listBody(
          await database.tenant(actor.tenant, (transaction) =>
            createList(transaction, screened, actor, { name, purpose, note }),
          ),
        );
      },
    );

    server.get(
      '/v1/lists/:id',
      {
        config: { access: 'lists.read' },
        schema: {
          ...{ tags, summary: 'A list', params: List },
          response: { 200: FaceListBody, ...failures(400, 401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { id } }) =>
        listBody(await database.tenant(actor.tenant, (transaction) => readList(transaction, id))),
    );

    server.delete(
      '/v1/lists/:id',
      {
        config: { access: 'lists.write' },
        schema: {
          ...{ tags, summary: 'Delete a list on which there never was a face', params: List },
          response: { 204: Type.Null(), ...failures(400, 401, 403, 404, 409, 429) },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        await database.tenant(actor.tenant, (transaction) => deleteList(transaction, screened, actor, id));
        return reply.code(204).send(null);
      },
    );

    server.get(
      '/v1/lists/:id/entries',
      {
        config: { access: 'lists.read' },
        schema: {
          ...{ tags, summary: 'Who is on a list, the latest first', params: List },
          querystring: Type.Object(PageQuery),
          response: { 200: PageOf(ListEntryBody), ...failures(400, 401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { id }, query: { limit = 50, cursor } }) => {
        const before = uuidOfCursor(cursor);
        const entries = await database.tenant(actor.tenant, (transaction) =>
          readEntries(transaction, screened, actor.tenant, id, { before, limit: limit + 1 }),
        );
        return pageOf(entries, limit, bodyOfEntry, ({ id: entry }) => entry);
      },
    );

    server.post(
      '/v1/lists/:id/entries',
      {
        config: { access: 'lists.write', files: ['picture'], isOnce: true },
        schema: {
          ...{ tags, summary: 'Put a face on a list', params: List, body: bodies(entryBody) },
          description: 'By a picture with one face, or by the selfie of a decision.',
          response: {
            201: ListEntryBody,
            ...failures(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request;
        const { picture, verification, reason, expiresAt } = body as EntryBody;
        if ((picture === undefined) === (verification === undefined))
          throw new LikenessError('request_invalid', 'give either `picture` or `verification`');
        const expires = expiresAt === undefined ? null : momentOf(expiresAt);
        if (expires && expires <= new Date())
          throw new LikenessError('request_invalid', '`expiresAt` must lie in the future');
        const source = picture ? sha256(picture) : verification!;
        reply.code(201);
        return once(
          database,
          request,
          [params.id, source, reason, expiresAt ?? null],
          async (settle) => {
            const bytes =
              picture ??
              (await database.tenant(actor.tenant, (transaction) =>
                selfieOf(transaction, screened, actor.tenant, verification!),
              ));
            const draft = {
              ...{ list: params.id, picture: bytes, verification: verification ?? null, reason },
              expiresAt: expires,
            };
            return bodyOfEntry(await addEntry(screened, actor, draft, settle));
          },
          async (made) => {
            const entries = await database.tenant(actor.tenant, (transaction) =>
              readEntries(transaction, screened, actor.tenant, params.id, { only: made, limit: 1 }),
            );
            if (!entries[0]) throw new LikenessError('erased', 'the face was taken off the list meanwhile');
            return bodyOfEntry(entries[0]);
          },
        );
      },
    );

    server.get(
      '/v1/lists/:id/entries/:entry/picture',
      {
        config: { access: 'lists.read' },
        schema: {
          ...{ tags, summary: 'The picture of a face on a list; the look is logged', params: Entry },
          response: {
            200: { description: 'The picture.', content: { 'application/octet-stream': { schema: {} } } },
            ...failures(400, 401, 403, 404, 410, 429),
          },
        },
      },
      async ({ actor, params: { id, entry } }, reply) => {
        const bytes = await database.tenant(actor.tenant, (transaction) =>
          pictureOfEntry(transaction, screened, actor, id, entry),
        );
        return reply
          .header('cache-control', 'no-store')
          .header('content-disposition', 'inline; filename="listed"')
          .type('application/octet-stream')
          .send(Buffer.from(bytes));
      },
    );

    server.post(
      '/v1/lists/:id/entries/:entry/remove',
      {
        config: { access: 'lists.write' },
        schema: {
          ...{ tags, summary: 'Take a face off a list; nothing of it can be read again', params: Entry },
          body: Type.Object({ reason: Why }, { additionalProperties: false }),
          response: { 204: Type.Null(), ...failures(400, 401, 403, 404, 409, 415, 429) },
        },
      },
      async ({ actor, params: { id, entry }, body: { reason } }, reply) => {
        await removeEntry(screened, actor, id, entry, reason);
        return reply.code(204).send(null);
      },
    );

    server.post(
      '/v1/lists/search',
      {
        config: { access: 'lists.read', files: ['picture'] },
        schema: {
          ...{
            tags,
            summary: 'Who is this, on the lists? The question is logged',
            body: bodies(listSearchBody),
          },
          response: { 200: ListIdentification, ...failures(400, 401, 403, 404, 413, 415, 422, 429, 503) },
        },
      },
      async ({ actor, body }) => {
        const { picture, list } = body as ListSearchBody;
        if (list !== undefined)
          await database.tenant(actor.tenant, (transaction) => readList(transaction, list));
        const { claim, candidates } = await identifyListed(screened, actor, picture, list);
        return { claim: claimBody(claim), candidates: candidates.map(({ addedAt: _, ...one }) => one) };
      },
    );
  };

const listBody = ({ createdAt, ...list }: FaceList) => ({ ...list, createdAt: createdAt.toISOString() });

const bodyOfEntry = ({ addedAt, expiresAt, ...entry }: ListEntry) => ({
  ...entry,
  addedAt: addedAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
});
