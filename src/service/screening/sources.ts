// What a gallery is made of, as the database has it: the rows to begin with, page by page, and what has changed since.

import { sql } from 'kysely';
import type { Transacting } from '../storage/index.js';
import type { KnownSubject } from '../subjects/index.js';

/** A sealed template that belongs into a gallery. */
export interface Entry {
  readonly id: string;
  /** What it was sealed as. */
  readonly template: string;
  readonly subject: KnownSubject;
  readonly sealed: Buffer;
  readonly at: Date;
}

export interface Changes {
  readonly begun: readonly Entry[];
  readonly ended: readonly string[];
  /** The log's sequence up to which nothing is missing. */
  readonly position: number;
}

export interface Source {
  readonly tenant: string;
  /** `customers`, a list's identifier, or `tries of … h`. */
  readonly gallery: string;
  readonly modelDigest: string;
  /** Whether it is to be known when each entry was made. */
  readonly isTimed: boolean;
  count(transaction: Transacting): Promise<number>;
  /** In the order of their identifiers, behind `after`. */
  page(transaction: Transacting, after: string, limit: number): Promise<Entry[]>;
  changes(transaction: Transacting, since: number): Promise<Changes>;
}

/** Lower than every other. */
export const FIRST = '00000000-0000-0000-0000-000000000000';

/** The gallery of customers, or of a list. */
export function entriesOf(tenant: string, gallery: string, modelDigest: string): Source {
  const ours = sql`e.gallery = ${gallery} and e.model_digest = ${modelDigest}`;
  const columns = sql`e.id, e.template, e.subject, e.sequence, e.ended, t.sealed, t.created_at as at,
    s.wrapped_key, s.master_key`;
  const joined = sql`gallery_entries e join templates t on t.tenant = e.tenant and t.id = e.template
    join subjects s on s.tenant = e.tenant and s.id = e.subject`;
  return {
    ...{ tenant, gallery, modelDigest, isTimed: false },
    count: async (transaction) => {
      const { rows } = await sql<{ count: number }>`
        select count(*) from gallery_entries e where ${ours} and e.ended is null`.execute(transaction);
      return rows[0]!.count;
    },
    page: async (transaction, after, limit) => {
      const { rows } = await sql<Row>`
        select ${columns} from ${joined} where ${ours} and e.ended is null and e.id > ${after}
          and t.sealed is not null and s.wrapped_key is not null
        order by e.id limit ${limit}`.execute(transaction);
      return rows.flatMap((row) => entryOf(tenant, row));
    },
    changes: async (transaction, since) => {
      const { rows } = await sql<Row>`
        select ${columns} from ${joined} where ${ours} and e.sequence > ${since}
        union all
        select ${columns} from ${joined} where ${ours} and e.ended > ${since} and e.sequence <= ${since}`.execute(
        transaction,
      );
      return changesOf(tenant, rows, since);
    },
  };
}

/**
 * Selfies of all tries of the last hours, whatever became of them. What grows older, whoever searches drops; a window of
 * another length is another gallery.
 */
export function triesOfLate(tenant: string, modelDigest: string, hours: number, since: Date): Source {
  const ours = sql`t.model_digest = ${modelDigest} and t.role = 'selfie' and t.verification is not null`;
  const columns = sql`t.id, t.id as template, t.subject, t.sequence, t.ended, t.sealed, t.created_at as at,
    s.wrapped_key, s.master_key`;
  const joined = sql`templates t join subjects s on s.tenant = t.tenant and s.id = t.subject`;
  const standing = sql`${ours} and t.ended is null and t.created_at > ${since}`;
  return {
    ...{ tenant, gallery: `tries of ${hours} h`, modelDigest, isTimed: true },
    count: async (transaction) => {
      const { rows } = await sql<{ count: number }>`
        select count(*) from templates t where ${standing}`.execute(transaction);
      return rows[0]!.count;
    },
    page: async (transaction, after, limit) => {
      const { rows } = await sql<Row>`
        select ${columns} from ${joined} where ${standing} and t.id > ${after} and s.wrapped_key is not null
        order by t.id limit ${limit}`.execute(transaction);
      return rows.flatMap((row) => entryOf(tenant, row));
    },
    changes: async (transaction, behind) => {
      const { rows } = await sql<Row>`
        select ${columns} from ${joined} where ${ours} and t.sequence > ${behind}
        union all
        select ${columns} from ${joined} where ${ours} and t.ended > ${behind} and t.sequence <= ${behind}`.execute(
        transaction,
      );
      return changesOf(tenant, rows, behind);
    },
  };
}

/** The log's last sequence: all that a tenant has committed up to it can be seen by whoever reads later. */
export async function positionOf(transaction: Transacting): Promise<number> {
  const { sequence } = await transaction
    .selectFrom('audit_heads')
    .select('sequence')
    .executeTakeFirstOrThrow();
  return sequence;
}

interface Row {
  readonly id: string;
  readonly template: string;
  readonly subject: string;
  readonly sequence: number;
  readonly ended: number | null;
  readonly sealed: Buffer | null;
  readonly at: Date;
  readonly wrapped_key: Buffer | null;
  readonly master_key: string | null;
}

/** Nothing where the template was taken away, or its subject erased. */
function entryOf(tenant: string, row: Row): Entry[] {
  const { id, template, subject, sealed, at, wrapped_key, master_key } = row;
  if (row.ended !== null || !sealed || !wrapped_key || master_key === null) return [];
  const wrapped = { masterKey: master_key, wrapped: wrapped_key };
  return [{ id, template, subject: { tenant, id: subject, wrapped }, sealed, at }];
}

const changesOf = (tenant: string, rows: readonly Row[], since: number): Changes => ({
  begun: rows.flatMap((row) => entryOf(tenant, row)),
  ended: rows.flatMap(({ id, ended }) => (ended === null ? [] : [id])),
  position: rows.reduce((last, { sequence, ended }) => Math.max(last, sequence, ended ?? 0), since),
});
