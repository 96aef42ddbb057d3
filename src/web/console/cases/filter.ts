// Which cases are looked at: kept in the page's address, so that a link leads to the same.

import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { Case } from '../../../client/index.js';
import { STATES } from './words.js';

export interface CaseFilter {
  readonly state?: Case['state'];
  readonly assignee?: 'me' | 'none';
  readonly reason?: string;
  readonly customer?: string;
  readonly order?: 'latest';
}

/** Values of an address, which anybody may write; what is none is left out. */
function filterOf(search: URLSearchParams): CaseFilter {
  const [state, assignee, reason, customer] = ['state', 'assignee', 'reason', 'customer'].map((name) =>
    search.get(name),
  );
  return {
    ...(state && Object.hasOwn(STATES, state) && { state: state as Case['state'] }),
    ...((assignee === 'me' || assignee === 'none') && { assignee }),
    ...(reason && /^\w{1,100}$/.test(reason) && { reason }),
    ...(customer && { customer: customer.slice(0, 200) }),
    ...(search.get('order') === 'latest' && { order: 'latest' as const }),
  };
}

interface Filtering {
  readonly filter: CaseFilter;
  /** As it stands in the address: it filters only where a reason may be called so. */
  readonly reason: string;
  /** Changes parts of the filter: an empty value takes a part away. */
  change(part: Readonly<Record<string, string>>): void;
}

export function useCaseFilter(): Filtering {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo(() => filterOf(search), [search]);
  const change = (part: Readonly<Record<string, string>>): void =>
    setSearch(
      (before) => {
        const kept = Object.entries({ ...Object.fromEntries(before), ...part });
        return kept.filter(([, value]) => value !== '');
      },
      { replace: true },
    );
  return { filter, reason: search.get('reason') ?? '', change };
}
