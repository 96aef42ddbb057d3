// How customers stand now, whatever they did when something was found.

import type { CustomerStatus, Transacting } from '../storage/index.js';

export async function statusesOf(
  transaction: Transacting,
  customers: readonly string[],
): Promise<ReadonlyMap<string, CustomerStatus>> {
  if (customers.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('customers')
    .select(['id', 'status'])
    .where('id', 'in', [...customers])
    .execute();
  return new Map(rows.map(({ id, status }) => [id, status]));
}
