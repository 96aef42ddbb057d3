// The API of a Likeness service, for Node and browsers: what an app does, in a method each; all else by its path, typed by
// the service’s own description.

import createClient, { type Client } from 'openapi-fetch';
import type { Customer, NewSession, Paths, Session, Verification } from './api.js';
import { ApiProblem, problemIn } from './problem.js';
import { type Fetch, patientFetch, pause } from './retry.js';

export interface ClientOptions {
  /** Where the service is: `https://likeness.bank.example`. */
  readonly url: string;
  /** An API key, or the token of a capture link. Absent in a browser where somebody has signed in. */
  readonly key?: string;
  /** How often a request is sent at most, where that is safe. Default 4. */
  readonly tries?: number;
  /**
   * Seconds in which the answer to each must begin, sending it included. Default 120, which is as long as the service
   * works on one: over a slow line large pictures need more.
   */
  readonly timeout?: number;
  /** In place of the global one. */
  readonly fetch?: Fetch;
}

/** A file’s bytes. */
export type File = Blob | Uint8Array<ArrayBuffer>;

type Post<Path extends keyof Paths> = Paths[Path] extends { post: infer Operation } ? Operation : never;
type Get<Path extends keyof Paths> = Paths[Path] extends { get: infer Operation } ? Operation : never;
type Answer<Operation, Status extends number = 200> = Operation extends {
  responses: Record<Status, { content: { 'application/json': infer Body } }>;
}
  ? Body
  : never;
type Body<Operation> = Operation extends { requestBody: { content: infer Content } }
  ? Content[keyof Content]
  : never;

export interface Waiting {
  readonly signal?: AbortSignal;
}

export interface Sending extends Waiting {
  /** Under one key a request has one effect, however often it is sent. Default: a new one each time. */
  readonly idempotencyKey?: string;
}

export interface LikenessClient {
  /** Is this selfie the person in this document? @throws `ApiProblem` */
  verify(request: Body<Post<'/v1/verifications'>>, sending?: Sending): Promise<Verification>;
  /** Is this selfie the enrolled customer? @throws `ApiProblem` */
  authenticate(
    customer: string,
    request: Body<Post<'/v1/customers/{id}/authentications'>>,
    sending?: Sending,
  ): Promise<Verification>;
  /** A one-time link with which a customer takes the pictures. @throws `ApiProblem` */
  createSession(request: Body<Post<'/v1/sessions'>>, waiting?: Waiting): Promise<NewSession>;
  /**
   * Waits until a capture link has come to its end.
   * @param options.every seconds between two looks; default 2
   * @throws `ApiProblem`; what `signal` was aborted with
   */
  sessionEnded(id: string, options?: Waiting & { readonly every?: number }): Promise<Session>;
  /** @throws `ApiProblem` */
  customer(id: string, waiting?: Waiting): Promise<Customer>;
  /**
   * Every item of a list, page by page.
   * @param rest the query; and of a path such as `/v1/lists/{id}/entries` what stands for its names
   * @throws `ApiProblem`
   */
  items<Path extends Listed>(path: Path, ...rest: ListArguments<Path>): AsyncGenerator<Item<Path>>;
  /** Every other route, by its path. An answer that is no success throws `ApiProblem`. */
  readonly api: Client<Paths>;
}

/** Paths of lists that are read by cursor. */
type Listed = {
  [Path in keyof Paths]: Answer<Get<Path>> extends { items: unknown[]; next: string | null } ? Path : never;
}[keyof Paths];
type Item<Path extends Listed> = Answer<Get<Path>> extends { items: (infer One)[] } ? One : never;
type Query<Path extends Listed> =
  Get<Path> extends { parameters: { query?: infer Of } } ? Omit<NonNullable<Of>, 'cursor'> : never;
type ListArguments<Path extends Listed> =
  Get<Path> extends { parameters: { path: infer Of } }
    ? [query: Query<Path> | undefined, options: Waiting & { readonly path: Of }]
    : [query?: Query<Path>, options?: Waiting];

/** Opens nothing: the first request does. */
export function openClient({
  url,
  key,
  tries = 4,
  timeout = 120,
  fetch = (request) => globalThis.fetch(request),
}: ClientOptions): LikenessClient {
  const api = createClient<Paths>({
    baseUrl: url.replace(/\/+$/, ''),
    fetch: patientFetch(fetch, { tries, timeout, longestWait: 60 }),
    bodySerializer: serialise,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
  });
  api.use({
    async onResponse({ response }) {
      if (!response.ok) throw await problemIn(response);
    },
  });
  const client: LikenessClient = {
    api,
    verify: async (body, sending) =>
      found(await api.POST('/v1/verifications', { body, ...sent(sending) })) as Verification,
    authenticate: async (id, body, sending) =>
      found(
        await api.POST('/v1/customers/{id}/authentications', { body, ...sent(sending, { path: { id } }) }),
      ) as Verification,
    createSession: async (body, waiting) => found(await api.POST('/v1/sessions', { body, ...waiting })),
    async sessionEnded(id, { every = 2, signal } = {}) {
      for (;;) {
        const params = { path: { id } };
        const session = found(await api.GET('/v1/sessions/{id}', { params, ...(signal && { signal }) }));
        if (session.state !== 'open') return session;
        await pause(every, signal);
      }
    },
    customer: async (id, waiting) =>
      found(await api.GET('/v1/customers/{id}', { params: { path: { id } }, ...waiting })),
    items: (path, ...[query, options]) => items(api, path, query, options),
  };
  return client;
}

function sent<Path extends object>(
  { idempotencyKey = crypto.randomUUID(), signal }: Sending = {},
  params?: Path,
) {
  const header = { 'idempotency-key': idempotencyKey };
  return { params: { header, ...(params as Path) }, ...(signal && { signal }) };
}

/** An answer without content is not one of those that are asked for here. */
function found<Data>({ data, response }: { data?: Data; response: Response }): Data {
  if (data === undefined)
    throw new ApiProblem(
      { status: response.status, code: 'unexpected_answer', detail: 'the answer has no content' },
      response.headers,
    );
  return data;
}

async function* items<Path extends Listed>(
  api: Client<Paths>,
  path: Path,
  query: object | undefined,
  { path: names, ...waiting }: Waiting & { readonly path?: unknown } = {},
) {
  // What can be listed is known by its path alone here; `Listed` has seen to it that it is.
  const get = api.GET as unknown as (
    path: Path,
    options: object,
  ) => Promise<{ data?: { items: Item<Path>[]; next: string | null }; response: Response }>;
  let cursor: string | null = null;
  do {
    const page: { items: Item<Path>[]; next: string | null } = found(
      await get(path, {
        params: { path: names, query: { ...query, ...(cursor !== null && { cursor }) } },
        ...waiting,
      }),
    );
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}

/** Files go as a form, which is a third shorter than base64. It has no null: that is left out, and is no text "null". */
function serialise(body: unknown): FormData | string {
  const entries = Object.entries(body as Record<string, unknown>);
  if (!entries.some(([, value]) => isFile(value))) return JSON.stringify(body);
  const form = new FormData();
  for (const [name, value] of entries) {
    if (value === undefined || value === null) continue;
    form.set(name, isFile(value) ? blobOf(value) : String(value));
  }
  return form;
}

const isFile = (value: unknown): value is File => value instanceof Blob || value instanceof Uint8Array;
const blobOf = (file: File): Blob => (file instanceof Blob ? file : new Blob([file]));
