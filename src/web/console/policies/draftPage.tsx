// A new version, from one that there is: by a form, or as JSON. The service checks it; it is not in force yet.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation, useSearchParams } from 'wouter';
import { ApiProblem, type Policy, type PolicyDocument } from '../../../client/index.js';
import { api, body, queries, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { PolicyForm } from './policyForm.js';
import { usePolicies } from './versions.js';

export function DraftPage(): ReactElement {
  const { data, error } = usePolicies();
  const [search] = useSearchParams();
  if (error) return <Notice kind="bad">{sentenceOf(error)}</Notice>;
  if (!data) return <Skeleton lines={12} />;
  const from =
    data.find(({ version }) => String(version) === search.get('from')) ??
    data.find(({ isActive }) => isActive) ??
    data[0];
  return from ? <Draft from={from} /> : <Notice kind="warn">There is no version to begin from.</Notice>;
}

function Draft({ from }: { from: Policy }): ReactElement {
  const [, go] = useLocation();
  const [document, setDocument] = useState<PolicyDocument>(from.document);
  const [text, setText] = useState<string>();
  const [note, setNote] = useState('');
  const save = useMutation({
    mutationFn: async () => {
      const drafted: PolicyDocument = text === undefined ? document : JSON.parse(text);
      return body(api.POST('/v1/policies', { body: { document: drafted, note: note.trim() } }));
    },
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries({ queryKey: ['policies'] });
      go(`/policies/${version}`);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const showForm = (): void => {
    try {
      setDocument(JSON.parse(text!));
      setText(undefined);
    } catch {
      // What is no JSON yet stays where it can be mended.
    }
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="row spread">
        <div>
          <p className="small">
            <Link href="/policies">All versions</Link>
          </p>
          <h2>A new version, from version {from.version}</h2>
        </div>
        <Button
          className="button"
          onPress={() => (text === undefined ? setText(JSON.stringify(document, null, 2)) : showForm())}
        >
          {text === undefined ? 'As JSON' : 'As a form'}
        </Button>
      </div>
      {text === undefined ? (
        <PolicyForm document={document} onChange={setDocument} />
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
      {save.error && <Refused error={save.error} />}
      <div className="row">
        <Button
          type="submit"
          className="button button-accent"
          isDisabled={note.trim() === '' || save.isPending}
        >
          Save the draft
        </Button>
        <span className="soft small">Nothing is decided by it before it is put in force.</span>
      </div>
    </form>
  );
}

/** Each fault of the document, where it lies. */
function Refused({ error }: { error: Error }): ReactElement {
  const faults = error instanceof ApiProblem ? error.problem?.errors : undefined;
  return (
    <Notice kind="bad">
      <p>{error instanceof SyntaxError ? `This is no JSON: ${error.message}` : sentenceOf(error)}</p>
      {faults && (
        <ul>
          {faults.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              <code>{pointer}</code>: {detail}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
