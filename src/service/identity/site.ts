// Where browsers find the service: what cookies, passkeys and the check of origins all hang on.

import type { FastifyRequest } from 'fastify';
import { LikenessError } from '../../errors.js';

export interface Site {
  /** `https://likeness.example.com`: what a browser sends as Origin. */
  readonly origin: string;
  /** The host's name: relying party of the passkeys (WebAuthn, RP ID). Passkeys are lost when it changes. */
  readonly host: string;
  readonly isSecure: boolean;
  /** Name of the cookie. `__Host-` has browsers take it over HTTPS alone, and from this host alone (RFC 6265bis, 4.1.3.2). */
  readonly cookie: string;
}

/**
 * @param publicUrl as in the browser: HTTPS, or `http://localhost` to try it out
 * @throws `public_url_invalid`
 */
export function siteOf(publicUrl: string): Site {
  if (!URL.canParse(publicUrl)) throw invalid(`${JSON.stringify(publicUrl)} is no address`);
  const url = new URL(publicUrl);
  const isSecure = url.protocol === 'https:';
  if (!isSecure && !(url.protocol === 'http:' && url.hostname === 'localhost'))
    throw invalid(`${url.origin} is neither https:// nor http://localhost`);
  if (/^\[|^[\d.]+$/.test(url.hostname)) throw invalid(`${url.hostname} is a number: passkeys need a name`);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
    throw invalid('it must end behind the host and port');
  return {
    origin: url.origin,
    host: url.hostname,
    isSecure,
    cookie: isSecure ? '__Host-likeness' : 'likeness',
  };
}

/**
 * Holds a request that a browser might have been tricked into to this site: of another page's making, it has another
 * Origin, or is no JSON. `SameSite=Strict` says the same; either would do.
 * @throws `origin_refused`, `media_type_unsupported`
 */
export function demandOwnOrigin(request: FastifyRequest, site: Site): void {
  const { origin, 'sec-fetch-site': from, 'content-type': type } = request.headers;
  if (origin !== site.origin)
    throw new LikenessError(
      'origin_refused',
      origin === undefined ? 'the request has no Origin' : 'the request comes from another site',
    );
  if (from !== undefined && from !== 'same-origin')
    throw new LikenessError('origin_refused', 'the request comes from another site');
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type))
    throw new LikenessError('media_type_unsupported', 'by cookie, only application/json is taken');
}

const invalid = (why: string) =>
  new LikenessError('public_url_invalid', `the public URL cannot be right: ${why}`);
