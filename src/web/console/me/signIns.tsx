// Where somebody is signed in: a browser that they do not know is signed out from here.

import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { SignIn } from '../../../client/index.js';
import { ageOf, momentOf } from '../moments.js';
import { api, body, queries, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';

const METHODS: Readonly<Record<SignIn['method'], string>> = {
  passkey: 'passkey',
  totp: 'phrase and code',
  recovery_code: 'phrase and recovery code',
};

export function SignIns(): ReactElement {
  const { data, error } = useQuery({
    queryKey: ['sign-ins'],
    queryFn: async () => (await body(api.GET('/v1/me/sign-ins'))).items,
  });
  const end = useMutation({
    mutationFn: (id: string) => api.DELETE('/v1/me/sign-ins/{id}', { params: { path: { id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['sign-ins'] }),
  });
  return (
    <section className="panel stack">
      <h2>Where you are signed in</h2>
      {(error ?? end.error) && <Notice kind="bad">{sentenceOf(error ?? end.error)}</Notice>}
      {!data && !error && <Skeleton lines={3} />}
      {data && (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Browser</th>
                <th scope="col">By</th>
                <th scope="col">Since</th>
                <th scope="col">Used</th>
                <th scope="col">To do</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ id, agent, method, createdAt, seenAt, current }) => (
                <tr key={id}>
                  <td>{agent || 'one that does not say'}</td>
                  <td>{METHODS[method]}</td>
                  <td className="moment">{momentOf(createdAt)}</td>
                  <td className="moment">{ageOf(seenAt)} ago</td>
                  <td>
                    {current ? (
                      'here'
                    ) : (
                      <Button
                        className="button button-small"
                        isDisabled={end.isPending}
                        onPress={() => end.mutate(id)}
                      >
                        Sign out there
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
