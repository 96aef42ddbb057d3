// The decision, by hand or by keyboard: an outcome, at least one reason for it, and words where the reason says too little.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { CaseDetail, CaseOutcome, CaseReason } from '../../../client/index.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { OUTCOMES } from './words.js';

const KEYS: Readonly<Record<string, CaseOutcome>> = { a: 'approve', r: 'reject', n: 'recapture' };

interface DecideProps {
  readonly one: CaseDetail;
  readonly onDecided: () => unknown;
}

export function Decide({ one, onDecided }: DecideProps): ReactElement {
  const [outcome, setOutcome] = useState<CaseOutcome>();
  const [reasons, setReasons] = useState<readonly CaseReason[]>([]);
  const [text, setText] = useState('');
  const { data } = useQuery({
    queryKey: ['cases', 'reasons'],
    queryFn: () => body(api.GET('/v1/cases/reasons')),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const offered = (data?.items ?? []).filter(({ outcomes }) => outcome && outcomes.includes(outcome));
  const choose = (next: CaseOutcome): void => {
    setOutcome(next);
    setReasons([]);
  };
  const toggle = (code: CaseReason): void =>
    setReasons(reasons.includes(code) ? reasons.filter((other) => other !== code) : [...reasons, code]);
  const decide = useMutation({
    mutationFn: () =>
      api.POST('/v1/cases/{id}/decision', {
        params: { path: { id: one.id }, header: { 'idempotency-key': crypto.randomUUID() } },
        body: {
          version: one.version,
          outcome: outcome!,
          reasons: [...reasons],
          ...(text.trim() !== '' && { text: text.trim() }),
        },
      }),
    onSettled: onDecided,
  });
  const needsText = offered.some(({ code, needsText }) => needsText && reasons.includes(code));
  const isReady = outcome !== undefined && reasons.length > 0 && (!needsText || text.trim() !== '');
  const [areWanted, want] = useWanted();
  useKeys(areWanted, (key) => {
    const chosen = KEYS[key];
    const reason = offered[Number(key) - 1];
    if (chosen) choose(chosen);
    else if (reason) toggle(reason.code);
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) decide.mutate();
  };
  return (
    <form className="panel stack" onSubmit={submit}>
      <h2>Decide</h2>
      <fieldset className="outcomes">
        <legend className="unseen">Outcome</legend>
        {Object.entries(KEYS).map(([key, value]) => (
          <label key={value} className="outcome" data-chosen={outcome === value || undefined}>
            <input
              type="radio"
              name="outcome"
              checked={outcome === value}
              onChange={() => choose(value)}
              aria-keyshortcuts={key}
            />
            {OUTCOMES[value]} <kbd>{key}</kbd>
          </label>
        ))}
      </fieldset>
      {outcome && (
        <fieldset className="stack plain">
          <legend className="small soft">Why</legend>
          {offered.map(({ code, sentence }, i) => (
            <label key={code} className="row reason">
              <input
                type="checkbox"
                checked={reasons.includes(code)}
                onChange={() => toggle(code)}
                aria-keyshortcuts={String(i + 1)}
              />
              <span>
                {sentence} <kbd>{i + 1}</kbd>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <label className="field">
        <span className="small soft">
          {needsText
            ? 'In your own words (needed for this reason)'
            : 'In your own words, if there is more to say'}
        </span>
        <textarea rows={3} value={text} onChange={({ target }) => setText(target.value)} />
      </label>
      <Button type="submit" className="button button-accent" isDisabled={!isReady || decide.isPending}>
        {outcome ? `${OUTCOMES[outcome]}, for good` : 'Choose an outcome'}
      </Button>
      <label className="row small">
        <input type="checkbox" checked={areWanted} onChange={({ target }) => want(target.checked)} />
        Single keys decide
      </label>
      <p className="soft small">
        A decision cannot be taken back. Where it goes against strong evidence, a second person looks before
        it counts.
      </p>
      {decide.error && <Notice kind="bad">{sentenceOf(decide.error)}</Notice>}
    </form>
  );
}

const KEPT = 'likeness.keys';

/** Whether single keys decide: whoever speaks to their machine, or presses keys by accident, turns them off for good. */
function useWanted(): [boolean, (wanted: boolean) => void] {
  const [wanted, setWanted] = useState(localStorage.getItem(KEPT) !== 'off');
  const want = (next: boolean): void => {
    localStorage.setItem(KEPT, next ? 'on' : 'off');
    setWanted(next);
  };
  return [wanted, want];
}

/** Single keys, unless somebody is writing. They can be turned off, as WCAG 2.2 asks (2.1.4). */
function useKeys(areWanted: boolean, onKey: (key: string) => void): void {
  useEffect(() => {
    if (!areWanted) return;
    const listen = (event: KeyboardEvent): void => {
      const isWriting =
        event.target instanceof HTMLElement && /^(TEXTAREA|SELECT)$/.test(event.target.tagName);
      const isText =
        event.target instanceof HTMLInputElement && !/^(radio|checkbox)$/.test(event.target.type);
      if (!isWriting && !isText && !event.ctrlKey && !event.metaKey && !event.altKey)
        onKey(event.key.toLowerCase());
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}
