// A new key: what uses it, what it may, and for how long.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { NewApiKey, Permission } from '../../../client/index.js';
import { api, body } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Refused } from '../signIn/again.js';
import { Field } from '../signIn/field.js';
import { usePermissions } from './roles.js';

/** What programs are, and the scopes that each takes; none may more than it takes. */
const PROGRAMS: readonly (readonly [name: string, scopes: readonly Permission[]])[] = [
  ['An app’s backend, with capture links', ['captures.create', 'captures.read', 'customers.authenticate']],
  ['A backend that sends pictures itself', ['verifications.create', 'customers.authenticate']],
  ['Monitoring', ['metrics.read']],
  ['A warehouse of figures', ['analytics.read', 'verifications.list']],
];

const DAY = 86_400_000;
const LIFETIMES = [
  [90, '90 days'],
  [365, 'a year'],
  [0, 'until it is revoked'],
] as const;

interface Draft {
  readonly name: string;
  readonly scopes: readonly Permission[];
  /** 0: without end. */
  readonly days: number;
}
const NOTHING: Draft = { name: '', scopes: [], days: 365 };

export function NewKey({ onMade }: { onMade: (key: NewApiKey) => void }): ReactElement {
  const [draft, setDraft] = useState(NOTHING);
  const make = useMutation({
    mutationFn: () => {
      const { name, scopes, days } = draft;
      const expiresAt = days === 0 ? {} : { expiresAt: new Date(Date.now() + days * DAY).toISOString() };
      return body(
        api.POST('/v1/keys', { body: { name: name.trim(), scopes: [...scopes] as never, ...expiresAt } }),
      );
    },
    onSuccess: (made) => {
      setDraft(NOTHING);
      onMade(made);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <details className="panel">
      <summary>Make a key</summary>
      <form className="stack" onSubmit={submit}>
        <div className="fields">
          <Field label="What uses it" value={draft.name} onChange={(name) => setDraft({ ...draft, name })} />
          <label className="field">
            <span>Good for</span>
            <select
              value={draft.days}
              onChange={({ target }) => setDraft({ ...draft, days: Number(target.value) })}
            >
              {LIFETIMES.map(([days, text]) => (
                <option key={days} value={days}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        </div>
        <div className="row">
          <span className="soft small">What usual programs take:</span>
          {PROGRAMS.map(([name, scopes]) => (
            <Button key={name} className="button button-small" onPress={() => setDraft({ ...draft, scopes })}>
              {name}
            </Button>
          ))}
        </div>
        <Scopes chosen={draft.scopes} onChange={(scopes) => setDraft({ ...draft, scopes })} />
        <div className="row">
          <Button
            type="submit"
            className="button button-accent"
            isDisabled={draft.name.trim() === '' || draft.scopes.length === 0 || make.isPending}
          >
            Make the key
          </Button>
        </div>
      </form>
      {make.error && <Refused error={make.error} onAgain={() => make.mutate()} />}
    </details>
  );
}

interface ScopesProps {
  readonly chosen: readonly Permission[];
  readonly onChange: (scopes: readonly Permission[]) => void;
}

function Scopes({ chosen, onChange }: ScopesProps): ReactElement {
  const { data, error } = usePermissions();
  if (!data) return <Awaited error={error} lines={6} />;
  const scopes = data.permissions.filter(({ keys }) => keys);
  return (
    <fieldset className="scopes">
      <legend>What it may: no more than it must</legend>
      {scopes.map(({ name, about }) => (
        <label key={name} className="small">
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
            }
          />
          <span>
            <code>{name}</code>
            <br />
            <span className="soft">{about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
