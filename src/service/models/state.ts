// What there is to say of the models that serve: since when, and how far the one that is tried has come.

import { sql } from 'kysely';
import type { Transacting } from '../storage/index.js';
import type { ModelInRole } from './roles.js';

export interface ShadowState {
  /** Decisions that other models have made since it is tried. */
  readonly decisions: number;
  readonly scored: number;
  /** Given up, by why. */
  readonly faults: Readonly<Record<string, number>>;
  readonly failed: number;
  /** Not scored yet; those erased meanwhile are not among them. */
  readonly waiting: number;
  /** Of one comparison; null before the first. */
  readonly medianMilliseconds: number | null;
}

export async function shadowState(
  transaction: Transacting,
  { digest, since }: Pick<ModelInRole, 'digest' | 'since'>,
): Promise<ShadowState> {
  const { rows } = await sql<{ fault: string | null; count: number }>`
    select s.fault, count(*)::int as count from shadow_scores s
      join business_verifications v on v.tenant = s.tenant and v.id = s.verification
    where s.model_digest = ${digest} and v.created_at >= ${since} group by s.fault`.execute(transaction);
  const faults = Object.fromEntries(
    rows.flatMap(({ fault, count }) => (fault === null ? [] : [[fault, count]])),
  );
  const failed = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const scored = rows.find(({ fault }) => fault === null)?.count ?? 0;
  const { decisions, milliseconds } = await counted(transaction, digest, since);
  const waiting = Math.max(0, decisions - scored - failed);
  return { decisions, scored, failed, faults, waiting, medianMilliseconds: milliseconds };
}

/** Of those whose report is gone nothing can be scored, and what was is gone too. */
async function counted(transaction: Transacting, digest: string, since: Date) {
  const { rows } = await sql<{ decisions: number; milliseconds: number | null }>`
    select
      (select count(*)::int from business_verifications v
        where v.created_at >= ${since} and v.model_digest <> ${digest} and v.report is not null) as decisions,
      (select percentile_cont(0.5) within group (order by milliseconds) from shadow_scores
        where model_digest = ${digest} and at >= ${since}) as milliseconds`.execute(transaction);
  return rows[0]!;
}
