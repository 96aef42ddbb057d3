// The pages for browsers, as Vite has built them: the console, the capture page, and what they load. All of it comes from
// here, and a page is told so: it may ask nobody else.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import staticFiles from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { LikenessError } from '../../errors.js';
import type { Routes } from '../http/index.js';

/** The one rule that React Aria writes into a page by itself (`touch-action` of what can be pressed). */
const PRESSABLE = 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=';

/** What each page may do: no script but ours, no line but to us, in nobody's frame. Content Security Policy, level 3. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' '${PRESSABLE}'`,
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/**
 * The capture page's, which may open the worker that looks at the camera's frames, and call nothing else a worker. That
 * script has a policy of its own: it alone may compile WebAssembly, and do nothing but load what it compiles.
 */
const CAPTURE_POLICY = `${POLICY}; trusted-types likeness-worker`;
const WORKER = /^seeingWorker-/;
const WORKER_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Where the build puts them: beside this file in `dist`, or in the `dist` of the sources that are run. */
export function builtPages(): string | null {
  const places = ['../../web', '../../../dist/web'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find((place) => existsSync(`${place}/assets`)) ?? null;
}

/**
 * @param folder of `builtPages`; null where there are none, as in a worker's image
 */
export const pageRoutes =
  (folder: string | null): Routes =>
  (server) => {
    if (folder === null) return;
    // Files whose names carry the digest of what is in them never change.
    server.register(staticFiles, {
      root: folder,
      serve: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isNamedByDigest = path.includes('/assets/');
        reply.setHeader(
          'cache-control',
          isNamedByDigest ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
    const open = { config: { access: 'anybody' as const }, schema: { hide: true } };
    server.get('/', open, async (_, reply) => reply.redirect('/console'));
    for (const path of ['/console', '/console/*', '/join'])
      server.get(path, open, async (_, reply) => pageOf(reply, 'console.html'));
    // The only page that may look through a camera.
    server.get('/capture', open, async (_, reply) => pageOf(reply, 'capture.html', CAPTURE_POLICY, 'self'));
    server.get('/assets/*', open, async (request, reply) => {
      const { '*': name } = request.params as { '*': string };
      if (!/^[\w.-]+$/.test(name)) throw new LikenessError('not_found', 'there is nothing at this address');
      if (WORKER.test(name)) reply.header('content-security-policy', WORKER_POLICY);
      return reply.sendFile(`assets/${name}`);
    });
  };

const pageOf = (reply: FastifyReply, file: string, policy = POLICY, camera: 'self' | '' = ''): FastifyReply =>
  reply
    .header('content-security-policy', policy)
    .header('permissions-policy', `camera=(${camera}), microphone=(), geolocation=()`)
    .sendFile(file);
