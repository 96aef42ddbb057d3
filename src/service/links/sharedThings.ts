// Devices and documents that several customers had of late, whoever they are.

import { sql } from 'kysely';
import type { Read } from '../aside/index.js';
import type { Actor } from '../identity/index.js';
import type { Screened } from '../screening/index.js';
import type { CustomerStatus } from '../storage/index.js';
import { nameOf } from './shared.js';
import { statusesOf } from './statuses.js';

export interface SharedThing {
  readonly kind: 'device' | 'document';
  /** Of a document, the beginning of the digest of its number. */
  readonly name: string;
  /** The first of them. */
  readonly customers: readonly { readonly id: string; readonly status: CustomerStatus }[];
  readonly count: number;
  readonly since: Date;
}

interface Row {
  readonly thing: string | Buffer;
  readonly customers: readonly string[];
  readonly count: number;
  readonly since: Date;
}

/** Things, and customers of each, that are shown. */
const [MOST_THINGS, MOST_CUSTOMERS] = [100, 20];

/**
 * What several customers had in decisions since then; that which most had first. The look is logged.
 * @param read a transaction of the tenant: all decisions since then are read
 */
export async function readSharedThings(
  read: Read,
  { audit }: Pick<Screened, 'audit'>,
  by: Actor,
  since: Date,
): Promise<SharedThing[]> {
  return read(async (transaction) => {
    const things: SharedThing[] = [];
    for (const kind of ['device', 'document'] as const) {
      const column = sql.ref(kind === 'device' ? 'v.device' : 'v.document_digest');
      const { rows } = await sql<Row>`
        with used as (
          select ${column} as thing, v.customer, min(v.created_at) as since from business_verifications v
          join customers c on c.tenant = v.tenant and c.id = v.customer and c.status <> 'erased'
          where v.created_at >= ${since} and ${column} is not null
          group by 1, 2
        )
        select thing, (array_agg(customer order by since))[1:${sql.lit(MOST_CUSTOMERS)}] as customers,
          count(*)::int as count, min(since) as since
        from used group by thing having count(*) > 1 order by count(*) desc, min(since) limit ${MOST_THINGS}`.execute(
        transaction,
      );
      const statuses = await statusesOf(
        transaction,
        rows.flatMap(({ customers }) => customers),
      );
      for (const { thing, customers, ...row } of rows)
        things.push({
          ...{ kind, name: nameOf(thing), ...row },
          customers: customers.map((id) => ({ id, status: statuses.get(id)! })),
        });
    }
    const target = { kind: 'tenant', id: by.tenant };
    await audit.append(transaction, by, 'customer.links_read', target, { things: things.length });
    return things.sort((a, b) => b.count - a.count);
  });
}
