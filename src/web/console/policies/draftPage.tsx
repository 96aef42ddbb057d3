// A new version, from one that there is: by a form, or as JSON. The service checks it; it is not in force yet.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { Policy, PolicyDocument } from '../../../client/index.js';
import { api, body, queries } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';
import { checked, draftOf } from './draft.js';
import { PolicyForm } from './policyForm.js';
import { Refused } from './refused.js';
import { usePolicies } from './versions.js';

export function DraftPage(): ReactElement {
  const { data, error } = usePolicies();
  const [search] = useSearchParams();
  if (!data) return <Awaited error={error} lines={12} />;
  const from =
    data.find(({ version }) => String(version) === search.get('from')) ??
    data.find(({ isActive }) => isActive) ??
    data[0];
  return from ? <Drafting from={from} /> : <Notice kind="warn">There is no version to begin from.</Notice>;
}

function Drafting({ from: given }: { from: Policy }): ReactElement {
  // What it began from stays so, whatever comes into force meanwhile.
  const [from] = useState(given);
  const [, go] = useLocation();
  const [draft, setDraft] = useState(() => draftOf(from.document));
  const [text, setText] = useState<string>();
  const [note, setNote] = useState('');
  const { document, faults } = checked(draft);
  const isForm = text === undefined;
  const save = useMutation({
    mutationFn: async () => {
      const drafted: PolicyDocument = isForm ? document : JSON.parse(text);
      return body(api.POST('/v1/policies', { body: { document: drafted, note: note.trim() } }));
    },
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries({ queryKey: ['policies'] });
      go(`/policies/${version}`);
    },
  });
  // What was typed may be any JSON: the service says whether it is a policy, before the form is made of it.
  const show = useMutation({
    mutationFn: async (typed: string) =>
      body(api.POST('/v1/policies/check', { body: { document: JSON.parse(typed) } })),
    onSuccess: (answer) => {
      setDraft(draftOf(answer.document));
      setText(undefined);
    },
  });
  const turn = (): void => {
    save.reset();
    if (isForm) setText(JSON.stringify(document, null, 2));
    else show.mutate(text);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    show.reset();
    save.mutate();
  };
  const isRight = !isForm || faults.size === 0;
  const error = save.error ?? show.error;
  return (
    <form className="stack" onSubmit={submit}>
      <div className="row spread">
        <div>
          <p className="small">
            <Link href="/policies">All versions</Link>
          </p>
          <h2 data-title="A new version">A new version, from version {from.version}</h2>
        </div>
        <Button className="button" isDisabled={!isRight || show.isPending} onPress={turn}>
          {isForm ? 'As JSON' : 'As a form'}
        </Button>
      </div>
      {isForm ? (
        <PolicyForm draft={draft} faults={faults} onChange={setDraft} />
      ) : (
        <label className="field">
          <span>The document</span>
          <textarea
            className="policy-json"
            spellCheck={false}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
      )}
      <label className="field">
        <span>Why this version (goes into the log)</span>
        <textarea rows={2} maxLength={1000} value={note} onChange={({ target }) => setNote(target.value)} />
      </label>
      {error && <Refused error={error} />}
      <div className="row">
        <Button
          type="submit"
          className="button button-accent"
          isDisabled={!isRight || note.trim() === '' || save.isPending}
        >
          Save the draft
        </Button>
        <span className={isRight ? 'soft small' : 'small fault'} role="status">
          {isRight
            ? 'Nothing is decided by it before it is put in force.'
            : 'Above, something is not right yet: it is said beside it.'}
        </span>
      </div>
    </form>
  );
}
