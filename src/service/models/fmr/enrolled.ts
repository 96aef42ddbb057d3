// The people whose references are compared with one another: the customers enrolled last, one template each, and what has
// been said of pairs of them.

import { setImmediate as breath } from 'node:timers/promises';
import { sql } from 'kysely';
import { LikenessError } from '../../../errors.js';
import { openTemplate } from '../../customers/index.js';
import type { Database, PairRelation, Transacting } from '../../storage/index.js';
import type { Subjects } from '../../subjects/index.js';

/** Two million pairs: enough for an FMR of 1e-5, and seconds on a thread. */
export const MOST_PEOPLE = 2000;
const BREATH = 100;

export interface Enrolled {
  /** Row by row. */
  readonly customers: readonly string[];
  readonly templates: Float32Array;
  readonly dimension: number;
  /** Two rows a pair. */
  readonly samePerson: Int32Array;
  readonly differentPeople: Int32Array;
}

export async function readEnrolled(
  { database, subjects }: { readonly database: Database; readonly subjects: Subjects },
  tenant: string,
  digest: string,
): Promise<Enrolled> {
  const { rows, settled } = await database.tenant(tenant, async (transaction) => {
    const rows = await referencesOf(transaction, digest);
    return {
      rows,
      settled: await settledAmong(
        transaction,
        rows.map(({ subject }) => subject),
      ),
    };
  });
  const opened: { readonly customer: string; readonly subject: string; readonly vector: Float32Array }[] = [];
  for (const [i, { customer, id, subject, sealed, wrapped_key, master_key }] of rows.entries()) {
    // Deciphering fills the thread: requests are answered in between.
    if (i % BREATH === BREATH - 1) await breath();
    const known = { tenant, id: subject, wrapped: { masterKey: master_key, wrapped: wrapped_key } };
    try {
      opened.push({ customer, subject, vector: await openTemplate(subjects, known, id, sealed) });
    } catch (error) {
      // One that was damaged is counted by nobody; the gallery tells of it.
      if (!(error instanceof LikenessError && /_tampered$/.test(error.code))) throw error;
    }
  }
  const dimension = opened[0]?.vector.length ?? 0;
  const templates = new Float32Array(opened.length * dimension);
  for (const [row, { vector }] of opened.entries()) {
    templates.set(vector, row * dimension);
    vector.fill(0);
  }
  const rowOf = new Map(opened.map(({ subject }, row) => [subject, row]));
  const pairsOf = (relation: PairRelation): Int32Array =>
    Int32Array.from(
      settled.flatMap((pair) => {
        const [left, right] = [rowOf.get(pair.lower), rowOf.get(pair.higher)];
        return pair.relation === relation && left !== undefined && right !== undefined ? [left, right] : [];
      }),
    );
  return {
    ...{ customers: opened.map(({ customer }) => customer), templates, dimension },
    samePerson: pairsOf('same_person'),
    differentPeople: pairsOf('different_people'),
  };
}

interface Row {
  readonly customer: string;
  readonly id: string;
  readonly subject: string;
  readonly sealed: Buffer;
  readonly wrapped_key: Buffer;
  readonly master_key: string;
}

async function referencesOf(transaction: Transacting, digest: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select c.id as customer, t.id, c.subject, t.sealed, s.wrapped_key, s.master_key
    from business_customers c
    join subjects s on s.tenant = c.tenant and s.id = c.subject
    join lateral (
      select id, sealed from (
        -- Fenced: by the index on models each customer would read all templates of it.
        select id, sealed, model_digest, sequence from templates
        where tenant = c.tenant and subject = c.subject and is_reference and role = 'selfie' and ended is null
        offset 0) own
      where model_digest = ${digest}
      order by sequence desc limit 1) t on true
    where c.status = 'enrolled' and s.wrapped_key is not null
    order by c.enrolled_at desc, c.id limit ${MOST_PEOPLE}`.execute(transaction);
  return rows;
}

async function settledAmong(transaction: Transacting, subjects: readonly string[]) {
  if (subjects.length === 0) return [];
  return transaction
    .selectFrom('settled_pairs')
    .select(['lower', 'higher', 'relation'])
    .where(sql<boolean>`lower = any(${subjects}::uuid[]) and higher = any(${subjects}::uuid[])`)
    .execute();
}
