// What people decided, for whoever trains or measures models: a line a case, with digests in place of pictures. Cases
// with a known answer are left out: they are nobody's traffic, and whoever learned from them would be tested on them.

import { sql } from 'kysely';
import type { CaseOutcome, Database, PicturePart } from '../storage/index.js';
import { labelOf } from './reasons.js';

export interface ExportedCase {
  /** In the log, where it was decided: the next export goes on behind the last of this one. */
  readonly sequence: number;
  readonly case: string;
  readonly verification: string;
  readonly kind: 'proofing' | 'authentication';
  /** Equal for equal people, as the identifiers of pictures are: a subject of the data set. */
  readonly subject: string;
  /** SHA-256 of the files, hexadecimal, of those that are still kept. */
  readonly pictures: Readonly<Partial<Record<PicturePart, string>>>;
  readonly outcome: CaseOutcome;
  readonly reasons: readonly string[];
  /** What the decision says of the two faces; null where it says nothing, as of a forged document. */
  readonly label: 'mated' | 'non_mated' | null;
  /** How many people looked. */
  readonly looks: number;
  readonly decision: string;
  readonly score: number | null;
  /** Natural logarithm. */
  readonly llr: number | null;
  /** SHA-256 of the model. */
  readonly model: string;
  readonly decidedAt: string;
}

/** So many in a transaction: a long export holds nothing up. */
const PAGE = 500;

/**
 * In the order of the log, behind `after` up to `through`. The log orders what a tenant commits, without a gap: so who
 * has read up to a sequence has missed no case before it, however late it was committed.
 */
export async function* exportCases(
  { tenant: within }: Pick<Database, 'tenant'>,
  tenant: string,
  after: number,
  through: number,
): AsyncGenerator<ExportedCase> {
  for (let last = after; ; ) {
    const rows = await within(tenant, async (transaction) => {
      const page = await sql<Row>`
        select c.decided_sequence as sequence, c.id as "case", c.verification, v.kind, v.subject, c.outcome,
          c.outcome_reasons as reasons, v.decision, v.score, v.llr, v.model_digest as model, c.decided_at,
          (select count(*)::int from case_looks l where l."case" = c.id) as looks,
          (select coalesce(json_object_agg(p.part, encode(p.sha256, 'hex')), '{}') from pictures p
            where p.verification = v.id and p.deleted_at is null) as pictures
        from cases c join verifications v on v.tenant = c.tenant and v.id = c.verification
        where c.state = 'decided' and c.decided_sequence > ${last} and c.decided_sequence <= ${through}
          and not exists (select from case_seeds s where s."case" = c.id)
          and exists (select from subjects u where u.id = c.subject and u.erased_at is null)
        order by c.decided_sequence limit ${PAGE}`.execute(transaction);
      return page.rows;
    });
    for (const { decided_at, ...row } of rows)
      yield { ...row, label: labelOf(row.reasons), decidedAt: decided_at.toISOString() };
    if (rows.length < PAGE) return;
    last = rows.at(-1)!.sequence;
  }
}

type Row = Omit<ExportedCase, 'label' | 'decidedAt'> & { readonly decided_at: Date };

/** The same as JSON lines. */
export async function* exportLines(cases: AsyncIterable<ExportedCase>): AsyncGenerator<string> {
  for await (const exported of cases) yield `${JSON.stringify(exported)}\n`;
}
