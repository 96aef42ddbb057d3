// Where the link of an invitation leads: whom it is for, and the first passkey. What the link carries stands behind `#`,
// so that no server and no log has seen it.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { api, body, enter, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Field } from './field.js';
import { canPasskey, isDeclined, makePasskey } from './webauthn.js';
import { WithPhrase } from './withPhrase.js';

export function Invitation(): ReactElement {
  const invitation = useInvitation();
  const read = useQuery({
    queryKey: ['invitation', invitation],
    queryFn: () => body(api.POST('/v1/invitations/read', { body: { invitation } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <main className="gate">
      <div className="panel stack">
        <h1>Welcome to Likeness</h1>
        {read.isPending && <Skeleton lines={3} />}
        {read.error && <Notice kind="bad">{sentenceOf(read.error)}</Notice>}
        {read.data && (
          <>
            <p>
              {read.data.name}, you are invited as {read.data.role}. The link is good until{' '}
              {new Date(read.data.expiresAt).toLocaleString()}.
            </p>
            {canPasskey() && <WithPasskey key={`passkey ${invitation}`} invitation={invitation} />}
            <WithPhrase key={`phrase ${invitation}`} invitation={invitation} />
          </>
        )}
      </div>
    </main>
  );
}

/** Another link that is opened in the same tab changes only what stands behind `#`, and loads nothing. */
function useInvitation(): string {
  const [invitation, setInvitation] = useState(location.hash.slice(1));
  useEffect(() => {
    const follow = (): void => setInvitation(location.hash.slice(1));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return invitation;
}

/** The address with the link in it is left behind: nobody finds it in the history of the browser. */
function begin(me: Parameters<typeof enter>[0]): void {
  history.replaceState(null, '', '/console');
  enter(me);
}

function WithPasskey({ invitation }: { invitation: string }): ReactElement {
  const [label, setLabel] = useState('This device');
  const accept = useMutation({
    mutationFn: async () => {
      const options = await body(
        api.POST('/v1/invitations/accept/passkey/options', { body: { invitation } }),
      );
      const response = await makePasskey(options);
      return body(
        api.POST('/v1/invitations/accept/passkey', { body: { invitation, label, response } as never }),
      );
    },
    onSuccess: begin,
  });
  return (
    <div className="stack">
      <Field label="What you call this passkey" value={label} onChange={setLabel} />
      <Button className="button button-accent" isDisabled={accept.isPending} onPress={() => accept.mutate()}>
        Make a passkey
      </Button>
      {accept.error && !isDeclined(accept.error) && <Notice kind="bad">{sentenceOf(accept.error)}</Notice>}
    </div>
  );
}
