// Where the bank answers for what it decided and for what it keeps: evidence, retention, holds, erasure.

import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { may, useMe } from '../server.js';
import { Tabs } from '../shell/tabs.js';
import { Erasure } from './erasure.js';
import { Evidence } from './evidence.js';
import { Holds } from './holds.js';
import { Retention } from './retention.js';

export function Compliance(): ReactElement {
  const { data: me } = useMe();
  const mayErase = me !== null && me !== undefined && may(me, 'customers.erase');
  const tabs = [
    { path: '/compliance', name: 'Evidence' },
    { path: '/compliance/retention', name: 'Retention' },
    { path: '/compliance/holds', name: 'Holds' },
    ...(mayErase ? [{ path: '/compliance/erasure', name: 'Erasure' }] : []),
  ];
  return (
    <div className="stack">
      <h1>Compliance</h1>
      <Tabs label="Pages of Compliance" tabs={tabs} />
      <Switch>
        <Route path="/compliance/retention">
          <Retention />
        </Route>
        <Route path="/compliance/holds">
          <Holds />
        </Route>
        {mayErase && (
          <Route path="/compliance/erasure">
            <Erasure />
          </Route>
        )}
        <Route>
          <Evidence />
        </Route>
      </Switch>
    </div>
  );
}
