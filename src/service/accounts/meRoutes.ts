// What somebody signed in sees and changes of themselves.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import type { Routes } from '../http/index.js';
import {
  addPasskey,
  beginTotp,
  checkRegistration,
  checkTotp,
  confirmTotp,
  countMeans,
  endSignIn,
  findTotp,
  listPasskeys,
  listSignIns,
  lockPerson,
  makeRecoveryCodes,
  type Person,
  readPerson,
  registrationOptions,
  removePasskey,
  removeTotp,
} from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import { meAnswer, passkeyAnswer } from './answers.js';
import { type Accounts, demandFreshPerson, demandPerson, PRIVATE } from './context.js';
import {
  CreationOptions,
  EnrolmentAnswer,
  GivenFields,
  Label,
  Me,
  PasskeyAnswer,
  RecoveryCodesAnswer,
  RegistrationBody,
  SignInAnswer,
} from './schemas.js';

const closed = { additionalProperties: false } as const;
const IdParams = Type.Object({ id: Type.String({ maxLength: 1400 }) });

export const meRoutes =
  (accounts: Accounts): Routes =>
  (server) => {
    const { database, audit, sealing, decoy } = accounts;
    const known = { ...PRIVATE, config: { access: 'known' } } as const;
    const tags = ['Me'];
    const itself = ({ id }: Person) => ({ kind: 'person', id });

    server.get(
      '/v1/me',
      {
        ...known,
        schema: { tags, operationId: 'me', summary: 'Who asks, and what they may', response: { 200: Me } },
      },
      async ({ actor }) => meAnswer(database, actor),
    );

    server.get(
      '/v1/me/sign-ins',
      {
        ...known,
        schema: {
          tags,
          operationId: 'listSignIns',
          summary: 'Where I am signed in',
          response: { 200: Type.Object({ items: Type.Array(SignInAnswer) }) },
        },
      },
      async ({ actor }) => {
        const person = demandPerson(actor);
        const signIns = await database.tenant(person.tenant, (tx) => listSignIns(tx, person.id));
        return {
          items: signIns.map(({ createdAt, seenAt, ...rest }) => ({
            ...rest,
            createdAt: createdAt.toISOString(),
            seenAt: seenAt.toISOString(),
            current: rest.id === person.signIn?.id,
          })),
        };
      },
    );

    server.delete(
      '/v1/me/sign-ins/:id',
      {
        ...known,
        schema: {
          tags,
          operationId: 'endSignIn',
          summary: 'Sign me out elsewhere',
          params: IdParams,
          response: { 204: Type.Null() },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        const person = demandPerson(actor);
        await database.tenant(person.tenant, async (transaction) => {
          if (!(await endSignIn(transaction, person.id, id)))
            throw new LikenessError('not_found', 'you are not signed in there');
          await audit.append(transaction, person, 'login.ended', itself(person), { signIn: id });
        });
        return reply.code(204).send(null);
      },
    );

    server.get(
      '/v1/me/passkeys',
      {
        ...known,
        schema: {
          tags,
          operationId: 'listPasskeys',
          summary: 'My passkeys',
          response: { 200: Type.Object({ items: Type.Array(PasskeyAnswer) }) },
        },
      },
      async ({ actor }) => {
        const person = demandPerson(actor);
        const passkeys = await database.tenant(person.tenant, (tx) => listPasskeys(tx, person.id));
        return { items: passkeys.map(passkeyAnswer) };
      },
    );

    server.post(
      '/v1/me/passkeys/options',
      {
        ...known,
        schema: {
          tags,
          operationId: 'beginPasskey',
          summary: 'What the browser needs to make another passkey',
          response: { 200: CreationOptions },
        },
      },
      async ({ actor }) => {
        const person = demandFreshPerson(actor);
        const { record, passkeys } = await database.tenant(person.tenant, async (tx) => ({
          record: await readPerson(tx, person.id),
          passkeys: await listPasskeys(tx, person.id),
        }));
        return registrationOptions(accounts, { ...record, tenant: person.tenant }, passkeys);
      },
    );

    server.post(
      '/v1/me/passkeys',
      {
        ...known,
        schema: {
          tags,
          operationId: 'addPasskey',
          summary: 'Add a passkey',
          body: Type.Object({ label: Label, response: RegistrationBody }, closed),
          response: { 201: PasskeyAnswer },
        },
      },
      async ({ actor, body }, reply) => {
        const person = demandFreshPerson(actor);
        const made = await checkRegistration(accounts, person, body.response);
        const passkey = await database.tenant(person.tenant, async (transaction) => {
          await lockPerson(transaction, person.id);
          const added = await addPasskey(transaction, person.id, body.label, made);
          await audit.append(transaction, person, 'passkey.added', itself(person), {
            passkey: idOf(added.id),
          });
          return added;
        });
        return reply.code(201).send(passkeyAnswer(passkey));
      },
    );

    server.delete(
      '/v1/me/passkeys/:id',
      {
        ...known,
        schema: {
          tags,
          operationId: 'removePasskey',
          summary: 'Remove a passkey',
          description: 'All but the last thing that signs you in.',
          params: IdParams,
          response: { 204: Type.Null() },
        },
      },
      async ({ actor, params: { id } }, reply) => {
        const person = demandFreshPerson(actor);
        await database.tenant(person.tenant, async (transaction) => {
          await lockPerson(transaction, person.id);
          if (!(await removePasskey(transaction, person.id, id)))
            throw new LikenessError('not_found', 'you have no such passkey');
          await keepAMeans(transaction, person);
          await audit.append(transaction, person, 'passkey.removed', itself(person), { passkey: idOf(id) });
        });
        return reply.code(204).send(null);
      },
    );

    server.post(
      '/v1/me/totp',
      {
        ...known,
        schema: {
          tags,
          operationId: 'beginTotp',
          summary: 'Phrase and seed for signing in without a passkey',
          description: 'What was confirmed before serves until this is.',
          response: { 200: EnrolmentAnswer },
        },
      },
      async ({ actor }) => {
        const person = demandFreshPerson(actor);
        return database.tenant(person.tenant, async (transaction) => {
          const { email } = await lockPerson(transaction, person.id);
          return beginTotp(transaction, { tenant: person.tenant, id: person.id, email }, sealing);
        });
      },
    );

    server.post(
      '/v1/me/totp/confirm',
      {
        ...known,
        schema: {
          tags,
          operationId: 'confirmTotp',
          summary: 'Show that phrase and code are at hand',
          body: Type.Object(GivenFields, closed),
          response: { 200: RecoveryCodesAnswer },
        },
      },
      async ({ actor, body }) => {
        const person = demandFreshPerson(actor);
        const pending = await database.tenant(person.tenant, (tx) => findTotp(tx, person.id, 'pending'));
        const proof = await checkTotp(pending, decoy, body, sealing);
        return database.tenant(person.tenant, async (transaction) => {
          await lockPerson(transaction, person.id);
          const recoveryCodes = await confirmTotp(transaction, person.id, proof);
          await audit.append(transaction, person, 'totp.confirmed', itself(person));
          return { recoveryCodes };
        });
      },
    );

    server.delete(
      '/v1/me/totp',
      {
        ...known,
        schema: {
          tags,
          operationId: 'removeTotp',
          summary: 'Sign in by passkey alone',
          response: { 204: Type.Null() },
        },
      },
      async ({ actor }, reply) => {
        const person = demandFreshPerson(actor);
        await database.tenant(person.tenant, async (transaction) => {
          await lockPerson(transaction, person.id);
          if (!(await removeTotp(transaction, person.id)))
            throw new LikenessError('not_found', 'you have set up no phrase and codes');
          await keepAMeans(transaction, person);
          await audit.append(transaction, person, 'totp.removed', itself(person));
        });
        return reply.code(204).send(null);
      },
    );

    server.post(
      '/v1/me/recovery-codes',
      {
        ...known,
        schema: {
          tags,
          operationId: 'makeRecoveryCodes',
          summary: 'New recovery codes',
          description: 'The former ones serve no more.',
          response: { 200: RecoveryCodesAnswer },
        },
      },
      async ({ actor }) => {
        const person = demandFreshPerson(actor);
        return database.tenant(person.tenant, async (transaction) => {
          await lockPerson(transaction, person.id);
          const recoveryCodes = await makeRecoveryCodes(transaction, person.id);
          await audit.append(transaction, person, 'recovery_codes.made', itself(person));
          return { recoveryCodes };
        });
      },
    );
  };

/** @throws `state_conflict`, within the transaction that took the last one */
async function keepAMeans(transaction: Transacting, { id }: Person): Promise<void> {
  if ((await countMeans(transaction, id)) === 0)
    throw new LikenessError('state_conflict', 'nothing would be left to sign in with: add another first');
}

/** Authenticators may make it longer than an entry takes. */
const idOf = (passkey: string): string => passkey.slice(0, 200);
