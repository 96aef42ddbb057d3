// Everything to decide a case by, on one page: the two faces, what the model made of them, the document, what is known
// besides; and the decision.

import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { CaseDetail } from '../../../client/index.js';
import { ageOf } from '../moments.js';
import { api, body, queries } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { BlindChoice, useBlind, veiled } from './blind.js';
import { Comparison } from './comparison.js';
import { Concerns } from './concerns.js';
import { DocumentData } from './documentData.js';
import { Elsewhere } from './elsewhere.js';
import { Faces } from './faces.js';
import { Known } from './known.js';
import { Next } from './next.js';
import { nameOf, STATES } from './words.js';

export function CasePage({ id }: { id: string }): ReactElement {
  const [blind, setBlind] = useBlind();
  const found = useQuery({
    queryKey: keyOf(id, blind),
    // Each look is logged: only what somebody has asked for is a look.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const params = { path: { id }, ...(blind && { query: { blind: true } }) };
      return (await body(api.GET('/v1/cases/{id}', { params }))) as CaseDetail;
    },
  });
  const one = found.data ?? meanwhile(id, blind);
  if (!one) return <Awaited error={found.error} lines={12} />;
  return (
    <article className="stack">
      <Head one={one} blind={blind} onBlind={setBlind} />
      {!found.data && found.error && <Awaited error={found.error} lines={0} />}
      <div className="case">
        <div className="stack">
          <Faces one={one} />
          <WhatTheModelSays one={one} blind={blind} />
          <Concerns one={one} />
          {one.document && <DocumentData document={one.document} />}
        </div>
        <aside className="stack">
          <Next one={one} onChanged={() => refresh(id)} />
          <Elsewhere one={one} />
          <Known one={one} />
        </aside>
      </div>
    </article>
  );
}

const keyOf = (id: string, blind: boolean) => ['case', id, blind] as const;

/** The case as it was read the other way: whoever changes that keeps the page, and what they have entered on it. */
function meanwhile(id: string, blind: boolean): CaseDetail | undefined {
  const other = queries.getQueryData<CaseDetail>(keyOf(id, !blind));
  return other && blind ? veiled(other) : other;
}

const refresh = (id: string): Promise<unknown> =>
  Promise.all([
    queries.invalidateQueries({ queryKey: ['case', id] }),
    queries.invalidateQueries({ queryKey: ['cases'] }),
  ]);

interface Shown {
  readonly one: CaseDetail;
}

function Head({
  one,
  blind,
  onBlind,
}: Shown & { blind: boolean; onBlind: (blind: boolean) => void }): ReactElement {
  return (
    <header className="row spread">
      <div>
        <p className="small">
          <Link href="/cases">Cases</Link>
        </p>
        <h1 className="sentence">{one.reasons.map(nameOf).join(', ') || 'To be decided by the pictures'}</h1>
        <p className="soft">
          {one.kind === 'proofing' ? 'Selfie against document' : 'Selfie against the enrolled reference'},
          waits {ageOf(one.openedAt)}, {STATES[one.state].toLowerCase()}
          {one.assignee && ` by ${one.assignee.name}`}
          {one.customer && (
            <>
              , customer <span className="figures">{one.customer}</span>
            </>
          )}
        </p>
      </div>
      <BlindChoice blind={blind} onBlind={onBlind} />
    </header>
  );
}

function WhatTheModelSays({ one, blind }: Shown & { blind: boolean }): ReactElement {
  if (one.comparison)
    return <Comparison comparison={one.comparison} concerns={one.concerns.map(({ code }) => code)} />;
  if (!blind) return <Skeleton lines={3} />;
  return <Notice kind="warn">What the model made of the faces is left out: decide by the pictures.</Notice>;
}
