// What your own traffic tells of the models: do they agree, has anything moved, how often do two customers match?

import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSearchParams } from 'wouter';
import type { ModelReport } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Agreement } from './agreement.js';
import { Drift } from './drift.js';
import { FalseMatches } from './falseMatches.js';

const DAY = 86_400_000;
const PERIODS = [7, 30, 90] as const;

export function LiveReport(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const days = PERIODS.find((one) => String(one) === search.get('days')) ?? PERIODS[0];
  const { data, error } = useQuery({
    queryKey: ['models', 'report', days],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - days * DAY).toISOString();
      return body(api.GET('/v1/models/report', { params: { query: { from } }, signal }));
    },
    // It takes seconds, and is of whole days.
    staleTime: 5 * 60_000,
  });
  return (
    <div className="stack">
      <label className="field period">
        <span className="small soft">Decisions of the last</span>
        <select value={days} onChange={({ target }) => setSearch({ days: target.value })}>
          {PERIODS.map((one) => (
            <option key={one} value={one}>
              {one} days
            </option>
          ))}
        </select>
      </label>
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {!data && !error && <Skeleton lines={14} />}
      {data && <Report report={data} />}
    </div>
  );
}

function Report({ report }: { report: ModelReport }): ReactElement {
  const { from, to, active, shadow, agreement, drift, fmr } = report;
  return (
    <>
      <p className="soft">
        {momentOf(from)} to {momentOf(to)}: {active.name}
        {shadow ? `, and ${shadow.name}, which is tried.` : '. No model is tried.'}
      </p>
      {drift.alarms.map((alarm) => (
        <Notice key={alarm} kind="warn">
          {alarm}
        </Notice>
      ))}
      {agreement && shadow && <Agreement agreement={agreement} active={active.name} shadow={shadow.name} />}
      <FalseMatches fmr={fmr} active={active.name} shadow={shadow?.name ?? null} />
      <Drift drift={drift} />
    </>
  );
}
