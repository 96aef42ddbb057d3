// The service as a whole: what it is made of, opened in order and closed the other way round.

import { setTimeout as pause } from 'node:timers/promises';
import type { LikenessError } from '../errors.js';
import { ModelStore } from '../face/index.js';
import { accountRoutes, openAccounts } from './accounts/index.js';
import { analyticsRoutes } from './analytics/index.js';
import { openQuestions } from './aside/index.js';
import { auditRoutes } from './auditing/index.js';
import { authenticateCapture, captureRoutes, expireCaptures } from './captures/index.js';
import {
  type Cases,
  caseRoutes,
  openCaseOnReview,
  openCases,
  placeSeed,
  supervisorRoutes,
} from './cases/index.js';
import { Closing } from './closing.js';
import type { Configuration } from './configuration.js';
import { erasureRoutes, removalBy, workOnErasures } from './erasure/index.js';
import { type Foundation, openFoundation } from './foundation.js';
import { buildServer, openRates, type Routes } from './http/index.js';
import { authenticator, siteOf } from './identity/index.js';
import { type InferencePool, openInferencePool } from './inference/index.js';
import { type Jobs, openJobs } from './jobs/index.js';
import { alarmRoutes, linkRoutes } from './links/index.js';
import { liveRoutes, openWatch } from './live/index.js';
import {
  activeCheck,
  agreeOnActive,
  askShadow,
  type Challenger,
  modelRoutes,
  modelToOpen,
  openChallenger,
  paperRoutes,
  promotionRoutes,
  workOnReembedding,
  workOnShadow,
} from './models/index.js';
import { builtPages, pageRoutes } from './pages/index.js';
import { policyRoutes } from './policies/index.js';
import { retentionRoutes, workOnRetention } from './retention/index.js';
import { workOnRewrapping } from './rotation/index.js';
import { openScreening, type Screening, workOnLists } from './screening/index.js';
import { simulationRoutes } from './simulation/index.js';
import { type Check, healthRoutes, type Logger, type Metrics, openMetrics } from './telemetry/index.js';
import { tellCapture, tellDecision, tellExpiry } from './telling.js';
import {
  customerRoutes,
  type Decided,
  type Deciding,
  enrolWhenApproved,
  verificationRoutes,
} from './verifications/index.js';
import { deliverWebhooks, type Events, openEvents, webhookRoutes } from './webhooks/index.js';

export interface Service {
  /** Where it listens, e.g. `http://127.0.0.1:4711`. */
  readonly address: string;
  /** An API key, where this start has made the first one; it can be read here alone. */
  readonly firstKey?: string;
  /** Answers what has been asked, then closes all. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Opens everything and listens; a mere worker answers for its health alone.
 * @param onLost told when nothing can be answered any more, and will not be: close it
 * @throws errors of the database, the keys, the store and the models, each with what to do
 */
export async function openService(
  configuration: Configuration,
  logger: Logger,
  onProgress: (message: string) => void = () => undefined,
  onLost: (error: LikenessError) => void = () => undefined,
): Promise<Service> {
  const closing = new Closing();
  try {
    const foundation = await openFoundation(configuration, logger, closing, onProgress, onLost);
    const { database, subjects, audit, keys, store } = foundation;
    onProgress('opening models');
    const models = new ModelStore(configuration.home);
    const model = await modelToOpen(database, models, configuration.model);
    const inference = await openInference({ ...configuration, model }, onProgress);
    closing.add(() => inference.close());
    await agreeOnActive(database, inference.model);
    const screening = openScreening({
      ...{ database, subjects, audit, inference, store, masterKeys: keys },
      onLost: (err) => logger.error({ err }, 'threads that search were lost, and are opened anew'),
    });
    closing.add(() => screening.close());
    const challenger = openChallenger({
      database,
      open: (digest) => openInference({ ...configuration, workers: 1, model: digest }),
    });
    closing.add(() => challenger.close());
    // After models and galleries, which running jobs need: so they end before these.
    const jobs = await openJobs({ database, logger, works: configuration.role !== 'api' });
    closing.add(() => jobs.stop());
    const events = openEvents(jobs);
    const base = { database, subjects, inference, audit, digestKey: keys.derive('document digests') };
    const cases = openCases(base, { searches: screening.searches, jobs, events });
    const parts: Parts = {
      configuration,
      logger,
      foundation,
      jobs,
      inference,
      events,
      base,
      cases,
      screening,
      challenger,
      models,
    };

    const metrics = openMetrics({ inference, jobs, pool: foundation.database.pool });
    let isDraining = false;
    let address = '';
    const checks = [...checksOf(foundation), screening.check, activeCheck(database, inference.model)];
    const health = healthRoutes(checks, () => isDraining);
    const server = await buildServer({
      routes: [
        (server) => metrics.watch(server),
        ...(configuration.role === 'worker' ? [] : await resources(parts, metrics, () => address)),
        health,
        metrics.routes,
      ],
      authenticate: authenticator({
        database: foundation.database,
        site: siteOf(publicUrlOf(configuration)),
        recognisers: [
          { prefix: 'lc_', recognise: (token) => authenticateCapture(foundation.database, token) },
        ],
      }),
      rates: openRates(foundation.database.pool, configuration.rates),
      logger,
      ...(configuration.trustedProxies.length > 0 && { trustedProxies: configuration.trustedProxies }),
      pictureBytes: configuration.pictureBytes,
      isEnding: () => isDraining,
    });
    closing.add(() => server.close());
    if (configuration.role !== 'api') work(parts);
    if (configuration.role !== 'worker')
      void screening.warm().catch((err: unknown) => logger.error({ err }, 'galleries could not be loaded'));
    address = await server.listen({ host: configuration.host, port: configuration.port });
    const { firstKey } = foundation;
    return {
      address,
      ...(firstKey !== undefined && { firstKey }),
      close: async () => {
        if (!isDraining) {
          isDraining = true;
          // Those who balance load must have seen that no more is wanted before it is refused.
          await pause(1000 * configuration.drainSeconds);
        }
        await closing.close();
      },
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

interface Parts {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly foundation: Foundation;
  readonly jobs: Jobs;
  readonly inference: InferencePool;
  readonly events: Events;
  readonly base: Omit<Deciding, 'screens' | 'followers'>;
  readonly cases: Cases;
  readonly screening: Screening;
  readonly challenger: Challenger;
  readonly models: ModelStore;
}

const openInference = (
  { workers, home, model, pictureBytes }: Configuration,
  onProgress: (message: string) => void = () => undefined,
): Promise<InferencePool> =>
  openInferencePool({
    ...{ workers, home, onProgress },
    ...(model !== null && { model }),
    decode: { limits: { bytes: pictureBytes } },
  });

/** Where browsers find the service, unless that is said: on this machine, by a name, as passkeys need one. */
const publicUrlOf = ({ publicUrl, port }: Configuration): string =>
  publicUrl ?? `http://localhost:${port === 0 ? 4711 : port}`;

/** All that is answered. */
async function resources(
  { configuration, logger, foundation, jobs, events, base, cases, screening, models }: Parts,
  metrics: Metrics,
  address: () => string,
): Promise<Routes[]> {
  const { database, subjects, audit, keys, sealing, signer, store } = foundation;
  const deciding: Deciding = {
    ...base,
    screens: screening.screens,
    followers: [enrolWhenApproved(audit), openCaseOnReview(cases), tellDecision(events), askShadow(jobs)],
    onKept: countDecision(metrics),
  };
  const accounts = await openAccounts({
    ...{ database, audit, sealing },
    site: siteOf(publicUrlOf(configuration)),
    challengeSecret: keys.derive('sign-in challenges'),
  });
  const questions = openQuestions(database);
  return [
    verificationRoutes(deciding),
    customerRoutes(deciding, async (transaction, customer) => {
      await events.emit(transaction, 'customer.blocked', { customer });
    }),
    captureRoutes({
      deciding,
      publicUrl: () => configuration.publicUrl ?? address(),
      pictureBytes: configuration.pictureBytes,
      onEnded: tellCapture(events, audit),
      onFailed: tellExpiry(events, audit),
    }),
    caseRoutes(cases),
    supervisorRoutes(cases),
    ...screening.routes,
    linkRoutes(screening.screened, questions),
    alarmRoutes(screening.screened),
    auditRoutes({ database, subjects, audit, signer }),
    retentionRoutes({ database, audit }),
    erasureRoutes({
      ...{ database, store, audit, signer, masterKeys: keys },
      removeObjects: removalBy(jobs),
      tell: async (transaction, customer) => {
        await events.emit(transaction, 'customer.erased', { customer });
      },
    }),
    simulationRoutes({ subjects, audit, questions }),
    modelRoutes({ database, subjects, audit, inference: base.inference, models, questions }),
    paperRoutes({ database, inference: base.inference, models, home: configuration.home }),
    promotionRoutes({ database, audit, events, models, jobs }),
    analyticsRoutes({ database, audit, questions }),
    policyRoutes({
      ...{ database, audit },
      onActivated: async (transaction, { version }) => {
        await events.emit(transaction, 'policy.activated', { version });
      },
    }),
    webhookRoutes({ database, jobs, audit, sealing, reach: configuration.reach }),
    ...accountRoutes(accounts),
    liveRoutes(openWatch(database, (err) => logger.warn({ err }, 'the log could not be looked at'))),
    pageRoutes(builtPages()),
  ];
}

const countDecision =
  (metrics: Metrics) =>
  ({ kind, decision, report }: Decided): void =>
    metrics.count({ kind, decision, model: report.model.name, milliseconds: report.timings.total });

/** All that is done outside requests. */
function work(parts: Parts): void {
  const { configuration, logger, foundation, jobs, events, cases, screening } = parts;
  const { inference, challenger } = parts;
  const { database, subjects, audit, sealing, store, keys } = foundation;
  deliverWebhooks({ database, jobs, audit, sealing, reach: configuration.reach, logger });
  workOnRetention(jobs, { database, store, audit }, logger);
  workOnErasures(jobs, { database, store });
  workOnRewrapping(jobs, { database, masterKeys: keys, audit });
  workOnLists(jobs, screening, logger);
  workOnShadow(jobs, { database, subjects, challenger });
  workOnReembedding(jobs, { database, subjects, audit, inference, challenger });
  jobs.work('case-seed', (carried) => placeSeed(cases, carried));
  const tell = tellExpiry(events, audit);
  jobs.work('capture-expiry', ({ tenant }) =>
    database.tenant(tenant, async (transaction) => {
      for (const capture of await expireCaptures(transaction)) await tell(transaction, tenant, capture);
    }),
  );
}

const checksOf = ({ database, store, keys }: Foundation): Check[] => [
  { name: 'database', isWell: async () => ({ ok: await database.isReachable() }) },
  { name: 'pictures', isWell: () => store.health() },
  { name: 'keys', isWell: () => keys.health() },
];
