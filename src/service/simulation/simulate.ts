// A policy, tried on past traffic before it is in force: what would have been decided, by how much the queue of people
// would grow or shrink, what that costs, and which false match rate the policy claims. No picture is opened, and no model
// runs.

import { type OperatingPoint, operatingPoint, rejudge } from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import type { Calibration } from '../../face/index.js';
import type { Read } from '../aside/index.js';
import { type AuditLog, digestOfValue } from '../audit/index.js';
import { needsPerson } from '../cases/index.js';
import type { Actor } from '../identity/index.js';
import { activePolicy, type PolicyDocument } from '../policies/index.js';
import type { Transacting } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import { conclude } from '../verifications/index.js';
import {
  BATCH,
  choosePast,
  openPast,
  type PastDecision,
  type Period,
  type Window,
  windowKey,
} from './past.js';
import { comparisonPolicy, type EarlierTries, reconsider } from './reconsider.js';
import { type Outcome, type Tally, tally } from './tally.js';
import { type Workload, workloadOf } from './workload.js';

export interface Simulating {
  /** Transactions of the tenant. */
  readonly read: Read;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
}

export interface SimulationRequest {
  readonly policy: PolicyDocument;
  readonly period: Period;
  /** If there were more decisions, so many are drawn by chance. */
  readonly most: number;
  /** What an hour of a reviewer costs, in whichever currency. */
  readonly hourlyCost?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface Simulation {
  readonly from: string;
  readonly to: string;
  /** Of the policy in force, which decided most of it; decisions are held against what was decided, by whatever policy. */
  readonly inForce: number;
  /** In the period. */
  readonly decisions: number;
  /** Looked at: all, or drawn by chance. */
  readonly sampled: number;
  /** Left out: their report was deleted or their person erased. */
  readonly unreadable: number;
  /** Left out: their report does not say what the document had against an approval. */
  readonly undecidable: number;
  /** Decisions that, judged anew under their own policy, come out otherwise than they did. There should be none. */
  readonly replayFaults: readonly string[];
  /** Of each kind; null where there was none. */
  readonly proofing: Simulated | null;
  readonly authentication: Simulated | null;
  readonly workload: Workload | null;
}

export interface Simulated extends Tally {
  /** What approvals claim, by the calibration of the latest decision; null where the model had none. */
  readonly claim: { readonly before: OperatingPoint; readonly after: OperatingPoint } | null;
}

/** @throws `request_invalid` where the period has no past; what `signal` was aborted with */
export async function simulate(
  simulating: Simulating,
  by: Actor,
  request: SimulationRequest,
): Promise<Simulation> {
  const { read, audit } = simulating;
  const { policy, most } = request;
  const period = pastOf(request.period);
  const { inForce, chosen, days } = await read(async (transaction) => ({
    inForce: await activePolicy(transaction),
    chosen: await choosePast(transaction, period, most),
    days: (period.to.getTime() - period.from.getTime()) / 86_400_000,
  }));
  const judged = await judgeAll(simulating, by.tenant, chosen.ids, request);
  const { outcomes, opened, ...left } = judged;
  const of = (kind: PastDecision['kind']): Simulated | null => {
    const these = outcomes.filter((outcome) => outcome.kind === kind);
    if (these.length === 0) return null;
    return { ...tally(these), claim: claimOf(judged.calibration, kind, inForce.document, policy) };
  };
  return read(async (transaction) => {
    const workload = await workloadOf(transaction, outcomes, {
      ...{ period, days, total: chosen.total },
      hourlyCost: request.hourlyCost ?? null,
    });
    await note(transaction, audit, by, { policy, period }, chosen.ids.length);
    return {
      ...{ from: period.from.toISOString(), to: period.to.toISOString(), inForce: inForce.version },
      ...{ decisions: chosen.total, sampled: chosen.ids.length, unreadable: chosen.ids.length - opened },
      undecidable: left.undecidable,
      replayFaults: left.replayFaults,
      ...{ proofing: of('proofing'), authentication: of('authentication'), workload },
    };
  });
}

/** What of a period is over: days to come have no cases, and would make those of a day look fewer. */
function pastOf({ from, to }: Period): Period {
  const period = { from, to: new Date(Math.min(to.getTime(), Date.now())) };
  if (period.from >= period.to)
    throw new LikenessError('request_invalid', '`from` must be before `to`, and in the past');
  return period;
}

/** An outcome with what the workload hangs on. */
export interface Judged extends Outcome {
  readonly kind: PastDecision['kind'];
  /** Whether a person must look. */
  readonly cases: { readonly before: boolean; readonly after: boolean };
}

async function judgeAll(
  simulating: Simulating,
  tenant: string,
  ids: readonly string[],
  { policy, onProgress, signal }: SimulationRequest,
) {
  const outcomes: Judged[] = [];
  const replayFaults: string[] = [];
  let [opened, undecidable] = [0, 0];
  let latest: PastDecision | undefined;
  let done = 0;
  for await (const batch of openPast(simulating, tenant, ids, windowsOf(policy))) {
    signal?.throwIfAborted();
    for (const past of batch) {
      opened++;
      if (!latest || past.at > latest.at) latest = past;
      if (!replays(past)) replayFaults.push(past.id);
      const outcome = judgedAnew(past, policy);
      if (outcome) outcomes.push(outcome);
      else undecidable++;
    }
    done = Math.min(ids.length, done + BATCH);
    onProgress?.(done, ids.length);
  }
  return { outcomes, opened, undecidable, replayFaults, calibration: latest?.calibration };
}

function judgedAnew(past: PastDecision, policy: PolicyDocument): Judged | null {
  const tries: EarlierTries = (by, hours) => past.tries.get(windowKey({ by, hours })) ?? null;
  const { decision, concerns, untold } = reconsider(past, policy, tries);
  if (decision === null) return null;
  return {
    ...{ id: past.id, kind: past.kind, subject: past.subject, reviewed: past.reviewed, untold },
    ...{ before: past.decision, after: decision },
    cases: {
      before: needsPerson(past),
      after: needsPerson({ decision, concerns }),
    },
  };
}

/** Whether what was kept of a decision leads to it. */
function replays({ kind, report, policy, calibration, concerns, decision, sameFile }: PastDecision): boolean {
  const comparison = rejudge(report, { sameFile }, calibration, comparisonPolicy(kind, policy));
  if (comparison === null) return true;
  return conclude({ ...report, decision: comparison }, policy, concerns).decision === decision;
}

const windowsOf = ({ velocity }: PolicyDocument): Window[] =>
  (['customer', 'device', 'document'] as const).flatMap((by) => {
    const rule = velocity[by];
    return rule ? [{ by, hours: rule.hours }] : [];
  });

function claimOf(
  calibration: Calibration | undefined,
  kind: PastDecision['kind'],
  before: PolicyDocument,
  after: PolicyDocument,
): Simulated['claim'] {
  if (!calibration) return null;
  const claimed = (policy: PolicyDocument) =>
    operatingPoint(calibration, comparisonPolicy(kind, policy).approveFmr);
  return { before: claimed(before), after: claimed(after) };
}

const note = (
  transaction: Transacting,
  audit: AuditLog,
  by: Actor,
  { policy, period }: Pick<SimulationRequest, 'policy' | 'period'>,
  decisions: number,
) =>
  audit.append(
    transaction,
    by,
    'policy.simulated',
    { kind: 'policy', id: digestOfValue(policy) },
    { from: period.from.toISOString(), to: period.to.toISOString(), decisions },
  );
