// What stands about every page: the rooms, who is signed in, light and dark.

import { useMutation } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import type { Me } from '../../../client/index.js';
import { useLive } from '../live/live.js';
import type { Room } from '../rooms.js';
import { api, leave } from '../server.js';
import { NotRenewed } from './awaited.js';
import { chooseTheme, type Theme, useTheme } from './theme.js';

interface Standing {
  readonly me: Me;
  readonly rooms: readonly Room[];
  readonly children: ReactNode;
}

export function Shell({ me, rooms, children }: Standing): ReactElement {
  useLive();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        To the page
      </a>
      <header className="shell-bar">
        <span className="shell-name">Likeness</span>
        <Rooms rooms={rooms} />
        <Myself me={me} />
      </header>
      <main id="main" tabIndex={-1}>
        <NotRenewed />
        {children}
      </main>
    </div>
  );
}

function Rooms({ rooms }: Pick<Standing, 'rooms'>): ReactElement {
  const [path] = useLocation();
  return (
    <nav aria-label="Rooms" className="shell-rooms">
      {rooms.map((room) => (
        <Link
          key={room.path}
          href={room.path}
          aria-current={path === room.path || path.startsWith(`${room.path}/`) ? 'page' : undefined}
        >
          {room.name}
        </Link>
      ))}
    </nav>
  );
}

const THEMES: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

function Myself({ me }: Pick<Standing, 'me'>): ReactElement {
  const theme = useTheme();
  const signOut = useMutation({ mutationFn: () => api.POST('/v1/sign-out'), onSettled: leave });
  return (
    <div className="shell-me">
      <Link href="/me" className="soft small">
        {me.name}
        {me.role && `, ${me.role}`}
      </Link>
      <label className="unseen" htmlFor="theme">
        Appearance
      </label>
      <select id="theme" value={theme} onChange={(event) => chooseTheme(event.target.value as Theme)}>
        {Object.entries(THEMES).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <Button className="button" onPress={() => signOut.mutate()}>
        Sign out
      </Button>
    </div>
  );
}
