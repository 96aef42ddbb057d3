// The shape of what is on its way.

import type { ReactElement } from 'react';

export const Skeleton = ({ lines }: { lines: number }): ReactElement => (
  <div className="stack" role="status" aria-label="Loading">
    {Array.from({ length: lines }, (_, i) => (
      <div key={i} className="skeleton" />
    ))}
  </div>
);
