// Signing in and out, and taking up an invitation.

import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Routes } from '../http/index.js';
import { endSignIn, FIRST_TENANT, signInOptions } from '../identity/index.js';
import { meAnswer } from './answers.js';
import { type Accounts, agentOf, clearCookie, demandPerson, ownPage, PRIVATE, setCookie } from './context.js';
import { beginJoinWithTotp, joinOptions, joinWithPasskey, joinWithTotp, readInvited } from './joining.js';
import {
  AssertionBody,
  CreationOptions,
  Email,
  EnrolmentAnswer,
  GivenFields,
  InvitationText,
  Label,
  Me,
  RecoveryCodesAnswer,
  RegistrationBody,
  RequestOptions,
  RoleName,
} from './schemas.js';
import { type Begun, endFormer, signInWithPasskey, signInWithTotp } from './signIn.js';

const closed = { additionalProperties: false } as const;

export const signInRoutes =
  (accounts: Accounts): Routes =>
  (server) => {
    const { database, audit, attempts } = accounts;
    const open = { ...ownPage(accounts), config: { access: 'anybody' } } as const;

    server.post(
      '/v1/sign-in/passkey/options',
      {
        ...open,
        schema: {
          tags: ['Signing in'],
          operationId: 'beginPasskeySignIn',
          summary: 'What the browser needs to ask for a passkey',
          response: { 200: RequestOptions },
        },
      },
      async () => signInOptions(accounts),
    );

    const welcome = async (request: FastifyRequest, reply: FastifyReply, begun: Begun): Promise<void> => {
      await endFormer(accounts, request.cookies[accounts.site.cookie]);
      setCookie(reply, accounts, begun.text);
    };

    server.post(
      '/v1/sign-in/passkey/verify',
      {
        ...open,
        schema: {
          tags: ['Signing in'],
          operationId: 'signInWithPasskey',
          summary: 'Sign in with a passkey',
          body: Type.Object({ response: AssertionBody }, closed),
          response: { 200: Me },
        },
      },
      async (request, reply) => {
        const begun = await attempts.counted(request.ip, undefined, () =>
          signInWithPasskey(accounts, request.body.response, agentOf(request)),
        );
        await welcome(request, reply, begun);
        return meAnswer(database, begun.actor);
      },
    );

    server.post(
      '/v1/sign-in/totp',
      {
        ...open,
        schema: {
          tags: ['Signing in'],
          operationId: 'signInWithTotp',
          summary: 'Sign in with phrase and code',
          description: 'A recovery code stands in for the code once. After ten failures an account waits.',
          body: Type.Object(
            {
              tenant: Type.String({ default: FIRST_TENANT, pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
              email: Email,
              ...GivenFields,
            },
            closed,
          ),
          response: { 200: Me },
        },
      },
      async (request, reply) => {
        const account = JSON.stringify([request.body.tenant, request.body.email.toLowerCase()]);
        const begun = await attempts.counted(request.ip, account, () =>
          signInWithTotp(accounts, request.body, agentOf(request)),
        );
        await welcome(request, reply, begun);
        return meAnswer(database, begun.actor);
      },
    );

    server.post(
      '/v1/sign-out',
      {
        ...PRIVATE,
        config: { access: 'known' },
        schema: {
          tags: ['Signing in'],
          operationId: 'signOut',
          summary: 'Sign out',
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const person = demandPerson(request.actor);
        await database.tenant(person.tenant, async (transaction) => {
          const id = person.signIn?.id ?? '';
          if (await endSignIn(transaction, person.id, id))
            await audit.append(
              transaction,
              person,
              'login.ended',
              { kind: 'person', id: person.id },
              { signIn: id },
            );
        });
        clearCookie(reply, accounts);
        return reply.code(204).send(null);
      },
    );

    server.post(
      '/v1/invitations/read',
      {
        ...open,
        schema: {
          tags: ['Signing in'],
          operationId: 'readInvitation',
          summary: 'Whom a link is for',
          description: 'Changes nothing.',
          body: Type.Object({ invitation: InvitationText }, closed),
          response: {
            200: Type.Object({
              name: Type.String(),
              email: Type.String(),
              role: RoleName,
              expiresAt: Type.String({ format: 'date-time' }),
            }),
          },
        },
      },
      async (request) => {
        const { person, invitation } = await readInvited(accounts, request.body.invitation);
        const { name, email, role } = person;
        return { name, email, role, expiresAt: invitation.expiresAt.toISOString() };
      },
    );

    server.post(
      '/v1/invitations/accept/passkey/options',
      {
        ...open,
        schema: {
          tags: ['Signing in'],
          operationId: 'beginJoiningWithPasskey',
          summary: 'What the browser needs to make the first passkey',
          body: Type.Object({ invitation: InvitationText }, closed),
          response: { 200: CreationOptions },
        },
      },
      async (request) => joinOptions(accounts, request.body.invitation),
    );

    server.post(
      '/v1/invitations/accept/passkey',
      {
        ...open,
        schema: {
          tags: ['Signing in'],
          operationId: 'joinWithPasskey',
          summary: 'Take up an invitation with a passkey',
          body: Type.Object({ invitation: InvitationText, label: Label, response: RegistrationBody }, closed),
          response: { 200: Me },
        },
      },
      async (request, reply) => {
        const { invitation, response, label } = request.body;
        const begun = await joinWithPasskey(accounts, invitation, response, label, agentOf(request));
        await welcome(request, reply, begun);
        return meAnswer(database, begun.actor);
      },
    );

    server.post(
      '/v1/invitations/accept/totp',
      {
        ...open,
        schema: {
          tags: ['Signing in'],
          operationId: 'beginJoiningWithTotp',
          summary: 'Phrase and seed, where no passkey can be had',
          description: 'Asked again it gives others, and these serve no more.',
          body: Type.Object({ invitation: InvitationText }, closed),
          response: { 200: EnrolmentAnswer },
        },
      },
      async (request) => beginJoinWithTotp(accounts, request.body.invitation),
    );

    server.post(
      '/v1/invitations/accept/totp/confirm',
      {
        ...open,
        schema: {
          tags: ['Signing in'],
          operationId: 'joinWithTotp',
          summary: 'Take up an invitation with phrase and code',
          body: Type.Object({ invitation: InvitationText, ...GivenFields }, closed),
          response: { 200: RecoveryCodesAnswer },
        },
      },
      async (request, reply) => {
        const { invitation, phrase, code } = request.body;
        const { begun, recoveryCodes } = await joinWithTotp(
          accounts,
          invitation,
          { phrase, code },
          agentOf(request),
        );
        await welcome(request, reply, begun);
        return { recoveryCodes };
      },
    );
  };
