// POST /v1/policies/simulate: a draft, or a version, tried on past traffic.

import { LikenessError } from '../../errors.js';
import type { Questions } from '../aside/index.js';
import type { AuditLog } from '../audit/index.js';
import { failures, momentOf, type Routes, whileAsked, wholeDays } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { readPolicy } from '../policies/index.js';
import type { Subjects } from '../subjects/index.js';
import { demandEnough } from './past.js';
import { MOST_BY_REQUEST, SimulationAnswer, SimulationBody } from './schemas.js';
import { type Simulation, simulate } from './simulate.js';

export interface SimulatingByRequest {
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  /** The process’s. */
  readonly questions: Questions;
}

export const simulationRoutes =
  ({ subjects, audit, questions }: SimulatingByRequest): Routes =>
  (server) => {
    server.post(
      '/v1/policies/simulate',
      {
        // Its figures are of all decisions: those who review learn from none which cases have a known answer.
        config: { access: 'policies.read', also: ['analytics.read'] },
        schema: {
          tags: ['policies'],
          summary: 'What would a policy have decided?',
          description:
            'Past decisions of whole days (UTC) are judged anew from what was kept of them: no picture is opened. It changes nothing, and is logged. Nothing is told of fewer than five people.',
          body: SimulationBody,
          response: { 200: SimulationAnswer, ...failures(400, 401, 403, 404, 415, 422, 429) },
        },
      },
      ({ actor, body }, reply) => {
        const { version, document, decisions: most = MOST_BY_REQUEST, hourlyCost } = body;
        if ((version === undefined) === (document === undefined))
          throw new LikenessError('request_invalid', 'give either `version` or `document`');
        const period = wholeDays({
          from: momentOf(body.from),
          to: body.to === undefined ? new Date() : momentOf(body.to),
        });
        const signal = whileAsked(reply);
        return questions.inTurn(actor.tenant, signal, async (read) => {
          const policy =
            document ?? (await read((transaction) => readPolicy(transaction, version!))).document;
          await read((transaction) => demandEnough(transaction, period));
          const simulation = await simulate({ read, subjects, audit }, actor, {
            ...{ policy, period, most, signal },
            ...(hourlyCost !== undefined && { hourlyCost }),
          });
          return shownTo(actor, simulation);
        });
      },
    );
  };

/** An example is never a case with a known answer: whoever works on cases is shown none. */
function shownTo({ permissions }: Actor, simulation: Simulation): Simulation {
  if (!permissions.has('cases.work')) return simulation;
  const { proofing, authentication } = simulation;
  const without = (of: Simulation['proofing']): Simulation['proofing'] =>
    of && { ...of, changes: of.changes.map((change) => ({ ...change, examples: [] })) };
  return { ...simulation, proofing: without(proofing), authentication: without(authentication) };
}
