// The queue: what waits, the most urgent first. A long one is drawn as far as it is looked at.

import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import type { Case } from '../../../client/index.js';
import { ageOf } from '../moments.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { nameOf, STATES } from './words.js';

const PAGE = 50;

interface Filter {
  readonly state: Case['state'] | '';
  readonly assignee: 'me' | 'none' | '';
  readonly reason: string;
}

const ALL: Filter = { state: '', assignee: '', reason: '' };

export function Queue(): ReactElement {
  const [filter, setFilter] = useState(ALL);
  const found = useInfiniteQuery({
    queryKey: ['cases', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/v1/cases', {
          params: {
            query: {
              limit: PAGE,
              ...(pageParam && { cursor: pageParam }),
              ...(filter.state && { state: filter.state }),
              ...(filter.assignee && { assignee: filter.assignee }),
              ...(filter.reason && { reason: filter.reason }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: 15_000,
  });
  const cases = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="stack">
      <div className="row spread">
        <h1>Cases</h1>
        <Take />
      </div>
      <Counts />
      <Filters filter={filter} onChange={setFilter} />
      {found.error && <Notice kind="bad">{sentenceOf(found.error)}</Notice>}
      {found.isPending && <Skeleton lines={10} />}
      {found.data && cases.length === 0 && <Empty isFiltered={filter !== ALL} />}
      {cases.length > 0 && <Rows cases={cases} />}
      {found.hasNextPage && (
        <More isLoading={found.isFetchingNextPage} onSeen={() => found.fetchNextPage()} />
      )}
    </div>
  );
}

function Take(): ReactElement {
  const [, go] = useLocation();
  const take = useMutation({
    // Without content where nothing waits.
    mutationFn: async () => ((await api.POST('/v1/cases/take')).data as Case | undefined) ?? null,
    onSuccess: (given) => given && go(`/cases/${given.id}`),
  });
  return (
    <div className="row">
      {take.data === null && <span className="soft">Nothing waits for you.</span>}
      {take.error && <Notice kind="bad">{sentenceOf(take.error)}</Notice>}
      <Button className="button button-accent" isDisabled={take.isPending} onPress={() => take.mutate()}>
        Take the next case
      </Button>
    </div>
  );
}

function Counts(): ReactElement {
  const { data } = useQuery({
    queryKey: ['cases', 'counts'],
    queryFn: () => body(api.GET('/v1/cases/counts')),
    refetchInterval: 15_000,
  });
  const shown: readonly (readonly [string, string | number])[] = [
    ['Open', data?.open ?? '–'],
    ['Yours', data?.mine ?? '–'],
    ['With others', data ? data.assigned - data.mine : '–'],
    ['For a second look', data?.awaitingSecond ?? '–'],
    ['Decided today', data?.decidedToday ?? '–'],
    ['The oldest waits', data?.oldestOpenedAt ? ageOf(data.oldestOpenedAt) : '–'],
  ];
  return (
    <dl className="figures-row">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt className="soft small">{name}</dt>
          <dd className="figures">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }): ReactElement {
  const change = (part: Partial<Filter>): void => {
    const changed = { ...filter, ...part };
    onChange(Object.values(changed).every((value) => value === '') ? ALL : changed);
  };
  return (
    <search className="row">
      <label className="field">
        <span className="small soft">State</span>
        <select
          value={filter.state}
          onChange={({ target }) => change({ state: target.value as Filter['state'] })}
        >
          <option value="">Undecided</option>
          {Object.entries(STATES).map(([state, name]) => (
            <option key={state} value={state}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span className="small soft">Whose</span>
        <select
          value={filter.assignee}
          onChange={({ target }) => change({ assignee: target.value as Filter['assignee'] })}
        >
          <option value="">Anybody’s</option>
          <option value="me">Mine</option>
          <option value="none">Nobody’s</option>
        </select>
      </label>
      <label className="field">
        <span className="small soft">Reason</span>
        <input
          value={filter.reason}
          placeholder="e.g. face_on_list"
          onChange={({ target }) => change({ reason: target.value.trim() })}
        />
      </label>
    </search>
  );
}

function Rows({ cases }: { cases: readonly Case[] }): ReactElement {
  return (
    <div className="scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Waits</th>
            <th scope="col">Why</th>
            <th scope="col">Customer</th>
            <th scope="col">Risk</th>
            <th scope="col">State</th>
            <th scope="col">With</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((one) => (
            <tr key={one.id}>
              <td className="figures">
                <Link href={`/cases/${one.id}`}>{ageOf(one.openedAt)}</Link>
              </td>
              <td>{one.reasons.map(nameOf).join(', ')}</td>
              <td className="figures">{one.customer ?? '–'}</td>
              <td className="figures">{one.risk ?? '–'}</td>
              <td>{STATES[one.state]}</td>
              <td>{one.assignee?.name ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Asks for the next page when the end comes near; the button is for whoever has no wheel. */
function More({ isLoading, onSeen }: { isLoading: boolean; onSeen: () => void }): ReactElement {
  const mark = useRef<HTMLDivElement>(null);
  const seen = useRef(onSeen);
  seen.current = onSeen;
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && seen.current(), {
      rootMargin: '600px',
    });
    watch.observe(mark.current!);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={mark}>
      <Button className="button" isDisabled={isLoading} onPress={onSeen}>
        More
      </Button>
    </div>
  );
}

const Empty = ({ isFiltered }: { isFiltered: boolean }): ReactElement => (
  <div className="panel stack">
    <h2>{isFiltered ? 'No case is like that' : 'Nothing waits'}</h2>
    <p className="soft">
      {isFiltered
        ? 'Take a filter away to see more.'
        : 'A case is opened when the model is unsure, a rule wants a person to look, or a face was found elsewhere. It appears here by itself.'}
    </p>
  </div>
);
