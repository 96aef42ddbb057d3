// Faces on lists: each probe is searched for on all of them. Whoever is on none is wrongly said to be on any no more
// often than the policy states, so all lists together count as one gallery.

import { sql } from 'kysely';
import type { Hit } from '../search/index.js';
import type { ListPurpose, Transacting } from '../storage/index.js';
import type { Concern, Screen } from '../verifications/index.js';
import { type Claim, claimOf, evidenceOf } from './claim.js';
import type { Screened } from './context.js';
import { bestOfEach, bounded } from './duplicates.js';
import { entriesOf } from './sources.js';

const MOST = 10;

/** What a hit on a list entails. It declines nobody. */
export const EFFECTS: Readonly<Record<ListPurpose, Concern['effect']>> = {
  fraud: 'review',
  other: 'review',
  // Somebody whom others are mistaken for: worth knowing to whoever looks, and no reason to look.
  lookalike: 'note',
};

export const screenLists =
  (screened: Screened): Screen =>
  async ({ tenant, templates, policy, model, at }) => {
    const { calibration } = screened.inference.model;
    if (!calibration || templates.length === 0) return [];
    const probes = templates.map(({ vector }) => vector);
    const searched = await searchLists(screened, tenant, model.digest, probes, {
      ...{ k: MOST, at },
      claim: (size) => claimOf(calibration, policy.document.lists.fpir, size, probes.length),
    });
    return (['review', 'note'] as const).flatMap((effect) => {
      const hits = searched.hits.filter(({ purpose }) => EFFECTS[purpose] === effect);
      if (hits.length === 0) return [];
      const evidence = hits.slice(0, MOST).flatMap(({ list, entry, score }) => [
        { kind: 'list', id: list },
        { kind: 'list_entry', id: entry, score },
      ]);
      return [{ code: 'face_on_list' as const, effect, evidence: [...evidence, evidenceOf(searched.claim)] }];
    });
  };

export interface ListHit {
  readonly list: string;
  readonly entry: string;
  readonly name: string;
  readonly purpose: ListPurpose;
  readonly addedAt: Date;
  readonly score: number;
}

interface ListSearch {
  readonly k: number;
  readonly at: Date;
  /** Of a gallery of so many. */
  readonly claim: (size: number) => Claim;
  /** This list alone. Default: all. */
  readonly list?: string;
}

export async function searchLists(
  { database, galleries }: Pick<Screened, 'database' | 'galleries'>,
  tenant: string,
  modelDigest: string,
  probes: readonly Float32Array[],
  { k, at, claim: claimAt, list }: ListSearch,
): Promise<{ readonly claim: Claim; readonly hits: readonly ListHit[] }> {
  const lists = await database.tenant(tenant, (transaction) => filledLists(transaction, modelDigest, list));
  const total = lists.reduce((sum, { entries }) => sum + entries, 0);
  const claim = claimAt(total);
  const found: Hit[] = [];
  for (const { gallery } of lists) {
    const hits = await galleries.use(entriesOf(tenant, gallery, modelDigest), (inStep) =>
      inStep.gallery.search(probes, { k, atLeast: bounded(claim.threshold) }),
    );
    found.push(...hits.flat());
  }
  const best = bestOfEach(found).slice(0, k);
  if (best.length === 0) return { claim, hits: [] };
  return { claim, hits: await database.tenant(tenant, (transaction) => entriesFound(transaction, best, at)) };
}

/** Counted list by list: the index has each together, and customers, who are many more, stand in the same table. */
async function filledLists(transaction: Transacting, modelDigest: string, list?: string) {
  const { rows } = await sql<{ gallery: string; entries: number }>`
    select l.id::text as gallery, (
      select count(*) from gallery_entries e where e.tenant = l.tenant and e.gallery = l.id::text
        and e.model_digest = ${modelDigest} and e.ended is null) as entries
    from lists l where ${list === undefined ? sql`true` : sql`l.id = ${list}`} order by l.id`.execute(
    transaction,
  );
  return rows.filter(({ entries }) => entries > 0);
}

/** As they stand now: what has expired is no hit, though it is still to be taken off. */
async function entriesFound(transaction: Transacting, hits: readonly Hit[], at: Date): Promise<ListHit[]> {
  if (hits.length === 0) return [];
  const rows = await transaction
    .selectFrom('gallery_entries')
    .innerJoin('list_entries', 'list_entries.subject', 'gallery_entries.subject')
    .innerJoin('lists', 'lists.id', 'list_entries.list')
    .select(['gallery_entries.id', 'list_entries.id as entry', 'lists.id as list', 'lists.name'])
    .select(['lists.purpose', 'list_entries.added_at as addedAt'])
    .where(
      'gallery_entries.id',
      'in',
      hits.map(({ id }) => id),
    )
    .where('gallery_entries.ended', 'is', null)
    .where('list_entries.removed_at', 'is', null)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]))
    .execute();
  const of = new Map(rows.map(({ id, ...row }) => [id, row]));
  return hits.flatMap(({ id, score }) => {
    const row = of.get(id);
    return row ? [{ ...row, score }] : [];
  });
}
