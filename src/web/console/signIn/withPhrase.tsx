// For whoever can have no passkey: a phrase that was drawn for them, and an app's codes.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import type { RecoveryCodes, TotpEnrolment } from '../../../client/index.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Refused } from './again.js';
import { Field } from './field.js';
import { QrCode } from './qrCode.js';

export function WithPhrase({ invitation }: { invitation: string }): ReactElement {
  const begin = useMutation({
    mutationFn: () => body(api.POST('/v1/invitations/accept/totp', { body: { invitation } })),
  });
  if (begin.data)
    return (
      <PhraseEnrolment
        enrolment={begin.data}
        action="Take up the invitation"
        onConfirmed={(said) =>
          body(api.POST('/v1/invitations/accept/totp/confirm', { body: { invitation, ...said } }))
        }
      >
        <a className="button button-accent" href="/console">
          I have kept them: to the console
        </a>
      </PhraseEnrolment>
    );
  return (
    <div className="stack">
      <Button className="button" isDisabled={begin.isPending} onPress={() => begin.mutate()}>
        I cannot have a passkey: use a phrase and an app’s codes
      </Button>
      {begin.error && <Notice kind="bad">{sentenceOf(begin.error)}</Notice>}
    </div>
  );
}

interface Said {
  readonly phrase: string;
  readonly code: string;
}

interface EnrolmentProps {
  readonly enrolment: TotpEnrolment;
  readonly action: string;
  /** Shows that phrase and code are at hand. */
  readonly onConfirmed: (said: Said) => Promise<RecoveryCodes>;
  /** Where it goes on from the recovery codes. */
  readonly children: ReactNode;
}

/** Shows the phrase and the app's seed, has both tried, and shows the recovery codes. */
export function PhraseEnrolment(props: EnrolmentProps): ReactElement {
  const { phrase, seed, uri } = props.enrolment;
  const [said, setSaid] = useState<Said>({ phrase: '', code: '' });
  const confirm = useMutation({ mutationFn: () => props.onConfirmed(said) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    confirm.mutate();
  };
  if (confirm.data)
    return (
      <div className="stack">
        <RecoveryCodeList codes={confirm.data.recoveryCodes} />
        {props.children}
      </div>
    );
  return (
    <>
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
          onChange={(phrase) => setSaid({ ...said, phrase })}
        />
        <Field
          label="The six digits that the app shows"
          value={said.code}
          autoComplete="one-time-code"
          onChange={(code) => setSaid({ ...said, code })}
        />
        <Button type="submit" className="button button-accent" isDisabled={confirm.isPending}>
          {props.action}
        </Button>
      </form>
      {confirm.error && <Refused error={confirm.error} onAgain={() => confirm.mutate()} />}
    </>
  );
}

export const RecoveryCodeList = ({ codes }: { codes: readonly string[] }): ReactElement => (
  <>
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
  </>
);
