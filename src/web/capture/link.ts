// What the link carries, and the service as it is open to whoever has it.

import { type Capture, type CaptureTry, openClient } from '../../client/index.js';

export interface Pictures {
  readonly selfie: Blob;
  /** For a proofing. */
  readonly document?: Blob;
}

export interface Link {
  /** How far it has come. @throws `ApiProblem` */
  look(): Promise<Capture>;
  /** One of the tries that the link has. @throws `ApiProblem` */
  send(nonce: string, pictures: Pictures): Promise<CaptureTry>;
}

const KEPT = 'likeness.capture';

/**
 * The token stands behind `#`, which no server sees. It is taken out of the address, so that nobody reads it over a
 * shoulder or finds it in the history; a page that is loaded anew finds it in this tab alone.
 */
export function openLink(): Link | null {
  const token = location.hash.slice(1) || sessionStorage.getItem(KEPT);
  if (!token) return null;
  sessionStorage.setItem(KEPT, token);
  history.replaceState(null, '', location.pathname);
  const { api } = openClient({ url: location.origin, key: token });
  return {
    look: async () => (await api.GET('/v1/capture')).data as Capture,
    send: async (nonce, pictures) =>
      (await api.POST('/v1/capture', { body: { nonce, ...pictures } as never })).data as CaptureTry,
  };
}
