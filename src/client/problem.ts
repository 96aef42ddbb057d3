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

  constructor(problem: Pick<Problem, 'status' | 'code' | 'detail'>, headers: Headers) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.requestId = headers.get('request-id') ?? undefined;
    this.retryAfter = secondsIn(headers);
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
  const known = isProblem(body) ? body : undefined;
  const code = known?.code ?? 'unexpected_answer';
  return new ApiProblem(
    { status, code, detail: known?.detail ?? `the answer has status ${status}` },
    headers,
  );
}

const isProblem = (body: unknown): body is { code: string; detail?: string } =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
