// The decision, by hand or by keyboard: an outcome, at least one reason for it, and words where the reason says too little.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useEffect } from 'react';
import { Button } from 'react-aria-components';
import { ApiProblem, type CaseDetail, type CaseOutcome, type CaseReason } from '../../../client/index.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import type { Draft } from './draft.js';
import { useKept } from './kept.js';
import { nameOf, OUTCOMES } from './words.js';

const KEYS: Readonly<Record<string, CaseOutcome>> = { a: 'approve', r: 'reject', n: 'recapture' };

interface DecideProps {
  readonly one: CaseDetail;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** Sent or refused: the case is to be read again, before either is said. */
  readonly onSettled: () => unknown;
}

export function Decide({ one, draft, onDraft, onSettled }: DecideProps): ReactElement {
  const { outcome, reasons, text } = draft;
  const { data } = useQuery({
    queryKey: ['cases', 'reasons'],
    queryFn: () => body(api.GET('/v1/cases/reasons')),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const offered = (data?.items ?? []).filter(({ outcomes }) => outcome && outcomes.includes(outcome));
  const choose = (next: CaseOutcome): void => {
    if (next !== outcome) onDraft({ ...draft, outcome: next, reasons: [] });
  };
  const toggle = (code: CaseReason): void => {
    const others = reasons.filter((other) => other !== code);
    onDraft({ ...draft, reasons: reasons.includes(code) ? others : [...reasons, code] });
  };
  const decide = useMutation({
    mutationFn: (seen: CaseDetail) =>
      api.POST('/v1/cases/{id}/decision', {
        params: { path: { id: seen.id }, header: { 'idempotency-key': crypto.randomUUID() } },
        body: {
          version: seen.version,
          outcome: outcome!,
          reasons: [...reasons],
          ...(text.trim() !== '' && { text: text.trim() }),
        },
      }),
    onSettled,
  });
  const needsText = offered.some(({ code, needsText }) => needsText && reasons.includes(code));
  const isReady = outcome !== undefined && reasons.length > 0 && (!needsText || text.trim() !== '');
  const [areWanted, want] = useKept('likeness.keys', true);
  useKeys(areWanted, (key) => {
    const chosen = KEYS[key];
    const reason = offered[Number(key) - 1];
    if (chosen) choose(chosen);
    else if (reason) toggle(reason.code);
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady && !decide.isPending) decide.mutate(one);
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
        <textarea
          rows={3}
          value={text}
          onChange={({ target }) => onDraft({ ...draft, text: target.value })}
        />
      </label>
      {/* Not disabled while it is sent: whoever works by keyboard would be nowhere when it is refused. */}
      <Button type="submit" className="button button-accent" isDisabled={!isReady}>
        {decide.isPending
          ? 'It is being sent …'
          : outcome
            ? `${OUTCOMES[outcome]}, for good`
            : 'Choose an outcome'}
      </Button>
      <label className="row small">
        <input type="checkbox" checked={areWanted} onChange={({ target }) => want(target.checked)} />
        Single keys decide
      </label>
      <p className="soft small">
        A decision cannot be taken back. Where it goes against strong evidence, a second person looks before
        it counts.
      </p>
      {one.leaseEndsAt && (
        <p className="soft small">
          Yours until {timeOf(one.leaseEndsAt)}. A note, or opening the case again, keeps it longer.
        </p>
      )}
      {decide.error && <Notice kind="bad">{refusalOf(decide.error, decide.variables, one)}</Notice>}
    </form>
  );
}

const timeOf = (moment: string): string =>
  new Date(moment).toLocaleTimeString(undefined, { timeStyle: 'short' });

/** Why a decision did not count. Where the case had changed, that is shown by now, and nothing of the decision is lost. */
function refusalOf(error: unknown, seen: CaseDetail | undefined, one: CaseDetail): string {
  const hasChanged = seen !== undefined && seen.version !== one.version;
  if (!(error instanceof ApiProblem && error.code === 'state_conflict' && hasChanged))
    return sentenceOf(error);
  const added = addedSince(seen, one).join(', ');
  return `${added ? `Added since you read this case: ${added}.` : 'This case has changed since you read it.'} Look at it, then send your decision again: it stands here as you entered it.`;
}

function addedSince(seen: CaseDetail, one: CaseDetail): string[] {
  const read = new Set(seen.notes.map(({ id }) => id));
  return [
    ...one.notes.filter(({ id }) => !read.has(id)).map(({ by }) => `a note by ${by.name}`),
    // What is found stands behind what was found before.
    ...one.concerns.slice(seen.concerns.length).map(({ code }) => nameOf(code)),
  ];
}

/**
 * Single keys, unless somebody is writing. Whoever speaks to their machine, or presses keys by accident, turns them off for
 * good, as WCAG 2.2 asks (2.1.4).
 */
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
