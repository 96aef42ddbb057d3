// The models: which one decides, which one is tried, how the two compare, and what is known of each.

import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { Tabs } from '../shell/tabs.js';
import { LiveReport } from './liveReport.js';
import { ModelPage } from './modelPage.js';
import { Standing } from './standing.js';
import './models.css';

const TABS = [
  { path: '/models', name: 'In service' },
  { path: '/models/report', name: 'On your traffic' },
];

export const Models = (): ReactElement => (
  <div className="stack">
    <h1>Models</h1>
    <Tabs label="Pages about models" tabs={TABS} />
    <Switch>
      <Route path="/models/report">
        <LiveReport />
      </Route>
      <Route path="/models/:digest">{({ digest }) => <ModelPage key={digest} digest={digest} />}</Route>
      <Route>
        <Standing />
      </Route>
    </Switch>
  </div>
);
