// The evidence of one decision: found by customer, taken as a file that an auditor checks without us.

import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useSearchParams } from 'wouter';
import type { Outcome } from '../../../client/index.js';
import { nameOf } from '../cases/words.js';
import { momentOf } from '../moments.js';
import { save } from '../save.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';

const PAGE = 50;
const DECISIONS: readonly Outcome[] = ['approve', 'review', 'reject', 'recapture'];

export function Evidence(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const customer = search.get('customer')?.trim() ?? '';
  const decision = DECISIONS.find((one) => one === search.get('decision'));
  const found = useInfiniteQuery({
    queryKey: ['verifications', customer, decision],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...{ limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        ...{ ...(customer && { customer }), ...(decision && { decision }) },
      };
      return body(api.GET('/v1/verifications', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  const change = (part: Record<string, string>): void =>
    setSearch(
      (before) =>
        Object.entries({ ...Object.fromEntries(before), ...part }).filter(([, value]) => value !== ''),
      { replace: true },
    );
  const items = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="stack">
      <p className="soft">
        A pack holds one decision: its pictures, what was found in them, the policy and the model, and its
        entries of the log with their chain. An auditor checks it on a machine of their own, and has it
        decided anew:
      </p>
      <pre className="zone">likeness audit verify evidence-….zip --public-key bank.pem --replay</pre>
      <search className="row">
        <label className="field">
          <span className="small soft">Customer</span>
          <input
            defaultValue={customer}
            placeholder="your own name of them"
            onBlur={({ target }) => change({ customer: target.value.trim() })}
            onKeyDown={({ key, currentTarget }) =>
              key === 'Enter' && change({ customer: currentTarget.value.trim() })
            }
          />
        </label>
        <label className="field">
          <span className="small soft">Decision</span>
          <select value={decision ?? ''} onChange={({ target }) => change({ decision: target.value })}>
            <option value="">Any</option>
            {DECISIONS.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
      </search>
      {found.error && <Notice kind="bad">{sentenceOf(found.error)}</Notice>}
      {found.isPending && <Skeleton lines={8} />}
      {found.data && items.length === 0 && (
        <p className="soft">
          {customer || decision ? 'No decision is like that.' : 'Nothing has been decided yet.'}
        </p>
      )}
      {items.length > 0 && (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Customer</th>
                <th scope="col">Decision</th>
                <th scope="col">Why</th>
                <th scope="col">Decision’s identifier</th>
                <th scope="col">
                  <span className="unseen">Pack</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ id, createdAt, customer, decision, reasons }) => (
                <tr key={id}>
                  <td className="moment">{momentOf(createdAt)}</td>
                  <td className="figures">{customer ?? '–'}</td>
                  <td>{decision}</td>
                  <td>{reasons.map(nameOf).join(', ')}</td>
                  <td>
                    <code className="small">{id}</code>
                  </td>
                  <td>
                    <Pack verification={id} />
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
          Earlier decisions
        </Button>
      )}
    </section>
  );
}

function Pack({ verification }: { verification: string }): ReactElement {
  const take = useMutation({
    mutationFn: async () => {
      const params = { path: { id: verification } };
      const answer = await api.POST('/v1/verifications/{id}/evidence', { params, parseAs: 'blob' });
      save(answer.data as unknown as Blob, `evidence-${verification}.zip`);
    },
  });
  return (
    <>
      <Button
        className="button button-small"
        aria-label={`Take the evidence of ${verification}`}
        isDisabled={take.isPending}
        onPress={() => take.mutate()}
      >
        {take.isPending ? 'Packing …' : 'Take the evidence'}
      </Button>
      {take.isSuccess && (
        <p className="small" role="status">
          Saved. It is not encrypted: it is yours to guard, and erasure does not reach it.
        </p>
      )}
      {take.error && <Notice kind="bad">{sentenceOf(take.error)}</Notice>}
    </>
  );
}
