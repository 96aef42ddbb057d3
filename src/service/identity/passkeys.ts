// Passkeys (Web Authentication, Level 3): what people sign in with. The authenticator has seen a finger, a face or a PIN,
// so it is two factors; and it signs for this site alone, so nobody can be talked out of it on another.

import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers';
import { parse as bytesOf } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Database, Transacting } from '../storage/index.js';
import { answerOnce, CHALLENGE_LIFETIME, type Challenge, type Challenges } from './challenges.js';
import type { Site } from './site.js';

export interface Passkey {
  readonly id: string;
  readonly label: string;
  /** Whether it is copied between somebody's devices. */
  readonly synced: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Whose passkey is made. */
export interface Registrant {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** What everything here needs to know of the installation. */
export interface Ceremony {
  readonly site: Site;
  readonly challenges: Challenges;
}

/** EdDSA, ES256, RS256 (COSE): what authenticators have. */
const ALGORITHMS = [-8, -7, -257];
const SIGN_IN = 'sign in';
const registering = (who: { tenant: string; id: string }) => `register ${who.tenant} ${who.id}`;

/** What the browser is given to make a passkey: one that is found by itself, and asks who is there. */
export async function registrationOptions(
  { site, challenges }: Ceremony,
  who: Registrant,
  known: readonly Passkey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: 'Likeness',
    rpID: site.host,
    userID: new Uint8Array(bytesOf(who.id)),
    userName: who.email,
    userDisplayName: who.name,
    challenge: new Uint8Array(challenges.make(registering(who))),
    timeout: CHALLENGE_LIFETIME,
    attestationType: 'none',
    excludeCredentials: known.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** A passkey that is genuine and not yet anybody's. */
export interface NewPasskey {
  readonly challenge: Challenge;
  readonly id: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly synced: boolean;
}

/**
 * Checks what the browser made (WebAuthn, 7.1).
 * @throws `passkey_refused`
 */
export async function checkRegistration(
  { site, challenges }: Ceremony,
  who: { tenant: string; id: string },
  response: RegistrationResponseJSON,
): Promise<NewPasskey> {
  const challenge = challengeOf(challenges, response.response.clientDataJSON, registering(who));
  if (!challenge) throw refused('the challenge is not one of ours, or too old');
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: () => true,
    expectedOrigin: site.origin,
    expectedRPID: site.host,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((error: Error) => {
    throw refused(error.message, error);
  });
  if (!verified) throw refused('its attestation is not genuine');
  const { credential, credentialBackedUp } = registrationInfo;
  return {
    challenge,
    id: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    synced: credentialBackedUp,
  };
}

/** @throws `passkey_refused` where the challenge was answered before, or the passkey is somebody's */
export async function addPasskey(
  transaction: Transacting,
  person: string,
  label: string,
  { challenge, publicKey, transports, ...rest }: NewPasskey,
): Promise<Passkey> {
  if (!(await answerOnce(transaction, challenge))) throw refused('the challenge was answered before');
  const row = await transaction
    .insertInto('passkeys')
    .values({
      ...rest,
      person,
      label,
      public_key: publicKey,
      transports: [...transports],
      created_at: new Date(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) throw refused('this passkey is registered already');
  return passkeyOf(row);
}

export async function listPasskeys(transaction: Transacting, person: string): Promise<Passkey[]> {
  const rows = await transaction
    .selectFrom('passkeys')
    .selectAll()
    .where('person', '=', person)
    .orderBy('created_at')
    .execute();
  return rows.map(passkeyOf);
}

/** @returns whether this person had such a passkey */
export async function removePasskey(transaction: Transacting, person: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom('passkeys')
    .where('person', '=', person)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** What the browser is given to sign in. It names nobody: whoever has a passkey of this site is found by it. */
export async function signInOptions({
  site,
  challenges,
}: Ceremony): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: site.host,
    challenge: new Uint8Array(challenges.make(SIGN_IN)),
    timeout: CHALLENGE_LIFETIME,
    userVerification: 'required',
  });
}

/** An answer that the passkey's own key signed for this site. Whether it is the first with its challenge shows when it is used. */
export interface Assertion {
  readonly challenge: Challenge;
  readonly tenant: string;
  readonly person: string;
  readonly passkey: string;
  readonly counter: number;
  readonly synced: boolean;
}

/** Why an answer does not count. With a tenant and person it can be logged where it belongs. */
export interface Refused {
  readonly why: string;
  readonly tenant?: string;
  readonly person?: string;
}

/** Checks what the browser answered (WebAuthn, 7.2), all but the counter, which `useAssertion` holds under a lock. */
export async function checkAssertion(
  database: Database,
  { site, challenges }: Ceremony,
  response: AuthenticationResponseJSON,
): Promise<Assertion | Refused> {
  const challenge = challengeOf(challenges, response.response.clientDataJSON, SIGN_IN);
  if (!challenge) return { why: 'challenge' };
  const row = await database.presented(response.id, (transaction) =>
    transaction.selectFrom('passkeys').selectAll().where('id', '=', response.id).executeTakeFirst(),
  );
  if (!row) return { why: 'unknown' };
  const { tenant, person } = row;
  if (!isHandleOf(person, response.response.userHandle)) return { why: 'user handle', tenant, person };
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: () => true,
    expectedOrigin: site.origin,
    expectedRPID: site.host,
    requireUserVerification: true,
    credential: {
      id: row.id,
      publicKey: new Uint8Array(row.public_key),
      // The library would compare before it knows whether the counter is signed.
      counter: 0,
      transports: row.transports as AuthenticatorTransport[],
    },
  }).catch(() => undefined);
  if (!verified?.verified) return { why: 'assertion', tenant, person };
  const { newCounter: counter, credentialBackedUp: synced } = verified.authenticationInfo;
  return { challenge, tenant, person, passkey: row.id, counter, synced };
}

/**
 * Takes an answer as a sign-in: once, and only if the authenticator has counted on (WebAuthn, 7.2, step 22; one that does
 * not count stays at 0).
 * @returns why not, where it does not count
 */
export async function useAssertion(
  transaction: Transacting,
  { challenge, passkey, counter, synced }: Assertion,
): Promise<'replayed' | 'removed' | 'counter' | undefined> {
  if (!(await answerOnce(transaction, challenge))) return 'replayed';
  const row = await transaction
    .selectFrom('passkeys')
    .select('counter')
    .where('id', '=', passkey)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return 'removed';
  if ((counter > 0 || row.counter > 0) && counter <= row.counter) return 'counter';
  await transaction
    .updateTable('passkeys')
    .set({ counter, synced, last_used_at: new Date() })
    .where('id', '=', passkey)
    .execute();
  return undefined;
}

/** Undefined too where the page stood in a frame of another site: nothing of ours is framed. */
function challengeOf(challenges: Challenges, clientDataJSON: string, purpose: string): Challenge | undefined {
  try {
    const { challenge, crossOrigin } = decodeClientDataJSON(clientDataJSON);
    if (crossOrigin || typeof challenge !== 'string') return undefined;
    return challenges.check(Buffer.from(challenge, 'base64url'), purpose);
  } catch {
    return undefined;
  }
}

const isHandleOf = (person: string, handle = ''): boolean =>
  Buffer.from(handle, 'base64url').equals(bytesOf(person));

const refused = (why: string, cause?: unknown) =>
  new LikenessError('passkey_refused', `the passkey was not taken: ${why}`, { cause });

function passkeyOf(row: {
  id: string;
  label: string;
  synced: boolean;
  created_at: Date;
  last_used_at: Date | null;
}): Passkey {
  return {
    id: row.id,
    label: row.label,
    synced: row.synced,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
