// POST /v1/policies/simulate: a draft, or a version, tried on past traffic.

import { LikenessError } from '../../errors.js';
import { failures, momentOf, type Routes, whileAsked } from '../http/index.js';
import { type PolicyDocument, readPolicy } from '../policies/index.js';
import { MOST_BY_REQUEST, SimulationAnswer, SimulationBody } from './schemas.js';
import { type Simulating, simulate } from './simulate.js';

export const simulationRoutes =
  (simulating: Simulating): Routes =>
  (server) => {
    server.post(
      '/v1/policies/simulate',
      {
        config: { access: 'policies.read' },
        schema: {
          tags: ['policies'],
          summary: 'What would a policy have decided?',
          description:
            'Past decisions are judged anew from what was kept of them: no picture is opened. It changes nothing, and is logged.',
          body: SimulationBody,
          response: { 200: SimulationAnswer, ...failures(400, 401, 403, 404, 415, 429) },
        },
      },
      async ({ actor, body }, reply) => {
        const { version, document, decisions: most = MOST_BY_REQUEST, hourlyCost } = body;
        if ((version === undefined) === (document === undefined))
          throw new LikenessError('request_invalid', 'give either `version` or `document`');
        const period = {
          from: momentOf(body.from),
          to: body.to === undefined ? new Date() : momentOf(body.to),
        };
        const policy: PolicyDocument =
          document ??
          (await simulating.database.tenant(actor.tenant, (transaction) => readPolicy(transaction, version!)))
            .document;
        return simulate(simulating, actor, {
          ...{ policy, period, most, signal: whileAsked(reply) },
          ...(hourlyCost !== undefined && { hourlyCost }),
        });
      },
    );
  };
