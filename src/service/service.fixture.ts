// For tests: the whole service over HTTP, with real models, keys, pictures and PostgreSQL. One serves a whole process of
// Vitest; each file of tests has a tenant of its own.

import { randomBytes } from 'node:crypto';
import { mkdtemp, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { installationSigner, openAuditLog } from './audit/index.js';
import { type Configuration, configurationOf } from './configuration.js';
import {
  activate,
  beginSignIn,
  createKey,
  ensureTenant,
  invite,
  KEY_PERMISSIONS,
  type Permission,
  type Role,
  siteOf,
  systemActor,
} from './identity/index.js';
import { localMasterKeys } from './pictures/index.js';
import { ensurePolicy } from './policies/index.js';
import { testDatabase } from './postgres/testing.fixture.js';
import { openService, type Service } from './service.js';
import { type Database, openDatabase } from './storage/index.js';
import { openLog } from './telemetry/index.js';

export interface TestTenant {
  readonly id: string;
  /** With all scopes that keys may have. */
  readonly key: string;
  /** The cookie of somebody of this role, who has just signed in. */
  signedIn(role: Role): Promise<string>;
  /** Another key of the tenant. */
  keyWith(...scopes: Permission[]): Promise<string>;
}

export interface TestService extends Service {
  readonly database: Database;
  readonly home: string;
  /** To open another process of the same installation with. */
  readonly configuration: Configuration;
  newTenant(): Promise<TestTenant>;
}

/** As browsers are told; cookies hang on it. */
export const PUBLIC_URL = 'http://localhost:4711';

let opened: Promise<TestService> | undefined;

/** The service of this process, which ends with it. */
export function sharedService(): Promise<TestService> {
  opened ??= openTestService();
  return opened;
}

/** @param between stands between the service and its database: the address of either, as a URL */
export async function openTestService({
  between = async (url) => url,
  pictures,
}: {
  readonly between?: (url: string) => Promise<string>;
  readonly pictures?: string;
} = {}): Promise<TestService> {
  const home = await mkdtemp(join(tmpdir(), 'likeness-service-'));
  await symlink(join(tmpdir(), 'likeness-test-home', 'models'), join(home, 'models'));
  const { url } = await testDatabase();
  const environment = {
    DATABASE_URL: await between(url),
    ...(pictures !== undefined && { LIKENESS_PICTURES: pictures }),
    LIKENESS_REQUESTS_A_MINUTE: '1000000',
    LIKENESS_WEBHOOK_NETWORKS: 'localhost',
    LIKENESS_PUBLIC_URL: PUBLIC_URL,
  };
  const flags = { home, port: '0', workers: '1', model: 'fast' };
  const loose = { points: 1_000_000, seconds: 60 };
  const configuration: Configuration = {
    ...configurationOf(flags, environment),
    rates: { actor: loose, address: loose, stranger: loose },
  };
  const service = await openService(configuration, openLog('silent'));
  const database = await openDatabase({ url, connections: 4 });
  return { ...service, database, home, configuration, newTenant: () => newTenant(database, home) };
}

async function newTenant(database: Database, home: string): Promise<TestTenant> {
  const { id } = await ensureTenant(database, `test-${randomBytes(6).toString('hex')}`);
  const installer = systemActor(id, 'test');
  const keys = await localMasterKeys({ home, environment: {} });
  const audit = openAuditLog(installationSigner(keys));
  keys.close();
  const keyWith = (...scopes: Permission[]) =>
    database.tenant(id, async (transaction) => {
      const { key, text } = await createKey(transaction, { name: 'test', scopes }, installer);
      await audit.append(transaction, installer, 'key.created', { kind: 'key', id: key.id });
      return text;
    });
  await database.tenant(id, (transaction) => ensurePolicy(transaction, installer));
  const signedIn = (role: Role) =>
    database.tenant(id, async (transaction) => {
      const email = `${randomBytes(6).toString('hex')}@bank.example`;
      const { person } = await invite(transaction, { name: role, email, role }, installer);
      await activate(transaction, person.id);
      const { text } = await beginSignIn(transaction, person.id, 'passkey', 'test');
      return `${siteOf(PUBLIC_URL).cookie}=${text}`;
    });
  return { id, key: await keyWith(...KEY_PERMISSIONS), keyWith, signedIn };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // The shape is what the test is about.
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly body: any;
}

/** One request. A body that is a FormData goes as it is, anything else as JSON. */
export async function call(
  { address }: Service,
  method: string,
  path: string,
  { key, body, headers = {} }: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${address}${path}`, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
  const isJson = /^application\/(problem\+)?json(;|$)/.test(response.headers.get('content-type') ?? '');
  const read = isJson ? await response.json() : Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body: read };
}

const samples = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);

const cut = (sample: number, left: number, top: number, side: number): Promise<Buffer> =>
  sharp(join(samples, `sample${sample}.jpg`))
    .extract({ left, top, width: side, height: side })
    .jpeg()
    .toBuffer();

/** Samples that come with @vladmandic/face-api: one woman in two photographs, and another woman. */
export const photographs = async (): Promise<Record<'first' | 'second' | 'other', Buffer>> => {
  const [first, second, other] = await Promise.all([
    cut(1, 1400, 150, 420),
    cut(3, 940, 120, 420),
    cut(6, 160, 420, 400),
  ]);
  return { first, second, other };
};

export function form(
  files: Readonly<Record<string, Uint8Array>>,
  fields: Readonly<Record<string, string>> = {},
): FormData {
  const data = new FormData();
  for (const [name, text] of Object.entries(fields)) data.set(name, text);
  for (const [name, bytes] of Object.entries(files))
    data.set(name, new Blob([Uint8Array.from(bytes)]), `${name}.jpg`);
  return data;
}
