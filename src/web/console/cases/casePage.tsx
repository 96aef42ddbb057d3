// Everything to decide a case by, on one page: the two faces, what the model made of them, the document, what is known
// besides; and the decision.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { CaseDetail } from '../../../client/index.js';
import { ageOf } from '../moments.js';
import { api, body, may, queries, sentenceOf, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';
import { Comparison } from './comparison.js';
import { Concerns } from './concerns.js';
import { Decide } from './decide.js';
import { DocumentData } from './documentData.js';
import { Elsewhere } from './elsewhere.js';
import { Faces } from './faces.js';
import { Known } from './known.js';
import { nameOf, OUTCOMES, STATES } from './words.js';

export function CasePage({ id }: { id: string }): ReactElement {
  const [blind, setBlind] = useState(false);
  const found = useQuery({
    queryKey: ['case', id, blind],
    // Each look is logged: only what somebody has asked for is a look.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const params = { path: { id }, ...(blind && { query: { blind: true } }) };
      return (await body(api.GET('/v1/cases/{id}', { params }))) as CaseDetail;
    },
  });
  if (!found.data) return <Awaited error={found.error} lines={12} />;
  const one = found.data;
  return (
    <article className="stack">
      <Head one={one} blind={blind} onBlind={setBlind} />
      <div className="case">
        <div className="stack">
          <Faces one={one} />
          {one.comparison ? (
            <Comparison comparison={one.comparison} concerns={one.concerns.map(({ code }) => code)} />
          ) : (
            <Blind isAsked={blind} />
          )}
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
        <h1 className="sentence">{one.reasons.map(nameOf).join(', ')}</h1>
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
      <label className="row small">
        <input type="checkbox" checked={blind} onChange={({ target }) => onBlind(target.checked)} />
        Leave out what the model says
      </label>
    </header>
  );
}

const Blind = ({ isAsked }: { isAsked: boolean }): ReactElement => (
  <Notice kind="warn">
    {isAsked
      ? 'What the model made of the faces is left out: decide by the pictures.'
      : 'What the model made of the faces is not shown for this case: decide by the pictures.'}
  </Notice>
);

/** What this person may do with the case as it stands. */
function Next({ one, onChanged }: Shown & { onChanged: () => unknown }): ReactElement {
  const { data: me } = useMe();
  const assign = useMutation({
    mutationFn: (to: 'me' | 'nobody') => {
      const params = { path: { id: one.id } };
      return to === 'me'
        ? api.POST('/v1/cases/{id}/assign', { params, body: { version: one.version, person: me!.id } })
        : api.POST('/v1/cases/{id}/release', { params, body: { version: one.version } });
    },
    onSettled: onChanged,
  });
  const isMine = one.assignee?.id === me?.id;
  if (one.state === 'decided' && one.outcome)
    return <Notice kind="good">Decided: {OUTCOMES[one.outcome].toLowerCase()}.</Notice>;
  if (one.state === 'closed')
    return <Notice kind="warn">The person was erased: there is nothing to decide.</Notice>;
  if (isMine)
    return (
      <>
        <Decide key={one.version} one={one} onDecided={onChanged} />
        <Button className="button" onPress={() => assign.mutate('nobody')}>
          Give the case back
        </Button>
        {assign.error && <Notice kind="bad">{sentenceOf(assign.error)}</Notice>}
      </>
    );
  if (!me || !may(me, 'cases.supervise'))
    return (
      <Notice kind="warn">Whoever takes the next case is given one to decide. This one is only shown.</Notice>
    );
  return (
    <>
      <Button className="button button-accent" onPress={() => assign.mutate('me')}>
        Take this case
      </Button>
      {assign.error && <Notice kind="bad">{sentenceOf(assign.error)}</Notice>}
    </>
  );
}
