// Long work ends when nobody waits for it any more.

import type { FastifyReply } from 'fastify';
import { LikenessError } from '../../errors.js';

/** Aborted when whoever asked has gone. */
export function whileAsked({ raw }: FastifyReply): AbortSignal {
  const asked = new AbortController();
  const gone = (): void => asked.abort(new LikenessError('shutting_down', 'nobody waits any more'));
  if (raw.closed) gone();
  else raw.once('close', gone);
  return asked.signal;
}
