// How far a model has come with a tenant's faces: a place in the order of the log, which workers push on one at a time.

import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Transacting } from '../storage/index.js';

/** The entry of a gallery behind which it goes on. */
export interface Place {
  readonly sequence: number;
  readonly entry: string;
}

export interface Run {
  /** UUID; another one each time that all is to be looked at anew. */
  readonly id: string;
  readonly askedAt: Date;
  readonly askedBy: string;
  readonly behind: Place;
  /** Code of what keeps workers from going on. */
  readonly fault: string | null;
}

const FIRST: Place = { sequence: 0, entry: '00000000-0000-0000-0000-000000000000' };

/** Everything is to be looked at from the beginning, and what failed is to be tried again. */
export async function askAnew(transaction: Transacting, digest: string, by: string): Promise<void> {
  await transaction.deleteFrom('reembedding_failures').where('model_digest', '=', digest).execute();
  const row = {
    ...{ run: uuidv7(), asked_at: new Date(), asked_by: by, claimed_until: null, fault: null },
    ...{ behind_sequence: FIRST.sequence, behind_entry: FIRST.entry },
  };
  await transaction
    .insertInto('reembeddings')
    .values({ model_digest: digest, ...row })
    .onConflict((conflict) => conflict.columns(['tenant', 'model_digest']).doUpdateSet(row))
    .execute();
}

/** The same where nobody has asked yet. */
export async function askOnce(transaction: Transacting, digest: string, by: string): Promise<void> {
  await transaction
    .insertInto('reembeddings')
    .values({
      ...{ model_digest: digest, run: uuidv7(), asked_at: new Date(), asked_by: by },
      ...{ behind_sequence: FIRST.sequence, behind_entry: FIRST.entry },
    })
    .onConflict((conflict) => conflict.columns(['tenant', 'model_digest']).doNothing())
    .execute();
}

/** As if nobody had asked. */
export async function forget(transaction: Transacting, digest: string): Promise<void> {
  await transaction.deleteFrom('reembeddings').where('model_digest', '=', digest).execute();
}

export async function runOf(transaction: Transacting, digest: string): Promise<Run | undefined> {
  const row = await transaction
    .selectFrom('reembeddings')
    .selectAll()
    .where('model_digest', '=', digest)
    .executeTakeFirst();
  return (
    row && {
      ...{ id: row.run, askedAt: row.asked_at, askedBy: row.asked_by, fault: row.fault },
      behind: { sequence: row.behind_sequence, entry: row.behind_entry },
    }
  );
}

/** Longer than a page takes: a worker that died is followed by another after it, s. */
const CLAIM = 120;

/** @returns undefined where another worker is at it, or nobody has asked */
export async function claim(transaction: Transacting, digest: string): Promise<Run | undefined> {
  const { numUpdatedRows } = await transaction
    .updateTable('reembeddings')
    .set({ claimed_until: later })
    .where('model_digest', '=', digest)
    .where(sql<boolean>`coalesce(claimed_until < now(), true)`)
    .executeTakeFirst();
  return numUpdatedRows > 0n ? runOf(transaction, digest) : undefined;
}

const later = sql<Date>`now() + make_interval(secs => ${CLAIM})`;

/** @returns whether the run still is the one that is worked on: else all is looked at anew, from the beginning */
export async function pushOn(
  transaction: Transacting,
  digest: string,
  run: string,
  { sequence, entry }: Place,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('reembeddings')
    .set({ behind_sequence: sequence, behind_entry: entry, claimed_until: later, fault: null })
    .where('model_digest', '=', digest)
    .where('run', '=', run)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** @param fault why it could not go on; null where it was done, or others are to have their turn */
export async function release(
  transaction: Transacting,
  digest: string,
  run: string,
  fault: string | null,
): Promise<void> {
  await transaction
    .updateTable('reembeddings')
    .set({ claimed_until: null, fault })
    .where('model_digest', '=', digest)
    .where('run', '=', run)
    .execute();
}

/** What the model could make nothing of. */
export async function noteFailure(
  transaction: Transacting,
  digest: string,
  subject: string,
  fault: string,
): Promise<void> {
  const row = { fault, at: new Date() };
  // Whoever is erased in this moment leaves no row.
  await sql`
    insert into reembedding_failures (subject, model_digest, fault, at)
    select id, ${digest}, ${row.fault}, ${row.at} from subjects
    where id = ${subject} and erased_at is null for share
    on conflict (tenant, subject, model_digest) do update set fault = excluded.fault, at = excluded.at`.execute(
    transaction,
  );
}
