// Too many tries of one customer, device, document or face: what counts as too many, how often it was so, and each time.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { PolicyDocument } from '../../../client/index.js';
import { whole } from '../figures.js';
import { usePolicies } from '../policies/versions.js';
import { api, body, LOGGED_LOOK } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Earlier } from '../shell/earlier.js';
import { type AlarmKind, KINDS, useVelocityFilter, VelocityFilter } from './alarmFilter.js';
import { AlarmTable } from './alarmTable.js';
import { DaysChart } from './daysChart.js';
import { sinceOf } from './period.js';

const CHARTED = 30;

export function Velocity(): ReactElement {
  const filter = useVelocityFilter();
  const { kind, days } = filter;
  const policies = usePolicies();
  const byDay = useQuery({
    queryKey: ['links', 'velocity', 'days'],
    ...LOGGED_LOOK,
    queryFn: async () =>
      (await body(api.GET('/v1/velocity/days', { params: { query: { days: CHARTED } } }))).items,
  });
  const found = useInfiniteQuery({
    queryKey: ['links', 'velocity', kind, days],
    ...LOGGED_LOOK,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...{ since: sinceOf(days), ...(kind && { kind }) },
        ...(pageParam && { cursor: pageParam }),
      };
      return body(api.GET('/v1/velocity/alarms', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  const policy = policies.data?.find(({ isActive }) => isActive);
  if (!policy || !byDay.data) return <Awaited error={policies.error ?? byDay.error} lines={10} />;
  return (
    <div className="stack">
      <p className="soft">
        What counts as too many stands in the{' '}
        <Link href={`/policies/${policy.version}`}>policy in force, version {policy.version}</Link>. Each
        decision after more tries than that is an alarm, also where the rule only notes it.
      </p>
      <div className="kinds">
        {KINDS.map((one) => (
          <section key={one} className="panel stack">
            <h2>Tries of one {one}</h2>
            <p className="soft">{ruleInWords(policy.document.velocity[one])}</p>
            <DaysChart
              title={`of one ${one}`}
              days={byDay.data.map(({ day, ...counts }) => ({ day, count: counts[one] }))}
              isCounted={policy.document.velocity[one] !== undefined}
            />
          </section>
        ))}
      </div>
      <VelocityFilter filter={filter} />
      {found.data ? (
        <AlarmTable alarms={found.data.pages.flatMap(({ items }) => items)} kind={kind} days={days} />
      ) : (
        <Awaited error={found.error} lines={6} />
      )}
      <Earlier pages={found} />
    </div>
  );
}

function ruleInWords(rule: PolicyDocument['velocity'][AlarmKind]): string {
  if (!rule) return 'Not counted by this policy.';
  const { tries, hours, effect } = rule;
  const window = `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  return `More than ${whole(tries)} within ${window}: ${effect === 'review' ? 'a person looks' : 'it is noted'}.`;
}
