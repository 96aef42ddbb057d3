// The report on the models that serve: do they agree, has what they see moved, and how often do two customers match.

import type { Calibration } from '../../../face/index.js';
import type { Questions } from '../../aside/index.js';
import { activePolicy } from '../../policies/index.js';
import type { Database, Transacting } from '../../storage/index.js';
import type { Subjects } from '../../subjects/index.js';
import { type FmrAbsence, type FmrReport, fmrAmongCustomers } from '../fmr/index.js';
import { type Agreement, agreementOf } from './agreement.js';
import { driftOf, type Moved, type Samples } from './drift.js';
import {
  type Day,
  firstDecision,
  KINDS,
  type Kind,
  type Period,
  readDays,
  readSample,
  readScored,
} from './traffic.js';

export interface ReportedModel {
  readonly name: string;
  readonly digest: string;
  readonly calibration: Calibration | null;
}

export interface ReportRequest {
  readonly tenant: string;
  readonly period: Period;
  /** Default: the model’s first 30 days, as far as they lie before the period. */
  readonly reference?: Period;
  readonly active: ReportedModel;
  readonly shadow: ReportedModel | null;
  readonly signal: AbortSignal;
}

export interface ModelReport {
  /** Null where no model is tried. */
  readonly agreement: {
    /** Decisions of the period that both have scored. */
    readonly decisions: number;
    /** Of these looked at. */
    readonly sampled: number;
    readonly proofing: Agreement | null;
    readonly authentication: Agreement | null;
  } | null;
  readonly drift: {
    /** Null where the period begins with the model itself. */
    readonly reference: Period | null;
    readonly days: readonly Day[];
    readonly measures: readonly Moved[];
  };
  readonly fmr: {
    readonly active: FmrReport | { readonly absent: FmrAbsence };
    readonly shadow: FmrReport | { readonly absent: FmrAbsence } | null;
  };
}

const REFERENCE_DAYS = 30;
const DAY = 86_400_000;

/** @throws errors of the database; `rate_limited`, `question_too_long`; what the signal was aborted with */
export async function reportOn(
  parts: {
    readonly database: Database;
    readonly subjects: Subjects;
    readonly questions: Questions;
  },
  request: ReportRequest,
): Promise<ModelReport> {
  const { tenant, period, active, shadow, signal } = request;
  const { read, policy } = await parts.questions.inTurn(tenant, signal, (reading) =>
    reading(async (transaction) => ({
      read: await readAll(transaction, request),
      policy: (await activePolicy(transaction)).document,
    })),
  );
  const { reference, days, samples, compared } = read;
  const agreementBy = (kind: Kind) => agreementOf(compared?.scored.filter((row) => row.kind === kind) ?? []);
  const fmrOf = ({ digest, calibration }: ReportedModel) =>
    fmrAmongCustomers(parts, tenant, { digest, calibration, policy, signal });
  return {
    agreement: compared && {
      decisions: compared.total,
      sampled: compared.scored.length,
      proofing: await agreementBy('proofing'),
      authentication: await agreementBy('authentication'),
    },
    drift: { reference, days, measures: await driftOf(samples) },
    fmr: { active: await fmrOf(active), shadow: shadow && (await fmrOf(shadow)) },
  };

  async function readAll(transaction: Transacting, { reference: given }: ReportRequest) {
    const reference = given ?? (await firstDays(transaction, active.digest, period));
    const samples: Samples[] = [];
    for (const kind of KINDS) {
      const current = await readSample(transaction, active.digest, kind, period);
      const before = reference ? await readSample(transaction, active.digest, kind, reference) : [];
      if (current.length + before.length > 0) samples.push({ kind, reference: before, current });
    }
    return {
      ...{ reference, samples },
      days: await readDays(transaction, active.digest, period),
      compared:
        shadow && (await readScored(transaction, { active: active.digest, shadow: shadow.digest, period })),
    };
  }
}

async function firstDays(transaction: Transacting, digest: string, { from }: Period): Promise<Period | null> {
  const first = await firstDecision(transaction, digest);
  if (!first || first >= from) return null;
  const to = new Date(Math.min(first.getTime() + REFERENCE_DAYS * DAY, from.getTime()));
  return { from: first, to };
}
