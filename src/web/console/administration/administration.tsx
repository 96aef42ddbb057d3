// Who and what may ask Likeness, and whom it tells: people, keys, webhooks.

import type { ReactElement } from 'react';
import { Route, Switch } from 'wouter';
import { may, useMe } from '../server.js';
import { Tabs } from '../shell/tabs.js';
import { Keys } from './keys.js';
import { People } from './people.js';
import { WebhookPage } from './webhookPage.js';
import { Webhooks } from './webhooks.js';
import './administration.css';

export function Administration(): ReactElement {
  const { data: me } = useMe();
  const [mayKeys, mayWebhooks] = [me && may(me, 'keys.write'), me && may(me, 'webhooks.write')];
  const tabs = [
    { path: '/administration', name: 'People' },
    ...(mayKeys ? [{ path: '/administration/keys', name: 'Keys' }] : []),
    ...(mayWebhooks ? [{ path: '/administration/webhooks', name: 'Webhooks' }] : []),
  ];
  return (
    <div className="stack">
      <h1>Administration</h1>
      {tabs.length > 1 && <Tabs label="Pages of Administration" tabs={tabs} />}
      <Switch>
        {mayKeys && (
          <Route path="/administration/keys">
            <Keys />
          </Route>
        )}
        {mayWebhooks && (
          <Route path="/administration/webhooks">
            <Webhooks />
          </Route>
        )}
        {mayWebhooks && (
          <Route path="/administration/webhooks/:id">{({ id }) => <WebhookPage key={id} id={id} />}</Route>
        )}
        <Route>
          <People />
        </Route>
      </Switch>
    </div>
  );
}
