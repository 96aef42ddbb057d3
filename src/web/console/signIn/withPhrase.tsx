// For whoever can have no passkey: a phrase that was drawn for them, and an app's codes.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { TotpEnrolment } from '../../../client/index.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Field } from './field.js';
import { QrCode } from './qrCode.js';

export function WithPhrase({ invitation }: { invitation: string }): ReactElement {
  const begin = useMutation({
    mutationFn: () => body(api.POST('/v1/invitations/accept/totp', { body: { invitation } })),
  });
  if (begin.data) return <Confirm invitation={invitation} enrolment={begin.data} />;
  return (
    <div className="stack">
      <Button className="button" isDisabled={begin.isPending} onPress={() => begin.mutate()}>
        I cannot have a passkey: use a phrase and an app’s codes
      </Button>
      {begin.error && <Notice kind="bad">{sentenceOf(begin.error)}</Notice>}
    </div>
  );
}

interface Enrolling {
  readonly invitation: string;
  readonly enrolment: TotpEnrolment;
}

function Confirm({ invitation, enrolment: { phrase, seed, uri } }: Enrolling): ReactElement {
  const [said, setSaid] = useState({ phrase: '', code: '' });
  const confirm = useMutation({
    mutationFn: () =>
      body(api.POST('/v1/invitations/accept/totp/confirm', { body: { invitation, ...said } })),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    confirm.mutate();
  };
  if (confirm.data) return <Recovery codes={confirm.data.recoveryCodes} />;
  return (
    <form className="stack" onSubmit={submit}>
      <p>
        Your phrase. It is shown here and never again; keep it in a password manager: <code>{phrase}</code>
      </p>
      <div className="row">
        <QrCode text={uri} label="To scan with your authenticator app" />
        <p>
          Scan it with your authenticator app, or type it there: <code>{seed}</code>
        </p>
      </div>
      <Field
        label="The phrase, as you have kept it"
        value={said.phrase}
        onChange={(value) => setSaid({ ...said, phrase: value })}
      />
      <Field
        label="The six digits that the app shows"
        value={said.code}
        autoComplete="one-time-code"
        onChange={(value) => setSaid({ ...said, code: value })}
      />
      <Button type="submit" className="button button-accent" isDisabled={confirm.isPending}>
        Take up the invitation
      </Button>
      {confirm.error && <Notice kind="bad">{sentenceOf(confirm.error)}</Notice>}
    </form>
  );
}

const Recovery = ({ codes }: { codes: readonly string[] }): ReactElement => (
  <div className="stack">
    <Notice kind="good">
      That is all. Should you lose the app, each of these stands in for a code once, beside the phrase. They
      are shown here and never again:
    </Notice>
    <ul className="codes">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
    <a className="button button-accent" href="/console">
      I have kept them: to the console
    </a>
  </div>
);
