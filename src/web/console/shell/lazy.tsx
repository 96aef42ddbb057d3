// A component whose module comes when it is first shown. Not React's own `lazy`: once that has shown what stands in for it,
// it keeps the component back for 300 ms, so that pages do not flicker; here somebody waits for it.

import { type ReactElement, useEffect, useState } from 'react';
import { Notice } from './notice.js';
import { Skeleton } from './skeleton.js';

/** @param load e.g. `async () => (await import('./queue.js')).Queue` */
export function lazy<Props extends object>(
  load: () => Promise<(props: Props) => ReactElement | null>,
): (props: Props) => ReactElement {
  let Loaded: ((props: Props) => ReactElement | null) | undefined;
  return function Lazy(props: Props): ReactElement {
    const [state, setState] = useState<'waits' | 'is there' | 'failed'>(Loaded ? 'is there' : 'waits');
    useEffect(() => {
      if (Loaded) return;
      load().then(
        (component) => {
          Loaded = component;
          setState('is there');
        },
        () => setState('failed'),
      );
    }, []);
    if (state === 'failed')
      return (
        <Notice kind="bad">
          This page could not be loaded. Likeness may have been renewed meanwhile: load it anew.
        </Notice>
      );
    return Loaded ? <Loaded {...props} /> : <Skeleton lines={8} />;
  };
}
