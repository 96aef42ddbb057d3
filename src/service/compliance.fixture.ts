// For the tests of retention, erasure, rotation, auditing and backups: a service with real keys, a real store and a real
// log on a database of its own. Decisions are kept as the service keeps them; no model runs: what it would say comes
// from a report that `likeness verify --json` made of two photographs.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { digestOfValue, installationSigner, openAuditLog } from './audit/index.js';
import { CALIBRATION, reportOf } from './cases/cases.fixture.js';
import { enrol, ensureCustomer } from './customers/index.js';
import { buildServer, DEFAULT_RATES, openRates, type Routes } from './http/index.js';
import { type Actor, ensureTenant, PERMISSIONS, type Permission, systemActor } from './identity/index.js';
import type { InferencePool } from './inference/index.js';
import { openInstallation } from './installation.js';
import { folderStore, type PictureStore } from './pictures/index.js';
import { activePolicy, ensurePolicy } from './policies/index.js';
import { testDatabase } from './postgres/testing.fixture.js';
import { openDatabase, type PicturePart } from './storage/index.js';
import { Subjects } from './subjects/index.js';
import { type Compared, conclude, type Decided, type Deciding } from './verifications/index.js';
import { keep } from './verifications/keep.js';

export interface Happening {
  readonly customer?: string;
  readonly kind?: 'proofing' | 'authentication';
  /** Default `approve`. */
  readonly decision?: Decided['decision'];
  /** Days ago. Default 0. */
  readonly age?: number;
  readonly enrolled?: boolean;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** What a selfie of the fixture holds, to be looked for where it must not be. */
export const SELFIE = Buffer.from('the selfie, as it was sent');
export const PAGE = Buffer.from('the page with the portrait, as it was sent');
export const DAY = 86_400_000;

export async function openWorld() {
  const place = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'likeness-compliance-'));
  const database = await openDatabase({ url: place.url, connections: 6 });
  const keys = await openInstallation(database, home);
  const store: PictureStore = await folderStore(join(home, 'pictures'));
  const subjects = new Subjects(keys, store);
  const signer = installationSigner(keys);
  const audit = openAuditLog(signer);
  const report = reportOf(0.93);
  const calibrationDigest = digestOfValue(CALIBRATION);
  const model = { name: report.model.name, digest: report.model.digest, calibrationDigest };
  const deciding: Deciding = {
    ...{ database, subjects, audit, digestKey: randomBytes(32) },
    inference: { model: { ...model, templateLength: 2, calibration: CALIBRATION } } as InferencePool,
    ...{ screens: [], followers: [] },
  };
  const { id: tenant } = await ensureTenant(database, 'default');
  const actor = systemActor(tenant, 'test');
  await database.tenant(tenant, (transaction) => ensurePolicy(transaction, actor));

  async function decide({
    customer: name,
    kind = 'proofing',
    decision = 'approve',
    age = 0,
    enrolled = false,
  }: Happening = {}) {
    const at = new Date(Date.now() - age * DAY);
    const { policy, customer } = await database.tenant(tenant, async (transaction) => ({
      policy: await activePolicy(transaction),
      customer: name === undefined ? null : await ensureCustomer(transaction, subjects, tenant, name),
    }));
    const pictures: (readonly [PicturePart, Uint8Array])[] =
      kind === 'proofing'
        ? [
            ['selfie', SELFIE],
            ['document_front', PAGE],
          ]
        : [['selfie', SELFIE]];
    const compared: Compared = {
      ...{ id: uuidv7(), kind, tenant, at, channel: 'api', device: 'telephone-7' },
      subject: customer?.subject ?? (await subjects.draft(tenant)),
      ...{ isNew: customer === null, customer, policy, report, model, pictures },
      today: at.toISOString().slice(0, 10),
      templates: [
        { role: 'selfie', vector: Float32Array.of(1, 0) },
        { role: 'document', vector: Float32Array.of(0, 1) },
      ],
      document: { type: 'TD3', issuingState: 'UTO', digest: randomBytes(32) },
    };
    const { reasons } = conclude(report, policy.document, []);
    const concluded = { ...compared, decision, reasons, concerns: [] };
    const action = kind === 'proofing' ? 'verification.decided' : 'customer.authenticated';
    const decided = await keep(deciding, actor, concluded, action, async () => {});
    if (enrolled && customer)
      await database.tenant(tenant, (transaction) =>
        enrol(transaction, customer, decided.id, decided.sequence),
      );
    return decided;
  }

  return {
    ...{ url: place.url, home, database, keys, store, subjects, signer, audit, deciding, tenant, actor },
    decide,
    /** Asks the given routes, as somebody who may do all that anybody may. */
    async serve(routes: readonly Routes[], permissions = Object.keys(PERMISSIONS) as Permission[]) {
      const who: Actor = { kind: 'key', id: 'k1', name: 'test', tenant, permissions: new Set(permissions) };
      const server = await buildServer({
        routes,
        authenticate: async () => who,
        rates: await openRates(database.pool, {
          ...DEFAULT_RATES,
          actor: { points: 1_000_000, seconds: 60 },
          address: { points: 1_000_000, seconds: 60 },
        }),
        logger: SILENT,
      });
      const ask = async (method: string, url: string, body?: object) => {
        const answer = await server.inject({
          method: method as 'GET',
          url,
          ...(body !== undefined && { payload: body }),
        });
        const isJson = /json($|;)/.test(String(answer.headers['content-type']));
        return {
          status: answer.statusCode,
          // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire has no type
          body: (isJson ? answer.json() : undefined) as any,
          bytes: answer.rawPayload,
          headers: answer.headers,
        };
      };
      return { ask, close: () => server.close() };
    },
    /** Bodies of the log with this action. */
    async logged(action: string) {
      const rows = await database.tenant(tenant, (transaction) =>
        transaction
          .selectFrom('audit_entries')
          .select('body')
          .where('action', '=', action)
          .orderBy('sequence')
          .execute(),
      );
      return rows.map(({ body }) => JSON.parse(body));
    },
    async objects(prefix = ''): Promise<string[]> {
      const names: string[] = [];
      for await (const name of store.list(prefix)) names.push(name);
      return names.sort();
    },
    async close() {
      subjects.close();
      keys.close();
      await database.close();
      await place.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A store in which some calls do otherwise. */
export const storeBut = (store: PictureStore, changed: Partial<PictureStore>): PictureStore => ({
  put: (name, bytes) => store.put(name, bytes),
  get: (name) => store.get(name),
  delete: (name) => store.delete(name),
  list: (prefix) => store.list(prefix),
  health: () => store.health(),
  ...changed,
});

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
