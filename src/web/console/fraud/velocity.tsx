// Too many tries of one customer, device, document or face: what the policy counts as too many, and which cases came of it.

import { useQueries } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { STATES } from '../cases/words.js';
import { momentOf } from '../moments.js';
import { usePolicies } from '../policies/versions.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { CustomerLink } from './words.js';

const KINDS = ['customer', 'device', 'document', 'face'] as const;
const SHOWN = 10;

export function Velocity(): ReactElement {
  const policies = usePolicies();
  const found = useQueries({
    queries: KINDS.map((kind) => ({
      queryKey: ['cases', 'velocity', kind],
      queryFn: async () => {
        const query = { reason: `velocity_${kind}`, order: 'latest' as const, limit: SHOWN };
        const [open, decided] = await Promise.all([
          body(api.GET('/v1/cases', { params: { query } })),
          body(api.GET('/v1/cases', { params: { query: { ...query, state: 'decided' } } })),
        ]);
        const all = [...open.items, ...decided.items];
        return all.sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1)).slice(0, SHOWN);
      },
    })),
  });
  const error = policies.error ?? found.find((one) => one.error)?.error;
  if (error) return <Notice kind="bad">{sentenceOf(error)}</Notice>;
  const policy = policies.data?.find(({ isActive }) => isActive);
  if (!policy || found.some(({ data }) => !data)) return <Skeleton lines={10} />;
  return (
    <div className="stack">
      <p className="soft">
        What counts as too many stands in the{' '}
        <Link href={`/policies/${policy.version}`}>policy in force, version {policy.version}</Link>. The
        latest cases of each kind:
      </p>
      {KINDS.map((kind, i) => {
        const limit = policy.document.velocity[kind];
        const cases = found[i]!.data ?? [];
        return (
          <section key={kind} className="panel stack">
            <h2>Tries of one {kind}</h2>
            <p className="soft">
              {limit
                ? `More than ${limit.tries} within ${limit.hours} hours: ${limit.effect === 'review' ? 'a person looks' : 'it is noted'}.`
                : 'Not counted by this policy.'}
            </p>
            {cases.length === 0 ? (
              <p className="small">No case came of it.</p>
            ) : (
              <ul className="plain">
                {cases.map(({ id, openedAt, customer, state, reasons }) => (
                  <li key={id}>
                    <Link href={`/cases/${id}`}>{momentOf(openedAt)}</Link>
                    {customer !== null && (
                      <>
                        {', '}
                        <CustomerLink id={customer} />
                      </>
                    )}
                    , {STATES[state].toLowerCase()}
                    {reasons.length > 1 && (
                      <span className="soft small"> (with {reasons.length - 1} more)</span>
                    )}
                  </li>
                ))}
              </ul>
            )}
            {cases.length === SHOWN && (
              <Link href={`/cases?reason=velocity_${kind}`} className="small">
                All that are open
              </Link>
            )}
          </section>
        );
      })}
    </div>
  );
}
