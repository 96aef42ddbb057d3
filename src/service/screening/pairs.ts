// Pairs of customers that a person has settled: two people who look alike, or one person with two accounts. Neither is
// a hit again.

import { LikenessError } from '../../errors.js';
import type { Actor } from '../identity/index.js';
import type { PairRelation, Transacting } from '../storage/index.js';
import type { Screened } from './context.js';

export interface SettledPair {
  /** As the callers name them. */
  readonly customers: readonly [string, string];
  readonly relation: PairRelation;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/**
 * Settles a pair, or settles it otherwise.
 * @throws `not_found`, `request_invalid` where both are one
 */
export async function settlePair(
  transaction: Transacting,
  { audit }: Pick<Screened, 'audit'>,
  by: Actor,
  { customers, relation, reason }: Pick<SettledPair, 'customers' | 'relation'> & { readonly reason: string },
): Promise<SettledPair> {
  const pair = await pairOf(transaction, customers);
  const values = { relation, created_at: new Date(), created_by: `${by.kind}:${by.id}` };
  await transaction
    .insertInto('settled_pairs')
    .values({ ...pair, ...values })
    .onConflict((conflict) => conflict.columns(['tenant', 'lower', 'higher']).doUpdateSet(values))
    .execute();
  await audit.append(transaction, by, 'pair.settled', targetOf(customers), {
    ...{ relation, reason },
    other: customers[1],
  });
  return { customers, relation, createdAt: values.created_at, createdBy: values.created_by };
}

/** @throws `not_found` */
export async function reopenPair(
  transaction: Transacting,
  { audit }: Pick<Screened, 'audit'>,
  by: Actor,
  customers: SettledPair['customers'],
): Promise<void> {
  const { lower, higher } = await pairOf(transaction, customers);
  const { numDeletedRows } = await transaction
    .deleteFrom('settled_pairs')
    .where('lower', '=', lower)
    .where('higher', '=', higher)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new LikenessError('not_found', 'nobody has settled this pair');
  await audit.append(transaction, by, 'pair.reopened', targetOf(customers), { other: customers[1] });
}

/** Of one customer. */
export async function listPairs(transaction: Transacting, customer: string): Promise<SettledPair[]> {
  const subject = await subjectOf(transaction, customer);
  const rows = await transaction
    .selectFrom('settled_pairs')
    .innerJoin('customers', (join) =>
      join.on(({ or, eb }) =>
        or([
          eb('customers.subject', '=', eb.ref('settled_pairs.lower')),
          eb('customers.subject', '=', eb.ref('settled_pairs.higher')),
        ]),
      ),
    )
    .select([
      'customers.id',
      'settled_pairs.relation',
      'settled_pairs.created_at',
      'settled_pairs.created_by',
    ])
    .where(({ or, eb }) => or([eb('lower', '=', subject), eb('higher', '=', subject)]))
    .where('customers.subject', '<>', subject)
    .orderBy('settled_pairs.created_at')
    .execute();
  return rows.map(({ id, relation, created_at, created_by }) => ({
    customers: [customer, id],
    relation,
    createdAt: created_at,
    createdBy: created_by,
  }));
}

/** Subjects with whom a person has settled this one. */
export async function settledWith(
  transaction: Transacting,
  subject: string,
): Promise<Map<string, PairRelation>> {
  const rows = await transaction
    .selectFrom('settled_pairs')
    .select(['lower', 'higher', 'relation'])
    .where(({ or, eb }) => or([eb('lower', '=', subject), eb('higher', '=', subject)]))
    .execute();
  return new Map(rows.map(({ lower, higher, relation }) => [lower === subject ? higher : lower, relation]));
}

async function pairOf(transaction: Transacting, [one, other]: SettledPair['customers']) {
  const [a, b] = [await subjectOf(transaction, one), await subjectOf(transaction, other)];
  if (a === b) throw new LikenessError('request_invalid', 'a pair is of two customers');
  return a < b ? { lower: a, higher: b } : { lower: b, higher: a };
}

async function subjectOf(transaction: Transacting, customer: string): Promise<string> {
  const row = await transaction
    .selectFrom('customers')
    .select('subject')
    .where('id', '=', customer)
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', `there is no customer ${customer}`);
  return row.subject;
}

const targetOf = ([id]: SettledPair['customers']) => ({ kind: 'customer', id });
