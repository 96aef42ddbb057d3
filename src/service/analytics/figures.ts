// All that is told of a period, beside the one before.

import { type RawBuilder, sql } from 'kysely';
import type { Transacting } from '../storage/index.js';
import { type Asked, type Filter, matching, type Period, partsOf, within } from './asked.js';
import { readErrorRates } from './errorRates.js';
import {
  isFew,
  isTold,
  KNOWN,
  knownBy,
  LEAVES_OUT_FEW,
  leavesOutFew,
  TOO_FEW,
  type TooFew,
} from './fewPeople.js';
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
  if (isFew(totals.people) || (totals.people === 0 && (await isKnownAlone(transaction, period, filter))))
    return { totals: TOO_FEW, reasons: [] };
  const from = (decisions: RawBuilder<unknown>) => (passing: RawBuilder<boolean>) =>
    sql`${decisions} where ${within(period)} and ${passing}`;
  const rows = from(sql`business_verifications v`);
  const parts = partsOf(filter);
  if (await leavesOutFew(transaction, { rows, known: from(KNOWN), person: sql`v.subject`, parts }))
    return { totals: LEAVES_OUT_FEW, reasons: [] };
  return { totals, reasons: await readReasons(transaction, period, filter) };
}

async function isKnownAlone(transaction: Transacting, period: Period, filter: Filter): Promise<boolean> {
  const found = await knownBy(transaction, matching(period, filter), sql<string>`''::text`);
  return found.size > 0;
}
