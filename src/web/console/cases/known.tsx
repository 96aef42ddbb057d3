// What is known of the customer and of the case besides: what was decided before, what others said, and what was done.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { CaseDetail } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, may, queries, sentenceOf, useMe } from '../server.js';
import { Notice } from '../shell/notice.js';
import { nameOf, OUTCOMES, STATES } from './words.js';

interface Shown {
  readonly one: CaseDetail;
}

export const Known = ({ one }: Shown): ReactElement => (
  <>
    <Notes one={one} />
    <Hints one={one} />
    <Looks one={one} />
    <Earlier one={one} />
    <History one={one} />
  </>
);

function Notes({ one }: Shown): ReactElement | null {
  const { data: me } = useMe();
  const [text, setText] = useState('');
  const write = useMutation({
    mutationFn: () =>
      api.POST('/v1/cases/{id}/notes', {
        params: { path: { id: one.id }, header: { 'idempotency-key': crypto.randomUUID() } },
        body: { text: text.trim() },
      }),
    onSuccess: () => {
      setText('');
      return queries.invalidateQueries({ queryKey: ['case', one.id] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    write.mutate();
  };
  const mayWrite = me !== null && me !== undefined && may(me, 'cases.work');
  if (!mayWrite && one.notes.length === 0) return null;
  return (
    <section className="panel stack">
      <h2>Notes</h2>
      {one.notes.map(({ id, by, text, at }) => (
        <p key={id}>
          {text}
          <br />
          <span className="soft small">
            {by.name}, {momentOf(at)}
          </span>
        </p>
      ))}
      {mayWrite && (
        <form className="stack" onSubmit={submit}>
          <label className="field">
            <span className="unseen">A new note</span>
            <textarea
              rows={2}
              value={text}
              placeholder="What the next person should know"
              onChange={({ target }) => setText(target.value)}
            />
          </label>
          <Button type="submit" className="button" isDisabled={text.trim() === '' || write.isPending}>
            Add the note
          </Button>
          {write.error && <Notice kind="bad">{sentenceOf(write.error)}</Notice>}
        </form>
      )}
    </section>
  );
}

const PICTURES = { selfie: 'Selfie', document: 'Document', document_back: 'Other side' } as const;

/** What a browser tells can be made up: it is said so, and looks like no finding of ours. */
const Hints = ({ one }: Shown): ReactElement | null =>
  one.hints.length === 0 ? null : (
    <section className="panel stack">
      <h2>Hints from the customer’s browser</h2>
      <ul className="plain">
        {one.hints.map(({ about, code, message }) => (
          <li key={`${about} ${code}`}>
            {PICTURES[about]}: {message}
          </li>
        ))}
      </ul>
      <p className="soft small">
        So says the customer’s browser, which can be made to say anything. Each has innocent causes as well:
        none decided anything, and none should by itself.
      </p>
    </section>
  );

const Looks = ({ one }: Shown): ReactElement | null =>
  one.looks.length === 0 ? null : (
    <section className="panel stack">
      <h2>What was said</h2>
      {one.looks.map(({ ordinal, by, outcome, reasons, text, againstEvidence, at }) => (
        <p key={ordinal}>
          <strong>{OUTCOMES[outcome]}</strong>: {reasons.map(nameOf).join(', ')}
          {againstEvidence && <span className="tag tag-warn">against the evidence</span>}
          {text && <span> “{text}”</span>}
          <br />
          <span className="soft small">
            {by.name}, {momentOf(at)}
          </span>
        </p>
      ))}
    </section>
  );

const Earlier = ({ one }: Shown): ReactElement | null =>
  one.earlier.length + one.otherCases.length === 0 ? null : (
    <section className="panel stack">
      <h2>The customer so far</h2>
      <ul className="plain stack">
        {one.earlier.map(({ id, kind, createdAt, decision, reasons }) => (
          <li key={id}>
            {momentOf(createdAt)}: {kind}, <strong>{decision ?? 'left out'}</strong>
            {reasons.length > 0 && ` (${reasons.map(nameOf).join(', ')})`}
            <EarlierSelfie verification={id} moment={momentOf(createdAt)} />
          </li>
        ))}
        {one.otherCases.map(({ id, state, outcome, openedAt }) => (
          <li key={id}>
            <Link href={`/cases/${id}`}>Case of {momentOf(openedAt)}</Link>:{' '}
            {outcome ? OUTCOMES[outcome] : STATES[state]}
          </li>
        ))}
      </ul>
    </section>
  );

/** Shown when it is asked for: each look at a picture is logged. */
function EarlierSelfie({ verification, moment }: { verification: string; moment: string }): ReactElement {
  const [state, setState] = useState<'hidden' | 'shown' | 'gone'>('hidden');
  if (state === 'hidden')
    return (
      <Button className="button button-small" onPress={() => setState('shown')}>
        Show the selfie
      </Button>
    );
  if (state === 'gone') return <p className="soft small">The picture is kept no more.</p>;
  return (
    <img
      className="earlier"
      src={`/v1/verifications/${verification}/pictures/selfie`}
      alt={`Selfie of ${moment}`}
      onError={() => setState('gone')}
    />
  );
}

const History = ({ one }: Shown): ReactElement => (
  <details className="panel">
    <summary>What was done with this case</summary>
    <ul className="plain small">
      {one.history.map(({ at, action, about, by }) => (
        <li key={`${at} ${action} ${about}`}>
          {momentOf(at)}: {nameOf(action)}, {by.name}
        </li>
      ))}
    </ul>
  </details>
);
