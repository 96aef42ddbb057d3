// Signs what is sent after Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks): the receiver can
// tell that it is ours, whole, and of just now.

import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** The specification asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** What a receiver is given once: `whsec_` and base64. */
export const makeSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

export interface Message {
  /** The same in each attempt: by it a receiver knows what it has already. */
  readonly id: string;
  readonly body: string;
}

/**
 * The three headers of one attempt. HMAC-SHA256 over `id.timestamp.body`, once a secret: while secrets change, both sign.
 * @param secrets `whsec_…`, the current one first
 * @param at when the attempt is made: receivers refuse what is older than five minutes
 */
export function signedHeaders(
  { id, body }: Message,
  secrets: readonly string[],
  at: Date,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
