// Whether scores, decisions and qualities have moved for one document type, state, device, channel or model, where the
// whole may look steady: each group of the period against the same group of the period before.

import { sql } from 'kysely';
import { drawPeople, driftOf, type Moved } from '../models/index.js';
import type { Transacting } from '../storage/index.js';
import { type Asked, matching, type Period } from './asked.js';
import { DIMENSIONS, type Dimension } from './traffic.js';

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
  { period, before, filter }: Asked,
  dimension: Dimension,
): Promise<GroupDrift[]> {
  const kind = filter.kind ?? 'proofing';
  const ofKind = { ...filter, kind };
  const { rows } = await sql<{ value: string | null }>`
    select ${sql.ref(DIMENSIONS[dimension])}::text as value from business_verifications v
    where ${matching(period, ofKind)} group by 1 order by count(*) desc, 1 limit ${MOST_GROUPS}`.execute(
    transaction,
  );
  const groups: GroupDrift[] = [];
  for (const { value } of rows) {
    const sample = (of: Period) =>
      drawPeople(
        transaction,
        sql`${matching(of, ofKind)} and ${sql.ref(DIMENSIONS[dimension])}::text is not distinct from ${value}`,
        MOST_PEOPLE,
      );
    const [reference, current] = [await sample(before), await sample(period)];
    const moved = await driftOf([{ kind, reference, current }]);
    groups.push({
      value,
      people: { before: reference.length, now: current.length },
      measures: moved.filter(
        ({ measure, state }) => ALWAYS.has(measure) || state === 'watch' || state === 'drifted',
      ),
    });
  }
  return groups;
}
