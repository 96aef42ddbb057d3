// Devices and documents that several customers had.

import { sql } from 'kysely';
import type { Transacting } from '../storage/index.js';

export interface Shared {
  readonly kind: 'device' | 'document';
  readonly name: string;
  readonly users: readonly { readonly customer: string; readonly since: Date; readonly count: number }[];
}

/** Customers of one device or document that are shown; one more is read, to know that there are more. */
export const MOST_SHARING = 50;
/** Of one kind; a customer has a few devices. */
const MOST_THINGS = 200;

/** What these customers had that others had too; cut where they had more than are looked at. */
export async function sharedBy(
  transaction: Transacting,
  customers: readonly string[],
): Promise<{ shared: Shared[]; isCut: boolean }> {
  const [devices, documents] = [
    await things(transaction, 'device', customers),
    await things(transaction, 'document', customers),
  ];
  return {
    shared: [...devices.shared, ...documents.shared],
    isCut: devices.isCut || documents.isCut,
  };
}

async function things(
  transaction: Transacting,
  kind: Shared['kind'],
  customers: readonly string[],
): Promise<{ shared: Shared[]; isCut: boolean }> {
  const column = sql.ref(kind === 'device' ? 'v.device' : 'v.document_digest');
  const { rows } = await sql<{
    thing: string | Buffer;
    customer: string;
    since: Date;
    count: number;
    things: number;
  }>`
    with things as (
      select distinct ${column} as thing from business_verifications v
      where v.customer = any(${[...customers]}) and ${column} is not null order by 1 limit ${MOST_THINGS + 1}
    ), used as (
      select t.thing, v.customer, min(v.created_at) as since, count(*) as count,
        row_number() over (partition by t.thing order by (v.customer = any(${[...customers]})) desc, min(v.created_at)) as rank
      from things t join business_verifications v on ${column} = t.thing
      join customers c on c.tenant = v.tenant and c.id = v.customer and c.status <> 'erased'
      group by t.thing, v.customer
    )
    select thing, customer, since, count, (select count(*) from things) as things from used where rank <= ${MOST_SHARING + 1}
    order by thing, rank`.execute(transaction);
  const of = new Map<string, Shared['users'][number][]>();
  for (const { thing, customer, since, count } of rows) {
    const name = nameOf(thing);
    of.set(name, [...(of.get(name) ?? []), { customer, since, count }]);
  }
  return {
    shared: [...of].flatMap(([name, users]) => (users.length > 1 ? [{ kind, name, users }] : [])),
    isCut: (rows[0]?.things ?? 0) > MOST_THINGS,
  };
}

/** Enough of a digest to tell one from the other, and nothing to look a document up by. */
export const nameOf = (thing: string | Buffer): string =>
  typeof thing === 'string' ? thing : thing.subarray(0, 8).toString('hex');
