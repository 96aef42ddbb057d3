// Pictures with a known answer, brought by whoever knows it.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useMemo, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { pictureBody } from '../pictureBody.js';
import { api, queries, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';

const PICTURES = [
  ['selfie', 'Selfie'],
  ['document', 'Document, the side with the portrait'],
  ['document_back', 'Its other side, if it has one'],
] as const;

interface Draft {
  /** What all figures of reviewers rest on: nothing is chosen for anybody. */
  readonly answer: 'mated' | 'non_mated' | undefined;
  readonly note: string;
  readonly customer: string;
}
const NOTHING: Draft = { answer: undefined, note: '', customer: '' };

export function NewSeed(): ReactElement {
  const form = useRef<HTMLFormElement>(null);
  const [files, setFiles] = useState<Readonly<Record<string, File | undefined>>>({});
  const [draft, setDraft] = useState(NOTHING);
  // Sent again over a line that broke, the same is kept once.
  const idempotencyKey = useMemo(() => crypto.randomUUID(), [files, draft]);
  const keep = useMutation({
    mutationFn: async () => {
      const { answer, note, customer } = draft;
      const back = files.document_back && { document_back: await pictureBody(files.document_back) };
      return api.POST('/v1/cases/seeds', {
        params: { header: { 'idempotency-key': idempotencyKey } },
        body: {
          ...{ selfie: await pictureBody(files.selfie!), document: await pictureBody(files.document!) },
          ...back,
          answer: answer!,
          ...(note.trim() && { note: note.trim() }),
          ...(customer.trim() && { customer: customer.trim() }),
        },
      });
    },
    onSuccess: () => {
      form.current?.reset();
      setFiles({});
      setDraft(NOTHING);
      return queries.invalidateQueries({ queryKey: ['cases', 'seeds'] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <details className="panel">
      <summary>Bring pictures with a known answer</summary>
      <form ref={form} className="stack" onSubmit={submit}>
        <p className="soft small">
          Only what the model leaves to people is taken: what it would decide by itself would be known at a
          glance. Let documents be in order, so that a rejection is about the face. They enrol nobody and tell
          nobody.
        </p>
        <div className="fields">
          {PICTURES.map(([part, label]) => (
            <label key={part} className="field">
              <span className="small">{label}</span>
              <input
                type="file"
                accept="image/*"
                onChange={({ target }) => setFiles({ ...files, [part]: target.files?.[0] })}
              />
            </label>
          ))}
        </div>
        <fieldset className="plain row">
          <legend className="small">What they show, as you know for sure</legend>
          {(['mated', 'non_mated'] as const).map((answer) => (
            <label key={answer} className="row">
              <input
                type="radio"
                name="answer"
                checked={draft.answer === answer}
                onChange={() => setDraft({ ...draft, answer })}
              />
              {ANSWERS[answer]}
            </label>
          ))}
        </fieldset>
        <div className="fields">
          <label className="field">
            <span className="small">
              A customer’s name as your programs give them: a case without would stand out
            </span>
            <input
              value={draft.customer}
              maxLength={200}
              onChange={({ target }) => setDraft({ ...draft, customer: target.value })}
            />
          </label>
          <label className="field">
            <span className="small">Note, for you alone until it is decided</span>
            <input
              value={draft.note}
              maxLength={1000}
              onChange={({ target }) => setDraft({ ...draft, note: target.value })}
            />
          </label>
        </div>
        {keep.error && <Notice kind="bad">{sentenceOf(keep.error)}</Notice>}
        <p className="soft small" role="status">
          {keep.isSuccess && !files.selfie && 'They are kept, and stand below.'}
        </p>
        <div className="row">
          <Button
            type="submit"
            className="button button-accent"
            isDisabled={!files.selfie || !files.document || !draft.answer || keep.isPending}
          >
            {keep.isPending ? 'The model looks at them …' : 'Keep them'}
          </Button>
        </div>
      </form>
    </details>
  );
}

export const ANSWERS = { mated: 'One person', non_mated: 'Two people' } as const;
