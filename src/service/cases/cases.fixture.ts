// A service with verifications and cases on a database of its own, with real keys and a real log. Sealed pictures lie in
// memory, as a disk is slow to promise that it has them. The inference is not run: it hands out a report that
// `likeness verify --json` made of two photographs, judged anew at whatever score a test wants.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import {
  claimOf,
  DEFAULT_POLICY,
  type Objection,
  operatingPoint,
  REASONS,
  type VerificationJson,
} from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import type { Calibration } from '../../face/index.js';
import { analyticsRoutes } from '../analytics/index.js';
import { openQuestions } from '../aside/index.js';
import { digestOfValue, openAuditLog, signingKeyFrom } from '../audit/index.js';
import { ensureCustomer } from '../customers/index.js';
import { buildServer, DEFAULT_RATES, openRates } from '../http/index.js';
import {
  type Actor,
  activate,
  actorOf,
  ensureTenant,
  invite,
  KEY_PERMISSIONS,
  type Permission,
  type Role,
  systemActor,
} from '../identity/index.js';
import type { InferencePool, VerifyResult } from '../inference/index.js';
import { localMasterKeys, type PictureStore } from '../pictures/index.js';
import { activePolicy, ensurePolicy } from '../policies/index.js';
import { testDatabase } from '../postgres/testing.fixture.js';
import { simulationRoutes } from '../simulation/index.js';
import { openDatabase, type Transacting } from '../storage/index.js';
import { Subjects } from '../subjects/index.js';
import {
  type Compared,
  type Concern,
  conclude,
  customerRoutes,
  type Decided,
  type Deciding,
  enrolWhenApproved,
  keep,
  verificationRoutes,
} from '../verifications/index.js';
import { type Cases, caseRoutes, openCaseOnReview, supervisorRoutes } from './index.js';

/** Of two photographs, both with a face; and the calibration of the model that compared them. */
const PLAIN: { readonly report: VerificationJson; readonly calibration: Calibration } = JSON.parse(
  readFileSync(new URL('./report.fixture.json', import.meta.url), 'utf8'),
);
const DIGEST = PLAIN.report.model.digest;
export const CALIBRATION = PLAIN.calibration;

/** A score between the limits: LLR about 1. */
export const UNSURE = 0.866;
/** Above the threshold for FMR 1e-4, which is 0.8939. */
export const ALIKE = 0.93;

/** The report of two faces of this score, by the calibration and the policy as Likeness comes. */
export function reportOf(score: number, objections: readonly Objection[] = []): VerificationJson {
  const point = operatingPoint(CALIBRATION, DEFAULT_POLICY.approveFmr);
  const llr = CALIBRATION.slope * score + CALIBRATION.offset;
  const [decision, code] =
    score >= point.threshold
      ? ([objections.length > 0 ? 'review' : 'approve', 'score_reaches_threshold'] as const)
      : llr < DEFAULT_POLICY.rejectLlr
        ? (['reject', 'evidence_against'] as const)
        : (['review', 'score_between_limits'] as const);
  return {
    ...PLAIN.report,
    ...{ decision, score, llr, probability: 1 / (1 + Math.exp(-llr)) },
    reasons: [...objections.map(({ reason }) => reason), { code, message: REASONS[code] }],
    threshold: point.threshold,
    fmr: point.fmr,
    fmrInterval: point.fmrInterval ?? null,
    claim: claimOf(CALIBRATION, point),
  };
}

export const FORGED: Objection = {
  effect: 'review',
  reason: {
    code: 'chip_forged',
    about: 'document',
    message: 'What the chip holds is not what its state signed.',
  },
};
export const LISTED: Concern = {
  code: 'face_on_list',
  effect: 'review',
  evidence: [{ kind: 'list_entry', id: 'entry-1', score: 0.95 }],
};

export interface Happening {
  readonly score?: number;
  readonly objections?: readonly Objection[];
  readonly concerns?: readonly Concern[];
  readonly customer?: string;
  readonly at?: Date;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** @param random as of `Cases`; default: neither seeds nor second looks are drawn */
export async function openWorld(random: () => number = () => 0.999) {
  const place = await testDatabase();
  const database = await openDatabase({ url: place.url, connections: 10 });
  const environment = { LIKENESS_MASTER_KEY: randomBytes(32).toString('base64') };
  const keys = await localMasterKeys({ home: '/nowhere', environment });
  const subjects = new Subjects(keys, storeInMemory());
  const signer = signingKeyFrom(randomBytes(32));
  const audit = openAuditLog(signer);
  const score = { next: UNSURE };
  const calibrationDigest = digestOfValue(CALIBRATION);
  const model = { name: 'accurate', digest: DIGEST, calibrationDigest };
  const inference = {
    model: { ...model, templateLength: 2, calibration: CALIBRATION },
    verify: async (): Promise<VerifyResult> => ({
      report: reportOf(score.next),
      templates: { selfie: Float32Array.of(1, 0), document: Float32Array.of(0, 1) },
      sha256: { selfie: 'a', front: 'b', back: null },
      model,
    }),
  } as unknown as InferencePool;
  const emitted: { type: string; data: Record<string, unknown> }[] = [];
  const later: { tenant: string; seed: string; afterSeconds: number }[] = [];
  const digestKey = randomBytes(32);
  const deciding = { database, subjects, inference, audit, digestKey };
  const cases: Cases = {
    // Everybody here has the same face: `searchAgain.test.ts` searches.
    ...{ deciding, searches: [] },
    emit: async (_, type, data) => {
      emitted.push({ type, data });
      return uuidv7();
    },
    placeLater: async (_, carried, afterSeconds) => {
      later.push({ ...carried, afterSeconds });
    },
    random,
  };
  const full: Deciding = {
    ...deciding,
    screens: [],
    followers: [enrolWhenApproved(audit), openCaseOnReview(cases)],
  };
  const questions = openQuestions(database);
  const actors = new Map<string, Actor>();
  const server = await buildServer({
    routes: [
      caseRoutes(cases),
      supervisorRoutes(cases),
      verificationRoutes(full),
      customerRoutes(full, async () => {}),
      analyticsRoutes({ database, audit, questions }),
      simulationRoutes({ subjects, audit, questions }),
    ],
    authenticate: async ({ headers }) => actors.get(headers.authorization ?? '')!,
    rates: openRates(database.pool, {
      ...DEFAULT_RATES,
      actor: { points: 1_000_000, seconds: 60 },
    }),
    logger: SILENT,
  });
  const tenant = await newTenant('default');

  async function newTenant(name: string): Promise<string> {
    const { id } = await ensureTenant(database, name);
    await database.tenant(id, (transaction) => ensurePolicy(transaction, systemActor(id, 'test')));
    return id;
  }

  function clientOf(actor: Actor) {
    actors.set(actor.id, actor);
    const send = async (method: string, url: string, body?: unknown, headers = {}) => {
      const answer = await server.inject({
        method: method as 'GET',
        url,
        headers: { authorization: actor.id, ...headers },
        ...(body !== undefined && { payload: body as object }),
      });
      // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire has no type
      const read = (): any => (answer.body === '' ? undefined : JSON.parse(answer.body));
      const isJson = /\/(problem\+)?json/.test(String(answer.headers['content-type']));
      return { status: answer.statusCode, body: isJson ? read() : undefined, text: answer.body };
    };
    return {
      ...{ id: actor.id, actor, send },
      get: (url: string) => send('GET', url),
      post: (url: string, body: unknown = {}, headers = {}) => send('POST', url, body, headers),
      /** Takes the next, and reads it. */
      take: async () => (await send('POST', '/v1/cases/take')).body,
      /** Takes until it is this one's turn. */
      async decide(id: string, outcome: string, reasons: string[], text?: string) {
        const { version } = (await send('GET', `/v1/cases/${id}`)).body;
        return send('POST', `/v1/cases/${id}/decision`, { version, outcome, reasons, ...(text && { text }) });
      },
    };
  }

  return {
    ...{
      database,
      tenant,
      newTenant,
      cases,
      deciding: full,
      subjects,
      emitted,
      later,
      score,
      server,
      questions,
    },
    async person(role: Role, name: string, of = tenant) {
      const row = await database.tenant(of, async (transaction) => {
        const email = `${name.toLowerCase()}@bank.example`;
        const { person } = await invite(transaction, { name, email, role }, systemActor(of, 'test'));
        await activate(transaction, person.id);
        return transaction
          .selectFrom('people')
          .selectAll()
          .where('id', '=', person.id)
          .executeTakeFirstOrThrow();
      });
      return clientOf(actorOf(row));
    },
    program: (permissions: readonly Permission[] = KEY_PERMISSIONS, of = tenant) =>
      clientOf({
        ...{ kind: 'key', id: `key-${uuidv7()}`, name: 'program', tenant: of },
        permissions: new Set(permissions),
      }),
    /** A selfie and a document came in, and it was decided; again where the customer was changed meanwhile. */
    async happens(happening: Happening = {}, of = tenant): Promise<Decided> {
      for (let round = 1; ; round++) {
        try {
          return await this.happensOnce(happening, of);
        } catch (error) {
          const isOvertaken = error instanceof LikenessError && error.code === 'tries_at_once';
          if (!isOvertaken || round === 3) throw error;
        }
      }
    },
    async happensOnce(happening: Happening = {}, of = tenant): Promise<Decided> {
      const { concerns = [], customer: name } = happening;
      const report = reportOf(happening.score ?? UNSURE, happening.objections);
      const at = happening.at ?? new Date();
      const [policy, customer] = await database.tenant(of, async (transaction) => [
        await activePolicy(transaction),
        name === undefined ? null : await ensureCustomer(transaction, subjects, of, name),
      ]);
      const compared: Compared = {
        ...{ id: uuidv7({ msecs: at.getTime() }), kind: 'proofing', tenant: of, at, channel: 'api' },
        ...{ device: null, customer, policy, report, model, today: at.toISOString().slice(0, 10) },
        subject: customer?.subject ?? (await subjects.draft(of)),
        isNew: customer === null,
        pictures: [
          ['selfie', randomBytes(50)],
          ['document_front', randomBytes(50)],
        ],
        templates: [{ role: 'selfie', vector: Float32Array.of(1, 0) }],
        document: { type: 'TD3', issuingState: 'UTO', digest: null },
      };
      const conclusion = conclude(report, policy.document, concerns);
      const actor = { ...systemActor(of, 'test') };
      return keep(
        full,
        actor,
        { ...compared, ...conclusion, concerns },
        'verification.decided',
        async () => {},
      );
    },
    /** Its case. */
    async caseOf({ id }: Pick<Decided, 'id'>, of = tenant): Promise<string> {
      const row = await database.tenant(of, (transaction) =>
        transaction.selectFrom('cases').select('id').where('verification', '=', id).executeTakeFirstOrThrow(),
      );
      return row.id;
    },
    within: <T>(work: (transaction: Transacting) => Promise<T>, of = tenant) => database.tenant(of, work),
    /** Puts whatever waits aside. */
    async emptyQueue(of = tenant) {
      await database.tenant(of, (transaction) =>
        sql`update cases set state = 'closed', assignee = null, assigned_at = null, touched_at = null
          where state in ('open', 'assigned', 'awaiting_second')`.execute(transaction),
      );
    },
    /** Leaves all that is assigned alone for so long. */
    async minutesPass(minutes: number, of = tenant) {
      await database.tenant(of, (transaction) =>
        sql`update cases set touched_at = touched_at - make_interval(secs => ${60 * minutes}),
          assigned_at = assigned_at - make_interval(secs => ${60 * minutes}),
          looked_at = looked_at - make_interval(secs => ${60 * minutes})`.execute(transaction),
      );
    },
    /** What the log says, the latest last. */
    async log(of = tenant) {
      const rows = await database.tenant(of, (transaction) =>
        transaction.selectFrom('audit_entries').selectAll().orderBy('sequence').execute(),
      );
      return rows.map(({ body }) => JSON.parse(body));
    },
    async close() {
      await server.close();
      subjects.close();
      keys.close();
      await database.close();
      await place.stop();
    },
  };
}

function storeInMemory(): PictureStore {
  const objects = new Map<string, Uint8Array>();
  return {
    put: async (name, bytes) => {
      objects.set(name, bytes);
    },
    get: async (name) => {
      const bytes = objects.get(name);
      if (!bytes) throw new LikenessError('picture_missing', name);
      return bytes;
    },
    delete: async (name) => {
      objects.delete(name);
    },
    async *list(prefix) {
      yield* [...objects.keys()].filter((name) => name.startsWith(prefix));
    },
    health: async () => ({ ok: true, detail: 'in memory' }),
  };
}

export const BASE64 = (text: string): string => Buffer.from(text).toString('base64');

/** What is wrong with an answer, by its schema; undefined where nothing is. */
export function faultOfAnswer(schema: object, answer: unknown): string | undefined {
  const ajv = new Ajv2020({ strict: false });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  const check = ajv.compile(schema);
  return check(answer) ? undefined : ajv.errorsText(check.errors);
}

const nothing = () => undefined;
const SILENT = {
  ...{ level: 'silent', fatal: nothing, error: console.error, warn: nothing, info: nothing },
  ...{ debug: nothing, trace: nothing, silent: nothing },
  child: () => SILENT,
};
