// How much people would have to look at, in the time that they were seen to take.

import { sql } from 'kysely';
import { SECONDS_OF_LOOK } from '../cases/index.js';
import type { Transacting } from '../storage/index.js';
import type { Period } from './past.js';
import { sharesOf } from './shares.js';

/** With its 95 % interval, from the decisions looked at. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number];
}

export interface BeforeAfter {
  readonly before: Estimate;
  readonly after: Estimate;
}

export interface Workload {
  readonly casesADay: BeforeAfter;
  /**
   * What reviewers took for a look at a case of a customer, in the 90 days before the period’s end; null where they have
   * looked too seldom.
   */
  readonly secondsALook: { readonly median: number; readonly looks: number } | null;
  /** Null where that time is not known. */
  readonly hoursADay: BeforeAfter | null;
  /** In the currency of `hourlyCost`; null where the time or the cost is not known. */
  readonly costADay: BeforeAfter | null;
}

export interface Load {
  readonly subject: string;
  readonly cases: { readonly before: boolean; readonly after: boolean };
}

/** Fewer looks say little of the usual one. */
const FEWEST_LOOKS = 20;

/** @returns null where there is nothing to count */
export async function workloadOf(
  transaction: Transacting,
  loads: readonly Load[],
  {
    period,
    days,
    total,
    hourlyCost,
  }: {
    readonly period: Period;
    readonly days: number;
    /** Decisions in the period. */
    readonly total: number;
    readonly hourlyCost: number | null;
  },
): Promise<Workload | null> {
  if (loads.length === 0) return null;
  const { share } = sharesOf(loads);
  const estimate = (when: keyof Load['cases']): Estimate => {
    const { share: value, interval } = share(({ cases }) => cases[when]);
    return times({ value, interval }, total / days);
  };
  const casesADay = { before: estimate('before'), after: estimate('after') };
  const secondsALook = await usualLook(transaction, period.to);
  const hoursADay = secondsALook && both(casesADay, secondsALook.median / 3600);
  return {
    ...{ casesADay, secondsALook, hoursADay },
    costADay: hoursADay && hourlyCost !== null ? both(hoursADay, hourlyCost) : null,
  };
}

const times = ({ value, interval: [lower, upper] }: Estimate, factor: number): Estimate => ({
  value: value * factor,
  interval: [lower * factor, upper * factor],
});

const both = ({ before, after }: BeforeAfter, factor: number): BeforeAfter => ({
  before: times(before, factor),
  after: times(after, factor),
});

async function usualLook(transaction: Transacting, to: Date): Promise<Workload['secondsALook']> {
  const { rows } = await sql<{ median: number | null; looks: number }>`
    select percentile_cont(0.5) within group (order by ${SECONDS_OF_LOOK}) as median, count(*)::int as looks
    from case_looks l where at < ${to} and at >= ${to}::timestamptz - interval '90 days'
      and not exists (select from case_seeds s where s.tenant = l.tenant and s."case" = l."case")`.execute(
    transaction,
  );
  const { median, looks } = rows[0]!;
  return median === null || looks < FEWEST_LOOKS ? null : { median, looks };
}
