// The pages of a room, each with an address of its own.

import type { ReactElement } from 'react';
import { Link, useLocation } from 'wouter';

interface TabsProps {
  readonly label: string;
  /** Addresses below `/console`. */
  readonly tabs: readonly { readonly path: string; readonly name: string }[];
}

export function Tabs({ label, tabs }: TabsProps): ReactElement {
  const [here] = useLocation();
  return (
    <nav aria-label={label} className="tabs">
      {tabs.map(({ path, name }) => (
        <Link
          key={path}
          href={path}
          aria-current={here === path ? 'page' : undefined}
          data-title={here === path ? name : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
