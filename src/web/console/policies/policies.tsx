// The policies: what decisions hang on, in versions that are never changed; each with what it would have done.

import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { DraftPage } from './draftPage.js';
import { VersionPage } from './versionPage.js';
import { Versions } from './versions.js';
import './policies.css';

export const Policies = (): ReactElement => (
  <div className="stack">
    <h1>Policies</h1>
    <Switch>
      <Route path="/policies/draft">
        <DraftPage />
      </Route>
      <Route path="/policies/:version">
        {({ version }) => <VersionPage key={version} version={Number(version)} />}
      </Route>
      <Route>
        <Versions />
      </Route>
    </Switch>
  </div>
);
