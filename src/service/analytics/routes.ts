// /v1/analytics: figures of all decisions, and what is to be expected.

import type { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import type { AuditLog } from '../audit/index.js';
import { failures, type Routes, whileAsked } from '../http/index.js';
import { DriftMeasure } from '../models/index.js';
import type { Database } from '../storage/index.js';
import { askedOf, type Period } from './asked.js';
import { readDriftByGroup } from './driftByGroup.js';
import { readErrorRates } from './errorRates.js';
import { exportFigures } from './export.js';
import { expect, readPast } from './forecasting.js';
import { readFunnel } from './funnel.js';
import { fraudOf, readReviewing } from './reviewing.js';
import {
  AnalyticsAnswer,
  AnalyticsQuery,
  DriftQuery,
  ExportQuery,
  ForecastAnswer,
  ForecastQuery,
} from './schemas.js';
import { readGroups, readReasons, readSteps, readTotals } from './traffic.js';

export interface Analysing {
  readonly database: Database;
  readonly audit: AuditLog;
}

const tags = ['analytics'];
const config = { access: 'analytics.read' } as const;

export const analyticsRoutes =
  ({ database, audit }: Analysing): Routes =>
  (server) => {
    server.get(
      '/v1/analytics',
      {
        config,
        schema: {
          ...{
            tags,
            summary: 'Volume, decisions, reasons, funnel, reviewing, fraud, error rates',
            querystring: AnalyticsQuery,
          },
          description:
            'Of a period, beside the one as long right before. Cases with a known answer are left out, since they are no business of customers; nothing names anybody. See docs/service/analytics.md.',
          response: { 200: AnalyticsAnswer, ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { by, ...query } }) => {
        const asked = askedOf(query);
        const { period, before, step, timeZone, filter } = asked;
        return database.tenant(actor.tenant, async (transaction) => {
          const reviewing = await readReviewing(transaction, asked);
          const { groups, others } = by
            ? await readGroups(transaction, asked, by)
            : { groups: [], others: 0 };
          return {
            ...{ period: shown(period), before: shown(before), step, timeZone },
            totals: await readTotals(transaction, period, filter),
            totalsBefore: await readTotals(transaction, before, filter),
            steps: await readSteps(transaction, asked),
            reasons: await readReasons(transaction, period, filter),
            reasonsBefore: await readReasons(transaction, before, filter),
            funnel: mutable(await readFunnel(transaction, period, filter)),
            reviewing: mutable({ ...reviewing, fraud: fraudOf(reviewing) }),
            errorRates: await readErrorRates(transaction, asked),
            groups: by ? { by, groups, others } : null,
          };
        });
      },
    );

    server.get(
      '/v1/analytics/drift',
      {
        config,
        schema: {
          ...{ tags, summary: 'Has anything moved for one document type, state, device, channel or model?' },
          description:
            'Each group of the period against the same group of the period before, one try of each person; of proofings where no kind is given. As `drift` of GET /v1/models/report, which see.',
          querystring: DriftQuery,
          response: {
            200: Type.Object(
              {
                groups: Type.Array(
                  Type.Object({
                    value: Type.Union([Type.String(), Type.Null()]),
                    people: Type.Object({ before: Type.Integer(), now: Type.Integer() }),
                    measures: Type.Array(DriftMeasure),
                  }),
                ),
              },
              { $id: 'DriftByGroup' },
            ),
            ...failures(400, 401, 403, 429),
          },
        },
      },
      async ({ actor, query: { by, ...query } }) => ({
        groups: mutable(
          await database.tenant(actor.tenant, (transaction) =>
            readDriftByGroup(transaction, askedOf(query), by),
          ),
        ),
      }),
    );

    server.get(
      '/v1/analytics/forecast',
      {
        config,
        schema: {
          ...{ tags, summary: 'Decisions and cases to be expected, day by day', querystring: ForecastQuery },
          description:
            'Models are chosen by back-test on your own days; each model’s figures are told. Takes seconds. Hours of review are cases times `secondsACase`.',
          response: { 200: ForecastAnswer, ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query: { horizon = 28, timeZone } }, reply) => {
        const { timeZone: zone } = askedOf({ ...(timeZone !== undefined && { timeZone }) });
        const past = await database.tenant(actor.tenant, (transaction) => readPast(transaction, zone));
        const signal = whileAsked(reply);
        const of = async (name: 'decisions' | 'cases') => {
          const days = past.days.map((day) => ({ date: day.day, value: day[name] }));
          const found =
            days.length === 0 ? 'nothing has been decided yet' : await expect({ days, horizon }, signal);
          return typeof found === 'string' ? { tooFew: found } : found;
        };
        return {
          ...{ days: [...past.days], secondsACase: past.secondsACase },
          decisions: await of('decisions'),
          cases: await of('cases'),
        };
      },
    );

    server.get(
      '/v1/analytics/export',
      {
        config: { access: 'analytics.read', also: ['verifications.list'] },
        schema: {
          ...{ tags, summary: 'Decisions as a table, a row each', querystring: ExportQuery },
          description:
            'For tools of your own: no picture, no name, nothing of what a document says but its type and state. The export is logged.',
          response: {
            200: {
              description: 'The table',
              content: {
                'text/csv': { schema: Type.Unsafe<Readable>({ type: 'string' }) },
                'application/vnd.apache.parquet': { schema: Type.Unsafe<Readable>({}) },
              },
            },
            ...failures(400, 401, 403, 429),
          },
        },
      },
      async ({ actor, query: { format = 'csv', ...query } }, reply) => {
        const { period, filter } = askedOf(query);
        await database.tenant(actor.tenant, (transaction) =>
          audit.append(
            transaction,
            actor,
            'analytics.exported',
            { kind: 'tenant', id: actor.tenant },
            { format, ...shown(period) },
          ),
        );
        const file = await exportFigures(
          database,
          actor.tenant,
          { period, filter },
          format,
          whileAsked(reply),
        );
        const days = [period.from, period.to].map((at) => at.toISOString().slice(0, 10)).join('-to-');
        return reply
          .header('cache-control', 'no-store')
          .header('content-disposition', `attachment; filename="decisions-${days}.${format}"`)
          .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.apache.parquet')
          .send(file);
      },
    );
  };

const shown = ({ from, to }: Period) => ({ from: from.toISOString(), to: to.toISOString() });

/** The same, as the types of answers have it. */
const mutable = <T>(value: T): DeepMutable<T> => value as DeepMutable<T>;
type DeepMutable<T> = T extends readonly (infer Item)[]
  ? DeepMutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: DeepMutable<T[Key]> }
    : T;
