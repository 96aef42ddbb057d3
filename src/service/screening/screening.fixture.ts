// A tenant's tries for tests: real database, sealing, log and search; faces are unit vectors whose scores are known.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Calibration } from '../../face/index.js';
import { openQuestions } from '../aside/index.js';
import { openAuditLog, signingKeyFrom } from '../audit/index.js';
import { ensureCustomer } from '../customers/index.js';
import { buildServer } from '../http/index.js';
import { type Actor, ensureTenant, type Permission, systemActor } from '../identity/index.js';
import type { InferencePool } from '../inference/index.js';
import { alarmRoutes, linkRoutes } from '../links/index.js';
import { folderStore, localMasterKeys } from '../pictures/index.js';
import {
  activatePolicy,
  activePolicy,
  DEFAULT_DOCUMENT,
  draftPolicy,
  type PolicyDocument,
} from '../policies/index.js';
import { testDatabase } from '../postgres/testing.fixture.js';
import { openDatabase, type Transacting } from '../storage/index.js';
import { Subjects } from '../subjects/index.js';
import {
  type Compared,
  conclude,
  type Decided,
  enrolWhenApproved,
  type Follower,
  keep,
  recheckApproval,
} from '../verifications/index.js';
import { openScreening, type Screening } from './index.js';

export const LENGTH = 64;
/** A tenth of a score for each factor of ten: 0.5 at an FMR of 1 in 10, 1.0 at 1 in a million. */
export const calibration = {
  ...{ slope: 20, offset: -10 },
  thresholds: [1, 2, 3, 4, 5, 6].map((power) => ({
    fmr: 10 ** -power,
    threshold: 0.4 + power / 10,
    fmrInterval: [0.5 * 10 ** -power, 2 * 10 ** -power],
  })),
} as unknown as Calibration;

/** A person: nobody is like anybody. */
export function face(person: number): Float32Array {
  const vector = new Float32Array(LENGTH);
  vector[person] = 1;
  return vector;
}

/** Scores so against `person`, what is left against the last axis, which is nobody. */
export function alike(person: number, score: number): Float32Array {
  const vector = new Float32Array(LENGTH);
  vector[person] = score;
  vector[LENGTH - 1] = Math.sqrt(1 - score * score);
  return vector;
}

export interface Try {
  readonly customer?: string | null;
  readonly selfie: Float32Array;
  readonly document?: Float32Array;
  readonly device?: string;
  readonly digest?: Buffer;
  readonly at?: Date;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Only what screening asks of inference: a picture here is its template's bytes. */
const AXES: Pick<InferencePool, 'model' | 'embed'> = {
  model: {
    name: 'axes',
    digest: 'a'.repeat(64),
    templateLength: LENGTH,
    calibration,
    calibrationDigest: null,
  },
  embed: async ({ picture }) => ({
    template: new Float32Array(Uint8Array.from(picture).buffer),
    sha256: 'b'.repeat(64),
    model: { name: 'axes', digest: 'a'.repeat(64), calibrationDigest: null },
  }),
};

export const pictureOf = (vector: Float32Array): Buffer => Buffer.from(vector.buffer);

/** @param inference default: a picture is the bytes of its template */
export async function openWorld(inference: Pick<InferencePool, 'model' | 'embed'> = AXES) {
  const place = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), 'likeness-screening-'));
  const database = await openDatabase({ url: place.url, connections: 20 });
  const keys = await localMasterKeys({ home, environment: {} });
  const store = await folderStore(join(home, 'pictures'));
  const subjects = new Subjects(keys, store);
  const audit = openAuditLog(signingKeyFrom(randomBytes(32)));
  const parts = { database, subjects, audit, inference, store, masterKeys: keys };
  const replica = (memoryBytes?: number): Screening =>
    openScreening({ ...parts, threads: 1, ...(memoryBytes !== undefined && { memoryBytes }) });
  const one = replica();
  let second: Screening | undefined;
  const questions = openQuestions(database);
  const server = await buildServer({
    routes: [...one.routes, linkRoutes(one.screened, questions), alarmRoutes(one.screened)],
    authenticate: async ({ headers }): Promise<Actor> => ({
      ...{ kind: 'key', id: 'a-key-of-12ch', name: 'test', tenant: headers['x-tenant'] as string },
      permissions: new Set((headers['x-permissions'] as string).split(' ') as Permission[]),
    }),
    rates: { admitActor: async () => {}, admitAddress: async () => {}, noteStranger: async () => {} },
    logger: SILENT,
  });

  /** A tenant of its own with this policy. */
  async function tenant(name: string, policy: Partial<PolicyDocument> = {}): Promise<string> {
    const { id } = await ensureTenant(database, name);
    await database.tenant(id, async (transaction) => {
      const document = { ...DEFAULT_DOCUMENT, velocity: {}, ...policy };
      const by = systemActor(id, 'test');
      const { version } = await draftPolicy(transaction, document, 'test', by);
      await activatePolicy(transaction, version, by);
    });
    return id;
  }

  /** Compared and approved by its pictures: what screening adds is what counts. */
  async function compared(of: string, given: Try): Promise<Compared> {
    const { customer = null, at = new Date() } = given;
    const { policy, known } = await database.tenant(of, async (transaction) => ({
      policy: await activePolicy(transaction),
      known: customer === null ? null : await ensureCustomer(transaction, subjects, of, customer),
    }));
    return {
      ...{ id: uuidv7(), kind: 'proofing', tenant: of, at, channel: 'api', policy, customer: known },
      today: at.toISOString().slice(0, 10),
      device: given.device ?? null,
      subject: known?.subject ?? (await subjects.draft(of)),
      isNew: known === null,
      report: structuredClone(REPORT) as unknown as Compared['report'],
      model: { name: 'axes', digest: inference.model.digest, calibrationDigest: null },
      pictures: [['selfie', pictureOf(given.selfie)]],
      templates: [
        { role: 'selfie', vector: given.selfie },
        ...(given.document ? [{ role: 'document' as const, vector: given.document }] : []),
      ],
      document: { type: 'TD3', issuingState: 'UTO', digest: given.digest ?? null },
    };
  }

  async function attempt(
    of: string,
    given: Try,
    by: Screening = one,
    more: readonly Follower[] = [],
  ): Promise<Decided> {
    const found = await compared(of, given);
    const findings = await Promise.all(by.screens.map((screen) => screen(found)));
    const concerns = findings.flatMap((one) => one.concerns);
    const conclusion = conclude(found.report, found.policy.document, concerns);
    return keep(
      {
        ...{ database, subjects, audit, screens: by.screens, digestKey: new Uint8Array(32) },
        inference: inference as InferencePool,
        followers: [recheckApproval(findings), enrolWhenApproved(audit), ...more],
      },
      systemActor(of, 'test'),
      { ...found, ...conclusion, concerns },
      'verification.decided',
      async () => {},
    );
  }

  return {
    ...{
      database,
      subjects,
      audit,
      inference,
      store,
      keys,
      server,
      one,
      replica,
      tenant,
      attempt,
      questions,
    },
    /** Another process, as far as galleries go: started when it is first asked for. */
    get other(): Screening {
      second ??= replica();
      return second;
    },
    within: <T>(of: string, work: (transaction: Transacting) => Promise<T>) => database.tenant(of, work),
    async call(
      of: string,
      method: 'GET' | 'POST' | 'DELETE',
      url: string,
      payload?: object,
      permissions = ALL,
    ) {
      const response = await server.inject({
        ...{ method, url, ...(payload && { payload }) },
        headers: { 'x-tenant': of, 'x-permissions': permissions },
      });
      return { status: response.statusCode, body: response.body === '' ? null : parsed(response.body) };
    },
    async close() {
      await server.close();
      await Promise.all([one.close(), second?.close()]);
      subjects.close();
      keys.close();
      await database.close();
      await place.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const ALL = 'lists.read lists.write links.read policies.read';

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire has no type
function parsed(body: string): any {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

const REPORT = {
  decision: 'approve',
  reasons: [],
  ...{ score: 0.9, adjustedScore: null, llr: 12, probability: 1, threshold: 0.5, fmr: 1e-4 },
  ...{ adjustment: null, fmrInterval: null, claim: { supported: true, sentence: '', data: null } },
  model: { name: 'axes', digest: AXES.model.digest },
  selfie: { quality: null },
  document: { quality: null, visual: null, mrz: null },
  timings: { total: 1 },
};

const nothing = () => undefined;
const SILENT = {
  ...{ level: 'silent', fatal: nothing, error: nothing, warn: nothing, info: nothing, debug: nothing },
  ...{ trace: nothing, silent: nothing, child: () => SILENT },
} as never;
