// Customers whose faces are like one another, and faces on lists: searched for now, among those who are enrolled now.

import { sql } from 'kysely';
import { CUSTOMERS_GALLERY, openTemplate } from '../customers/index.js';
import type { PolicyDocument } from '../policies/index.js';
import { bounded, claimOf, customersOf, entriesOf, type Screened, searchLists } from '../screening/index.js';
import type { Transacting } from '../storage/index.js';

export interface FaceLink {
  readonly one: string;
  readonly other: string;
  readonly kind: 'face' | 'same_person';
  readonly since: Date | null;
  readonly score: number | null;
}

export interface ListLink {
  readonly customer: string;
  readonly list: string;
  readonly name: string;
  readonly since: Date | null;
  readonly score: number;
}

/** Others that are like one face and are shown. */
const MOST = 10;

/** Pairs whom a person has told apart are no link; those found to be one person are, whatever their score. */
export async function linksByFace(
  screened: Screened,
  tenant: string,
  policy: PolicyDocument,
  customers: readonly string[],
): Promise<{ faces: FaceLink[]; lists: ListLink[]; isCut: boolean }> {
  const { database } = screened;
  const { probes, settled } = await database.tenant(tenant, async (transaction) => ({
    probes: await probesOf(transaction, screened, tenant, customers),
    settled: await settledOf(transaction, customers),
  }));
  const apart = new Set(
    settled
      .filter(({ relation }) => relation === 'different_people')
      .map(({ one, other }) => keyOf(one, other)),
  );
  const same = settled
    .filter(({ relation }) => relation === 'same_person')
    .map(({ one, other, since }): FaceLink => ({ one, other, since, kind: 'same_person', score: null }));
  const like = await facesLike(screened, tenant, policy, probes, apart);
  return {
    faces: [...same, ...like.faces],
    lists: await listed(screened, tenant, policy, probes),
    isCut: like.isCut,
  };
}

interface Probe {
  readonly customer: string;
  readonly vector: Float32Array;
}

/** Their references, or, where they have none, the latest selfies. */
async function probesOf(
  transaction: Transacting,
  { subjects, inference }: Screened,
  tenant: string,
  customers: readonly string[],
): Promise<Probe[]> {
  const { rows } = await sql<{
    customer: string;
    id: string;
    subject: string;
    sealed: Buffer;
    wrapped_key: Buffer;
    master_key: string;
  }>`
    select distinct on (t.subject) c.id as customer, t.id, t.subject, t.sealed, s.wrapped_key, s.master_key
    from customers c join templates t on t.tenant = c.tenant and t.subject = c.subject
    join subjects s on s.tenant = t.tenant and s.id = t.subject
    where c.id = any(${[...customers]}) and t.role = 'selfie' and t.ended is null and s.wrapped_key is not null
      and t.model_digest = ${inference.model.digest}
    order by t.subject, t.is_reference desc, t.sequence desc`.execute(transaction);
  return Promise.all(
    rows.map(async ({ customer, id, subject, sealed, wrapped_key, master_key }) => {
      const known = { tenant, id: subject, wrapped: { masterKey: master_key, wrapped: wrapped_key } };
      return { customer, vector: await openTemplate(subjects, known, id, sealed) };
    }),
  );
}

/** @param apart pairs that are no link */
async function facesLike(
  { database, galleries, inference }: Screened,
  tenant: string,
  { duplicates }: PolicyDocument,
  probes: readonly Probe[],
  apart: ReadonlySet<string>,
): Promise<{ faces: FaceLink[]; isCut: boolean }> {
  const { calibration, digest } = inference.model;
  if (!calibration || probes.length === 0) return { faces: [], isCut: false };
  const hits = await galleries.use(entriesOf(tenant, CUSTOMERS_GALLERY, digest), ({ gallery }) => {
    const { threshold } = claimOf(calibration, duplicates.fpir, gallery.size);
    const vectors = probes.map(({ vector }) => vector);
    // The customer's own reference and those told apart may stand before others; one more says whether there are more.
    const k = MOST + 2 + apart.size;
    return gallery.search(vectors, { k, atLeast: bounded(threshold) });
  });
  return database.tenant(tenant, async (transaction) => {
    const faces: FaceLink[] = [];
    let isCut = false;
    for (const [i, { customer: one }] of probes.entries()) {
      const found = await customersOf(transaction, hits[i]!);
      const others = found.filter(({ customer }) => customer !== one && !apart.has(keyOf(one, customer)));
      if (others.length > MOST) isCut = true;
      for (const { customer: other, score, enrolledAt } of others.slice(0, MOST))
        faces.push({ one, other, kind: 'face', since: enrolledAt, score });
    }
    return { faces, isCut };
  });
}

/** All customers searched for at once; of each list the entry that is most like. */
async function listed(
  screened: Screened,
  tenant: string,
  { lists }: PolicyDocument,
  probes: readonly Probe[],
): Promise<ListLink[]> {
  const { calibration, digest } = screened.inference.model;
  if (!calibration || probes.length === 0) return [];
  const vectors = probes.map(({ vector }) => vector);
  const { found } = await searchLists(screened, tenant, digest, vectors, {
    ...{ k: 1, at: new Date() },
    claim: (size) => claimOf(calibration, lists.fpir, size),
  });
  return probes.flatMap(({ customer }, i) =>
    found[i]!.map(({ list, name, addedAt, score }) => ({ customer, list, name, since: addedAt, score })),
  );
}

async function settledOf(transaction: Transacting, customers: readonly string[]) {
  const { rows } = await sql<{ one: string; other: string; relation: string; since: Date }>`
    select c.id as one, o.id as other, p.relation, p.created_at as since
    from customers c
    join settled_pairs p on p.tenant = c.tenant and (p.lower = c.subject or p.higher = c.subject)
    join customers o on o.tenant = p.tenant and o.subject in (p.lower, p.higher) and o.subject <> c.subject
    where c.id = any(${[...customers]}) and o.status <> 'erased'`.execute(transaction);
  return rows;
}

const keyOf = (one: string, other: string): string => JSON.stringify([one, other].sort());
