// Where events are sent: which addresses there are, and a new one.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { WebhookEndpoint, WebhookEndpointWithSecret } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, body, queries, sentenceOf } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';
import { Field } from '../signIn/field.js';
import { Once } from './once.js';

export const renewWebhooks = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['webhooks'] });

export function Webhooks(): ReactElement {
  const [made, setMade] = useState<WebhookEndpointWithSecret>();
  const { data, error } = useQuery({
    queryKey: ['webhooks', 'all'],
    queryFn: async ({ signal }) =>
      (await body(api.GET('/v1/webhooks', { params: { query: { limit: 200 } }, signal }))).items,
  });
  if (!data) return <Awaited error={error} lines={6} />;
  return (
    <div className="stack">
      <NewWebhook onMade={setMade} />
      {made && <SecretOnce of={made} />}
      {data.length === 0 ? (
        <p className="soft">
          Nobody is told of anything yet. An address that you enter is sent an event, signed, whenever
          something happens that it wants to know of: so your backend need not ask again and again.
        </p>
      ) : (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Address</th>
                <th scope="col">Of what</th>
                <th scope="col">State</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {data.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link href={`/administration/webhooks/${one.id}`}>{one.url}</Link>
                    {one.description && (
                      <>
                        <br />
                        <span className="soft small">{one.description}</span>
                      </>
                    )}
                  </td>
                  <td>{one.types === null ? 'everything' : one.types.join(', ')}</td>
                  <td>
                    <WebhookState of={one} />
                  </td>
                  <td className="moment">{momentOf(one.createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

const BECAUSE: Readonly<Record<NonNullable<WebhookEndpoint['disabledBecause']>, string>> = {
  asked: 'off',
  gone: 'off: it answered that it is gone',
  failing: 'off: nothing arrived for five days',
};

export function WebhookState({ of: one }: { of: WebhookEndpoint }): ReactElement {
  if (one.state === 'disabled')
    return <span className="tag tag-bad">{BECAUSE[one.disabledBecause ?? 'asked']}</span>;
  if (one.failingSince)
    return <span className="tag tag-warn">has failed since {momentOf(one.failingSince)}</span>;
  return <span className="tag tag-good">is sent to</span>;
}

export const SecretOnce = ({ of: one }: { of: WebhookEndpointWithSecret }): ReactElement => (
  <Once key={one.secret} label="The secret" text={one.secret}>
    Your receiver checks the signature of each event with it (Standard Webhooks), and so knows that it is from
    here.
  </Once>
);

/** Events that this Likeness tells of. */
const useEventTypes = () =>
  useQuery({
    queryKey: ['webhooks', 'types'],
    queryFn: async () => (await body(api.GET('/v1/webhooks/types'))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

function NewWebhook({ onMade }: { onMade: (made: WebhookEndpointWithSecret) => void }): ReactElement {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [types, setTypes] = useState<readonly string[]>([]);
  const enter = useMutation({
    mutationFn: () =>
      body(
        api.POST('/v1/webhooks', {
          body: {
            ...{ url: url.trim(), description: description.trim() },
            types: types.length === 0 ? null : ([...types] as never),
          },
        }),
      ),
    onSuccess: async (made) => {
      onMade(made);
      setUrl('');
      setDescription('');
      setTypes([]);
      await renewWebhooks();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <details className="panel">
      <summary>Enter an address</summary>
      <form className="stack" onSubmit={submit}>
        <div className="fields">
          <Field label="Address (https)" value={url} onChange={setUrl} />
          <label className="field">
            <span>What it is for</span>
            <input
              value={description}
              maxLength={200}
              onChange={({ target }) => setDescription(target.value)}
            />
          </label>
        </div>
        <Types chosen={types} onChange={setTypes} />
        <div className="row">
          <Button
            type="submit"
            className="button button-accent"
            isDisabled={url.trim() === '' || enter.isPending}
          >
            Enter it
          </Button>
        </div>
        {enter.error && <Notice kind="bad">{sentenceOf(enter.error)}</Notice>}
      </form>
    </details>
  );
}

interface TypesProps {
  readonly chosen: readonly string[];
  readonly onChange: (types: readonly string[]) => void;
}

function Types({ chosen, onChange }: TypesProps): ReactElement {
  const { data, error } = useEventTypes();
  if (!data) return <Awaited error={error} lines={6} />;
  return (
    <fieldset className="scopes">
      <legend>Of what: where nothing is chosen, of everything, also of what later versions tell</legend>
      {data.map(({ type, about }) => (
        <label key={type} className="small">
          <input
            type="checkbox"
            checked={chosen.includes(type)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, type] : chosen.filter((one) => one !== type))
            }
          />
          <span>
            <code>{type}</code>
            <br />
            <span className="soft">{about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
