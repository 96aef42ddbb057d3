// Financial Crime: where faces were found elsewhere, who hangs together with whom, who is on which list, and who tries too
// often.

import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import type { Permission } from '../../../client/index.js';
import { may, useMe } from '../server.js';
import { Skeleton } from '../shell/skeleton.js';
import { Tabs } from '../shell/tabs.js';
import { CustomerPage } from './customerPage.js';
import { FaceSearch } from './faceSearch.js';
import { Findings } from './findings.js';
import { ListPage } from './listPage.js';
import { Lists } from './lists.js';
import { Velocity } from './velocity.js';
import './fraud.css';

const TABS: readonly { path: string; name: string; permission: Permission }[] = [
  { path: '/fraud', name: 'Found elsewhere', permission: 'links.read' },
  { path: '/fraud/search', name: 'Search by face', permission: 'links.read' },
  { path: '/fraud/lists', name: 'Lists', permission: 'lists.read' },
  { path: '/fraud/velocity', name: 'Too many tries', permission: 'links.read' },
];

export function Fraud(): ReactElement {
  const { data: me } = useMe();
  if (!me) return <Skeleton lines={8} />;
  const mayReadLists = may(me, 'lists.read');
  return (
    <div className="stack">
      <h1>Financial Crime</h1>
      <Tabs label="Pages of Financial Crime" tabs={TABS.filter(({ permission }) => may(me, permission))} />
      <Switch>
        <Route path="/fraud/customers/:id">{({ id }) => <CustomerPage key={id} id={decoded(id)} />}</Route>
        <Route path="/fraud/search">
          <FaceSearch />
        </Route>
        {mayReadLists && <Route path="/fraud/lists/:id">{({ id }) => <ListPage key={id} id={id} />}</Route>}
        {mayReadLists && (
          <Route path="/fraud/lists">
            <Lists />
          </Route>
        )}
        <Route path="/fraud/velocity">
          <Velocity />
        </Route>
        <Route>
          <Findings />
        </Route>
      </Switch>
    </div>
  );
}

/** Of the address, in which anything may stand. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
