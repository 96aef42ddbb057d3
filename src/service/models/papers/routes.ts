// /v1/models/{digest}/…: how a model is designed, how it was tested, and what speaks for it against the one that decides.
// Of the folder of the process that is asked.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../../errors.js';
import type { ModelStore } from '../../../face/index.js';
import { failures, type Routes, whileAsked } from '../../http/index.js';
import type { InferencePool } from '../../inference/index.js';
import { activePolicy } from '../../policies/index.js';
import type { Database } from '../../storage/index.js';
import { findInstalled } from '../installed.js';
import { readRoles } from '../roles.js';
import { readPaper } from './paperThread.js';
import { CardAnswer, CaseAnswer, ModelId } from './schemas.js';

export interface PaperReading {
  readonly database: Database;
  readonly inference: InferencePool;
  readonly models: ModelStore;
  /** Where the models lie. */
  readonly home: string;
}

/** A document of its own that may do nothing but be looked at: no script, no line to anybody, not even to us. */
const LOOKED_AT = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'";

const route = { config: { access: 'models.read' as const } };
const common = { tags: ['models'], params: ModelId };

export const paperRoutes =
  ({ database, inference, models, home }: PaperReading): Routes =>
  (server) => {
    server.get(
      '/v1/models/:digest/card',
      {
        ...route,
        schema: {
          ...{ ...common, summary: 'How a model is designed, trained and tested' },
          response: { 200: CardAnswer, ...failures(401, 403, 404, 429) },
        },
      },
      async ({ actor, params: { digest } }, reply) => {
        await findInstalled(models, digest);
        return readPaper(actor.tenant, home, { kind: 'card', digest }, whileAsked(reply));
      },
    );

    server.get(
      '/v1/models/:digest/evaluation',
      {
        ...route,
        schema: {
          ...{ ...common, summary: 'Its latest evaluation, as a page' },
          description:
            'As `likeness evaluate` draws it, without photographs. 404 where none was attached: `likeness models attach`.',
          response: {
            200: { description: 'HTML', content: { 'text/html': { schema: Type.String() } } },
            ...failures(401, 403, 404, 429),
          },
        },
      },
      async ({ actor, params: { digest } }, reply) => {
        const { name } = await findInstalled(models, digest);
        const page = await readPaper(actor.tenant, home, { kind: 'evaluation', digest }, whileAsked(reply));
        if (page === null) throw new LikenessError('not_found', `${name} has no evaluation on file`);
        return reply.header('content-security-policy', LOOKED_AT).type('text/html; charset=utf-8').send(page);
      },
    );

    server.get(
      '/v1/models/:digest/case',
      {
        ...route,
        schema: {
          ...{ ...common, summary: 'What speaks for it against the model that decides, on test data' },
          description:
            'The requirements of `likeness models promote`, at the FMR of your policy, by the evaluations of both. Takes seconds.',
          response: { 200: CaseAnswer, ...failures(401, 403, 404, 409, 429) },
        },
      },
      async ({ actor, params: { digest } }, reply) => {
        const { name } = await findInstalled(models, digest);
        const { active } = await readRoles(database.shared);
        const present = active ?? inference.model;
        if (present.digest === digest)
          throw new LikenessError('state_conflict', `${name} is the model that decides`);
        const { document } = await database.tenant(actor.tenant, activePolicy);
        const paper = {
          ...{ kind: 'case' as const, digest, fmr: document.approveFmr },
          present: { name: present.name, digest: present.digest },
        };
        return readPaper(actor.tenant, home, paper, whileAsked(reply));
      },
    );
  };
