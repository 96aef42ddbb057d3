// All versions, the latest first.

import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { momentOf } from '../moments.js';
import { api, body, may, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';

export const usePolicies = () =>
  useQuery({
    queryKey: ['policies'],
    queryFn: async () => (await body(api.GET('/v1/policies'))).items,
  });

export function Versions(): ReactElement {
  const { data, error } = usePolicies();
  const { data: me } = useMe();
  if (!data || !me) return <Awaited error={error} lines={6} />;
  return (
    <div className="stack">
      <div className="row spread">
        <p className="soft">
          A version is never changed. What was decided by one stays as it is when another comes into force.
        </p>
        {may(me, 'policies.write') && (
          <Link href="/policies/draft" className="button">
            Draft a new version
          </Link>
        )}
      </div>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">State</th>
              <th scope="col">Why</th>
              <th scope="col">Drafted</th>
              <th scope="col">Last put in force</th>
            </tr>
          </thead>
          <tbody>
            {data.map(({ version, isActive, note, createdAt, activatedAt }) => (
              <tr key={version}>
                <td className="figures">
                  <Link href={`/policies/${version}`}>{version}</Link>
                </td>
                <td>
                  {isActive ? (
                    <span className="tag tag-good">in force</span>
                  ) : (
                    <span className="tag">{activatedAt ? 'was in force' : 'draft'}</span>
                  )}
                </td>
                <td className="note">{note}</td>
                <td className="moment">{momentOf(createdAt)}</td>
                <td className="moment">{activatedAt ? momentOf(activatedAt) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
