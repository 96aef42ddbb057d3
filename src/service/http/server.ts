// The HTTP server, before it has any resource: who asks is known first, then whether they may, how often, and whether
// the request has the form that its schema says; whatever goes wrong is answered as a problem.

import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyBaseLogger, type FastifyRequest, fastify, LogController } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import { type Actor, demand } from '../identity/index.js';
import type { Access, Routes, Server } from './context.js';
import { acceptForms } from './forms.js';
import { describeApi } from './openapi.js';
import { explain, Problem, problemOf } from './problems.js';
import type { Rates } from './rates.js';
import { RECEIVING, receiveInTime } from './receiving.js';
import { schemaCompiler } from './validation.js';

export interface ServerOptions {
  readonly routes: readonly Routes[];
  /** Who asks. @throws `unauthenticated` */
  readonly authenticate: (request: FastifyRequest) => Promise<Actor>;
  readonly rates: Rates;
  readonly logger: FastifyBaseLogger;
  /** Proxies whose `X-Forwarded-For` is believed: addresses or networks; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Whether it has begun to end: it answers still, and keeps no connection. Default: never. */
  readonly isEnding?: () => boolean;
  /** Bytes of one picture at most. Default 15 MiB. */
  readonly pictureBytes?: number;
}

const MEBIBYTE = 2 ** 20;
/** A form holds two sides and a selfie at most, and the chip's files; JSON the same by four thirds. */
const PICTURES = 3;
/** Bytes of all bodies with pictures that are in memory at once: who comes later is told to come again. */
const IN_FLIGHT = 512 * MEBIBYTE;

/**
 * Builds the server; `listen` starts it.
 * @throws where a route does not say who may call it
 */
export async function buildServer(options: ServerOptions): Promise<Server> {
  const pictureBytes = options.pictureBytes ?? 15 * MEBIBYTE;
  const bodyLimit = PICTURES * pictureBytes + MEBIBYTE;
  const server: Server = fastify({
    loggerInstance: options.logger,
    genReqId: () => uuidv7(),
    requestIdHeader: false,
    trustProxy: options.trustedProxies ? [...options.trustedProxies] : false,
    bodyLimit,
    logController: new LogController({ disableRequestLogging: true }),
    connectionTimeout: 120_000,
    requestTimeout: RECEIVING.atMost,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 1500 },
    exposeHeadRoutes: false,
  }).withTypeProvider<TypeBoxTypeProvider>();

  server.setValidatorCompiler(schemaCompiler());
  // Answers are written as they are; tests hold each against its schema. A serialiser by schema would drop in silence
  // what a schema forgot.
  server.setSerializerCompiler(() => (value) => JSON.stringify(value));
  server.addSchema(Problem);
  // Nothing here is asked for in plain text.
  server.removeContentTypeParser('text/plain');
  answerErrors(server);
  keepLog(server);
  receiveInTime(server, RECEIVING);
  endConnections(server, options.isEnding ?? (() => false));

  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
  await server.register(cookie);
  await describeApi(server);
  admit(server, options);
  await acceptForms(server, { file: pictureBytes, text: 10_000, body: bodyLimit, inFlight: IN_FLIGHT });
  server.get(
    '/problems/:code',
    { config: { access: 'anybody' }, schema: { hide: true } },
    async (request) => {
      const known = explain((request.params as { code: string }).code);
      if (!known) throw new LikenessError('not_found', 'there is no such code');
      return known;
    },
  );
  for (const routes of options.routes) routes(server);
  return server;
}

/** Before anything of a request is read: who it is, whether they may, and whether it is too often. */
function admit(server: Server, { authenticate, rates }: ServerOptions): void {
  server.decorateRequest('actor');
  server.addHook('onRoute', ({ config, url }) => {
    if (config?.access === undefined) throw new Error(`the route ${url} does not say who may call it`);
  });
  server.addHook('onRequest', async (request, reply) => {
    const { access, also = [], isProbe = false } = request.routeOptions.config;
    reply.header('request-id', request.id);
    if (isProbe) return;
    if (access === undefined || access === 'anybody') return rates.admitAddress(request.ip);
    try {
      request.actor = await authenticate(request);
    } catch (error) {
      if (error instanceof LikenessError && error.code === 'unauthenticated')
        await rates.noteStranger(request.ip);
      throw error;
    }
    await rates.admitActor(request.actor);
    checkAccess(request.actor, access);
    for (const permission of also) demand(request.actor, permission);
  });
}

function checkAccess(actor: Actor, access: Exclude<Access, 'anybody'>): void {
  const isCapture = actor.kind === 'capture';
  if (access === 'capture' ? isCapture : access === 'known' ? !isCapture : false) return;
  if (access === 'capture' || access === 'known')
    throw new LikenessError('permission_missing', 'this address is not for whom you are signed in as');
  demand(actor, access);
}

function answerErrors(server: Server): void {
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request.id);
    if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'request failed');
    if (problem.retryAfter !== undefined) reply.header('retry-after', problem.retryAfter);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="likeness"');
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
  server.setNotFoundHandler(() => {
    throw new LikenessError('not_found', 'there is nothing at this address');
  });
}

/**
 * A connection that is kept alive is closed after its answer once the end has begun, while other replicas are there to be
 * turned to: at the very end none is left on which a request could cross with the closing.
 */
function endConnections(server: Server, isEnding: () => boolean): void {
  server.addHook('onSend', async (_, reply) => {
    if (isEnding()) reply.header('connection', 'close');
  });
}

/** One line a request: the route as it is declared, since an address may hold a customer's name. */
function keepLog(server: Server): void {
  server.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        ...(request.actor && {
          actor: `${request.actor.kind}:${request.actor.id}`,
          tenant: request.actor.tenant,
        }),
      },
      'request',
    );
  });
}
