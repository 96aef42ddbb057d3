// What comes on the next page of a long list. A page that could not be read is read again when somebody asks for it.

import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { sentenceOf } from '../server.js';
import { Notice } from './notice.js';

interface EarlierProps {
  /** Of `useInfiniteQuery`. */
  readonly pages: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    readonly fetchNextPage: () => unknown;
  };
}

export function Earlier({ pages }: EarlierProps): ReactElement | null {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = pages;
  if (!hasNextPage) return null;
  return (
    <div className="stack">
      {isFetchNextPageError && (
        <Notice kind="bad">Earlier ones could not be read. {sentenceOf(error)}</Notice>
      )}
      <div className="row">
        <Button className="button" isDisabled={isFetchingNextPage} onPress={() => fetchNextPage()}>
          {isFetchNextPageError ? 'Try again' : 'Earlier ones'}
        </Button>
      </div>
    </div>
  );
}
