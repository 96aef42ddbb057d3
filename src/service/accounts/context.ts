// What all routes of accounts work with.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { LikenessError } from '../../errors.js';
import type { AuditLog } from '../audit/index.js';
import {
  ABSOLUTE_LIMIT,
  type Actor,
  type Ceremony,
  challengesWith,
  demandFresh,
  demandOwnOrigin,
  makeDecoy,
  type Person,
  type Sealing,
  type Site,
  type StoredTotp,
} from '../identity/index.js';
import type { Database } from '../storage/index.js';
import {
  DEFAULT_SIGN_IN_LIMITS,
  openSignInAttempts,
  type SignInAttempts,
  type SignInLimits,
} from './attempts.js';

export interface AccountsOptions {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly site: Site;
  /** 32 bytes that serve nothing else, the same on every replica: proves challenges to be ours. */
  readonly challengeSecret: Uint8Array;
  /** Keeps the seeds of codes. */
  readonly sealing: Sealing;
  readonly limits?: SignInLimits;
}

export interface Accounts extends Ceremony {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly site: Site;
  readonly sealing: Sealing;
  readonly attempts: SignInAttempts;
  readonly decoy: StoredTotp;
}

export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { database, audit, site, challengeSecret, sealing, limits = DEFAULT_SIGN_IN_LIMITS } = options;
  return {
    database,
    audit,
    site,
    sealing,
    challenges: challengesWith(challengeSecret),
    attempts: openSignInAttempts(database.pool, limits),
    decoy: await makeDecoy(sealing),
  };
}

/** Nothing here is long, and nothing may lie in a cache. */
export const PRIVATE = {
  bodyLimit: 65_536,
  preHandler: async (_: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store');
  },
} as const;

/** For routes that anybody may call and that answer with a cookie: else another site could sign its visitors in as somebody. */
export const ownPage = ({ site }: Accounts) =>
  ({ ...PRIVATE, onRequest: async (request: FastifyRequest) => demandOwnOrigin(request, site) }) as const;

/** @throws `permission_missing` */
export function demandPerson(actor: Actor): Person {
  if (actor.kind !== 'person')
    throw new LikenessError('permission_missing', 'this is for people who have signed in');
  return actor;
}

/** @throws `permission_missing`, `sign_in_stale` */
export function demandFreshPerson(actor: Actor): Person {
  demandFresh(actor);
  return demandPerson(actor);
}

export function setCookie(reply: FastifyReply, { site }: Accounts, text: string): void {
  reply.setCookie(site.cookie, text, { ...cookieOf(site), maxAge: ABSOLUTE_LIMIT / 1000 });
}

export function clearCookie(reply: FastifyReply, { site }: Accounts): void {
  reply.clearCookie(site.cookie, cookieOf(site));
}

const cookieOf = ({ isSecure }: Site) =>
  ({ path: '/', httpOnly: true, secure: isSecure, sameSite: 'strict' }) as const;

export const agentOf = (request: FastifyRequest): string => request.headers['user-agent'] ?? '';
