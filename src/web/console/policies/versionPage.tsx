// One version: its rules beside another version's, what it would have done, and how it comes into force.

import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import type { Policy } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, may, queries, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Confirm } from '../shell/confirm.js';
import { Notice } from '../shell/notice.js';
import { comparedRules } from './rules.js';
import { Simulation } from './simulation.js';
import { usePolicies } from './versions.js';

export function VersionPage({ version }: { version: number }): ReactElement {
  const { data, error } = usePolicies();
  const { data: me } = useMe();
  if (!data || !me) return <Awaited error={error} lines={12} />;
  const policy = data.find((one) => one.version === version);
  if (!policy) return <Notice kind="warn">There is no such version.</Notice>;
  return (
    <article className="stack">
      <header className="row spread">
        <div>
          <p className="small">
            <Link href="/policies">All versions</Link>
          </p>
          <h2 data-title={`Version ${version}`}>
            Version {version}{' '}
            <span className={`tag ${policy.isActive ? 'tag-good' : ''}`}>
              {policy.isActive ? 'in force' : policy.activatedAt ? 'was in force' : 'draft'}
            </span>
          </h2>
          <p className="soft">
            {policy.note} (drafted {momentOf(policy.createdAt)})
          </p>
        </div>
        <div className="row">
          {may(me, 'policies.write') && (
            <Link href={`/policies/draft?from=${version}`} className="button">
              Draft another from it
            </Link>
          )}
          {may(me, 'policies.activate') && !policy.isActive && <Activate policy={policy} />}
        </div>
      </header>
      <Rules policy={policy} all={data} />
      {!policy.isActive && may(me, 'analytics.read') && <Simulation version={version} />}
    </article>
  );
}

const Activate = ({ policy: { version, activatedAt } }: { policy: Policy }): ReactElement => (
  <Confirm
    action={activatedAt ? 'Put it back in force' : 'Put it in force'}
    title={`Decide by version ${version} from now on?`}
    reason="Why (goes into the log)"
    onConfirmed={async (reason) => {
      await api.POST('/v1/policies/{version}/activate', { params: { path: { version } }, body: { reason } });
      await queries.invalidateQueries({ queryKey: ['policies'] });
    }}
  >
    <p>
      It holds for every decision from the next one on, in all processes. What was decided before stays as it
      is. It is undone by putting the former version back in force.
    </p>
    <p className="soft">Have you looked at what it would have done? The simulation stands on this page.</p>
  </Confirm>
);

function Rules({ policy, all }: { policy: Policy; all: readonly Policy[] }): ReactElement {
  const others = all.filter(({ version }) => version !== policy.version);
  const usual = others.find(({ isActive }) => isActive) ?? others[0];
  const [chosen, choose] = useState(usual?.version);
  const other = others.find(({ version }) => version === chosen) ?? usual;
  return (
    <section className="stack" aria-labelledby="rules">
      <div className="row spread">
        <h2 id="rules">Rules</h2>
        {other && (
          <label className="row small">
            Beside
            <select
              className="beside"
              value={other.version}
              onChange={({ target }) => choose(Number(target.value))}
            >
              {others.map(({ version, isActive }) => (
                <option key={version} value={version}>
                  version {version}
                  {isActive && ', in force'}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div className="scroll">
        <table className="table rules">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Version {policy.version}</th>
              {other && <th scope="col">Version {other.version}</th>}
            </tr>
          </thead>
          <tbody>
            {comparedRules(policy.document, (other ?? policy).document).map(
              ({ path, name, value, other: before, isChanged }) => (
                <tr key={path} data-changed={isChanged || undefined}>
                  <th scope="row">
                    {name} {isChanged && <span className="tag tag-warn">changed</span>}
                  </th>
                  <td>{isChanged ? <strong>{value}</strong> : value}</td>
                  {other && <td className="soft">{before ?? '–'}</td>}
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}
