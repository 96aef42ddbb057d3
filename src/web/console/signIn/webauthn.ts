// Passkeys in the browser (WebAuthn, level 3): the service's JSON in, the browser's JSON out.

import type { PasskeyCreationOptions, PasskeyRequestOptions } from '../../../client/index.js';

export const canPasskey = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** Somebody has said no, or the time was up: nothing to be alarmed about. */
export const isDeclined = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');

/** @throws `DOMException`, as `navigator.credentials` does */
export async function makePasskey(options: PasskeyCreationOptions): Promise<RegistrationResponseJSON> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never);
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  return made.toJSON() as RegistrationResponseJSON;
}

/** @throws `DOMException`, as `navigator.credentials` does */
export async function showPasskey(options: PasskeyRequestOptions): Promise<AuthenticationResponseJSON> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never);
  const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return shown.toJSON() as AuthenticationResponseJSON;
}
