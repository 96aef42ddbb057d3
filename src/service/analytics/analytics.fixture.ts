// For tests: decisions of invented people, as rows. They are there to be summed; no key opens what they have sealed.

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../storage/index.js';

export interface Decided {
  readonly id: string;
  readonly kind: 'proofing' | 'authentication';
  readonly subject: string;
  readonly channel: 'api' | 'capture';
  readonly decision: 'approve' | 'review' | 'reject' | 'recapture';
  readonly score: number | null;
  readonly llr: number | null;
  readonly type: string | null;
  readonly device: string | null;
  readonly quality: object;
  /** RFC 3339. */
  readonly at: string;
}

export const decided = (part: Partial<Decided> & Pick<Decided, 'at'>): Decided => ({
  ...{ id: randomUUID(), kind: 'proofing', subject: randomUUID(), channel: 'api' },
  decision: 'approve',
  ...{ score: 0.5, llr: 3, type: 'TD3', device: null, quality: {} },
  ...part,
});

export interface Looked {
  /** The decision’s. */
  readonly verification: string;
  readonly outcome: 'approve' | 'reject' | 'recapture';
  readonly reasons: readonly string[];
  readonly seconds: number;
  readonly at: string;
  /** Its answer was known. */
  readonly isSeed: boolean;
}

export async function insertDecided(
  database: Database,
  tenant: string,
  rows: readonly Decided[],
): Promise<void> {
  await database.tenant(tenant, async (transaction) => {
    await sql`insert into subjects (id, wrapped_key, master_key, created_at)
      select distinct subject, '\\x00'::bytea, 'mk', now()
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (subject uuid)
      on conflict do nothing`.execute(transaction);
    await sql`insert into verifications (id, kind, subject, decision, reasons, score, llr, policy_version, model_name,
        model_digest, document_type, device, quality, channel, milliseconds, created_at)
      select id, kind, subject, decision, array['because_' || decision], score, llr, 1, 'fast', 'ab', type, device,
        quality, channel, 1, at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (id uuid, kind text, subject uuid, channel text, decision text,
        score float8, llr float8, type text, device text, quality jsonb, at timestamptz)`.execute(
      transaction,
    );
  });
}

/** Cases of these decisions, opened when they were made and decided at once, by one person. */
export async function insertLooked(
  database: Database,
  tenant: string,
  rows: readonly Looked[],
): Promise<void> {
  const person = randomUUID();
  await database.tenant(tenant, async (transaction) => {
    await sql`insert into people (id, name, email, role, state, created_at, created_by)
      values (${person}, 'Reviewer', ${`${person}@bank.example`}, 'reviewer', 'active', now(), 'x')`.execute(
      transaction,
    );
    await sql`with looked as (
        select gen_random_uuid() as id, v.subject, r.*, row_number() over () as place
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (verification uuid, outcome text, reasons text[],
          seconds float8, at timestamptz, "isSeed" boolean)
        join verifications v on v.id = r.verification
      ), opened as (
        insert into cases (id, verification, subject, state, version, risk, stands_at, reasons, opened_at, outcome,
          outcome_reasons, decided_at, decided_sequence)
        select id, verification, subject, 'decided', 2, 1, at, '{x}', at, outcome, reasons, at, place from looked
      ), seeded as (
        insert into case_seeds (id, subject, answer, channel, state, verification, "case", created_at, created_by, placed_at)
        select gen_random_uuid(), subject, 'mated', 'api', 'placed', verification, id, at, ${person}, at
        from looked where "isSeed"
      )
      insert into case_looks ("case", ordinal, person, outcome, reasons, against_evidence, seconds, at)
      select id, 1, ${person}, outcome, reasons, false, seconds, at from looked`.execute(transaction);
  });
}
