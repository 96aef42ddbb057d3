// What stands where something is still to come: its shape; or, where it did not come, why, and the way to ask again. What
// was read once stays on its page, whatever becomes of a later look: nobody loses what they were at to a line that broke.

import { notifyManager, type Query } from '@tanstack/react-query';
import { type ReactElement, useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { queries, sentenceOf } from '../server.js';
import { Notice } from './notice.js';
import { Skeleton } from './skeleton.js';

interface AwaitedProps {
  /** Null for as long as it is on its way. */
  readonly error: unknown;
  readonly lines: number;
}

export const Awaited = ({ error, lines }: AwaitedProps): ReactElement =>
  error === null || error === undefined ? (
    <Skeleton lines={lines} />
  ) : (
    <div className="stack">
      <Notice kind="bad">{sentenceOf(error)}</Notice>
      <Again />
    </div>
  );

const Again = (): ReactElement => (
  <div className="row">
    <Button className="button" onPress={askAgain}>
      Try again
    </Button>
  </div>
);

/** Whether it could not be read, or not again. A further page of a list is its own page's to ask for. */
const hasFailed = ({ state }: Query): boolean => state.status === 'error' && state.fetchMeta === null;

/** Whatever is on the page and could not be read. */
const askAgain = (): void => void queries.refetchQueries({ type: 'active', predicate: hasFailed });

/** Says, above a page, that some of it is as it was read before, and could not be read again. */
export function NotRenewed(): ReactElement | null {
  const isOld = useSyncExternalStore(
    (listener) => queries.getQueryCache().subscribe(notifyManager.batchCalls(listener)),
    () =>
      queries
        .getQueryCache()
        .findAll({ type: 'active' })
        .some((query) => hasFailed(query) && query.state.data !== undefined),
  );
  return (
    <div role="status">
      {isOld && (
        <div className="notice notice-warn row">
          <span>Some of what stands here could not be read again: it may have changed since.</span>
          <Again />
        </div>
      )}
    </div>
  );
}
