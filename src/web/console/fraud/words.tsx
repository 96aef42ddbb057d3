// What the pages of Financial Crime say alike.

import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Alikeness } from '../../../client/index.js';
import { oneIn } from '../figures.js';

export const SETTLED = { same_person: 'one person', different_people: 'two people' } as const;

export const PURPOSES = {
  fraud: 'fraud: a person looks',
  lookalike: 'look-alikes: it is said among the reasons',
  other: 'other: a person looks',
} as const;

export type Status = 'pending' | 'enrolled' | 'blocked' | 'erased';

interface CustomerLinkProps {
  readonly id: string;
  /** Said where it is out of the ordinary. */
  readonly status?: Status | null;
}

export const CustomerLink = ({ id, status }: CustomerLinkProps): ReactElement => (
  <>
    <Link href={`/fraud/customers/${encodeURIComponent(id)}`} className="figures">
      {id}
    </Link>
    {status === 'blocked' && <span className="tag tag-bad beside-name">blocked</span>}
    {status === 'erased' && <span className="tag beside-name">erased</span>}
  </>
);

/** The beginning of the service's own sentence, for where there is no room for its interval and its source. */
function alikeInWords({ relation, fmr }: Pick<Alikeness, 'relation' | 'fmr'>): string {
  const many = { about: 'About', fewer: 'Fewer than', more: 'More than' }[relation];
  return `${many} ${oneIn(fmr)} strangers would look this alike`;
}

interface AlikeProps {
  readonly score: number | null;
  readonly alikeness: Alikeness | null;
}

export function Alike({ score, alikeness }: AlikeProps): ReactElement {
  if (score === null) return <>–</>;
  return (
    <>
      {alikeness && `${alikeInWords(alikeness)} `}
      <span className="soft small">{`score ${score.toFixed(3)}`}</span>
    </>
  );
}

/** Under whatever a search has found. */
export const SearchNote = (): ReactElement => (
  <p className="soft small">
    How many strangers look so alike is said of two faces. A search compares with many: the more there are,
    the likelier a stranger is among them who looks so alike. Look at both faces before you settle anything.
  </p>
);
