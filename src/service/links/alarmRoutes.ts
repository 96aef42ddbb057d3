// /v1/velocity: alarms of too many tries, and how many there were a day.

import { Type } from '@fastify/type-provider-typebox';
import { failures, PageOf, PageQuery, type Routes, uuidOfCursor } from '../http/index.js';
import type { Screened } from '../screening/index.js';
import { alarmsByDay, readAlarms } from './alarms.js';
import { AlarmBody, AlarmsOfDayBody, Since, sinceOf, WhichTries } from './schemas.js';

const tags = ['screening'];
const DAYS = 30;

export const alarmRoutes =
  (screened: Screened): Routes =>
  (server) => {
    server.get(
      '/v1/velocity/alarms',
      {
        config: { access: 'links.read' },
        schema: {
          ...{ tags, summary: 'Decisions after too many tries, the latest first; the look is logged' },
          description:
            'Whatever the rule’s effect, also where no case came of it. A page holds up to `limit` decisions, each of which may be several alarms.',
          querystring: Type.Object({ ...PageQuery, kind: Type.Optional(WhichTries), since: Since }),
          response: { 200: PageOf(AlarmBody), ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { limit = 50, cursor, kind, since } }) => {
        const filter = { kind, since: sinceOf(since) };
        const page = { before: uuidOfCursor(cursor), limit };
        const { alarms, next } = await readAlarms(screened, actor, filter, page);
        return { items: alarms.map(({ at, ...alarm }) => ({ ...alarm, at: at.toISOString() })), next };
      },
    );

    server.get(
      '/v1/velocity/days',
      {
        config: { access: 'links.read' },
        schema: {
          ...{ tags, summary: 'How many alarms of too many tries there were a day' },
          description: 'Days of UTC, today among them, the earliest first.',
          querystring: Type.Object({
            days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: DAYS })),
          }),
          response: {
            200: Type.Object({ items: Type.Array(AlarmsOfDayBody) }),
            ...failures(400, 401, 403, 429),
          },
        },
      },
      async ({ actor, query: { days = DAYS } }) => ({
        items: await screened.database.tenant(actor.tenant, (transaction) => alarmsByDay(transaction, days)),
      }),
    );
  };
