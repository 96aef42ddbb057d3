// Decisions as they are shown: a list without personal data, and one decision whole, which is logged.

import type { Reason } from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import type { Transacting } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import { ANSWERS } from './authenticate.js';
import { conclude } from './conclude.js';
import type { Decided, SealedReport } from './decided.js';
import { shownHints } from './hints.js';
import type { VerificationBody } from './schemas.js';

/** The answer to whoever has just asked. */
export const bodyOf = ({ customer, policy, at, model: _, ...decided }: Decided): VerificationBody =>
  bodyFrom({
    ...decided,
    customer: customer?.id ?? null,
    policyVersion: policy.version,
    createdAt: at,
    hints: decided.hints ?? [],
  });

interface Shown
  extends Pick<Decided, 'id' | 'kind' | 'device' | 'channel' | 'decision' | 'reasons' | 'report'> {
  readonly customer: string | null;
  readonly policyVersion: number;
  readonly createdAt: Date;
  readonly hints: readonly string[] | null;
}

const bodyFrom = ({ id, kind, decision, reasons, report, ...shown }: Shown): VerificationBody => ({
  ...{ id, kind, decision },
  answer: kind === 'authentication' ? ANSWERS[decision] : null,
  reasons: reasons.map(plain),
  ...comparisonOf(report),
  ...{ customer: shown.customer, device: shown.device, channel: shown.channel },
  policyVersion: shown.policyVersion,
  createdAt: shown.createdAt.toISOString(),
  hints: shownHints(shown.hints),
  report,
});

/**
 * A decision's row and what was sealed with it.
 * @throws `not_found`, `erased`, `picture_tampered`
 */
export async function unsealVerification(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  id: string,
) {
  const row = await transaction
    .selectFrom('verifications')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', 'there is no such verification');
  const subject = await subjects.find(transaction, tenant, row.subject);
  if (row.report === null) throw new LikenessError('erased', 'the report was kept as long as it may be');
  const text = Buffer.from(await subjects.open(subject, 'report', id, row.report)).toString('utf8');
  return { row, subject, sealed: JSON.parse(text) as SealedReport };
}

/**
 * One decision, whole.
 * @throws `not_found`, `erased`, `picture_tampered`
 */
export async function readVerification(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  id: string,
): Promise<{ body: VerificationBody; sealed: SealedReport; subject: string }> {
  const { row, sealed } = await unsealVerification(transaction, subjects, tenant, id);
  const { reasons } = conclude(sealed.report, sealed.policy, sealed.concerns);
  const { kind, customer, device, channel, decision, policy_version, created_at } = row;
  const body = bodyFrom({
    ...{ id, kind, customer, device, channel, decision, reasons, report: sealed.report },
    policyVersion: policy_version,
    createdAt: created_at,
    hints: row.hints,
  });
  return { body, sealed, subject: row.subject };
}

/** The case that was made of a decision, as far as it has come. */
export async function caseOf(transaction: Transacting, verification: string) {
  const found = await transaction
    .selectFrom('cases')
    .select(['id', 'state', 'outcome'])
    .where('verification', '=', verification)
    .executeTakeFirst();
  return found ?? null;
}

export interface VerificationFilter {
  readonly customer?: string | undefined;
  readonly decision?: Decided['decision'] | undefined;
  /** Older than this one. */
  readonly before?: string | undefined;
}

/** The latest first. */
export async function listVerifications(
  transaction: Transacting,
  { customer, decision, before }: VerificationFilter,
  limit: number,
) {
  let query = transaction
    .selectFrom('verifications')
    .select(['id', 'kind', 'customer', 'device', 'channel', 'decision', 'reasons', 'score', 'llr'])
    .select(['threshold', 'fmr', 'model_name', 'model_digest', 'policy_version', 'created_at'])
    .orderBy('id', 'desc')
    .limit(limit);
  if (customer !== undefined) query = query.where('customer', '=', customer);
  if (decision !== undefined) query = query.where('decision', '=', decision);
  if (before !== undefined) query = query.where('id', '<', before);
  return query.execute();
}

export const summaryOf = (row: Awaited<ReturnType<typeof listVerifications>>[number]) => {
  const { model_name: name, model_digest: digest, policy_version, created_at, ...rest } = row;
  return {
    ...rest,
    model: { name, digest },
    policyVersion: policy_version,
    createdAt: created_at.toISOString(),
  };
};

const comparisonOf = ({ score, llr, threshold, fmr, model }: Decided['report']) => ({
  ...{ score, llr, threshold, fmr, model },
});

const plain = ({ code, about, message, measured }: Reason) => ({
  code,
  ...(about && { about }),
  message,
  ...(measured && { measured }),
});
