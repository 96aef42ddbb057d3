// What somebody signed in sees and changes of themselves: what they sign in with, and where they are signed in.

import type { ReactElement } from 'react';
import { useMe } from '../server.js';
import { Skeleton } from '../shell/skeleton.js';
import { Passkeys } from './passkeys.js';
import { Phrase } from './phrase.js';
import { SignIns } from './signIns.js';

export function Yourself(): ReactElement {
  const { data: me } = useMe();
  if (!me) return <Skeleton lines={8} />;
  return (
    <div className="stack">
      <h1>{me.name}</h1>
      <p className="soft">
        {me.role && `You are ${me.role}. `}What you may is given by your role; what you do is in the log.
      </p>
      <Passkeys />
      <Phrase codesLeft={me.recoveryCodes} />
      <SignIns />
    </div>
  );
}
