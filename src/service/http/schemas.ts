// Pieces that the schemas of all resources share.

import { Type } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import type { ProblemBody } from './problems.js';

/** One line, or some, for people: PostgreSQL stores no NUL, and no text has need of another control character. */
export const PlainText = (options: { minLength?: number; maxLength: number; description?: string }) =>
  Type.String({
    ...options,
    pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\ud800-\\udfff]*$',
  });

export const Uuid = (description?: string) =>
  Type.String({ format: 'uuid', ...(description !== undefined && { description }) });

/** A moment in UTC or with its offset; see `momentOf` for what a calendar does not have. */
export const Instant = (description?: string) =>
  Type.String({ format: 'date-time', ...(description !== undefined && { description }) });

/** A file: bytes in a form, base64 in JSON. Whoever handles the request is given bytes either way. */
export const fileIn = (as: 'form' | 'json', description: string) =>
  Type.Unsafe<Uint8Array>(
    as === 'form'
      ? { type: 'string', format: 'binary', description }
      : { type: 'string', contentEncoding: 'base64', description },
  );

/** The body of a request that may come as a form or as JSON. */
export const bodies = (body: (as: 'form' | 'json') => TSchema) => ({
  content: {
    'multipart/form-data': { schema: body('form') },
    'application/json': { schema: body('json') },
  },
});

const problem = Type.Unsafe<ProblemBody>({ $ref: 'Problem#' });

/** Answers that are no success, by their statuses. */
export const failures = (...statuses: number[]): Record<number, object> =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: 'Problem', content: { 'application/problem+json': { schema: problem } } },
    ]),
  );
