// Who asks: by what stands in `Authorization`, or by the cookie of somebody signed in. One entry for each kind of token.

import type { FastifyRequest } from 'fastify';
import { LikenessError } from '../../errors.js';
import type { Database } from '../storage/index.js';
import type { Actor } from './actor.js';
import { authenticateKey } from './apiKeys.js';
import { authenticateSignIn } from './signIns.js';
import { demandOwnOrigin, type Site } from './site.js';

/** A kind of bearer token. */
export interface Recogniser {
  /** With which its tokens begin, e.g. `lk_`. */
  readonly prefix: string;
  /** @throws `unauthenticated` */
  readonly recognise: (token: string, request: FastifyRequest) => Promise<Actor>;
}

export interface AuthenticatorOptions {
  readonly database: Database;
  readonly site: Site;
  /** Kinds of bearer token beside API keys. */
  readonly recognisers?: readonly Recogniser[];
}

const BEARER = /^Bearer +(\S+)$/i;
/** They change nothing here, so no other site gains by them. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** For `buildServer`. A request that shows a token is never taken for the cookie's. */
export function authenticator({
  database,
  site,
  recognisers = [],
}: AuthenticatorOptions): (request: FastifyRequest) => Promise<Actor> {
  const kinds: readonly Recogniser[] = [
    { prefix: 'lk_', recognise: (token) => authenticateKey(database, token) },
    ...recognisers,
  ];
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const token = BEARER.exec(authorization)?.[1] ?? '';
      const kind = kinds.find(({ prefix }) => token.startsWith(prefix));
      if (!kind) throw new LikenessError('unauthenticated', 'Authorization is not a token of this service');
      return kind.recognise(token, request);
    }
    const cookie = request.cookies[site.cookie];
    if (cookie === undefined) throw new LikenessError('unauthenticated', 'the request says not who asks');
    if (!SAFE.has(request.method)) demandOwnOrigin(request, site);
    return authenticateSignIn(database, cookie);
  };
}
