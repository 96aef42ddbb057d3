// The way in: a passkey; and for whoever can have none, the phrase and a code.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { Me } from '../../../client/index.js';
import { api, body, enter, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Field } from './field.js';
import { canPasskey, isDeclined, showPasskey } from './webauthn.js';

export const SignIn = (): ReactElement => (
  <main className="gate">
    <div className="panel stack">
      <h1>Likeness</h1>
      <WaysIn onSignedIn={enter} />
      <p className="soft small">
        Whoever has no account yet is invited by an administrator. The first is invited on the machine itself:{' '}
        <code>likeness people invite</code>
      </p>
    </div>
  </main>
);

interface SigningIn {
  readonly onSignedIn: (me: Me) => void;
}

/** All ways to sign in. */
export const WaysIn = ({ onSignedIn }: SigningIn): ReactElement => (
  <>
    {canPasskey() && <ByPasskey onSignedIn={onSignedIn} />}
    <Disclosure className="stack" defaultExpanded={!canPasskey()}>
      <Heading>
        <Button slot="trigger" className="button">
          Sign in with phrase and code
        </Button>
      </Heading>
      <DisclosurePanel>
        <ByPhrase onSignedIn={onSignedIn} />
      </DisclosurePanel>
    </Disclosure>
  </>
);

function ByPasskey({ onSignedIn }: SigningIn): ReactElement {
  const signIn = useMutation({
    mutationFn: async () => {
      const options = await body(api.POST('/v1/sign-in/passkey/options'));
      const response = await showPasskey(options);
      return body(api.POST('/v1/sign-in/passkey/verify', { body: { response } as never }));
    },
    onSuccess: onSignedIn,
  });
  return (
    <>
      <Button className="button button-accent" isDisabled={signIn.isPending} onPress={() => signIn.mutate()}>
        Sign in with a passkey
      </Button>
      {signIn.error && !isDeclined(signIn.error) && <Notice kind="bad">{sentenceOf(signIn.error)}</Notice>}
      {isDeclined(signIn.error) && (
        <Notice kind="warn">No passkey was shown. Try again when you are ready.</Notice>
      )}
    </>
  );
}

function ByPhrase({ onSignedIn }: SigningIn): ReactElement {
  const [said, setSaid] = useState({ tenant: 'default', email: '', phrase: '', code: '' });
  const signIn = useMutation({
    mutationFn: () => body(api.POST('/v1/sign-in/totp', { body: said })),
    onSuccess: onSignedIn,
  });
  const field = (name: keyof typeof said) => ({
    value: said[name],
    onChange: (value: string) => setSaid({ ...said, [name]: value }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field label="Organisation" {...field('tenant')} autoComplete="organization" />
      <Field label="Email" {...field('email')} type="email" autoComplete="username" />
      <Field label="Phrase" {...field('phrase')} type="password" autoComplete="current-password" />
      <Field label="Code of your app, or a recovery code" {...field('code')} autoComplete="one-time-code" />
      <Button type="submit" className="button" isDisabled={signIn.isPending}>
        Sign in
      </Button>
      {signIn.error && <Notice kind="bad">{sentenceOf(signIn.error)}</Notice>}
    </form>
  );
}
