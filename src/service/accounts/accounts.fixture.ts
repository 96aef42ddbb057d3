// A service with nothing but accounts, on a database of its own, and browsers that visit it.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { openAuditLog, signingKeyFrom } from '../audit/index.js';
import { buildServer, DEFAULT_RATES, openRates, type Server } from '../http/index.js';
import {
  authenticator,
  ensureTenant,
  invite,
  type Role,
  type Sealing,
  siteOf,
  systemActor,
} from '../identity/index.js';
import { type SoftPasskey, softPasskey, type Turned } from '../identity/passkey.fixture.js';
import { testDatabase } from '../postgres/testing.fixture.js';
import { openDatabase } from '../storage/index.js';
import { accountRoutes, openAccounts, type SignInLimits } from './index.js';

export const SITE = siteOf('https://likeness.bank.example');

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire has no type
  readonly body: any;
  readonly headers: Record<string, unknown>;
}

/** Keeps its cookie, as a browser does. */
export interface Browser {
  cookie: string | undefined;
  send(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** @param limits of failures, where a test is not about them ample */
export async function openWorld(
  limits: SignInLimits = {
    address: { points: 10_000, seconds: 900 },
    account: { points: 10_000, seconds: 900 },
  },
) {
  const place = await testDatabase();
  const database = await openDatabase({ url: place.url });
  const { id: tenant } = await ensureTenant(database, 'default');
  const audit = openAuditLog(signingKeyFrom(randomBytes(32)));
  const sealing = sealingWith(randomBytes(32));
  const accounts = await openAccounts({
    database,
    audit,
    site: SITE,
    challengeSecret: randomBytes(32),
    sealing,
    limits,
  });
  const server = await buildServer({
    routes: accountRoutes(accounts),
    authenticate: authenticator({ database, site: SITE }),
    rates: openRates(database.pool, {
      ...DEFAULT_RATES,
      address: { points: 100_000, seconds: 60 },
      stranger: { points: 100_000, seconds: 60 },
    }),
    logger: SILENT,
  });

  /** Invited on the machine itself, as the first one is. */
  async function invited(role: Role, email: string, of = tenant) {
    const by = systemActor(of, 'test');
    const { person, link } = await database.tenant(of, (transaction) =>
      invite(transaction, { name: email.split('@')[0]!, email, role }, by),
    );
    return { id: person.id, email, text: link.text };
  }

  /** Invited, and in by a passkey. */
  async function joined(role: Role, email: string, of = tenant) {
    const { id, text } = await invited(role, email, of);
    const browser = browserOn(server);
    const passkey = softPasskey(SITE);
    const options = await browser.send('POST', '/v1/invitations/accept/passkey/options', {
      invitation: text,
    });
    const response = passkey.create(options.body);
    const answer = await browser.send('POST', '/v1/invitations/accept/passkey', {
      invitation: text,
      label: 'Laptop',
      response,
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return { id, email, tenant: of, browser, passkey };
  }

  return {
    database,
    tenant,
    /** How many seeds were opened so far. */
    opened: () => sealing.opened,
    server,
    invited,
    joined,
    browser: () => browserOn(server),
    signIn: (passkey: SoftPasskey, turned?: Turned, browser = browserOn(server)) =>
      signIn(browser, passkey, turned),
    /** Bodies of the log, the latest last. */
    async log(of = tenant): Promise<{ actor: object; action: string; target: object; details: object }[]> {
      const rows = await database.tenant(of, (tx) =>
        tx.selectFrom('audit_entries').select('body').orderBy('sequence').execute(),
      );
      return rows.map(({ body }) => JSON.parse(body));
    },
    /** Makes it that much later for a sign-in, minutes. */
    async later(minutes: { began?: number; seen?: number }, of = tenant): Promise<void> {
      const { began = 0, seen = 0 } = minutes;
      await database.tenant(of, (tx) =>
        sql`update sign_ins set created_at = created_at - make_interval(mins => ${began}),
          seen_at = seen_at - make_interval(mins => ${seen})`.execute(tx),
      );
    },
    async close() {
      await server.close();
      await database.close();
      await place.stop();
    },
  };
}

async function signIn(browser: Browser, passkey: SoftPasskey, turned?: Turned) {
  const options = await browser.send('POST', '/v1/sign-in/passkey/options');
  const response = passkey.get(options.body, turned);
  const answer = await browser.send('POST', '/v1/sign-in/passkey/verify', { response });
  return { browser, response, ...answer };
}

function browserOn(server: Server): Browser {
  const browser: Browser = {
    cookie: undefined,
    async send(method, url, body, headers = {}) {
      const answer = await server.inject({
        method: method as 'GET',
        url,
        headers: {
          ...(method !== 'GET' && { origin: SITE.origin, 'sec-fetch-site': 'same-origin' }),
          ...(browser.cookie && { cookie: browser.cookie }),
          'user-agent': 'Test/1.0',
          ...headers,
        },
        ...(body !== undefined && { payload: body as object }),
      });
      const set = [answer.headers['set-cookie'] ?? []].flat()[0];
      if (set) browser.cookie = /Max-Age=0|1970/.test(set) ? undefined : set.split(';')[0];
      return {
        status: answer.statusCode,
        body: answer.body === '' ? undefined : answer.json(),
        headers: answer.headers,
      };
    },
  };
  return browser;
}

/** The code that an app shows, so many half minutes from now. */
export function codeOf(seed: string, steps = 0): string {
  const secret = Secret.fromBase32(seed);
  return TOTP.generate({ secret, timestamp: Date.now() + steps * 30_000 });
}

/** AES-256-GCM; the context is authenticated. */
function sealingWith(key: Buffer): Sealing & { readonly opened: number } {
  let opened = 0;
  return {
    get opened() {
      return opened;
    },
    async seal(bytes, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    async open(sealed, context) {
      opened++;
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    },
  };
}

const nothing = () => undefined;
const SILENT = {
  level: 'silent',
  fatal: nothing,
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  trace: nothing,
  silent: nothing,
  child: () => SILENT,
};
