// /v1/policies: versions of what a tenant decides by: drafted, put in force, never changed.

import { Type } from '@fastify/type-provider-typebox';
import type { AuditLog } from '../audit/index.js';
import { failures, PlainText, type Routes } from '../http/index.js';
import type { Database, Transacting } from '../storage/index.js';
import {
  activatePolicy,
  activePolicy,
  draftPolicy,
  listPolicies,
  type PolicyVersion,
  readPolicy,
} from './policies.js';
import { PolicyDocument } from './policyDocument.js';

export interface Governing {
  readonly database: Database;
  readonly audit: AuditLog;
  /** Told within the transaction that puts a policy in force. */
  readonly onActivated: (transaction: Transacting, policy: PolicyVersion) => Promise<void>;
}

const instant = Type.String({ format: 'date-time' });
const Policy = Type.Object(
  {
    version: Type.Integer(),
    document: PolicyDocument,
    note: Type.String(),
    isActive: Type.Boolean(),
    createdAt: instant,
    createdBy: Type.String(),
    activatedAt: Type.Union([instant, Type.Null()]),
    activatedBy: Type.Union([Type.String(), Type.Null()]),
  },
  { title: 'Policy' },
);
const Draft = Type.Object(
  {
    document: PolicyDocument,
    note: PlainText({ minLength: 1, maxLength: 1000, description: 'Why; it goes into the log.' }),
  },
  { additionalProperties: false },
);
const Version = Type.Object({ version: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }) });
const tags = ['policies'];

export const policyRoutes =
  ({ database, audit, onActivated }: Governing): Routes =>
  (server) => {
    server.get(
      '/v1/policies',
      {
        config: { access: 'policies.read' },
        schema: {
          ...{ tags, summary: 'All versions, the latest first' },
          response: { 200: Type.Object({ items: Type.Array(Policy) }), ...failures(401, 403, 429) },
        },
      },
      async ({ actor }) =>
        database.tenant(actor.tenant, async (transaction) => {
          const active = await activePolicy(transaction);
          const all = await listPolicies(transaction);
          return { items: all.map((policy) => bodyOf(policy, active.version)) };
        }),
    );

    server.get(
      '/v1/policies/:version',
      {
        config: { access: 'policies.read' },
        schema: {
          ...{ tags, summary: 'One version', params: Version },
          response: { 200: Policy, ...failures(400, 401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { version } }) =>
        database.tenant(actor.tenant, async (transaction) => {
          const active = await activePolicy(transaction);
          return bodyOf(await readPolicy(transaction, version), active.version);
        }),
    );

    server.post(
      '/v1/policies',
      {
        config: { access: 'policies.write' },
        schema: {
          ...{ tags, summary: 'Draft a version, which is not in force yet', body: Draft },
          response: { 201: Policy, ...failures(400, 401, 403, 409, 415, 429) },
        },
      },
      async ({ actor, body: { document, note } }, reply) => {
        reply.code(201);
        return database.tenant(actor.tenant, async (transaction) => {
          const active = await activePolicy(transaction);
          const drafted = await draftPolicy(transaction, document, note, actor);
          const target = { kind: 'policy', id: String(drafted.version) };
          await audit.append(transaction, actor, 'policy.drafted', target, { document, note });
          return bodyOf(drafted, active.version);
        });
      },
    );

    server.post(
      '/v1/policies/check',
      {
        config: { access: 'policies.write' },
        schema: {
          ...{ tags, summary: 'Whether a document could be drafted, and what it says where it is silent' },
          description: 'Nothing is kept. What is wrong with it is told in `errors`, each where it lies.',
          body: Type.Object({ document: PolicyDocument }, { additionalProperties: false }),
          response: { 200: Type.Object({ document: PolicyDocument }), ...failures(400, 401, 403, 415, 429) },
        },
      },
      // The schema has refused what is wrong, and filled in what was left out.
      async ({ body: { document } }) => ({ document }),
    );

    server.post(
      '/v1/policies/:version/activate',
      {
        config: { access: 'policies.activate' },
        schema: {
          ...{ tags, summary: 'Put a version in force', params: Version },
          description:
            'An earlier version may be put in force again. What was decided before stays as it is.',
          body: Type.Object(
            { reason: PlainText({ minLength: 1, maxLength: 1000, description: 'Goes into the log.' }) },
            { additionalProperties: false },
          ),
          response: { 200: Policy, ...failures(400, 401, 403, 404, 415, 429) },
        },
      },
      async ({ actor, params: { version }, body: { reason } }) =>
        database.tenant(actor.tenant, async (transaction) => {
          // Who puts another in force at the same time waits here.
          await transaction.selectFrom('audit_heads').select('sequence').forUpdate().execute();
          const before = await activePolicy(transaction);
          const policy = await activatePolicy(transaction, version, actor);
          await onActivated(transaction, policy);
          const target = { kind: 'policy', id: String(version) };
          const details = { reason, before: before.version };
          await audit.append(transaction, actor, 'policy.activated', target, details);
          return bodyOf(policy, version);
        }),
    );
  };

const bodyOf = (policy: PolicyVersion, active: number) => ({
  ...policy,
  isActive: policy.version === active,
  createdAt: policy.createdAt.toISOString(),
  activatedAt: policy.activatedAt?.toISOString() ?? null,
});
