// Taking up an invitation: the link lets somebody in once, to set up what they sign in with from then on.

import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { LikenessError } from '../../errors.js';
import {
  activate,
  addPasskey,
  beginSignIn,
  beginTotp,
  checkRegistration,
  checkTotp,
  confirmTotp,
  type Enrolment,
  findTotp,
  type Given,
  type Invitation,
  lockPerson,
  type PersonRecord,
  readInvitation,
  readPerson,
  registrationOptions,
  useInvitation,
} from '../identity/index.js';
import type { SignInMethod, Transacting } from '../storage/index.js';
import type { Accounts } from './context.js';
import type { Begun } from './signIn.js';

export interface Invited {
  readonly invitation: Invitation;
  readonly person: PersonRecord;
}

/** Whom a link is for; it stays good. @throws `invitation_invalid` */
export async function readInvited({ database }: Accounts, text: string): Promise<Invited> {
  const invitation = await readInvitation(database, text);
  const person = await database.tenant(invitation.tenant, (tx) => readPerson(tx, invitation.person));
  return { invitation, person };
}

export async function joinOptions(accounts: Accounts, text: string) {
  const { invitation, person } = await readInvited(accounts, text);
  return registrationOptions(accounts, { ...person, tenant: invitation.tenant }, []);
}

/** @throws `invitation_invalid`, `passkey_refused` */
export async function joinWithPasskey(
  accounts: Accounts,
  text: string,
  response: RegistrationResponseJSON,
  label: string,
  agent: string,
): Promise<Begun> {
  const invitation = await readInvitation(accounts.database, text);
  const passkey = await checkRegistration(
    accounts,
    { tenant: invitation.tenant, id: invitation.person },
    response,
  );
  const { begun } = await join(accounts, invitation, 'passkey', agent, (transaction) =>
    addPasskey(transaction, invitation.person, label, passkey),
  );
  return begun;
}

/** What to write down and scan; the link stays good until it is confirmed. @throws `invitation_invalid` */
export async function beginJoinWithTotp(accounts: Accounts, text: string): Promise<Enrolment> {
  const { invitation, person } = await readInvited(accounts, text);
  return accounts.database.tenant(invitation.tenant, async (transaction) => {
    await lockPerson(transaction, person.id);
    return beginTotp(transaction, { ...person, tenant: invitation.tenant }, accounts.sealing);
  });
}

/** @throws `invitation_invalid`, `code_refused` */
export async function joinWithTotp(
  accounts: Accounts,
  text: string,
  given: Given,
  agent: string,
): Promise<{ begun: Begun; recoveryCodes: string[] }> {
  const { database, decoy, sealing } = accounts;
  const invitation = await readInvitation(database, text);
  const pending = await database.tenant(invitation.tenant, (tx) =>
    findTotp(tx, invitation.person, 'pending'),
  );
  const proof = await checkTotp(pending, decoy, given, sealing);
  const { begun, made } = await join(accounts, invitation, 'totp', agent, (transaction) =>
    confirmTotp(transaction, invitation.person, proof),
  );
  return { begun, recoveryCodes: made };
}

async function join<T>(
  { database, audit }: Accounts,
  invitation: Invitation,
  method: SignInMethod,
  agent: string,
  setUp: (transaction: Transacting) => Promise<T>,
): Promise<{ begun: Begun; made: T }> {
  return database.tenant(invitation.tenant, async (transaction) => {
    const { id, state } = await lockPerson(transaction, invitation.person);
    if (state !== 'invited') throw new LikenessError('invitation_invalid', 'this link serves no more');
    await useInvitation(transaction, invitation);
    const made = await setUp(transaction);
    await activate(transaction, id);
    const begun = await beginSignIn(transaction, id, method, agent);
    const details = { method, signIn: begun.actor.signIn!.id };
    await audit.append(transaction, begun.actor, 'person.joined', { kind: 'person', id }, details);
    return { begun, made };
  });
}
