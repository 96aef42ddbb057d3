// Sign-in by phrase and an app's codes, for whoever has no passkey at hand; and the recovery codes that stand in for the app.

import { useMutation } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { api, body, queries } from '../server.js';
import { Confirm } from '../shell/confirm.js';
import { Refused } from '../signIn/again.js';
import { PhraseEnrolment, RecoveryCodeList } from '../signIn/withPhrase.js';

const renew = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['me'] });

/** @param codesLeft null: there is no such sign-in */
export const Phrase = ({ codesLeft }: { codesLeft: number | null }): ReactElement => (
  <section className="panel stack">
    <h2>Phrase and code</h2>
    {codesLeft === null ? (
      <p className="soft">
        You have set up none. For machines that allow no passkey; a forged page could take both from you, so
        take passkeys where you can.
      </p>
    ) : (
      <p>
        You can sign in by your phrase and your app’s codes. {codesLeft} recovery{' '}
        {codesLeft === 1 ? 'code is' : 'codes are'} left.
      </p>
    )}
    <SetUp isAnew={codesLeft !== null} />
    {codesLeft !== null && <Recovery />}
    {codesLeft !== null && (
      <div className="row">
        <Confirm
          action="Sign in by passkey alone"
          title="Give up phrase and code?"
          isBad
          onConfirmed={async () => {
            await api.DELETE('/v1/me/totp');
            await renew();
          }}
        >
          <p>
            Phrase, app and recovery codes serve no more. The last thing that signs you in cannot be given up.
          </p>
        </Confirm>
      </div>
    )}
  </section>
);

function SetUp({ isAnew }: { isAnew: boolean }): ReactElement {
  const begin = useMutation({ mutationFn: () => body(api.POST('/v1/me/totp')) });
  if (begin.data)
    return (
      <PhraseEnrolment
        enrolment={begin.data}
        action="That is my phrase, and that is the code"
        onConfirmed={(said) => body(api.POST('/v1/me/totp/confirm', { body: said }))}
      >
        <div className="row">
          <Button
            className="button"
            onPress={() => {
              begin.reset();
              void renew();
            }}
          >
            I have kept them
          </Button>
        </div>
      </PhraseEnrolment>
    );
  return (
    <>
      <div className="row">
        <Button className="button" isDisabled={begin.isPending} onPress={() => begin.mutate()}>
          {isAnew ? 'A new phrase, and another app' : 'Set up a phrase and an app’s codes'}
        </Button>
      </div>
      {begin.error && <Refused error={begin.error} onAgain={() => begin.mutate()} />}
    </>
  );
}

function Recovery(): ReactElement {
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <>
      {codes && <RecoveryCodeList codes={codes} />}
      <div className="row">
        <Confirm
          action="New recovery codes"
          title="Make new recovery codes?"
          onConfirmed={async () => {
            setCodes((await body(api.POST('/v1/me/recovery-codes'))).recoveryCodes);
            await renew();
          }}
        >
          <p>The former ones serve no more.</p>
        </Confirm>
      </div>
    </>
  );
}
