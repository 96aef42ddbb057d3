// What is not told, since it is of a few people; and where nothing was decided, how figures come to be.

import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { TooFew } from '../../../client/index.js';

export const isTold = <T extends object>(figures: T | TooFew): figures is T => !('tooFew' in figures);

/** In place of the figures: the service’s own sentence. */
export const NotTold = ({ figures }: { figures: TooFew }): ReactElement => (
  <p className="notice">{figures.tooFew}</p>
);

interface NothingProps {
  /** Decisions are told apart by something. */
  readonly isNarrowed: boolean;
  readonly onAll: () => void;
}

export const Nothing = ({ isNarrowed, onAll }: NothingProps): ReactElement => (
  <section className="panel stack">
    <h2>Nothing was decided in this period</h2>
    {isNarrowed ? (
      <>
        <p className="soft">No decision passes this filter, in this period or in the one before.</p>
        <Button className="button align-start" onPress={onAll}>
          Look at all decisions
        </Button>
      </>
    ) : (
      <>
        <p>
          Figures appear with the first decisions: how many there are and what was decided, where customers
          give up, what reviewers have to do, and what is to be expected.
        </p>
        <ul>
          <li>
            <code>POST /v1/verifications</code> decides on pictures that your own page has taken.
          </li>
          <li>
            <code>POST /v1/sessions</code> makes a link with which customers take them on Likeness’s page.
          </li>
        </ul>
        <p className="soft">
          Of fewer than five people nothing is told. <a href="/docs">The API’s description</a> shows both
          requests; a longer period may hold what you look for.
        </p>
      </>
    )}
  </section>
);
