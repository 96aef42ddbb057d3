// What is looked at: kept in the page's address, so that a link leads to the same.

import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { FILTERS, type Filtering, filterIn } from './filter.js';

export interface Looked extends Filtering {
  /** Days. */
  readonly days: number;
  readonly step: 'day' | 'week' | 'month';
  readonly by: Dimension;
}

export const DIMENSIONS = {
  documentType: 'document type',
  issuingState: 'issuing state',
  channel: 'channel',
  device: 'device',
  model: 'model',
  policyVersion: 'policy version',
} as const;
export type Dimension = keyof typeof DIMENSIONS;

export const PERIODS = [7, 30, 90, 365] as const;
const STEPS = ['day', 'week', 'month'] as const;
/** Steps of a period that are few enough to be seen. */
const USUAL = { 7: 'day', 30: 'day', 90: 'week', 365: 'month' } as const;

export function useLooked(): [Looked, (part: Readonly<Record<string, string>>) => void] {
  const [search, setSearch] = useSearchParams();
  const looked = useMemo((): Looked => {
    const days = PERIODS.find((one) => String(one) === search.get('days')) ?? 30;
    const by = (Object.keys(DIMENSIONS) as Dimension[]).find((one) => one === search.get('by'));
    return {
      ...{ days, by: by ?? 'documentType', ...filterIn(search) },
      step: STEPS.find((one) => one === search.get('step')) ?? USUAL[days],
    };
  }, [search]);
  const change = (part: Readonly<Record<string, string>>): void =>
    setSearch(
      (before) =>
        Object.entries({ ...Object.fromEntries(before), ...part }).filter(([, value]) => value !== ''),
      { replace: true },
    );
  return [looked, change];
}

const DAY = 86_400_000;

/** The question to the service, of whole days of UTC, as it answers: today is the last of them. */
export function queryOf({ days, filter }: Looked) {
  const to = Math.ceil(Date.now() / DAY) * DAY;
  return { from: new Date(to - days * DAY).toISOString(), to: new Date(to).toISOString(), ...filter };
}

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** Where this browser is; UTC where it knows a rule alone, such as `CET`, of which the service has another idea. */
export const TIME_ZONE = own.includes('/') ? own : 'UTC';

export const isNarrowed = ({ filter }: Looked): boolean => Object.keys(filter).length > 0;

/** The part of an address that is changed to look at all decisions. */
export const unnarrowed: Readonly<Record<string, string>> = Object.fromEntries(
  FILTERS.map((name) => [name, '']),
);
