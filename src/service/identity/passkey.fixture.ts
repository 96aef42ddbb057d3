// A passkey in software, and the browser before it: keys, counter and signatures are real, so that what the service
// checks is what it would check of a telephone. Everything that an attacker could turn can be turned.

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { isoCBOR } from '@simplewebauthn/server/helpers';

export interface Turned {
  /** Origin of the page that the browser shows. */
  readonly origin?: string;
  /** The relying party that the authenticator signs for. */
  readonly rpId?: string;
  readonly userVerified?: boolean;
  /** Absolute; default: one more than last time. */
  readonly counter?: number;
  readonly userHandle?: string;
  readonly crossOrigin?: boolean;
  readonly type?: string;
}

export interface SoftPasskey {
  readonly id: string;
  create(options: { challenge: string; user: { id: string } }, turned?: Turned): RegistrationResponseJSON;
  get(options: { challenge: string }, turned?: Turned): AuthenticationResponseJSON;
}

/** @param site where the browser believes to be */
export function softPasskey(site: { origin: string; host: string }): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rawId = randomBytes(32);
  const id = rawId.toString('base64url');
  let userHandle = '';
  let counted = 0;

  const clientData = (
    type: string,
    challenge: string,
    { origin = site.origin, crossOrigin = false }: Turned,
  ) => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
  const head = ({ rpId = site.host, userVerified = true, counter }: Turned, isNew: boolean): Buffer => {
    counted = counter ?? counted + 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counted);
    const flags = 0x01 | (userVerified ? 0x04 : 0) | (isNew ? 0x40 : 0);
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.of(flags), count]);
  };
  const credential = {
    id,
    rawId: id,
    type: 'public-key' as const,
    clientExtensionResults: {},
  };

  return {
    id,
    create({ challenge, user }, turned = {}) {
      userHandle = user.id;
      const authData = Buffer.concat([
        head(turned, true),
        Buffer.alloc(16), // AAGUID: none is told
        Buffer.of(0, rawId.length),
        rawId,
        coseOf(publicKey),
      ]);
      const attestationObject = isoCBOR.encode(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', new Uint8Array(authData)],
        ]) as Parameters<typeof isoCBOR.encode>[0],
      );
      return {
        ...credential,
        response: {
          clientDataJSON: clientData(turned.type ?? 'webauthn.create', challenge, turned).toString(
            'base64url',
          ),
          attestationObject: Buffer.from(attestationObject).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get({ challenge }, turned = {}) {
      const client = clientData(turned.type ?? 'webauthn.get', challenge, turned);
      const authData = head(turned, false);
      const signature = sign('sha256', Buffer.concat([authData, sha256(client)]), privateKey);
      return {
        ...credential,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: turned.userHandle ?? userHandle,
        },
      };
    },
  };
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** COSE_Key of ES256 (RFC 9053, 7.1.1). */
function coseOf(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' });
  const bytes = (text?: string) => new Uint8Array(Buffer.from(text!, 'base64url'));
  const cose = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ]);
  return Buffer.from(isoCBOR.encode(cose as Parameters<typeof isoCBOR.encode>[0]));
}
