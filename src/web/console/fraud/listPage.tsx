// One list: who is on it and why; a face put on it, by a picture or by a decision's selfie; a face taken off.

import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import type { ListEntry } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { pictureBody } from '../pictureBody.js';
import { api, body, may, queries, sentenceOf, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Confirm } from '../shell/confirm.js';
import { Earlier } from '../shell/earlier.js';
import { Notice } from '../shell/notice.js';
import { PURPOSES } from './words.js';

const renew = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['lists'] });

export function ListPage({ id }: { id: string }): ReactElement {
  const [, go] = useLocation();
  const { data: me } = useMe();
  const params = { path: { id } };
  const list = useQuery({
    queryKey: ['lists', id],
    queryFn: () => body(api.GET('/v1/lists/{id}', { params })),
  });
  const found = useInfiniteQuery({
    queryKey: ['lists', id, 'entries'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam ? { cursor: pageParam } : {};
      return body(api.GET('/v1/lists/{id}/entries', { params: { ...params, query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  const error = list.error ?? (found.data ? null : found.error);
  if (!list.data || !found.data || !me) return <Awaited error={error} lines={8} />;
  const entries = found.data.pages.flatMap(({ items }) => items);
  const mayWrite = may(me, 'lists.write');
  return (
    <article className="stack">
      <header className="row spread">
        <div>
          <p className="small">
            <Link href="/fraud/lists">All lists</Link>
          </p>
          <h2 data-title={list.data.name}>{list.data.name}</h2>
          <p className="soft sentence">{PURPOSES[list.data.purpose]}</p>
          {list.data.note && <p className="soft">{list.data.note}</p>}
        </div>
        {mayWrite && (
          <Confirm
            isBad
            action="Delete the list"
            title={`Delete ${list.data.name}?`}
            onConfirmed={async () => {
              await api.DELETE('/v1/lists/{id}', { params });
              await queries.invalidateQueries({ queryKey: ['lists'], exact: true });
              go('/fraud/lists');
            }}
          >
            <p>
              Only a list on which there never was a face can be deleted: what was found by one must be
              explainable later. Take the faces off instead; an empty list finds nobody.
            </p>
          </Confirm>
        )}
      </header>
      {mayWrite && <Put list={id} />}
      {entries.length === 0 ? (
        <p className="soft">Nobody is on it yet.</p>
      ) : (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Face</th>
                <th scope="col">Why</th>
                <th scope="col">Since</th>
                <th scope="col">Until</th>
                <th scope="col">
                  <span className="unseen">What can be done</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.id}>
                  <td>
                    <Picture entry={entry} />
                  </td>
                  <td className="note">{entry.reason}</td>
                  <td className="moment">{momentOf(entry.addedAt)}</td>
                  <td className="moment">{entry.expiresAt ? momentOf(entry.expiresAt) : 'no end'}</td>
                  <td>{mayWrite && <TakeOff entry={entry} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Earlier pages={found} />
    </article>
  );
}

/** Shown when it is asked for: each look is logged. */
function Picture({ entry: { list, id } }: { entry: ListEntry }): ReactElement {
  const [isShown, show] = useState(false);
  return isShown ? (
    <img className="listed" src={`/v1/lists/${list}/entries/${id}/picture`} alt="The face on the list" />
  ) : (
    <Button className="button button-small" onPress={() => show(true)}>
      Show
    </Button>
  );
}

const TakeOff = ({ entry: { list, id } }: { entry: ListEntry }): ReactElement => (
  <Confirm
    isBad
    action="Take off"
    title="Take this face off the list?"
    reason="Why (goes into the log)"
    onConfirmed={async (reason) => {
      await api.POST('/v1/lists/{id}/entries/{entry}/remove', {
        params: { path: { id: list, entry: id } },
        body: { reason },
      });
      await renew();
    }}
  >
    <p>
      Its key is destroyed: picture, template and reason can be read by nobody again. It cannot be taken back.
    </p>
  </Confirm>
);

function Put({ list }: { list: string }): ReactElement {
  const [file, setFile] = useState<File>();
  const [verification, setVerification] = useState('');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [made, count] = useState(0);
  const put = useMutation({
    mutationFn: async () => {
      const face = file ? { picture: await pictureBody(file) } : { verification: verification.trim() };
      const expires = until === '' ? {} : { expiresAt: new Date(`${until}T00:00:00`).toISOString() };
      return api.POST('/v1/lists/{id}/entries', {
        params: { path: { id: list }, header: { 'idempotency-key': crypto.randomUUID() } },
        body: { ...face, reason: reason.trim(), ...expires },
      });
    },
    onSuccess: () => {
      setFile(undefined);
      setVerification('');
      setReason('');
      setUntil('');
      count(made + 1);
      return renew();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    put.mutate();
  };
  const isReady = (file !== undefined) !== (verification.trim() !== '') && reason.trim() !== '';
  return (
    <form key={made} className="panel stack" onSubmit={submit}>
      <h2>Put a face on it</h2>
      <div className="row">
        <label className="field">
          <span className="small">A picture with one face</span>
          <input type="file" accept="image/*" onChange={({ target }) => setFile(target.files?.[0])} />
        </label>
        <label className="field">
          <span className="small">Or the decision whose selfie it is</span>
          <input value={verification} onChange={({ target }) => setVerification(target.value)} />
        </label>
        <label className="field">
          <span className="small">Until, if not for ever</span>
          <input type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
        </label>
      </div>
      <label className="field">
        <span className="small">Why (encrypted, and erased with the entry)</span>
        <textarea
          rows={2}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </label>
      {put.error && <Notice kind="bad">{sentenceOf(put.error)}</Notice>}
      <div className="row">
        <Button type="submit" className="button button-accent" isDisabled={!isReady || put.isPending}>
          {put.isPending ? 'Looking for the face …' : 'Put it on the list'}
        </Button>
      </div>
    </form>
  );
}
