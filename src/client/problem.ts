// What went wrong, as the service says it (RFC 9457): the code is stable, the detail is for people.

import type { Problem } from './api.js';

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** Of the answer. */
  readonly status: number;
  /** Stable: `face_not_found`, `rate_limited`. */
  readonly code: string;
  /** Of the request, for whoever looks into the service’s log. */
  readonly requestId: string | undefined;
  /** Seconds after which to send it again; undefined where that would not help. */
  readonly retryAfter: number | undefined;
  /** All that was said: what to do about it, and each fault of the request’s form. Undefined where it was no problem. */
  readonly problem: Problem | undefined;

  constructor(
    { status, code, detail }: Pick<Problem, 'status' | 'code' | 'detail'>,
    headers: Headers,
    problem?: Problem,
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.requestId = headers.get('request-id') ?? undefined;
    this.retryAfter = secondsIn(headers);
    this.problem = problem;
  }
}

/** `Retry-After` in seconds, as the service gives it. */
export function secondsIn(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** @returns the problem that an answer is; one of a proxy, which speaks no JSON, has the code `unexpected_answer` */
export async function problemIn(response: Response): Promise<ApiProblem> {
  const { status, headers } = response;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  if (isProblem(body)) {
    const { code, detail = `the answer has status ${status}` } = body;
    return new ApiProblem({ status, code, detail }, headers, body as Problem);
  }
  const detail = `the answer has status ${status}`;
  return new ApiProblem({ status, code: 'unexpected_answer', detail }, headers);
}

const isProblem = (body: unknown): body is { code: string; detail?: string } =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
