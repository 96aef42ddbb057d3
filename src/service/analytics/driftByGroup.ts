// Whether scores, decisions and qualities have moved for one document type, state, device, channel or model, where the
// whole may look steady: each group of the period against the same group of the period before.

import { type RawBuilder, sql } from 'kysely';
import { drawPeople, driftOf, type Moved } from '../models/index.js';
import type { Transacting } from '../storage/index.js';
import { type Asked, matching, type Period, partsOf, within } from './asked.js';
import {
  KNOWN,
  knownBy,
  LEAST_PEOPLE,
  LEAVES_OUT_FEW,
  leavesOutFew,
  type TooFew,
  withheldOf,
} from './fewPeople.js';
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
    const from = (decisions: RawBuilder<unknown>) => (passing: RawBuilder<boolean>) =>
      sql`${decisions} where ${within(each)} and v.kind = ${kind} and ${passing}`;
    const rows = from(sql`business_verifications v`);
    if (await leavesOutFew(transaction, { rows, known: from(KNOWN), person: sql`v.subject`, parts }))
      return LEAVES_OUT_FEW;
  }
  const ofKind = { ...filter, kind };
  const rows = await peopleByGroup(transaction, { period, before, filter: ofKind }, dimension);
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

interface PeopleOfGroup {
  readonly value: string | null;
  readonly before: number;
  readonly now: number;
}

/** Groups of the period, the largest first; where decisions with a known answer are all there is of one, of one person. */
async function peopleByGroup(
  transaction: Transacting,
  { period, before, filter }: Pick<Asked, 'period' | 'before' | 'filter'>,
  dimension: Dimension,
): Promise<PeopleOfGroup[]> {
  const value = sql<string | null>`${sql.ref(DIMENSIONS[dimension])}::text`;
  const { rows } = await sql<PeopleOfGroup>`
    with own as (
      select ${value} as value, v.subject,
        count(*) filter (where v.created_at < ${period.from}) as before,
        count(*) filter (where v.created_at >= ${period.from}) as now
      from business_verifications v
      where ${matching({ from: before.from, to: period.to }, filter)} group by 1, 2
    )
    select value, count(*) filter (where before > 0)::int as before, count(*) filter (where now > 0)::int as now
    from own group by value order by sum(now) desc, value`.execute(transaction);
  const knownOf = (of: Period) => knownBy(transaction, matching(of, filter), value);
  const known = { before: await knownOf(before), now: await knownOf(period) };
  const all = new Map(rows.map((row) => [row.value, row]));
  for (const one of known.now) if (!all.has(one)) all.set(one, { value: one, before: 0, now: 0 });
  return [...all.values()]
    .map((row) => ({
      value: row.value,
      before: row.before || Number(known.before.has(row.value)),
      now: row.now || Number(known.now.has(row.value)),
    }))
    .filter(({ now }) => now > 0);
}

/** Not everybody of a group has a score: no median is of a few. */
const withoutFew = (moved: Moved): Moved => ({
  ...moved,
  reference: moved.people.reference < LEAST_PEOPLE ? null : moved.reference,
  current: moved.people.current < LEAST_PEOPLE ? null : moved.current,
});
