// Challenges that passkeys sign. They carry their own proof, so that a stranger who asks for a million leaves nothing
// behind; that one was answered is noted, with its tenant, until it would have expired.

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Transacting } from '../storage/index.js';

export interface Challenges {
  /** @param purpose what an answer may be used for, and by whom */
  make(purpose: string): Buffer;
  /** Undefined where it is none of ours, for another purpose, or expired. */
  check(challenge: Uint8Array, purpose: string): Challenge | undefined;
}

export interface Challenge {
  /** SHA-256. */
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

/** How long an answer may take, ms: WebAuthn, 15.1 recommends 5 minutes where a person must confirm. */
export const CHALLENGE_LIFETIME = 5 * 60_000;

const NONCE_BYTES = 32;
const TIME_BYTES = 6;
const BODY_BYTES = NONCE_BYTES + TIME_BYTES;
const MAC_BYTES = 32;

/** @param secret 32 bytes that serve nothing else, the same on every replica */
export function challengesWith(secret: Uint8Array): Challenges {
  const macOf = (body: Uint8Array, purpose: string): Buffer =>
    createHmac('sha256', secret).update(body).update(purpose).digest();
  return {
    make(purpose) {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUIntBE(Date.now() + CHALLENGE_LIFETIME, 0, TIME_BYTES);
      const body = Buffer.concat([randomBytes(NONCE_BYTES), time]);
      return Buffer.concat([body, macOf(body, purpose)]);
    },
    check(challenge, purpose) {
      if (challenge.length !== BODY_BYTES + MAC_BYTES) return undefined;
      const body = Buffer.from(challenge.subarray(0, BODY_BYTES));
      if (!timingSafeEqual(challenge.subarray(BODY_BYTES), macOf(body, purpose))) return undefined;
      const expiresAt = new Date(body.readUIntBE(NONCE_BYTES, TIME_BYTES));
      if (expiresAt <= new Date()) return undefined;
      return { hash: createHash('sha256').update(challenge).digest(), expiresAt };
    },
  };
}

/** @returns false where it was answered before */
export async function answerOnce(transaction: Transacting, { hash, expiresAt }: Challenge): Promise<boolean> {
  await transaction.deleteFrom('answered_challenges').where('expires_at', '<', new Date()).execute();
  const { numInsertedOrUpdatedRows = 0n } = await transaction
    .insertInto('answered_challenges')
    .values({ hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}
