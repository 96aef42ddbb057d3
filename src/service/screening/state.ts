// What is claimed of screening at this moment: sizes, thresholds, and whether the data carry them.

import { sql } from 'kysely';
import { CUSTOMERS_GALLERY } from '../customers/index.js';
import { activePolicy } from '../policies/index.js';
import type { Transacting } from '../storage/index.js';
import { claimOf } from './claim.js';
import type { Screened } from './context.js';
import { claimBody } from './schemas.js';

/** A proofing searches by its selfie and by its document's portrait. */
const PROBES = 2;

export async function screeningState({ database, inference, galleries }: Screened, tenant: string) {
  const { name, digest, calibration } = inference.model;
  const { sizes, document } = await database.tenant(tenant, async (transaction) => ({
    sizes: await sizesOf(transaction, digest),
    document: (await activePolicy(transaction)).document,
  }));
  const claim = (fpir: number, size: number) =>
    calibration ? claimBody(claimOf(calibration, fpir, size, PROBES)) : null;
  return {
    model: { name, digest },
    customers: {
      size: sizes.customers,
      withoutTemplate: sizes.without,
      claim: claim(document.duplicates.fpir, sizes.customers),
    },
    lists: { size: sizes.lists, claim: claim(document.lists.fpir, sizes.lists) },
    inMemory: galleries
      .states()
      .filter((state) => state.tenant === tenant)
      .map(({ tenant: _, ...state }) => state),
  };
}

async function sizesOf(transaction: Transacting, modelDigest: string) {
  const { rows } = await sql<{ customers: number; lists: number; without: number }>`
    select count(*) filter (where gallery = ${CUSTOMERS_GALLERY}) as customers,
      count(*) filter (where gallery <> ${CUSTOMERS_GALLERY}) as lists,
      (select count(*) from customers c where c.enrolled_at is not null and c.status <> 'erased'
        and not (${modelDigest} = any (array(
          select e.model_digest from gallery_entries e where e.tenant = c.tenant and e.subject = c.subject
            and e.gallery = ${CUSTOMERS_GALLERY} and e.ended is null)))) as without
    from gallery_entries where model_digest = ${modelDigest} and ended is null`.execute(transaction);
  return rows[0]!;
}
