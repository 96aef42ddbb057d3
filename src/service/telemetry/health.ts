// Whether the process lives, and whether requests should be sent to it.

import { Type } from '@fastify/type-provider-typebox';
import type { Routes } from '../http/index.js';

/** One thing that must work before requests can be answered. */
export interface Check {
  readonly name: string;
  /** A sentence without secrets where something is wrong. */
  readonly isWell: () => Promise<{ readonly ok: boolean; readonly detail?: string }>;
}

/** How long a check may take, ms. */
const PATIENCE = 3000;

const Checks = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(
    Type.String(),
    Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) }),
  ),
});

/** @param isDraining whether the process is about to end: it still answers, and wants no more */
export const healthRoutes =
  (checks: readonly Check[], isDraining: () => boolean): Routes =>
  (server) => {
    server.get(
      '/health/live',
      {
        config: { access: 'anybody', isProbe: true },
        schema: {
          tags: ['health'],
          summary: 'Whether the process lives',
          response: { 200: Type.Object({ live: Type.Literal(true) }) },
        },
      },
      async () => ({ live: true as const }),
    );
    server.get(
      '/health/ready',
      {
        config: { access: 'anybody', isProbe: true },
        schema: {
          tags: ['health'],
          summary: 'Whether requests should be sent here',
          response: { 200: Checks, 503: Checks },
        },
      },
      async (_, reply) => {
        const results = await Promise.all(
          checks.map(async ({ name, isWell }) => [name, await within(isWell())] as const),
        );
        const ready = !isDraining() && results.every(([, { ok }]) => ok);
        return reply.code(ready ? 200 : 503).send({ ready, checks: Object.fromEntries(results) });
      },
    );
  };

async function within(check: ReturnType<Check['isWell']>): ReturnType<Check['isWell']> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ ok: boolean; detail: string }>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: 'no answer in time' }), PATIENCE);
  });
  try {
    return await Promise.race([check, late]);
  } catch {
    return { ok: false, detail: 'it failed' };
  } finally {
    clearTimeout(timer);
  }
}
