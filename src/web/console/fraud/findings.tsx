// Where it begins: faces that were found elsewhere of late, and things that several customers had.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect } from 'react';
import { Outdated } from '../live/outdated.js';
import { api, body, LOGGED_LOOK, queries, sentenceOf } from '../server.js';
import { Earlier } from '../shell/earlier.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { FindingsDrawing } from './findingsDrawing.js';
import { FindingsFilter, useFindingsFilter } from './findingsFilter.js';
import { FoundTable } from './foundTable.js';
import { sinceOf } from './period.js';
import { SharedTable } from './sharedTable.js';

export function Findings(): ReactElement {
  const filter = useFindingsFilter();
  const { days, isAll } = filter;
  const found = useFound(filter);
  const shared = useQuery({
    queryKey: ['links', 'shared', days],
    ...LOGGED_LOOK,
    queryFn: async () => {
      const query = { since: sinceOf(days) };
      return (await body(api.GET('/v1/links/shared', { params: { query } }))).items;
    },
  });
  const findings = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const things = shared.data ?? [];
  // A page may hold nothing, and be followed by others that do.
  const isSeeking = findings.length === 0 && found.hasNextPage;
  const { isFetching, isFetchNextPageError, fetchNextPage } = found;
  useEffect(() => {
    if (isSeeking && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [isSeeking, isFetching, isFetchNextPageError, fetchNextPage]);
  const error = (isFetchNextPageError ? null : found.error) ?? shared.error;
  return (
    <div className="stack">
      <FindingsFilter filter={filter} />
      <Outdated
        topic="links"
        readAt={found.data?.pages[0]?.readAt ?? 0}
        onRenew={() => queries.invalidateQueries({ queryKey: ['links'] })}
      >
        Something was found or settled since.
      </Outdated>
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {(found.isPending || shared.isPending) && !error && <Skeleton lines={10} />}
      {found.data && shared.data && <FindingsDrawing findings={findings} things={things} />}
      {isSeeking && !isFetchNextPageError && (
        <p className="soft" role="status">
          Nothing so far: looking further back …
        </p>
      )}
      {found.data && !isSeeking && <FoundTable findings={findings} isAll={isAll} />}
      {!(isSeeking && !isFetchNextPageError) && <Earlier pages={found} />}
      {shared.data && <SharedTable things={things} />}
    </div>
  );
}

const useFound = ({ kind, days, isAll }: ReturnType<typeof useFindingsFilter>) =>
  useInfiniteQuery({
    queryKey: ['links', 'findings', kind, days, isAll],
    ...LOGGED_LOOK,
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...{ since: sinceOf(days), unsettled: !isAll, ...(kind && { kind }) },
        ...(pageParam && { cursor: pageParam }),
      };
      return { ...(await body(api.GET('/v1/links', { params: { query }, signal }))), readAt: Date.now() };
    },
    getNextPageParam: ({ next }) => next,
  });
