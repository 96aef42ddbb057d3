// Something that whoever is here must know. What has gone wrong is read out at once.

import type { ReactElement, ReactNode } from 'react';

export const Notice = ({
  kind,
  children,
}: {
  kind: 'good' | 'warn' | 'bad';
  children: ReactNode;
}): ReactElement => (
  <div className={`notice notice-${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
);
