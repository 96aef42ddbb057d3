// What lasts (keys, people, one's own ways in) takes a sign-in of the last quarter of an hour: then it is asked for here,
// and what was to be done goes on.

import type { ReactElement } from 'react';
import { ApiProblem } from '../../../client/index.js';
import { again, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { WaysIn } from './signIn.js';

interface RefusedProps {
  readonly error: unknown;
  /** Tries once more what was refused. */
  readonly onAgain: () => void;
}

/** Why it was refused; and where it was since somebody signed in too long ago, the way to show that it is still them. */
export const Refused = ({ error, onAgain }: RefusedProps): ReactElement =>
  error instanceof ApiProblem && error.code === 'sign_in_stale' ? (
    <Notice kind="warn">
      <div className="stack">
        <p>
          You signed in more than a quarter of an hour ago, and this lasts. Show once more that it is you, and
          it goes on.
        </p>
        <WaysIn
          onSignedIn={(me) => {
            // What one person was about to do is not done in another's name.
            if (again(me)) onAgain();
          }}
        />
      </div>
    </Notice>
  ) : (
    <Notice kind="bad">{sentenceOf(error)}</Notice>
  );
