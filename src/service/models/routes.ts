// /v1/models: which models serve, the one that is tried, and how the two compare.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import type { Calibration, ModelStore } from '../../face/index.js';
import { answeredInTime, type Questions } from '../aside/index.js';
import type { AuditLog } from '../audit/index.js';
import { failures, momentOf, type Routes, whileAsked, wholeDays } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import type { InferencePool } from '../inference/index.js';
import type { Database } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import { findInstalled, manifestOf } from './installed.js';
import { type ModelReport, type ReportedModel, reportOn } from './report/index.js';
import { type ModelInRole, readRoles } from './roles.js';
import { ModelBody, ModelsBody, ReportAnswer, ReportQuery, ShadowBody } from './schemas.js';
import { shadowState } from './state.js';
import { endTrial, tryModel } from './trial.js';

export interface Modelling {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  readonly inference: InferencePool;
  readonly models: ModelStore;
  /** The process’s. */
  readonly questions: Questions;
}

const tags = ['models'];

export const modelRoutes =
  (modelling: Modelling): Routes =>
  (server) => {
    const { database, inference, models } = modelling;

    server.get(
      '/v1/models',
      {
        config: { access: 'models.read' },
        schema: {
          ...{ tags, summary: 'Which models serve' },
          response: { 200: ModelsBody, ...failures(401, 403, 429) },
        },
      },
      async ({ actor }) => {
        const { active, shadow } = await readRoles(database.shared);
        const installed = (await models.list()).filter(({ kind }) => kind === 'embedder');
        const { name, digest, calibration } = inference.model;
        return {
          running: { name, digest, isCalibrated: calibration !== null },
          active: active && {
            ...{ name: active.name, digest: active.digest },
            since: active.since.toISOString(),
          },
          shadow: shadow && (await shadowBody(modelling, actor, shadow)),
          installed: installed.map(({ name, sha256, calibration }) => ({
            ...{ name, digest: sha256, isCalibrated: calibration !== undefined },
          })),
        };
      },
    );

    server.put(
      '/v1/models/shadow',
      {
        config: { access: 'models.write' },
        schema: {
          ...{ tags, summary: 'Have a model tried on the same pictures', body: ModelBody },
          description:
            'In place of one that is tried now. Of every tenant of the installation. Workers open it when the next decision is kept; no decision hangs on what it finds.',
          response: { 200: ShadowBody, ...failures(400, 401, 403, 404, 409, 415, 429) },
        },
      },
      async ({ actor, body: { name: asked } }) => {
        const asking = await embedderOf(models, asked);
        const shadow = await tryModel(modelling, actor, asking, inference.model.digest);
        return shadowBody(modelling, actor, shadow);
      },
    );

    server.delete(
      '/v1/models/shadow',
      {
        config: { access: 'models.write' },
        schema: {
          ...{ tags, summary: 'Try it no more' },
          description: 'What it found is kept for as long as the reports are.',
          response: { 204: Type.Null(), ...failures(401, 403, 404, 429) },
        },
      },
      async ({ actor }, reply) => {
        await endTrial(modelling, actor);
        return reply.code(204).send(null);
      },
    );

    server.get(
      '/v1/models/report',
      {
        config: { access: 'models.read' },
        schema: {
          ...{ tags, summary: 'Do the models agree, has anything moved, how often do two customers match?' },
          description:
            'Takes seconds: the customers enrolled last, two thousand at most, are compared with one another. See docs/service/models.md.',
          querystring: ReportQuery,
          response: { 200: ReportAnswer, ...failures(400, 401, 403, 422, 429) },
        },
      },
      async ({ actor, query }, reply) => {
        const { period, reference } = periodsOf(query);
        const { active, shadow } = await readRoles(database.shared);
        const reported = {
          active: await reportedModel(modelling, active ?? inference.model),
          shadow: shadow && (await reportedModel(modelling, shadow)),
        };
        const report = await answeredInTime(whileAsked(reply), (signal) =>
          reportOn(modelling, {
            ...{ tenant: actor.tenant, period, signal, ...reported },
            ...(reference && { reference }),
          }),
        );
        const { drift, agreement, fmr } = report;
        const identityOf = ({ name, digest }: ReportedModel) => ({ name, digest });
        return {
          ...momentsOf(period),
          active: identityOf(reported.active),
          shadow: reported.shadow && identityOf(reported.shadow),
          agreement,
          drift: {
            ...drift,
            reference: drift.reference && momentsOf(drift.reference),
            alarms: drift.measures.flatMap(({ alarm }) => alarm ?? []),
          },
          fmr: await shownTo(modelling, actor, reported.active.digest, fmr),
        };
      },
    );
  };

/** @throws `not_found`, and `request_invalid` for a model that embeds no faces */
async function embedderOf(models: ModelStore, asked: string): Promise<{ name: string; digest: string }> {
  const { name, sha256, kind } = await findInstalled(models, asked);
  if (kind !== 'embedder')
    throw new LikenessError('request_invalid', `${name} is no embedder: it is a model for ${kind}`);
  return { name, digest: sha256 };
}

async function shadowBody(
  { database, inference, models }: Modelling,
  { tenant }: Actor,
  shadow: ModelInRole,
) {
  const state = await database.tenant(tenant, (transaction) => shadowState(transaction, shadow));
  const { name, digest, since } = shadow;
  const isCalibrated = (await calibrationOf({ inference, models }, digest)) !== null;
  return { name, digest, since: since.toISOString(), isCalibrated, ...state };
}

const reportedModel = async (
  parts: Pick<Modelling, 'inference' | 'models'>,
  { name, digest }: { readonly name: string; readonly digest: string },
): Promise<ReportedModel> => ({ name, digest, calibration: await calibrationOf(parts, digest) });

/** As this process was opened with it, or as its folder has it; null where it has none, or is not there. */
async function calibrationOf(
  { inference, models }: Pick<Modelling, 'inference' | 'models'>,
  digest: string,
): Promise<Calibration | null> {
  if (digest === inference.model.digest) return inference.model.calibration;
  return (await manifestOf(models, digest))?.calibration ?? null;
}

const DAY = 86_400_000;
const DEFAULT_DAYS = 7;
const MOST_DAYS = 400;

interface Asked {
  readonly from?: string;
  readonly to?: string;
  readonly referenceFrom?: string;
  readonly referenceTo?: string;
}

/**
 * Whole days of UTC, as all figures are of.
 * @throws `request_invalid`
 */
function periodsOf({ from, to, referenceFrom, referenceTo }: Asked) {
  const refuse = (message: string) => new LikenessError('request_invalid', message);
  const end = to === undefined ? new Date() : momentOf(to);
  const begin = from === undefined ? new Date(end.getTime() - DEFAULT_DAYS * DAY) : momentOf(from);
  if (end.getTime() - begin.getTime() > MOST_DAYS * DAY)
    throw refuse(`a report covers ${MOST_DAYS} days at most`);
  const period = wholeDays({ from: begin, to: end });
  if ((referenceFrom === undefined) !== (referenceTo === undefined))
    throw refuse('give both `referenceFrom` and `referenceTo`, or neither');
  if (referenceFrom === undefined || referenceTo === undefined) return { period };
  const asked = { from: momentOf(referenceFrom), to: momentOf(referenceTo) };
  if (asked.from >= asked.to) throw refuse('`referenceFrom` must be before `referenceTo`');
  if (asked.to > begin) throw refuse('the reference must end before the period begins');
  // Where both meet within a day, it is the period’s.
  const reference = { from: wholeDays(asked).from, to: earlier(wholeDays(asked).to, period.from) };
  if (reference.from >= reference.to) throw refuse('the reference must begin a day before the period');
  return { period, reference };
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);

const momentsOf = ({ from, to }: { from: Date; to: Date }) => ({
  from: from.toISOString(),
  to: to.toISOString(),
});

/** Which customers share a face is for those who may see it; that they saw it is logged. */
async function shownTo(
  { database, audit }: Modelling,
  actor: Actor,
  digest: string,
  fmr: ModelReport['fmr'],
): Promise<ModelReport['fmr']> {
  const maySee = actor.permissions.has('links.read');
  let named = 0;
  const shown = <T extends ModelReport['fmr']['active']>(one: T): T => {
    if ('absent' in one) return one;
    const pairs = maySee ? one.unsettled.pairs : null;
    named += pairs?.length ?? 0;
    return { ...one, unsettled: { ...one.unsettled, pairs } };
  };
  const all = { active: shown(fmr.active), shadow: fmr.shadow && shown(fmr.shadow) };
  if (named > 0)
    await database.tenant(actor.tenant, (transaction) =>
      audit.append(
        transaction,
        actor,
        'customer.links_read',
        { kind: 'model', id: digest },
        { pairs: named },
      ),
    );
  return all;
}
