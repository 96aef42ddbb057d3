// Analytics: what the team wants to know of all decisions, without asking an analyst.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { Route, Switch } from 'wouter';
import type { Analytics as AnalyticsFigures } from '../../../client/index.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Tabs } from '../shell/tabs.js';
import { Drift } from './drift.js';
import { Expected } from './expected.js';
import { Filters } from './filters.js';
import { Funnel } from './funnel.js';
import { KeyFigures } from './keyFigures.js';
import { isNarrowed, type Looked, queryOf, TIME_ZONE, unnarrowed, useLooked } from './period.js';
import { Reviewers } from './reviewers.js';
import { Errors, Reviewing } from './reviewing.js';
import { isTold, Nothing, NotTold } from './told.js';
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
      {data && <Figures figures={data} looked={looked} onChange={change} />}
    </div>
  );
}

interface FiguresProps {
  readonly figures: AnalyticsFigures;
  readonly looked: Looked;
  readonly onChange: (part: Readonly<Record<string, string>>) => void;
}

function Figures({ figures, looked, onChange }: FiguresProps): ReactElement {
  const { totals, totalsBefore, funnel, reviewing, errorRates, period } = figures;
  if (!isTold(totals))
    return (
      <section className="panel stack">
        <h2>Too few people</h2>
        <NotTold figures={totals} />
        <p className="soft">
          A longer period, or fewer filters, hold more people; all decisions together are told as soon as they
          are of five.
        </p>
      </section>
    );
  if (totals.decisions === 0 && isTold(totalsBefore) && totalsBefore.decisions === 0)
    return <Nothing isNarrowed={isNarrowed(looked)} onAll={() => onChange(unnarrowed)} />;
  return (
    <>
      <KeyFigures figures={figures} totals={totals} />
      <Traffic figures={figures} onBy={(dimension) => onChange({ by: dimension })} />
      <Funnel funnel={funnel} filter={looked.filter} />
      {isTold(reviewing) && <Reviewing reviewing={reviewing} step={figures.step} />}
      <Reviewers since={period.from} isNarrowed={isNarrowed(looked)} />
      <Errors rates={errorRates} />
    </>
  );
}
