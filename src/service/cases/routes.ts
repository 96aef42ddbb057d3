// /v1/cases: the queue, taking, deciding.

import { Type } from '@fastify/type-provider-typebox';
import {
  failures,
  momentOf,
  once,
  PageOf,
  PageQuery,
  pageOf,
  type Routes,
  uuidOfCursor,
} from '../http/index.js';
import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import { type Cases, personOf } from './context.js';
import { decideCase } from './decide.js';
import { countCases, findCase, listCases, takeNext } from './queue.js';
import { CASE_REASONS, type CaseReason } from './reasons.js';
import {
  AssignBody,
  Blind,
  Case,
  CaseCounts,
  CaseDetail,
  CaseId,
  CaseQuery,
  CaseReasons,
  DecisionBody,
  NoteBody,
  ReleaseBody,
} from './schemas.js';
import { caseBody, caseDetail } from './show.js';
import { assignCase, noteOnCase, releaseCase } from './work.js';

const tags = ['cases'];

export const caseRoutes =
  (cases: Cases): Routes =>
  (server) => {
    const { database, audit } = cases.deciding;
    const within = <T>({ tenant }: Actor, work: (transaction: Transacting) => Promise<T>) =>
      database.tenant(tenant, work);
    const shown = async (transaction: Transacting, id: string, blind: boolean) =>
      caseBody((await findCase(transaction, id))!, { blind });

    server.get(
      '/v1/cases',
      {
        config: { access: 'cases.read' },
        schema: {
          ...{ tags, summary: 'Cases; without a state, those that are not decided' },
          querystring: Type.Object({ ...PageQuery, ...CaseQuery }),
          response: { 200: PageOf(Case), ...failures(400, 401, 403, 429) },
        },
      },
      async ({ actor, query }) => {
        const { limit = 50, cursor, order = 'queue', blind = false, openedBefore, openedAfter } = query;
        const { state, reason, customer } = query;
        const assignee = query.assignee === 'me' ? personOf(actor).id : query.assignee;
        const filter = { state, assignee, reason, customer, ...datesOf({ openedBefore, openedAfter }) };
        const page = { order, after: uuidOfCursor(cursor), limit: limit + 1 };
        const rows = await within(actor, (transaction) => listCases(transaction, filter, page));
        return pageOf(
          rows,
          limit,
          (row) => caseBody(row, { blind }),
          ({ id }) => id,
        );
      },
    );

    server.get(
      '/v1/cases/counts',
      {
        config: { access: 'cases.read' },
        schema: {
          ...{ tags, summary: 'How long the queue is' },
          response: { 200: CaseCounts, ...failures(401, 403, 429) },
        },
      },
      async ({ actor }) => {
        const counts = await within(actor, (transaction) => countCases(transaction, actor.id));
        return { ...counts, oldestOpenedAt: counts.oldestOpenedAt?.toISOString() ?? null };
      },
    );

    server.get(
      '/v1/cases/reasons',
      {
        config: { access: 'known' },
        schema: {
          ...{ tags, summary: 'With which reasons a case may be decided how' },
          response: { 200: CaseReasons, ...failures(401, 429) },
        },
      },
      async () => ({ items: REASONS }),
    );

    server.post(
      '/v1/cases/take',
      {
        config: { access: 'cases.work', isOnce: true },
        schema: {
          ...{ tags, summary: 'Be given the next case' },
          description:
            'The riskiest and oldest that is nobody’s, or that its assignee has left alone for 30 minutes; supervisors are given second looks too. No two people are ever given the same. 204 where nothing waits.',
          querystring: Type.Object({ blind: Blind }),
          response: { 200: Case, 204: Type.Null(), ...failures(401, 403, 429) },
        },
      },
      async (request, reply) => {
        const person = personOf(request.actor);
        const { blind = false } = request.query;
        const taken = await once(
          database,
          request,
          [],
          (settle) =>
            within(person, async (transaction) => {
              const id = await takeNext(transaction, audit, person);
              if (id !== undefined) await settle(transaction, id);
              return id && shown(transaction, id, blind);
            }),
          (id) => within(person, (transaction) => shown(transaction, id, blind)),
        );
        return taken ? taken : reply.code(204).send(null);
      },
    );

    server.get(
      '/v1/cases/:id',
      {
        config: { access: 'cases.read', also: ['verifications.read'] },
        schema: {
          ...{ tags, summary: 'Everything to decide a case by; the look is logged' },
          description: 'The decision is opened, and the lease of the assignee renewed.',
          params: CaseId,
          querystring: Type.Object({ blind: Blind }),
          response: { 200: CaseDetail, ...failures(401, 403, 404, 410, 429) },
        },
      },
      async ({ actor, params: { id }, query: { blind = false } }) =>
        within(actor, (transaction) => caseDetail(transaction, cases, actor, id, { blind })),
    );

    server.post(
      '/v1/cases/:id/assign',
      {
        config: { access: 'cases.supervise' },
        schema: {
          ...{ tags, summary: 'Give a case to somebody', params: CaseId, body: AssignBody },
          response: { 200: Case, ...failures(400, 401, 403, 404, 409, 429) },
        },
      },
      async ({ actor, params: { id }, body }) =>
        within(actor, async (transaction) => {
          await assignCase(transaction, cases, personOf(actor), { id, ...body });
          return shown(transaction, id, false);
        }),
    );

    server.post(
      '/v1/cases/:id/release',
      {
        config: { access: 'cases.work' },
        schema: {
          ...{ tags, summary: 'Give a case back', params: CaseId, body: ReleaseBody },
          description: 'One’s own; supervisors give back anybody’s.',
          response: { 200: Case, ...failures(400, 401, 403, 404, 409, 429) },
        },
      },
      async ({ actor, params: { id }, body }) =>
        within(actor, async (transaction) => {
          await releaseCase(transaction, cases, personOf(actor), { id, ...body });
          return shown(transaction, id, false);
        }),
    );

    server.post(
      '/v1/cases/:id/notes',
      {
        config: { access: 'cases.work', isOnce: true },
        schema: {
          ...{ tags, summary: 'Write a note on a case', params: CaseId, body: NoteBody },
          description:
            'Encrypted with the key of whom it is about. The log says that one was written, not what.',
          response: { 201: Type.Object({ id: Type.String() }), ...failures(400, 401, 403, 404, 410, 429) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request;
        const id = await once(
          database,
          request,
          [params.id, body.text],
          (settle) =>
            within(actor, async (transaction) => {
              const note = await noteOnCase(transaction, cases, personOf(actor), { ...params, ...body });
              await settle(transaction, note);
              return note;
            }),
          async (note) => note,
        );
        return reply.code(201).send({ id });
      },
    );

    server.post(
      '/v1/cases/:id/decision',
      {
        config: { access: 'cases.work', isOnce: true },
        schema: {
          ...{ tags, summary: 'Decide a case that is yours', params: CaseId, body: DecisionBody },
          description:
            'Against the evidence it takes a second person, who is not told what you said before they have said something themselves: the case awaits them. Approving enrols the customer. The faces are searched for again before: a hit that was not on the case is put on it, and 409 asks you to read it again.',
          response: { 200: Case, ...failures(400, 401, 403, 404, 409, 410, 429, 503) },
        },
      },
      async (request) => {
        const { actor, params, body } = request;
        const { version, outcome, reasons, text = null } = body;
        const answer = (transaction: Transacting) => shown(transaction, params.id, false);
        return once(
          database,
          request,
          [params.id, String(version), outcome, ...reasons, text],
          (settle) =>
            decideCase(
              cases,
              personOf(actor),
              { ...params, version, outcome, reasons, text },
              async (transaction) => {
                await settle(transaction, params.id);
                return answer(transaction);
              },
            ),
          () => within(actor, answer),
        );
      },
    );
  };

const REASONS = Object.entries(CASE_REASONS).map(([code, rule]) => ({
  code: code as CaseReason,
  outcomes: [...rule.outcomes],
  sentence: rule.sentence,
  needsText: 'needsText' in rule,
  label: 'label' in rule ? rule.label : null,
}));

const datesOf = ({
  openedBefore,
  openedAfter,
}: {
  openedBefore?: string | undefined;
  openedAfter?: string | undefined;
}) => ({
  ...(openedBefore !== undefined && { openedBefore: momentOf(openedBefore) }),
  ...(openedAfter !== undefined && { openedAfter: momentOf(openedAfter) }),
});
