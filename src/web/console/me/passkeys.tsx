// The passkeys of whoever is signed in: two are better than one, since a device is lost.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { momentOf } from '../moments.js';
import { api, body, queries, sentenceOf } from '../server.js';
import { Confirm } from '../shell/confirm.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Refused } from '../signIn/again.js';
import { Field } from '../signIn/field.js';
import { canPasskey, isDeclined, makePasskey } from '../signIn/webauthn.js';

const renew = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['passkeys'] });

export function Passkeys(): ReactElement {
  const { data, error } = useQuery({
    queryKey: ['passkeys'],
    queryFn: async () => (await body(api.GET('/v1/me/passkeys'))).items,
  });
  return (
    <section className="panel stack">
      <h2>Your passkeys</h2>
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {!data && !error && <Skeleton lines={2} />}
      {data?.length === 0 && <p className="soft">You have none: a passkey is safe against forged pages.</p>}
      {data?.length === 1 && (
        <p className="soft">
          A second one, on another device, is the best way back in when this one is lost.
        </p>
      )}
      {data && data.length > 0 && (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Passkey</th>
                <th scope="col">Made</th>
                <th scope="col">Used last</th>
                <th scope="col">To do</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ id, label, synced, createdAt, lastUsedAt }) => (
                <tr key={id}>
                  <td>
                    {label} {synced && <span className="tag">on all your devices</span>}
                  </td>
                  <td className="moment">{momentOf(createdAt)}</td>
                  <td className="moment">{lastUsedAt ? momentOf(lastUsedAt) : 'never'}</td>
                  <td>
                    <Confirm
                      action="Remove"
                      of={label}
                      title={`Remove the passkey ${label}?`}
                      isBad
                      onConfirmed={async () => {
                        await api.DELETE('/v1/me/passkeys/{id}', { params: { path: { id } } });
                        await renew();
                      }}
                    >
                      <p>It signs you in no more. The last thing that does cannot be removed.</p>
                    </Confirm>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {canPasskey() && <Add />}
    </section>
  );
}

function Add(): ReactElement {
  const [label, setLabel] = useState('');
  const add = useMutation({
    mutationFn: async () => {
      const options = await body(api.POST('/v1/me/passkeys/options'));
      const response = await makePasskey(options);
      return api.POST('/v1/me/passkeys', { body: { label: label.trim(), response } as never });
    },
    onSuccess: () => {
      setLabel('');
      return renew();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <>
      <form className="row" onSubmit={submit}>
        <Field label="What you call another one" value={label} onChange={setLabel} />
        <Button type="submit" className="button" isDisabled={label.trim() === '' || add.isPending}>
          Add a passkey
        </Button>
      </form>
      {isDeclined(add.error) && (
        <Notice kind="warn">No passkey was made. Try again when you are ready.</Notice>
      )}
      {add.error && !isDeclined(add.error) && <Refused error={add.error} onAgain={() => add.mutate()} />}
    </>
  );
}
