// Who sees what: whoever has not signed in the way in, all others the rooms that are theirs.

import type { ReactElement } from 'react';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import type { Me } from '../../client/index.js';
import { CasePage, ROOMS, type Room, Yourself } from './rooms.js';
import { may, useMe } from './server.js';
import { useArrival } from './shell/arrival.js';
import { Awaited } from './shell/awaited.js';
import { Fault } from './shell/fault.js';
import { Notice } from './shell/notice.js';
import { Shell } from './shell/shell.js';
import { Invitation } from './signIn/invitation.js';
import { SignIn } from './signIn/signIn.js';

export function Console(): ReactElement {
  const { data: me, error, isPending } = useMe();
  const [path] = useLocation();
  // Whoever signs in or out comes to another page too, at the same address.
  useArrival(isPending ? undefined : `${me?.id ?? 'nobody'} at ${path}`);
  if (location.pathname === '/join') return <Invitation />;
  if (isPending || (error && me === undefined)) return <Awaited error={error} lines={6} />;
  if (!me) return <SignIn />;
  const rooms = ROOMS.filter(({ permission }) => may(me, permission));
  return (
    <Router base="/console">
      {/* Nothing of one person's page stays for another. */}
      <Shell key={me.id} me={me} rooms={rooms}>
        <Pages me={me} rooms={rooms} />
      </Shell>
    </Router>
  );
}

function Pages({ me, rooms }: { me: Me; rooms: readonly Room[] }): ReactElement {
  const [at] = useLocation();
  return (
    <Fault at={at}>
      <Switch>
        {may(me, 'cases.read') && (
          <Route path="/cases/:id">{({ id }) => <CasePage key={id} id={id} />}</Route>
        )}
        <Route path="/me">
          <Yourself />
        </Route>
        {rooms.map(({ path, page }) => (
          <Route key={path} path={`${path}/*?`}>
            {page()}
          </Route>
        ))}
        <Route path="/">{rooms[0] ? <Redirect to={rooms[0].path} replace /> : <Nothing />}</Route>
        <Route>
          <Missing />
        </Route>
      </Switch>
    </Fault>
  );
}

const Missing = (): ReactElement => (
  <div className="stack">
    <h1>No such page</h1>
    <Notice kind="warn">There is no such page here, or it is not for your role.</Notice>
  </div>
);

const Nothing = (): ReactElement => (
  <div className="stack">
    <h1>Nothing for your role</h1>
    <Notice kind="warn">
      Your role has no page in the console yet. What it may do is open to it over the API.
    </Notice>
  </div>
);
