// What is not asked for anew by itself, since each look is logged as somebody's: the page says that it may have changed.

import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useChangedSince } from './live.js';

interface OutdatedProps {
  /** Of GET /v1/live. */
  readonly topic: string;
  /** When what is shown was read, ms since 1970. */
  readonly readAt: number;
  /** E.g. that cases were opened since. */
  readonly children: string;
  readonly onRenew: () => unknown;
}

export const Outdated = ({ topic, readAt, children, onRenew }: OutdatedProps): ReactElement => (
  <div role="status">
    {useChangedSince(topic, readAt) && (
      <div className="row">
        <span>{children}</span>
        <Button className="button" onPress={onRenew}>
          Show it as it is now
        </Button>
      </div>
    )}
  </div>
);
