// Who works here: invited, given a role, shut out, by somebody who may and never by themselves.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { PageOf, PageQuery, pageOf, type Routes, uuidOfCursor } from '../http/index.js';
import { type Actor, demandFresh, readPerson } from '../identity/index.js';
import { administrationBy } from './administration.js';
import { invitedAnswer, personAnswer } from './answers.js';
import { type Accounts, PRIVATE } from './context.js';
import { Email, InvitedAnswer, PersonAnswer, PersonName, RoleName } from './schemas.js';

const IdParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

export const peopleRoutes =
  (accounts: Accounts): Routes =>
  (server) => {
    const { database, site } = accounts;
    const by = (actor: Actor) => administrationBy(accounts, actor);
    const tags = ['People'];
    const writing = { ...PRIVATE, config: { access: 'people.write' } } as const;

    server.get(
      '/v1/people',
      {
        ...PRIVATE,
        config: { access: 'people.read' },
        schema: {
          tags,
          operationId: 'listPeople',
          summary: 'Who works here',
          querystring: Type.Object(PageQuery),
          response: { 200: PageOf(PersonAnswer) },
        },
      },
      async ({ actor, query }) => {
        const { limit = 50, cursor } = query;
        const people = await by(actor).listPeople({ after: uuidOfCursor(cursor), limit: limit + 1 });
        return pageOf(people, limit, personAnswer, ({ id }) => id);
      },
    );

    server.get(
      '/v1/people/:id',
      {
        ...PRIVATE,
        config: { access: 'people.read' },
        schema: {
          tags,
          operationId: 'readPerson',
          summary: 'One person',
          params: IdParams,
          response: { 200: PersonAnswer },
        },
      },
      async ({ actor, params: { id } }) =>
        personAnswer(await database.tenant(actor.tenant, (tx) => readPerson(tx, id))),
    );

    server.post(
      '/v1/people',
      {
        ...writing,
        schema: {
          tags,
          operationId: 'invitePerson',
          summary: 'Invite somebody',
          description: 'Answers with a link that lets them in once, for three days.',
          body: Type.Object(
            { name: PersonName, email: Email, role: RoleName },
            { additionalProperties: false },
          ),
          response: { 201: InvitedAnswer },
        },
      },
      async ({ actor, body }, reply) => {
        demandFresh(actor);
        const { person, link } = await by(actor).invite(body);
        return reply.code(201).send(invitedAnswer(site, person, link));
      },
    );

    server.post(
      '/v1/people/:id/invitation',
      {
        ...writing,
        schema: {
          tags,
          operationId: 'renewInvitation',
          summary: 'A new link for somebody who cannot get in',
          description: 'Whatever they signed in with before serves no more.',
          params: IdParams,
          response: { 201: InvitedAnswer },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        demandFresh(actor);
        demandOther(actor, id, 'gives themselves a new link');
        const { person, link } = await by(actor).renew(id);
        return reply.code(201).send(invitedAnswer(site, person, link));
      },
    );

    server.patch(
      '/v1/people/:id',
      {
        ...writing,
        schema: {
          tags,
          operationId: 'changePerson',
          summary: 'Give a role, shut out, let in again',
          description:
            'Ends wherever they are signed in. Nobody changes themselves, and one administrator stays.',
          params: IdParams,
          body: Type.Object(
            { role: Type.Optional(RoleName), disabled: Type.Optional(Type.Boolean()) },
            { additionalProperties: false, minProperties: 1 },
          ),
          response: { 200: PersonAnswer },
        },
      },
      async ({ actor, params: { id }, body }) => {
        demandFresh(actor);
        demandOther(actor, id, 'changes their own role or access');
        return personAnswer(await by(actor).change(id, body));
      },
    );
  };

/** @throws `permission_missing` */
function demandOther(actor: Actor, id: string, what: string): void {
  if (actor.kind === 'person' && actor.id === id)
    throw new LikenessError('permission_missing', `nobody ${what}: ask another administrator`);
}
