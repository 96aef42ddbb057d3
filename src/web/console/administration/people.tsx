// Who works here: invited, given another role, shut out and let in again, by somebody else than themselves.

import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Person } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, body, may, queries, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Confirm } from '../shell/confirm.js';
import { Earlier } from '../shell/earlier.js';
import { Invite } from './invite.js';
import { Once } from './once.js';
import { RoleChoice } from './roles.js';

const STATES: Readonly<Record<Person['state'], string>> = {
  invited: 'invited',
  active: 'works here',
  disabled: 'shut out',
};

const renew = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['people'] });

export function People(): ReactElement {
  const { data: me } = useMe();
  const [link, setLink] = useState<{ readonly name: string; readonly link: string }>();
  const found = useInfiniteQuery({
    queryKey: ['people'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 100, ...(pageParam && { cursor: pageParam }) };
      return body(api.GET('/v1/people', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  if (!found.data || !me) return <Awaited error={found.error} lines={8} />;
  const mayWrite = may(me, 'people.write');
  return (
    <div className="stack">
      {mayWrite && (
        <Invite
          onInvited={(link) => {
            setLink(link);
            void renew();
          }}
        />
      )}
      {link && (
        <Once key={link.link} label={`Link for ${link.name}`} text={link.link}>
          It lets them in once, within three days. Hand it over where only they read it: whoever opens it
          first is let in.
        </Once>
      )}
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Email</th>
              <th scope="col">Role</th>
              <th scope="col">State</th>
              <th scope="col">Signed in last</th>
              {mayWrite && <th scope="col">To do</th>}
            </tr>
          </thead>
          <tbody>
            {found.data.pages
              .flatMap(({ items }) => items)
              .map((person) => (
                <tr key={person.id}>
                  <td>{person.name}</td>
                  <td>{person.email}</td>
                  <td>{person.role}</td>
                  <td>
                    <span className={`tag ${person.state === 'disabled' ? 'tag-bad' : ''}`}>
                      {STATES[person.state]}
                    </span>
                  </td>
                  <td className="moment">{person.signedInAt ? momentOf(person.signedInAt) : 'never'}</td>
                  {mayWrite && (
                    <td>{person.id === me.id ? 'you' : <Deeds person={person} onLink={setLink} />}</td>
                  )}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      <Earlier pages={found} />
    </div>
  );
}

interface DeedsProps {
  readonly person: Person;
  readonly onLink: (link: { readonly name: string; readonly link: string }) => void;
}

function Deeds({ person, onLink }: DeedsProps): ReactElement {
  const { id, name, role, state } = person;
  const [given, give] = useState(role);
  const change = async (change: { role?: Person['role']; disabled?: boolean }): Promise<void> => {
    await api.PATCH('/v1/people/{id}', { params: { path: { id } }, body: change });
    await renew();
  };
  const link = async (): Promise<void> => {
    const invited = await body(api.POST('/v1/people/{id}/invitation', { params: { path: { id } } }));
    onLink({ name, link: invited.link });
    await renew();
  };
  return (
    <div className="deed">
      <Confirm
        action="Role"
        of={name}
        onOpen={() => give(role)}
        title={`Give ${name} another role`}
        isReady={given !== role}
        onConfirmed={() => change({ role: given })}
      >
        <RoleChoice value={given} onChange={give} />
        <p className="soft">They are signed out everywhere, and sign in anew to what the new role may do.</p>
      </Confirm>
      {state === 'disabled' ? (
        <Confirm
          action="Let in"
          of={name}
          title={`Let ${name} in again?`}
          onConfirmed={() => change({ disabled: false })}
        >
          <p>They sign in again with what they signed in with before, as {role}.</p>
        </Confirm>
      ) : (
        <Confirm
          action="Shut out"
          of={name}
          title={`Shut ${name} out?`}
          isBad
          onConfirmed={() => change({ disabled: true })}
        >
          <p>
            They are signed out everywhere at once and can sign in no more. What they did stays in the log.
            They can be let in again.
          </p>
        </Confirm>
      )}
      {state !== 'disabled' && (
        <Confirm action="New link" of={name} title={`A new link for ${name}?`} onConfirmed={link}>
          <p>
            For whoever has lost what they signed in with, or let the first link run out. Whatever they signed
            in with before serves no more.
          </p>
        </Confirm>
      )}
    </div>
  );
}
