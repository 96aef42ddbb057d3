// A decision that a person has to take becomes a case, in the decision's own transaction: none is forgotten.

import { v7 as uuidv7 } from 'uuid';
import { systemActor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import type { Decided, Follower } from '../verifications/index.js';
import { type Cases, drawn } from './context.js';
import { evidenceOf, hitsOf } from './evidence.js';
import { riskOf, standsAt } from './risk.js';
import { readSettings } from './settings.js';

/** Opens a case on review, and on a rejection of somebody whose face is known elsewhere; now and then asks for a seed. */
export const openCaseOnReview =
  (cases: Cases): Follower =>
  async (transaction, decided) => {
    if (!needsPerson(decided)) return;
    const id = await openCase(transaction, cases, decided);
    await cases.emit?.(transaction, 'case.opened', {
      case: id,
      verification: decided.id,
      customer: decided.customer?.id ?? null,
    });
    await drawSeed(transaction, cases, decided.tenant);
  };

/**
 * A hit must be looked at though the evidence rejected already: somebody may be trying one identity after the other. A
 * picture that is taken again will be screened again.
 */
export const needsPerson = ({ decision, concerns }: Pick<Decided, 'decision' | 'concerns'>): boolean =>
  decision === 'review' || (decision === 'reject' && hitsOf(concerns).length > 0);

/** @returns the case's identifier */
export async function openCase(
  transaction: Transacting,
  { deciding: { audit } }: Cases,
  { id: verification, tenant, kind, subject, customer, at, policy, report, reasons, concerns }: Decided,
): Promise<string> {
  const id = uuidv7();
  const risk = riskOf(evidenceOf({ report, concerns }, policy.document, kind), concerns);
  const codes = [...new Set(reasons.map(({ code }) => code))];
  await transaction
    .insertInto('cases')
    .values({
      ...{ id, verification, risk },
      subject: subject.id,
      customer: customer?.id ?? null,
      state: 'open',
      version: 1,
      stands_at: standsAt(at, risk),
      reasons: codes,
      opened_at: at,
    })
    .execute();
  const target = { kind: 'case', id };
  await audit.append(transaction, systemActor(tenant, 'cases'), 'case.opened', target, {
    verification,
    risk,
    reasons: codes,
  });
  return id;
}

/** Within these, so that a seed does not follow at the heels of another case. */
const DELAY_SECONDS = 600;

/** Of so many cases opened, such a share that the seeds among all are what was asked for. */
async function drawSeed(transaction: Transacting, cases: Cases, tenant: string): Promise<void> {
  const { seedShare } = await readSettings(transaction);
  if (!drawn(cases, seedShare / (1 - seedShare))) return;
  const seed = await transaction
    .selectFrom('case_seeds')
    .select('id')
    .where('state', '=', 'waiting')
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!seed) return;
  await transaction.updateTable('case_seeds').set({ state: 'due' }).where('id', '=', seed.id).execute();
  const delay = (cases.random ?? Math.random)() * DELAY_SECONDS;
  await cases.placeLater(transaction, { tenant, seed: seed.id }, delay);
}
