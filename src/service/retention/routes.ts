// /v1/retention: how long what is kept. /v1/holds: what is kept regardless.

import { Type } from '@fastify/type-provider-typebox';
import type { AuditLog } from '../audit/index.js';
import { failures, PageOf, PageQuery, PlainText, pageOf, type Routes, uuidOfCursor } from '../http/index.js';
import type { Database } from '../storage/index.js';
import { type Hold, listHolds, placeHold, releaseHold } from './holds.js';
import { mostDaysOf, type Periods, PURPOSE_NAMES, PURPOSES } from './purposes.js';
import { changePeriods, currentPeriods, type RetentionVersion } from './settings.js';

export interface Retaining {
  readonly database: Database;
  readonly audit: AuditLog;
}

const Days = Type.Unsafe<Partial<Periods>>(
  Type.Object(
    Object.fromEntries(
      PURPOSE_NAMES.map((name) => [
        name,
        Type.Optional(
          Type.Integer({ minimum: 1, maximum: mostDaysOf(name), description: PURPOSES[name].about }),
        ),
      ]),
    ),
    { additionalProperties: false, minProperties: 1, description: 'Days by purpose.' },
  ),
);

const orNull = (format?: string) =>
  Type.Union([Type.String(format === undefined ? {} : { format }), Type.Null()]);
const Note = PlainText({ minLength: 1, maxLength: 2000, description: 'Goes into the log.' });

const Setting = Type.Object(
  {
    version: Type.Integer({ description: '0: the periods that Likeness comes with.' }),
    days: Days,
    note: Type.String(),
    createdAt: orNull('date-time'),
    createdBy: orNull(),
    purposes: Type.Array(
      Type.Object({
        name: Type.String(),
        about: Type.String({ description: 'What it is, and why the default is what it is.' }),
        usual: Type.Integer({ description: 'Days, as Likeness comes.' }),
        most: Type.Integer({ description: 'Days that may be set at most.' }),
      }),
    ),
  },
  { title: 'Retention' },
);

const HoldAnswer = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    target: Type.Object({ kind: Type.String(), id: Type.String() }),
    subject: Type.String({ format: 'uuid' }),
    reason: Type.String(),
    createdAt: Type.String({ format: 'date-time' }),
    createdBy: Type.String(),
    releasedAt: orNull('date-time'),
    releasedBy: orNull(),
  },
  { title: 'Hold' },
);

export const retentionRoutes =
  ({ database, audit }: Retaining): Routes =>
  (server) => {
    const tags = ['retention'];

    server.get(
      '/v1/retention',
      {
        config: { access: 'audit.read' },
        schema: {
          ...{ tags, summary: 'How long what is kept' },
          response: { 200: Setting, ...failures(401, 403, 429) },
        },
      },
      async ({ actor }) => settingAnswer(await database.tenant(actor.tenant, currentPeriods)),
    );

    server.put(
      '/v1/retention',
      {
        config: { access: 'retention.write' },
        schema: {
          ...{ tags, summary: 'Set anew how long things are kept' },
          description:
            'A purpose that is left out stays as it is. The next daily run keeps to it; what was deleted does not come back.',
          body: Type.Object(
            {
              version: Type.Integer({ minimum: 0, description: 'The version that you have seen.' }),
              days: Days,
              note: Note,
            },
            { additionalProperties: false },
          ),
          response: { 200: Setting, ...failures(400, 401, 403, 409, 415, 429) },
        },
      },
      async ({ actor, body: { version, days, note } }) =>
        database.tenant(actor.tenant, async (transaction) => {
          const { before, now } = await changePeriods(transaction, days, note, version, actor);
          const target = { kind: 'retention', id: String(now.version) };
          await audit.append(transaction, actor, 'retention.changed', target, {
            before: before.days,
            days: now.days,
            note,
          });
          return settingAnswer(now);
        }),
    );

    server.post(
      '/v1/holds',
      {
        config: { access: 'retention.write' },
        schema: {
          ...{ tags, summary: 'Place a legal hold: nothing of it is deleted or erased' },
          description:
            'On a customer or a subject it holds every decision about them, those to come too; on a verification that one.',
          body: Type.Object(
            {
              target: Type.Object(
                {
                  kind: Type.Unsafe<'customer' | 'subject' | 'verification'>({
                    type: 'string',
                    enum: ['customer', 'subject', 'verification'],
                  }),
                  id: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
                },
                { additionalProperties: false },
              ),
              reason: Note,
            },
            { additionalProperties: false },
          ),
          response: { 201: HoldAnswer, ...failures(400, 401, 403, 404, 410, 415, 429) },
        },
      },
      async ({ actor, body: { target, reason } }, reply) => {
        const hold = await database.tenant(actor.tenant, async (transaction) => {
          const placed = await placeHold(transaction, target, reason, actor);
          const details = { hold: placed.id, subject: placed.subject, reason };
          await audit.append(transaction, actor, 'hold.placed', target, details);
          return placed;
        });
        return reply.code(201).send(holdAnswer(hold));
      },
    );

    server.get(
      '/v1/holds',
      {
        config: { access: 'audit.read' },
        schema: {
          ...{ tags, summary: 'Holds, the latest first' },
          querystring: Type.Object({
            ...PageQuery,
            inForce: Type.Optional(Type.Boolean({ description: 'Those alone that hold, or that do not.' })),
          }),
          response: { 200: PageOf(HoldAnswer), ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { limit = 50, cursor, inForce } }) => {
        const filter = { before: uuidOfCursor(cursor), inForce };
        const holds = await database.tenant(actor.tenant, (transaction) =>
          listHolds(transaction, filter, limit + 1),
        );
        return pageOf(holds, limit, holdAnswer, ({ id }) => id);
      },
    );

    server.delete(
      '/v1/holds/:id',
      {
        config: { access: 'retention.write' },
        schema: {
          ...{ tags, summary: 'Release a hold' },
          params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
          response: { 200: HoldAnswer, ...failures(400, 401, 403, 404, 409, 429) },
        },
      },
      async ({ actor, params: { id } }) =>
        database.tenant(actor.tenant, async (transaction) => {
          const hold = await releaseHold(transaction, id, actor);
          await audit.append(transaction, actor, 'hold.released', hold.target, {
            hold: id,
            subject: hold.subject,
          });
          return holdAnswer(hold);
        }),
    );
  };

const settingAnswer = ({ createdAt, ...setting }: RetentionVersion) => ({
  ...setting,
  createdAt: createdAt?.toISOString() ?? null,
  purposes: PURPOSE_NAMES.map((name) => {
    const { about, days } = PURPOSES[name];
    return { name, about, usual: days, most: mostDaysOf(name) };
  }),
});

const holdAnswer = ({ createdAt, releasedAt, ...hold }: Hold) => ({
  ...hold,
  createdAt: createdAt.toISOString(),
  releasedAt: releasedAt?.toISOString() ?? null,
});
