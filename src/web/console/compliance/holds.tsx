// Legal holds: what is kept regardless of periods and of requests to erase.

import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSearchParams } from 'wouter';
import type { Hold } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, body, may, queries, sentenceOf, useMe } from '../server.js';
import { Confirm } from '../shell/confirm.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';

type TargetKind = 'customer' | 'verification' | 'subject';

const renew = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['retention', 'holds'] });

export function Holds(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const isAll = search.get('all') === 'yes';
  const { data: me } = useMe();
  const found = useInfiniteQuery({
    queryKey: ['retention', 'holds', isAll],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(pageParam && { cursor: pageParam }), ...(!isAll && { inForce: true }) };
      return body(api.GET('/v1/holds', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  const holds = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const mayHold = me !== null && me !== undefined && may(me, 'retention.write');
  return (
    <section className="stack">
      <p className="soft">
        Nothing about whom a hold names is deleted or erased, until it is released: for a court, an
        investigation, a complaint.
      </p>
      {mayHold && <Place />}
      <label className="row small">
        <input
          type="checkbox"
          checked={isAll}
          onChange={({ target }) => setSearch(target.checked ? { all: 'yes' } : {}, { replace: true })}
        />
        Those released too
      </label>
      {found.error && <Notice kind="bad">{sentenceOf(found.error)}</Notice>}
      {found.isPending && <Skeleton lines={4} />}
      {found.data && holds.length === 0 && <p className="soft">Nothing is held.</p>}
      {holds.length > 0 && (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Of</th>
                <th scope="col">Why</th>
                <th scope="col">Since</th>
                <th scope="col">Until</th>
              </tr>
            </thead>
            <tbody>
              {holds.map((hold) => (
                <tr key={hold.id}>
                  <td>
                    {hold.target.kind} <code>{hold.target.id}</code>
                  </td>
                  <td>{hold.reason}</td>
                  <td className="moment">{momentOf(hold.createdAt)}</td>
                  <td>
                    {hold.releasedAt ? (
                      momentOf(hold.releasedAt)
                    ) : mayHold ? (
                      <Release hold={hold} />
                    ) : (
                      'released'
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.hasNextPage && (
        <Button
          className="button"
          isDisabled={found.isFetchingNextPage}
          onPress={() => found.fetchNextPage()}
        >
          Earlier holds
        </Button>
      )}
    </section>
  );
}

function Place(): ReactElement {
  const [kind, setKind] = useState<TargetKind>('customer');
  const [id, setId] = useState('');
  const [reason, setReason] = useState('');
  const place = useMutation({
    mutationFn: () =>
      api.POST('/v1/holds', { body: { target: { kind, id: id.trim() }, reason: reason.trim() } }),
    onSuccess: () => {
      setId('');
      setReason('');
      return renew();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    place.mutate();
  };
  return (
    <form className="panel stack" onSubmit={submit}>
      <h2>Place a hold</h2>
      <div className="row">
        <label className="field">
          <span className="small">On</span>
          <select value={kind} onChange={({ target }) => setKind(target.value as TargetKind)}>
            <option value="customer">a customer: every decision about them, those to come too</option>
            <option value="verification">one decision</option>
            <option value="subject">a subject: who is no customer</option>
          </select>
        </label>
        <label className="field">
          <span className="small">{kind === 'customer' ? 'Your own name of them' : 'Identifier'}</span>
          <input value={id} autoComplete="off" onChange={({ target }) => setId(target.value)} />
        </label>
      </div>
      <label className="field">
        <span className="small">Why (goes into the log)</span>
        <textarea
          rows={2}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </label>
      {place.error && <Notice kind="bad">{sentenceOf(place.error)}</Notice>}
      <div className="row">
        <Button
          type="submit"
          className="button button-accent"
          isDisabled={id.trim() === '' || reason.trim() === '' || place.isPending}
        >
          Place the hold
        </Button>
      </div>
    </form>
  );
}

const Release = ({ hold }: { hold: Hold }): ReactElement => (
  <Confirm
    action="Release"
    title={`Release the hold on ${hold.target.kind} ${hold.target.id}?`}
    onConfirmed={async () => {
      await api.DELETE('/v1/holds/{id}', { params: { path: { id: hold.id } } });
      await renew();
    }}
  >
    <p>
      From then on the usual periods hold: the next daily run deletes what is older. A hold that is placed
      anew later brings nothing back.
    </p>
  </Confirm>
);
