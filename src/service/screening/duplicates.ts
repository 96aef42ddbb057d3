// The same face under another customer: the probe is searched for among all customers but the one it claims to be.

import { LikenessError } from '../../errors.js';
import { comparisonScore } from '../../face/index.js';
import { CUSTOMERS_GALLERY, openTemplate } from '../customers/index.js';
import type { Hit } from '../search/index.js';
import type { Transacting } from '../storage/index.js';
import type { Concern, Faces, Finding } from '../verifications/index.js';
import { type Claim, claimOf, evidenceOf } from './claim.js';
import type { Screened } from './context.js';
import { settledWith } from './pairs.js';
import { entriesOf, type Source } from './sources.js';

/** So many other customers are named; a face that is like more of them is like too many to look at. */
const MOST = 10;

export const screenDuplicates =
  (screened: Screened) =>
  async (faces: Faces): Promise<Finding> => {
    const { calibration } = screened.inference.model;
    const { templates, policy, tenant, model, subject, customer } = faces;
    if (!calibration || templates.length === 0) return { concerns: [] };
    const { fpir, effect } = policy.document.duplicates;
    const source = entriesOf(tenant, CUSTOMERS_GALLERY, model.digest);
    const probes = templates.map(({ vector }) => vector);
    const { claim, position, hits } = await searchOthers(screened, source, subject.id, probes, (size) =>
      claimOf(calibration, fpir, size, probes.length),
    );
    if (hits.length > 0) return { concerns: [concernOf(hits, claim, faces, effect)] };
    if (effect !== 'review' || !customer) return { concerns: [] };
    return {
      concerns: [],
      recheck: async (transaction) => {
        const { begun } = await source.changes(transaction, position);
        const others = begun.filter((entry) => entry.subject.id !== subject.id);
        if (others.length === 0) return;
        const settled = await settledWith(transaction, subject.id);
        for (const { template, subject: other, sealed } of others) {
          if (settled.has(other.id)) continue;
          const vector = await openTemplate(screened.subjects, other, template, sealed);
          if (probes.some((probe) => scoreOf(probe, vector) >= claim.threshold))
            throw new LikenessError(
              'tries_at_once',
              'another customer, whose face is like this one, was enrolled in the same moment',
            );
        }
      },
    };
  };

interface SearchOfOthers {
  readonly claim: Claim;
  /** The log's sequence up to which all were searched. */
  readonly position: number;
  readonly hits: readonly OtherCustomer[];
}

/** More are asked for as long as the customer's own reference, and those that were settled, may have pushed out others. */
async function searchOthers(
  { database, galleries }: Pick<Screened, 'database' | 'galleries'>,
  source: Source,
  subject: string,
  probes: readonly Float32Array[],
  claimAt: (size: number) => Claim,
): Promise<SearchOfOthers> {
  for (let k = MOST + 1; ; k *= 4) {
    const { claim, position, found } = await galleries.use(source, async ({ gallery, position }) => {
      const claim = claimAt(gallery.size);
      const found = await gallery.search(probes, { k, atLeast: bounded(claim.threshold) });
      return { claim, position, found };
    });
    const best = bestOfEach(found.flat());
    if (best.length === 0) return { claim, position, hits: [] };
    const { others, settled } = await database.tenant(source.tenant, async (transaction) => ({
      others: await customersOf(transaction, best),
      settled: await settledWith(transaction, subject),
    }));
    const hits = others.filter((other) => other.subject !== subject && !settled.has(other.subject));
    const isWhole = hits.length >= MOST || found.every((ofProbe) => ofProbe.length < k);
    if (isWhole) return { claim, position, hits };
  }
}

interface OtherCustomer {
  readonly customer: string;
  readonly subject: string;
  readonly enrolledAt: Date | null;
  readonly score: number;
}

/** Nothing is enrolled under no name: then it is worth saying, and no more. */
const concernOf = (
  hits: readonly OtherCustomer[],
  claim: Claim,
  { customer }: Faces,
  effect: Concern['effect'],
): Concern => ({
  code: 'face_of_another_customer',
  effect: customer ? effect : 'note',
  evidence: [
    ...hits.slice(0, MOST).map((hit) => ({ kind: 'customer', id: hit.customer, score: hit.score })),
    evidenceOf(claim),
  ],
});

/** Whose entries these are, as the database has it now: whoever was erased meanwhile is nobody's hit. */
export async function customersOf(transaction: Transacting, hits: readonly Hit[]): Promise<OtherCustomer[]> {
  if (hits.length === 0) return [];
  const rows = await transaction
    .selectFrom('gallery_entries')
    .innerJoin('customers', 'customers.subject', 'gallery_entries.subject')
    .select(['gallery_entries.id', 'customers.id as customer', 'customers.subject', 'customers.enrolled_at'])
    .where(
      'gallery_entries.id',
      'in',
      hits.map(({ id }) => id),
    )
    .where('gallery_entries.ended', 'is', null)
    .where('customers.status', '<>', 'erased')
    .execute();
  const of = new Map(rows.map((row) => [row.id, row]));
  return hits.flatMap(({ id, score }) => {
    const row = of.get(id);
    return row ? [{ customer: row.customer, subject: row.subject, enrolledAt: row.enrolled_at, score }] : [];
  });
}

/** Of each entry its best score, the best first. */
export function bestOfEach(hits: readonly Hit[]): Hit[] {
  const best = new Map<string, Hit>();
  for (const hit of hits) if (hit.score > (best.get(hit.id)?.score ?? -2)) best.set(hit.id, hit);
  return [...best.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/** A line drawn beyond the data may leave the scale: nobody reaches more than one. */
export const bounded = (threshold: number): number => Math.min(1, Math.max(-1, threshold));

export const scoreOf = (a: Float32Array, b: Float32Array): number =>
  comparisonScore({ vector: a, model: 'both' }, { vector: b, model: 'both' });
