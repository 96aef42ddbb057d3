// All that is told of a period, beside the one before.

import { type RawBuilder, sql } from 'kysely';
import type { Transacting } from '../storage/index.js';
import { type Asked, type Filter, type Period, partsOf, within } from './asked.js';
import { readErrorRates } from './errorRates.js';
import { isFew, isTold, LEAVES_OUT_FEW, leavesOutFew, TOO_FEW, type TooFew } from './fewPeople.js';
import { readFunnel } from './funnel.js';
import { readReviewing } from './reviewing.js';
import {
  type Dimension,
  type ReasonCount,
  readGroups,
  readReasons,
  readSteps,
  readTotals,
  type Totals,
} from './traffic.js';

export async function readFigures(transaction: Transacting, asked: Asked, by: Dimension | undefined) {
  const { period, before, filter } = asked;
  const { totals, reasons } = await readWhole(transaction, period, filter);
  const former = await readWhole(transaction, before, filter);
  const isWhole = isTold(totals);
  const groups = by && isWhole ? await readGroups(transaction, asked, by) : { groups: [], others: 0 };
  return {
    ...{ totals, reasons, totalsBefore: former.totals, reasonsBefore: former.reasons },
    steps: isWhole ? await readSteps(transaction, asked) : [],
    funnel: await readFunnel(transaction, period, filter),
    reviewing: isWhole ? await readReviewing(transaction, asked) : totals,
    errorRates: isWhole ? await readErrorRates(transaction, asked) : [],
    groups: by ? { by, ...groups } : null,
  };
}

interface Whole {
  readonly totals: Totals | TooFew;
  readonly reasons: readonly ReasonCount[];
}

async function readWhole(transaction: Transacting, period: Period, filter: Filter): Promise<Whole> {
  const totals = await readTotals(transaction, period, filter);
  if (isFew(totals.people)) return { totals: TOO_FEW, reasons: [] };
  const rows = (passing: RawBuilder<boolean>) =>
    sql`business_verifications v where ${within(period)} and ${passing}`;
  if (await leavesOutFew(transaction, { rows, person: sql`v.subject`, parts: partsOf(filter) }))
    return { totals: LEAVES_OUT_FEW, reasons: [] };
  return { totals, reasons: await readReasons(transaction, period, filter) };
}
