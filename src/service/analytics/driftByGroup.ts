// Whether scores, decisions and qualities have moved for one document type, state, device, channel or model, where the
// whole may look steady: each group of the period against the same group of the period before.

import { type RawBuilder, sql } from 'kysely';
import { drawPeople, driftOf, type Moved } from '../models/index.js';
import type { Transacting } from '../storage/index.js';
import { type Asked, matching, type Period, partsOf, within } from './asked.js';
import { LEAST_PEOPLE, LEAVES_OUT_FEW, leavesOutFew, type TooFew, withheldOf } from './fewPeople.js';
import { DIMENSIONS, type Dimension } from './traffic.js';

export interface DriftByGroup {
  readonly groups: readonly GroupDrift[];
  /** Groups that are not shown: of too few people in either period, or not among the largest. */
  readonly others: number;
}

export interface GroupDrift {
  readonly value: string | null;
  readonly people: { readonly before: number; readonly now: number };
  /** Those that have moved, and the score, the split of decisions and the failures to acquire in any case. */
  readonly measures: readonly Moved[];
}

/** The largest of the period. */
const MOST_GROUPS = 12;
/** People of a group and period who are looked at, one try of each: the same ones each time. */
const MOST_PEOPLE = 5000;
const ALWAYS: ReadonlySet<string> = new Set(['score', 'decision', 'failureToAcquire']);

export async function readDriftByGroup(
  transaction: Transacting,
  { period, before, filter: { kind = 'proofing', ...filter } }: Asked,
  dimension: Dimension,
): Promise<DriftByGroup | TooFew> {
  const parts = partsOf(filter);
  for (const each of [before, period]) {
    const rows = (passing: RawBuilder<boolean>) =>
      sql`business_verifications v where ${within(each)} and v.kind = ${kind} and ${passing}`;
    if (await leavesOutFew(transaction, { rows, person: sql`v.subject`, parts })) return LEAVES_OUT_FEW;
  }
  const ofKind = { ...filter, kind };
  const { rows } = await sql<{ value: string | null; before: number; now: number }>`
    with own as (
      select ${sql.ref(DIMENSIONS[dimension])}::text as value, v.subject,
        count(*) filter (where v.created_at < ${period.from}) as before,
        count(*) filter (where v.created_at >= ${period.from}) as now
      from business_verifications v
      where ${matching({ from: before.from, to: period.to }, ofKind)} group by 1, 2
    )
    select value, count(*) filter (where before > 0)::int as before, count(*) filter (where now > 0)::int as now
    from own group by value having sum(now) > 0 order by sum(now) desc, value`.execute(transaction);
  const withheld = withheldOf(rows, ({ before, now }) => (before === 0 ? now : Math.min(before, now)));
  const shown = rows.filter((row) => !withheld.has(row)).slice(0, MOST_GROUPS);
  const groups: GroupDrift[] = [];
  for (const { value, ...people } of shown) {
    const sample = (of: Period) =>
      drawPeople(
        transaction,
        sql`${matching(of, ofKind)} and ${sql.ref(DIMENSIONS[dimension])}::text is not distinct from ${value}`,
        MOST_PEOPLE,
      );
    const [reference, current] = [await sample(before), await sample(period)];
    const moved = await driftOf([{ kind, reference, current }]);
    groups.push({
      ...{ value, people },
      measures: moved
        .filter(({ measure, state }) => ALWAYS.has(measure) || state === 'watch' || state === 'drifted')
        .map(withoutFew),
    });
  }
  return { groups, others: rows.length - shown.length };
}

/** Not everybody of a group has a score: no median is of a few. */
const withoutFew = (moved: Moved): Moved => ({
  ...moved,
  reference: moved.people.reference < LEAST_PEOPLE ? null : moved.reference,
  current: moved.people.current < LEAST_PEOPLE ? null : moved.current,
});
