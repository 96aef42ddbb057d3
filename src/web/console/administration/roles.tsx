// The roles that people are given, with what each is for.

import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useId } from 'react';
import type { Person } from '../../../client/index.js';
import { api, body } from '../server.js';
import { Awaited } from '../shell/awaited.js';

/** What roles and scopes there are: the same for as long as the service runs. */
export const usePermissions = () =>
  useQuery({
    queryKey: ['permissions'],
    queryFn: () => body(api.GET('/v1/permissions')),
    staleTime: Number.POSITIVE_INFINITY,
  });

interface RoleChoiceProps {
  readonly value: Person['role'];
  readonly onChange: (role: Person['role']) => void;
}

export function RoleChoice({ value, onChange }: RoleChoiceProps): ReactElement {
  const id = useId();
  const { data, error } = usePermissions();
  if (!data) return <Awaited error={error} lines={2} />;
  const { roles } = data;
  return (
    <div className="field">
      <label htmlFor={id}>Role</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value as Person['role'])}>
        {roles.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <span className="soft small">{roles.find(({ name }) => name === value)?.about}</span>
    </div>
  );
}
