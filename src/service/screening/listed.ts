// Faces on lists: each probe is searched for on all of them. Whoever is on none is wrongly said to be on any no more
// often than the policy states, so all lists together count as one gallery.

import { sql } from 'kysely';
import type { ListPurpose, Transacting } from '../storage/index.js';
import type { Concern, Faces, Finding } from '../verifications/index.js';
import { type Claim, claimOf, evidenceOf } from './claim.js';
import type { Screened } from './context.js';
import { bounded } from './duplicates.js';
import { entriesOf, type Source } from './sources.js';

const MOST = 10;

/** What a hit on a list entails. It declines nobody. */
export const EFFECTS: Readonly<Record<ListPurpose, Concern['effect']>> = {
  fraud: 'review',
  other: 'review',
  // Somebody whom others are mistaken for: worth knowing to whoever looks, and no reason to look.
  lookalike: 'note',
};

export const screenLists =
  (screened: Screened) =>
  async ({ tenant, templates, policy, model, at }: Faces): Promise<Finding> => {
    const { calibration } = screened.inference.model;
    if (!calibration || templates.length === 0) return { concerns: [] };
    const probes = templates.map(({ vector }) => vector);
    const { claim, found } = await searchLists(screened, tenant, model.digest, probes, {
      ...{ k: MOST, at },
      claim: (size) => claimOf(calibration, policy.document.lists.fpir, size, probes.length),
    });
    const concerns = (['review', 'note'] as const).flatMap((effect) => {
      // Cut by effect: those of one kind must not push out those of the other.
      const hits = bestOfEntries(found.flat().filter(({ purpose }) => EFFECTS[purpose] === effect));
      if (hits.length === 0) return [];
      const evidence = hits.slice(0, MOST).flatMap(({ list, entry, score }) => [
        { kind: 'list', id: list },
        { kind: 'list_entry', id: entry, score },
      ]);
      return [{ code: 'face_on_list' as const, effect, evidence: [...evidence, evidenceOf(claim)] }];
    });
    return { concerns };
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
  /** So many of each list, at most, for each probe. */
  readonly k: number;
  readonly at: Date;
  /** Of a gallery of so many. */
  readonly claim: (size: number) => Claim;
  /** This list alone. Default: all. */
  readonly list?: string;
}

/** @returns for each probe the best of each list that are in force, one list after the other */
export async function searchLists(
  { database, galleries }: Pick<Screened, 'database' | 'galleries'>,
  tenant: string,
  modelDigest: string,
  probes: readonly Float32Array[],
  { k, at, claim: claimAt, list }: ListSearch,
): Promise<{ readonly claim: Claim; readonly found: readonly ListHit[][] }> {
  const lists = await database.tenant(tenant, (transaction) => filledLists(transaction, modelDigest, list));
  const claim = claimAt(lists.reduce((sum, { entries }) => sum + entries, 0));
  const found = probes.map((): ListHit[] => []);
  for (const { gallery } of lists) {
    const source = entriesOf(tenant, gallery, modelDigest);
    const search = { k, at, atLeast: bounded(claim.threshold) };
    const ofList = await searchInForce({ database, galleries }, source, probes, search);
    for (const [i, hits] of ofList.entries()) found[i]!.push(...hits);
  }
  return { claim, found };
}

/** Of each entry its best score, the best first. */
export function bestOfEntries(hits: readonly ListHit[]): ListHit[] {
  const best = new Map<string, ListHit>();
  for (const hit of hits) if (hit.score > (best.get(hit.entry)?.score ?? -2)) best.set(hit.entry, hit);
  return [...best.values()].sort((a, b) => b.score - a.score || (a.entry < b.entry ? -1 : 1));
}

/** More are asked for as long as those that are not in force any more may have pushed out others that are. */
async function searchInForce(
  { database, galleries }: Pick<Screened, 'database' | 'galleries'>,
  source: Source,
  probes: readonly Float32Array[],
  { k, at, atLeast }: { k: number; at: Date; atLeast: number },
): Promise<ListHit[][]> {
  for (let asked = k; ; asked *= 4) {
    const hits = await galleries.use(source, ({ gallery }) => gallery.search(probes, { k: asked, atLeast }));
    const ids = new Set(hits.flat().map(({ id }) => id));
    const of =
      ids.size === 0
        ? new Map<string, Omit<ListHit, 'score'>>()
        : await database.tenant(source.tenant, (transaction) => entriesInForce(transaction, [...ids], at));
    const found = hits.map((all) =>
      all.flatMap(({ id, score }) => {
        const entry = of.get(id);
        return entry ? [{ ...entry, score }] : [];
      }),
    );
    const isWhole = hits.every((all, i) => all.length < asked || found[i]!.length >= k);
    if (isWhole) return found.map((all) => all.slice(0, k));
  }
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

/** As they stand now, by what the gallery calls them: what has expired is no hit, though it is still to be taken off. */
async function entriesInForce(
  transaction: Transacting,
  ids: readonly string[],
  at: Date,
): Promise<Map<string, Omit<ListHit, 'score'>>> {
  const rows = await transaction
    .selectFrom('gallery_entries')
    .innerJoin('list_entries', 'list_entries.subject', 'gallery_entries.subject')
    .innerJoin('lists', 'lists.id', 'list_entries.list')
    .select(['gallery_entries.id', 'list_entries.id as entry', 'lists.id as list', 'lists.name'])
    .select(['lists.purpose', 'list_entries.added_at as addedAt'])
    .where(sql<boolean>`gallery_entries.id = any(${[...ids]}::uuid[])`)
    .where('gallery_entries.ended', 'is', null)
    .where('list_entries.removed_at', 'is', null)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]))
    .execute();
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
