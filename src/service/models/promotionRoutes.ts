// /v1/models/reembedding and /v1/models/promote: the way from the model that is tried to the one that decides.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { failures, Instant, PlainText, type Routes } from '../http/index.js';
import { listTenants, systemActor } from '../identity/index.js';
import type { Jobs } from '../jobs/index.js';
import { askAnew, leftOf, namesOfGone, type Run, runOf } from '../reembedding/index.js';
import type { Transacting } from '../storage/index.js';
import { findInstalled } from './installed.js';
import { type Promoting, promote } from './promote.js';
import { type ModelInRole, type ModelRoles, readRoles } from './roles.js';
import { ModelBody } from './schemas.js';

const tags = ['models'];
/** Customers who are named at most. */
const MOST = 1000;

const Identity = {
  name: Type.String(),
  digest: Type.String({ description: 'SHA-256 of the model’s file.' }),
};
const Counts = Type.Object({
  done: Type.Integer({ description: 'Have a template of it.' }),
  left: Type.Integer({ description: 'Have a picture that it has not looked at yet.' }),
  failed: Type.Integer({ description: 'Have a picture that it could make nothing of.' }),
  gone: Type.Integer({ description: 'Have no picture any more, and must come again.' }),
});
const Progress = Type.Object(
  {
    model: Type.Object({
      ...Identity,
      role: Type.Unsafe<'active' | 'shadow'>({ type: 'string', enum: ['active', 'shadow'] }),
    }),
    asked: Type.Union([Type.Object({ at: Instant(), by: Type.String() }), Type.Null()], {
      description: 'Who asked for it last. Null: nobody has, and nothing is done.',
    }),
    customers: Counts,
    listed: Counts,
    faults: Type.Record(Type.String(), Type.Integer(), {
      description: 'Of those that failed: why, by code.',
    }),
    stopped: Type.Union([Type.String(), Type.Null()], {
      description: 'Code of what keeps workers from going on; they try again each minute.',
    }),
    gone: Type.Union([Type.Array(Type.String()), Type.Null()], {
      description: `Customers who must come again, those enrolled last first, ${MOST} at most. Null: shown to those who hold customers.read.`,
    }),
  },
  { $id: 'Reembedding' },
);

const PromotionBody = Type.Object(
  {
    digest: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'Of the model that you have looked at: no other is promoted.',
    }),
    reason: PlainText({ minLength: 1, maxLength: 1000, description: 'Goes into the log.' }),
    least: Type.Optional(
      Type.Integer({
        ...{ minimum: 1, maximum: 1e9, default: 500 },
        description: 'Decisions that it must have scored, of all tenants together.',
      }),
    ),
    failures: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: 1e9, default: 0 },
        description:
          'Pictures that it may make nothing of, of all tenants together: whoever they show cannot authenticate before being enrolled anew.',
      }),
    ),
  },
  { additionalProperties: false },
);

const InRole = Type.Object({ ...Identity, since: Instant() });
const PromotedBody = Type.Object({
  active: InRole,
  former: Type.Union([InRole, Type.Null()], {
    description: 'Processes that run go on with it until they are restarted.',
  }),
});

export const promotionRoutes =
  (promoting: Promoting & { readonly jobs: Jobs }): Routes =>
  (server) => {
    const { database, audit, models, jobs } = promoting;

    server.get(
      '/v1/models/reembedding',
      {
        config: { access: 'models.read' },
        schema: {
          ...{ tags, summary: 'How many of your faces have a template of the model that is tried' },
          description: 'Or, where none is tried, of the one that decides.',
          response: { 200: Progress, ...failures(401, 403, 404, 429) },
        },
      },
      async ({ actor }) => {
        const roles = await readRoles(database.shared);
        const role = roles.shadow ? 'shadow' : 'active';
        const model = roles[role];
        if (!model) throw new LikenessError('not_found', 'nobody has said yet which model decides');
        const maySee = actor.permissions.has('customers.read');
        return database.tenant(actor.tenant, (transaction) =>
          progressOf(transaction, { ...model, role }, maySee),
        );
      },
    );

    server.post(
      '/v1/models/reembedding',
      {
        config: { access: 'models.write' },
        schema: {
          ...{ tags, summary: 'Have a model make templates of all enrolled and listed pictures' },
          description:
            'Of the model that is tried, or of the one that decides; for all tenants. What has a template of it already is left as it is, what failed is tried again. Workers do it bit by bit; those enrolled later follow within minutes.',
          body: ModelBody,
          response: { 202: Progress, ...failures(400, 401, 403, 404, 409, 415, 429) },
        },
      },
      async ({ actor, body: { name } }, reply) => {
        const { sha256: digest } = await findInstalled(models, name);
        const [role, model] = inRole(await readRoles(database.shared), digest, name);
        for (const { id: tenant } of await listTenants(database)) {
          const isOwn = tenant === actor.tenant;
          const by = isOwn ? actor : systemActor(tenant, 'models');
          await database.tenant(tenant, async (transaction) => {
            await askAnew(transaction, digest, `${by.kind}:${by.id}`);
            const target = { kind: 'model', id: digest };
            await audit.append(transaction, by, 'model.reembedding_asked', target, { name: model.name });
            await jobs.send(transaction, 'model-reembedding', { tenant });
          });
        }
        const maySee = actor.permissions.has('customers.read');
        const progress = await database.tenant(actor.tenant, (transaction) =>
          progressOf(transaction, { ...model, role }, maySee),
        );
        return reply.code(202).send(progress);
      },
    );

    server.post(
      '/v1/models/promote',
      {
        config: { access: 'models.promote' },
        schema: {
          ...{ tags, summary: 'Have the model that is tried decide', body: PromotionBody },
          description:
            'For all tenants, in each process from its next start on. It must be calibrated, have scored enough decisions, and have templates of all enrolled and listed pictures: `unmet` names what is missing. Whether it is the better one is for you to say: see GET /v1/models/report.',
          response: { 200: PromotedBody, ...failures(400, 401, 403, 409, 415, 429) },
        },
      },
      async ({ actor, body: { digest, reason, least = 500, failures: accepted = 0 } }) => {
        const { active, former } = await promote(promoting, actor, {
          ...{ digest, reason, least },
          failures: accepted,
        });
        return { active: shown(active), former: former && shown(former) };
      },
    );
  };

/** @throws `state_conflict` */
function inRole(
  { active, shadow }: ModelRoles,
  digest: string,
  name: string,
): ['active' | 'shadow', ModelInRole] {
  if (shadow?.digest === digest) return ['shadow', shadow];
  if (active?.digest === digest) return ['active', active];
  throw new LikenessError(
    'state_conflict',
    `${name} is neither tried nor the model that decides: PUT /v1/models/shadow first`,
  );
}

const shown = ({ name, digest, since }: ModelInRole) => ({ name, digest, since: since.toISOString() });

async function progressOf(
  transaction: Transacting,
  { name, digest, role }: ModelInRole & { readonly role: 'active' | 'shadow' },
  maySee: boolean,
) {
  const run = await runOf(transaction, digest);
  const left = await leftOf(transaction, digest);
  // Naming goes over all galleries, as counting does: it is spared where there is nobody to name.
  const isNaming = maySee && left.customers.gone > 0;
  const names = isNaming ? await namesOfGone(transaction, digest, MOST) : [];
  return {
    model: { name, digest, role },
    asked: askedOf(run),
    ...left,
    stopped: run?.fault ?? null,
    gone: maySee ? names : null,
  };
}

const askedOf = (run: Run | undefined) => (run ? { at: run.askedAt.toISOString(), by: run.askedBy } : null);
