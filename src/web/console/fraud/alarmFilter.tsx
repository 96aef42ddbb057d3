// Which alarms are shown: kept in the address.

import type { ReactElement } from 'react';
import { useSearchParams } from 'wouter';
import { changed } from './address.js';
import { type Days, daysOf, Period } from './period.js';

export const KINDS = ['customer', 'device', 'document', 'face'] as const;
export type AlarmKind = (typeof KINDS)[number];

interface Filter {
  readonly kind: AlarmKind | undefined;
  readonly days: Days;
  readonly change: (part: Record<string, string>) => void;
}

export function useVelocityFilter(): Filter {
  const [search, setSearch] = useSearchParams();
  return {
    kind: KINDS.find((one) => one === search.get('kind')),
    days: daysOf(search.get('days'), 30),
    change: (part) => setSearch((before) => changed(before, part), { replace: true }),
  };
}

export const VelocityFilter = ({ filter: { kind, days, change } }: { filter: Filter }): ReactElement => (
  <search className="row filters of-links">
    <label className="field">
      <span className="small soft">Tries of one</span>
      <select value={kind ?? ''} onChange={({ target }) => change({ kind: target.value })}>
        <option value="">customer, device, document or face</option>
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
    <Period days={days} onChange={(chosen) => change({ days: chosen })} />
  </search>
);
