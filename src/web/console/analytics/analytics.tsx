// Analytics: what the team wants to know of all decisions, without asking an analyst.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { Route, Switch } from 'wouter';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Tabs } from '../shell/tabs.js';
import { Drift } from './drift.js';
import { Expected } from './expected.js';
import { Filters } from './filters.js';
import { Funnel } from './funnel.js';
import { KeyFigures } from './keyFigures.js';
import { queryOf, TIME_ZONE, useLooked } from './period.js';
import { Reviewers } from './reviewers.js';
import { Errors, Reviewing } from './reviewing.js';
import { Traffic } from './traffic.js';
import './analytics.css';

const TABS = [
  { path: '/analytics', name: 'What happened' },
  { path: '/analytics/drift', name: 'What moved' },
  { path: '/analytics/forecast', name: 'What is to be expected' },
];

export const Analytics = (): ReactElement => (
  <div className="stack analytics">
    <div className="row spread">
      <h1>Analytics</h1>
      <Button className="button unprinted" onPress={() => print()}>
        Print
      </Button>
    </div>
    <Tabs label="Pages of analytics" tabs={TABS} />
    <Switch>
      <Route path="/analytics/drift">
        <Drift />
      </Route>
      <Route path="/analytics/forecast">
        <Expected />
      </Route>
      <Route>
        <Happened />
      </Route>
    </Switch>
  </div>
);

function Happened(): ReactElement {
  const [looked, change] = useLooked();
  const { step, by } = looked;
  const question = queryOf(looked);
  const { data, error } = useQuery({
    queryKey: ['analytics', looked],
    staleTime: 5 * 60_000,
    // The former figures stay until the new ones are there: a filter that is changed blanks no page.
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      body(
        api.GET('/v1/analytics', {
          params: { query: { ...question, step, by, timeZone: TIME_ZONE } },
          signal,
        }),
      ),
  });
  return (
    <div className="stack">
      <Filters looked={looked} onChange={change} />
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {!data && !error && <Skeleton lines={14} />}
      {data && data.totals.decisions === 0 && data.totalsBefore.decisions === 0 && (
        <div className="panel stack">
          <h2>Nothing was decided in this period</h2>
          <p className="soft">
            Figures appear with the first decisions. Take a filter away, or look at a longer period.
          </p>
        </div>
      )}
      {data && data.totals.decisions + data.totalsBefore.decisions > 0 && (
        <>
          <KeyFigures figures={data} />
          <Traffic figures={data} onBy={(dimension) => change({ by: dimension })} />
          <Funnel funnel={data.funnel} />
          <Reviewing figures={data} />
          <Reviewers since={data.period.from} />
          <Errors rates={data.errorRates} />
        </>
      )}
    </div>
  );
}
