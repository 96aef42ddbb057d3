// Somebody new: a name, an address to tell them apart by, a role; and the link that lets them in.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Person } from '../../../client/index.js';
import { api, body } from '../server.js';
import { Refused } from '../signIn/again.js';
import { Field } from '../signIn/field.js';
import { RoleChoice } from './roles.js';

interface InviteProps {
  readonly onInvited: (link: { readonly name: string; readonly link: string }) => void;
}

const NOBODY = { name: '', email: '', role: 'reviewer' as Person['role'] };

export function Invite({ onInvited }: InviteProps): ReactElement {
  const [draft, setDraft] = useState(NOBODY);
  const invite = useMutation({
    mutationFn: () =>
      body(
        api.POST('/v1/people', { body: { ...draft, name: draft.name.trim(), email: draft.email.trim() } }),
      ),
    onSuccess: ({ person, link }) => {
      onInvited({ name: person.name, link });
      setDraft(NOBODY);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <section className="panel stack">
      <h2>Invite somebody</h2>
      <form className="fields" onSubmit={submit}>
        <Field label="Name" value={draft.name} onChange={(name) => setDraft({ ...draft, name })} />
        <Field
          label="Email, which nothing is ever sent to"
          type="email"
          value={draft.email}
          onChange={(email) => setDraft({ ...draft, email })}
        />
        <RoleChoice value={draft.role} onChange={(role) => setDraft({ ...draft, role })} />
        <Button type="submit" className="button button-accent" isDisabled={invite.isPending}>
          Make a link
        </Button>
      </form>
      {invite.error && <Refused error={invite.error} onAgain={() => invite.mutate()} />}
    </section>
  );
}
