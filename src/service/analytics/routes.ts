// /v1/analytics: figures of all decisions, and what is to be expected.

import type { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import { openQuestions, type Questions, TABLES } from '../aside/index.js';
import type { AuditLog } from '../audit/index.js';
import { failures, type Routes, whileAsked } from '../http/index.js';
import type { Database } from '../storage/index.js';
import { askedOf, type Period } from './asked.js';
import { readDriftByGroup } from './driftByGroup.js';
import { exportFigures } from './export.js';
import { isTold } from './fewPeople.js';
import { readFigures } from './figures.js';
import { openForecasts } from './forecasting.js';
import {
  AnalyticsAnswer,
  AnalyticsQuery,
  DriftAnswer,
  DriftQuery,
  ExportQuery,
  ForecastAnswer,
  ForecastQuery,
} from './schemas.js';

export interface Analysing {
  readonly database: Database;
  readonly audit: AuditLog;
  /** The process’s. */
  readonly questions: Questions;
}

const tags = ['analytics'];
const config = { access: 'analytics.read' } as const;

export const analyticsRoutes =
  ({ database, audit, questions }: Analysing): Routes =>
  (server) => {
    const tables = openQuestions(database, TABLES);
    const forecastOf = openForecasts(questions);

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
            'Of a period, beside the one as long right before. Cases with a known answer are left out, since they are no business of customers; nothing names anybody, and nothing is told of fewer than five people. See docs/service/analytics.md.',
          response: { 200: AnalyticsAnswer, ...failures(400, 401, 403, 422, 429) },
        },
      },
      async ({ actor, query: { by, ...query } }, reply) => {
        const asked = askedOf(query);
        const { period, before, step, timeZone } = asked;
        const figures = await questions.inTurn(actor.tenant, whileAsked(reply), (read) =>
          read((transaction) => readFigures(transaction, asked, by)),
        );
        return { period: shown(period), before: shown(before), step, timeZone, ...mutable(figures) };
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
          response: { 200: DriftAnswer, ...failures(400, 401, 403, 422, 429) },
        },
      },
      async ({ actor, query: { by, ...query } }, reply) => {
        const asked = askedOf(query);
        const drift = await questions.inTurn(actor.tenant, whileAsked(reply), (read) =>
          read((transaction) => readDriftByGroup(transaction, asked, by)),
        );
        return mutable(isTold(drift) ? { ...drift, tooFew: null } : { ...drift, groups: [], others: 0 });
      },
    );

    server.get(
      '/v1/analytics/forecast',
      {
        config,
        schema: {
          ...{ tags, summary: 'Decisions and cases to be expected, day by day', querystring: ForecastQuery },
          description:
            'Models are chosen by back-test on your own days; each model’s figures are told. Takes seconds, once a day: then it is kept until the day ends in `timeZone`. Hours of review are cases times `staffedSecondsACase`.',
          response: { 200: ForecastAnswer, ...failures(400, 401, 403, 422, 429) },
        },
      },
      async ({ actor: { tenant }, query: { horizon = 28, ...query } }, reply) => {
        const { timeZone } = askedOf(query);
        return mutable(await forecastOf({ tenant, horizon, timeZone, signal: whileAsked(reply) }));
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
            ...failures(400, 401, 403, 422, 429),
          },
        },
      },
      async ({ actor, query: { format = 'csv', ...query } }, reply) => {
        const { period, filter } = askedOf(query);
        const file = await tables.inTurn(actor.tenant, whileAsked(reply), async (read) => {
          await read((transaction) =>
            audit.append(
              transaction,
              actor,
              'analytics.exported',
              { kind: 'tenant', id: actor.tenant },
              { format, ...shown(period), filter: filter as Readonly<Record<string, string | number>> },
            ),
          );
          return exportFigures(read, { period, filter }, format);
        });
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
type DeepMutable<T> = T extends object ? { -readonly [Key in keyof T]: DeepMutable<T[Key]> } : T;
