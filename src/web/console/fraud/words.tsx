// What the pages of Financial Crime say alike.

import type { ReactElement } from 'react';
import { Link } from 'wouter';

export const SETTLED = { same_person: 'one person', different_people: 'two people' } as const;

export const PURPOSES = {
  fraud: 'fraud: a person looks',
  lookalike: 'look-alikes: it is said among the reasons',
  other: 'other: a person looks',
} as const;

export const CustomerLink = ({ id }: { id: string }): ReactElement => (
  <Link href={`/fraud/customers/${encodeURIComponent(id)}`} className="figures">
    {id}
  </Link>
);
