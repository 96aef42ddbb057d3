// What a route has to work with, and what Fastify knows of ours.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Actor, Permission } from '../identity/index.js';

/**
 * Who may call a route: anybody; a customer with a capture link; whoever has signed in or shows a key; or who holds a
 * permission.
 */
export type Access = 'anybody' | 'capture' | 'known' | Permission;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** For probes: counted by nobody, so that they answer where counting does not. */
    isProbe?: boolean;
    /** It takes an `Idempotency-Key`: its handler works through `once`. */
    isOnce?: boolean;
    /** Permissions that it takes beside. */
    also?: readonly Permission[];
    /** The parts of `multipart/form-data` that are files; all others are text. */
    files?: readonly string[];
  }
  interface FastifyRequest {
    /** Set before any handler of a route that is not open to anybody. */
    actor: Actor;
  }
}

export type Server = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Adds the routes of one resource. */
export type Routes = (server: Server) => void;
