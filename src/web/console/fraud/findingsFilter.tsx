// What of the findings is shown: kept in the address.

import type { ReactElement } from 'react';
import { useSearchParams } from 'wouter';
import { changed } from './address.js';
import { type Days, daysOf, Period } from './period.js';

interface Filter {
  readonly kind: 'face' | 'face_on_list' | undefined;
  readonly days: Days;
  /** Settled ones too. */
  readonly isAll: boolean;
  readonly change: (part: Record<string, string>) => void;
}

export function useFindingsFilter(): Filter {
  const [search, setSearch] = useSearchParams();
  return {
    kind: (['face', 'face_on_list'] as const).find((one) => one === search.get('kind')),
    days: daysOf(search.get('days'), 90),
    isAll: search.get('settled') === 'yes',
    change: (part) => setSearch((before) => changed(before, part), { replace: true }),
  };
}

export const FindingsFilter = ({
  filter: { kind, days, isAll, change },
}: {
  filter: Filter;
}): ReactElement => (
  <search className="row filters of-links">
    <label className="field">
      <span className="small soft">What</span>
      <select value={kind ?? ''} onChange={({ target }) => change({ kind: target.value })}>
        <option value="">Customers and lists</option>
        <option value="face">Another customer’s face</option>
        <option value="face_on_list">A face on a list</option>
      </select>
    </label>
    <Period days={days} onChange={(chosen) => change({ days: chosen })} />
    <label className="row small">
      <input
        type="checkbox"
        checked={isAll}
        onChange={({ target }) => change({ settled: target.checked ? 'yes' : '' })}
      />
      Settled ones too
    </label>
  </search>
);
