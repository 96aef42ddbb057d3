// Who is this? A face searched for among customers or on lists, for whoever investigates; the question is logged.

import { LikenessError } from '../../errors.js';
import { CUSTOMERS_GALLERY } from '../customers/index.js';
import type { Actor } from '../identity/index.js';
import { activePolicy } from '../policies/index.js';
import { type Alikeness, alikenessOfScore, type ByChance, byChance } from '../verifications/index.js';
import { type Claim, claimOf } from './claim.js';
import type { Screened } from './context.js';
import { bounded, customersOf } from './duplicates.js';
import { bestOfEntries, type ListHit, searchLists } from './listed.js';
import { entriesOf } from './sources.js';

export interface Identification<Candidate> {
  readonly claim: Claim;
  /** Best first. */
  readonly candidates: readonly Candidate[];
}

/** Candidates that are named at most. */
const MOST = 50;

/** How alike a candidate is: to this face alone, and as one of many that were searched. */
export interface Likened {
  readonly score: number;
  readonly alikeness: Alikeness;
  readonly byChance: ByChance;
}

export interface CustomerCandidate extends Likened {
  readonly customer: string;
}

/** @throws errors of the picture; `model_uncalibrated` where no threshold can be stated */
export async function identifyCustomer(
  screened: Screened,
  by: Actor,
  picture: Uint8Array,
): Promise<Identification<CustomerCandidate>> {
  const { database, galleries } = screened;
  const { probe, modelDigest, claimAt, liken } = await prepare(screened, by, picture, 'duplicates');
  const source = entriesOf(by.tenant, CUSTOMERS_GALLERY, modelDigest);
  const { claim, hits } = await galleries.use(source, async ({ gallery }) => {
    const claim = claimAt(gallery.size);
    const [hits] = await gallery.search([probe], { k: MOST, atLeast: bounded(claim.threshold) });
    return { claim, hits: hits! };
  });
  const candidates = await database.tenant(by.tenant, async (transaction) => {
    const found = await customersOf(transaction, hits);
    await logSearch(screened, transaction, by, CUSTOMERS_GALLERY, claim, found.length);
    return found.map(({ customer, score }) => ({ customer, ...liken(score, claim) }));
  });
  return { claim, candidates };
}

/** @param list on this one alone. @throws errors of the picture; `model_uncalibrated` where no threshold can be stated */
export async function identifyListed(
  screened: Screened,
  by: Actor,
  picture: Uint8Array,
  list?: string,
): Promise<Identification<ListHit & Likened>> {
  const { probe, modelDigest, claimAt, liken } = await prepare(screened, by, picture, 'lists');
  const search = { k: MOST, at: new Date(), claim: claimAt, ...(list !== undefined && { list }) };
  const { claim, found } = await searchLists(screened, by.tenant, modelDigest, [probe], search);
  const candidates = bestOfEntries(found.flat())
    .slice(0, MOST)
    .map((hit) => ({ ...hit, ...liken(hit.score, claim) }));
  await screened.database.tenant(by.tenant, (transaction) =>
    logSearch(screened, transaction, by, list ?? 'lists', claim, candidates.length),
  );
  return { claim, candidates };
}

async function prepare(
  { database, inference }: Screened,
  { tenant }: Actor,
  picture: Uint8Array,
  rule: 'duplicates' | 'lists',
) {
  const { calibration, digest } = inference.model;
  if (!calibration)
    throw new LikenessError('model_uncalibrated', 'the model has no calibration: no threshold can be stated');
  const { document } = await database.tenant(tenant, activePolicy);
  const { template } = await inference.embed({ picture, role: 'selfie' });
  return {
    probe: template,
    modelDigest: digest,
    claimAt: (size: number) => claimOf(calibration, document[rule].fpir, size),
    liken: (score: number, { gallerySize }: Claim): Likened => {
      const alikeness = alikenessOfScore(score, calibration);
      return { score, alikeness, byChance: byChance(alikeness, gallerySize) };
    },
  };
}

async function logSearch(
  { audit, inference }: Screened,
  transaction: Parameters<Screened['audit']['append']>[0],
  by: Actor,
  gallery: string,
  { fpir, gallerySize, threshold }: Claim,
  candidates: number,
): Promise<void> {
  await audit.append(
    transaction,
    by,
    'face.searched',
    { kind: 'gallery', id: gallery },
    {
      ...{ fpir, gallerySize, threshold, candidates },
      model: inference.model.digest,
    },
  );
}
