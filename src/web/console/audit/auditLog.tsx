// The log: who did what, to what, when; and whether it is still what was written.

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useSearchParams } from 'wouter';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Entries } from './entries.js';
import { Proof } from './proof.js';

const PAGE = 100;
/** Parts of the address, and of the question. */
const TEXTS = [
  ['action', 'What was done', 'e.g. picture.read'],
  ['target', 'To what', 'an identifier'],
  ['actor', 'By whom', 'an identifier'],
] as const;
const MOMENTS = [
  ['from', 'From'],
  ['until', 'Until'],
] as const;

type Name = (typeof TEXTS)[number][0] | (typeof MOMENTS)[number][0];
type Filter = Readonly<Partial<Record<Name, string>>>;

/** Moments stand in the address as the browser's own field writes them: `2026-11-29T14:00`, by its clock. */
function filterOf(search: URLSearchParams): Filter {
  const texts = TEXTS.flatMap(([name]) => (search.get(name) ? [[name, search.get(name)!]] : []));
  const moments = MOMENTS.flatMap(([name]) => {
    const moment = new Date(search.get(name) ?? '');
    return Number.isNaN(moment.getTime()) ? [] : [[name, moment.toISOString()]];
  });
  return Object.fromEntries([...texts, ...moments]);
}

export function AuditLog(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const found = useInfiniteQuery({
    queryKey: ['audit', 'entries', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...(pageParam && { cursor: pageParam }), ...filter };
      return body(api.GET('/v1/audit', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  const change = (name: Name, value: string): void =>
    setSearch(
      (before) => Object.entries({ ...Object.fromEntries(before), [name]: value }).filter(([, kept]) => kept),
      { replace: true },
    );
  const entries = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="stack">
      <h1>Log</h1>
      <Proof />
      <search className="row">
        {TEXTS.map(([name, label, placeholder]) => (
          <label key={name} className="field">
            <span className="small soft">{label}</span>
            <input
              value={search.get(name) ?? ''}
              placeholder={placeholder}
              onChange={({ target }) => change(name, target.value.trim())}
            />
          </label>
        ))}
        {MOMENTS.map(([name, label]) => (
          <label key={name} className="field">
            <span className="small soft">{label}</span>
            <input
              type="datetime-local"
              value={search.get(name) ?? ''}
              onChange={({ target }) => change(name, target.value)}
            />
          </label>
        ))}
      </search>
      {found.error && <Notice kind="bad">{sentenceOf(found.error)}</Notice>}
      {found.isPending && <Skeleton lines={10} />}
      {found.data && entries.length === 0 && <p className="soft">Nothing in the log is like that.</p>}
      {entries.length > 0 && <Entries entries={entries} onTarget={(target) => change('target', target)} />}
      {found.hasNextPage && (
        <Button
          className="button"
          isDisabled={found.isFetchingNextPage}
          onPress={() => found.fetchNextPage()}
        >
          Earlier entries
        </Button>
      )}
    </div>
  );
}
