// How the service says no: problem details (RFC 9457), with the same stable codes as the command line.

import { Type } from '@fastify/type-provider-typebox';
import { ERRORS, type ErrorCode, LikenessError } from '../../errors.js';

export const Problem = Type.Object(
  {
    type: Type.String({
      format: 'uri-reference',
      description: 'Page about this code, relative to the service.',
    }),
    title: Type.String({ description: 'The HTTP status in words.' }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ description: 'Stable: programs may rely on it.', examples: ['image_truncated'] }),
    detail: Type.String({ description: 'What is wrong with this request.' }),
    hint: Type.String({ description: 'What to do about it.' }),
    instance: Type.String({ description: 'The request’s identifier, as in the log: `/requests/<id>`.' }),
    retryAfter: Type.Optional(Type.Integer({ description: 'Seconds after which to try again.' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }), {
        description: 'Each fault of the request’s form, by JSON Pointer.',
      }),
    ),
    unmet: Type.Optional(
      Type.Array(Type.Object({ code: Type.String(), detail: Type.String() }), {
        description: 'Each condition that is not met yet.',
      }),
    ),
  },
  { $id: 'Problem', description: 'Problem details, RFC 9457.' },
);

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  hint: string;
  instance: string;
  retryAfter?: number;
  errors?: { pointer: string; detail: string }[];
  unmet?: readonly Unmet[];
}

export interface Unmet {
  /** Stable. */
  readonly code: string;
  readonly detail: string;
}

/** HTTP status of each code that a request can meet. What is not listed is a fault of ours: 500. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  usage: 400,
  option_invalid: 400,
  request_invalid: 400,
  policy_invalid: 422,
  unauthenticated: 401,
  permission_missing: 403,
  sign_in_refused: 401,
  sign_in_stale: 403,
  origin_refused: 403,
  invitation_invalid: 410,
  passkey_refused: 422,
  code_refused: 422,
  audit_entry_invalid: 400,
  picture_missing: 410,
  evidence_too_large: 413,
  not_found: 404,
  method_unknown: 405,
  state_conflict: 409,
  model_not_ready: 409,
  tries_at_once: 409,
  search_memory_exhausted: 503,
  seed_unsuited: 422,
  idempotency_in_progress: 409,
  idempotency_key_reused: 422,
  request_too_large: 413,
  file_too_large: 413,
  media_type_unsupported: 415,
  rate_limited: 429,
  question_too_long: 422,
  overloaded: 429,
  inference_failed: 503,
  inference_timeout: 503,
  database_unreachable: 503,
  database_busy: 503,
  store_unreachable: 503,
  storage_full: 507,
  shutting_down: 503,
  erased: 410,
  held: 409,
  capture_ended: 410,
  capture_nonce_used: 409,
};

/**
 * Seconds after which to send it again, of what passes by itself, where whoever threw it has not said. Not of a task that
 * a thread died of or took too long for: it is the likeliest cause, and would do it again.
 */
const PASSES: Partial<Record<ErrorCode, number>> = {
  database_unreachable: 2,
  store_unreachable: 2,
  shutting_down: 1,
  tries_at_once: 1,
};

/** Families whose every code is about what was sent. */
const SENT = /^(image|face|faces|zone|chip|template|customer)_/;

export const statusOf = (code: ErrorCode): number => STATUS[code] ?? (SENT.test(code) ? 422 : 500);

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

interface FrameworkError extends Error {
  readonly code?: string;
  readonly statusCode?: number;
  readonly validation?: readonly {
    instancePath: string;
    message?: string;
    params: Record<string, unknown>;
  }[];
  readonly validationContext?: string;
}

/** Whatever was thrown, as the customer may see it: nothing of ours shows but a code and the request’s identifier. */
export function problemOf(error: unknown, requestId: string): ProblemBody {
  const known = asLikenessError(error);
  const status = statusOf(known.code);
  const hidden = status === 500;
  const retryAfter = 'retryAfter' in known ? Number(known.retryAfter) : PASSES[known.code];
  return {
    type: `/problems/${known.code}`,
    title: TITLES[status] ?? 'Error',
    status,
    code: known.code,
    detail: hidden ? 'something went wrong here, and was logged' : known.message,
    hint: hidden ? 'Try again; if it stays so, report the request’s identifier.' : known.hint,
    instance: `/requests/${requestId}`,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(known instanceof Unready && { unmet: known.unmet }),
    ...faultsOf(error),
  };
}

/** A refusal that passes by itself. */
export class Refusal extends LikenessError {
  /** @param retryAfter whole seconds after which to try again */
  constructor(
    code: 'rate_limited' | 'idempotency_in_progress' | 'shutting_down' | 'database_busy' | 'overloaded',
    message: string,
    readonly retryAfter: number,
  ) {
    super(code, message);
  }
}

/** A refusal that names all that is missing. */
export class Unready extends LikenessError {
  constructor(
    code: 'model_not_ready',
    message: string,
    readonly unmet: readonly Unmet[],
  ) {
    super(code, message);
  }
}

function asLikenessError(error: unknown): LikenessError {
  if (error instanceof LikenessError) return error;
  const { code, statusCode, validation, message } = error as FrameworkError;
  if (validation) return new LikenessError('request_invalid', message);
  const mapped = code === undefined ? undefined : FRAMEWORK[code];
  if (mapped) return new LikenessError(mapped, message);
  // What PostgreSQL cannot take as a value (SQLSTATE class 22): NUL in a text, a number or a day out of range.
  if (/^22...$/.test(code ?? ''))
    return new LikenessError('request_invalid', 'a value of the request cannot be stored', { cause: error });
  if (/^(40P01|40001|55P03)$/.test(code ?? ''))
    return new Refusal('database_busy', 'others work on the same; nothing was done', 1);
  if (code === '53100')
    return new LikenessError('storage_full', 'the database’s disk is full; nothing was kept', {
      cause: error,
    });
  if (isLostDatabase(error)) return new LikenessError('database_unreachable', 'the database does not answer');
  if (statusCode === 413) return new LikenessError('request_too_large', message);
  if (statusCode === 415) return new LikenessError('media_type_unsupported', message);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new LikenessError('request_invalid', message);
  return new LikenessError('internal', 'an error that nobody foresaw', { cause: error });
}

/** Codes of Fastify and of its multipart reader. */
const FRAMEWORK: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_REQ_FILE_TOO_LARGE: 'file_too_large',
  FST_FILES_LIMIT: 'request_invalid',
  FST_FIELDS_LIMIT: 'request_invalid',
  FST_PARTS_LIMIT: 'request_invalid',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'media_type_unsupported',
};

/** Connection lost, refused, or shut down by the administrator (SQLSTATE classes 08 and 57P, 53300). */
function isLostDatabase(error: unknown): boolean {
  const { code, message } = error as FrameworkError;
  return (
    /^(08...|57P0.|53300|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/.test(code ?? '') ||
    // What the driver says has no code.
    /Connection terminated|is not queryable|timeout exceeded when trying to connect|timeout expired/.test(
      message ?? '',
    )
  );
}

function faultsOf(error: unknown): Pick<ProblemBody, 'errors'> {
  const { validation, validationContext = 'body' } = error as FrameworkError;
  if (!validation) return {};
  return {
    errors: validation.map(({ instancePath, message = 'is not valid', params }) => ({
      pointer: `#/${validationContext}${instancePath}`,
      detail: [message, ...Object.values(params).filter((value) => typeof value === 'string')].join(': '),
    })),
  };
}

/** What stands on the page of a code. */
export const explain = (code: string): { code: string; hint: string; status: number } | undefined =>
  Object.hasOwn(ERRORS, code)
    ? { code, hint: ERRORS[code as ErrorCode], status: statusOf(code as ErrorCode) }
    : undefined;
