// The cases that a filter finds: the first page changes by itself, since that is where people work. Whoever has gone
// further down keeps what they saw, and is told that it has changed meanwhile: no row moves under anybody's hand.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Case } from '../../../client/index.js';
import { whilePresent } from '../live/presence.js';
import { api, body } from '../server.js';
import type { CaseFilter } from './filter.js';

/** Few, so that the first row is there at once; then as many as the service gives. */
const [FIRST, FURTHER] = [50, 200];
/** Where the service is not listened to, ms. */
const FALLBACK = 60_000;

interface Page {
  readonly items: readonly Case[];
  readonly next: string | null;
}

/** A first page that stays as it was when somebody went further down. */
interface Held extends Page {
  /** Pages that follow on another one are others, wherever they begin. */
  readonly since: number;
}

export interface Waiting {
  /** Undefined before the first answer. */
  readonly cases: readonly Case[] | undefined;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly isOutdated: boolean;
  more(): void;
  /** Shows all as it is now. */
  renew(): void;
}

/** @param blind without what the model made of the faces */
export function useWaiting(filter: CaseFilter, blind: boolean): Waiting {
  const ask = (limit: number, cursor: string, signal: AbortSignal): Promise<Page> => {
    const query = { limit, ...(cursor && { cursor }), ...filter, ...(blind && { blind }) };
    return body(api.GET('/v1/cases', { params: { query }, signal }));
  };
  const first = useQuery({
    queryKey: ['cases', 'queue', filter, blind],
    queryFn: ({ signal }) => ask(FIRST, '', signal),
    refetchInterval: whilePresent(FALLBACK),
  });
  const [held, hold] = useState<Held>();
  const further = useInfiniteQuery({
    queryKey: ['queue', filter, blind, held?.since],
    enabled: held !== undefined,
    initialPageParam: held?.next ?? '',
    queryFn: ({ pageParam, signal }) => ask(FURTHER, pageParam, signal),
    getNextPageParam: ({ next }) => next,
    ...{ staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  });
  const shown = held ?? first.data;
  return {
    cases:
      shown && withoutTwins([...shown.items, ...(further.data?.pages.flatMap(({ items }) => items) ?? [])]),
    error: first.error ?? further.error,
    hasMore: held ? !further.data || further.hasNextPage : shown !== undefined && shown.next !== null,
    isLoadingMore: further.isFetching,
    isOutdated: held !== undefined && first.data !== undefined && !isSame(held, first.data),
    more: () => {
      if (!held) hold(first.data && { ...first.data, since: Date.now() });
      else if (!further.isFetching) void further.fetchNextPage();
    },
    renew: () => hold(undefined),
  };
}

/** A case that moved down meanwhile is on two pages. */
const withoutTwins = (cases: readonly Case[]): Case[] => [
  ...new Map(cases.map((one) => [one.id, one])).values(),
];

const isSame = (one: Page, other: Page): boolean =>
  one.items.length === other.items.length &&
  one.items.every(({ id, version }, i) => other.items[i]!.id === id && other.items[i]!.version === version);
