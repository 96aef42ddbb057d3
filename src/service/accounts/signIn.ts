// Signing in: what was shown is checked, counted, logged and answered alike, whether the account is there or not.

import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { LikenessError } from '../../errors.js';
import {
  authenticateSignIn,
  beginSignIn,
  checkAssertion,
  checkTotp,
  endSignIn,
  findByEmail,
  findTenant,
  findTotp,
  type Given,
  lockPerson,
  type Person,
  type Refused,
  systemActor,
  useAssertion,
  useTotp,
} from '../identity/index.js';
import type { SignInMethod, Transacting } from '../storage/index.js';
import type { Accounts } from './context.js';

export interface Begun {
  readonly actor: Person;
  /** For the cookie. */
  readonly text: string;
}

/** @throws `sign_in_refused` */
export async function signInWithPasskey(
  accounts: Accounts,
  response: AuthenticationResponseJSON,
  agent: string,
): Promise<Begun> {
  const assertion = await checkAssertion(accounts.database, accounts, response);
  if ('why' in assertion) throw await refuse(accounts, 'passkey', assertion);
  const { tenant, person } = assertion;
  const outcome = await accounts.database.tenant(tenant, async (transaction) => {
    const why = await useAssertion(transaction, assertion);
    return why ?? admit(accounts, transaction, person, 'passkey', agent);
  });
  if (typeof outcome === 'string') throw await refuse(accounts, 'passkey', { why: outcome, tenant, person });
  return outcome;
}

export interface TotpAttempt extends Given {
  /** Name of the tenant. */
  readonly tenant: string;
  readonly email: string;
}

/** @throws `sign_in_refused` */
export async function signInWithTotp(accounts: Accounts, given: TotpAttempt, agent: string): Promise<Begun> {
  const { database, sealing, decoy } = accounts;
  const tenant = (await findTenant(database, given.tenant))?.id;
  const known =
    tenant === undefined ? undefined : await database.tenant(tenant, (tx) => findAccount(tx, given.email));
  const proof = await checkTotp(known?.totp, decoy, given, sealing);
  if (tenant === undefined || !known || !proof)
    throw await refuse(accounts, 'totp', {
      why: known ? 'phrase or code' : 'unknown',
      ...(tenant && { tenant }),
      ...(known && { person: known.person }),
    });
  const outcome = await database.tenant(tenant, async (transaction) => {
    if (!(await useTotp(transaction, proof))) return 'code used before';
    const method = typeof proof.used === 'number' ? 'totp' : 'recovery_code';
    return admit(accounts, transaction, known.person, method, agent);
  });
  if (typeof outcome === 'string')
    throw await refuse(accounts, 'totp', { why: outcome, tenant, person: known.person });
  return outcome;
}

/**
 * A browser that is given another cookie has no use for the one before: whoever finds that in a copy of it has none either.
 * @param text the cookie that came with the request; undefined where there was none
 */
export async function endFormer({ database, audit }: Accounts, text: string | undefined): Promise<void> {
  const former = text === undefined ? null : await signedInBy(database, text);
  if (!former?.signIn) return;
  const { id, tenant, signIn } = former;
  await database.tenant(tenant, async (transaction) => {
    if (await endSignIn(transaction, id, signIn.id))
      await audit.append(transaction, former, 'login.ended', { kind: 'person', id }, { signIn: signIn.id });
  });
}

/** Null where it is none that is good still. */
async function signedInBy(database: Accounts['database'], text: string): Promise<Person | null> {
  try {
    return await authenticateSignIn(database, text);
  } catch (error) {
    if (error instanceof LikenessError && error.code === 'unauthenticated') return null;
    throw error;
  }
}

/** @returns why not, where the account is shut */
async function admit(
  { audit }: Accounts,
  transaction: Transacting,
  person: string,
  method: SignInMethod,
  agent: string,
): Promise<Begun | string> {
  const { state } = await lockPerson(transaction, person);
  if (state !== 'active') return state;
  const begun = await beginSignIn(transaction, person, method, agent);
  const details = { method, signIn: begun.actor.signIn!.id };
  await audit.append(transaction, begun.actor, 'login.succeeded', { kind: 'person', id: person }, details);
  return begun;
}

/** Logs why, and says to all the same. */
async function refuse(
  { database, audit }: Accounts,
  method: SignInMethod,
  { why, tenant, person }: Refused,
): Promise<LikenessError> {
  if (tenant !== undefined)
    await database.tenant(tenant, (transaction) =>
      audit.append(
        transaction,
        systemActor(tenant, 'sign-in'),
        'login.failed',
        { kind: 'person', id: person ?? 'unknown' },
        { method, why },
      ),
    );
  return new LikenessError('sign_in_refused', 'nobody is signed in by this');
}

async function findAccount(transaction: Transacting, email: string) {
  const person = await findByEmail(transaction, email);
  const totp = person && (await findTotp(transaction, person.id, 'confirmed'));
  return totp && { person: person.id, totp };
}
