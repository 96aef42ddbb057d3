// Pages that change by themselves: the service says what has changed, and what of it is on a page is asked for anew. One
// tab listens for all of them, since a browser keeps few connections to one site.

import { useEffect } from 'react';
import { queries } from '../server.js';
import { untilPresent } from './presence.js';

/** Topics of GET /v1/live, and the queries that show them. What takes seconds to answer is not among them. */
const SHOWN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  cases: [['cases']],
  models: [
    ['models', 'standing'],
    ['models', 'reembedding'],
  ],
  links: [['links']],
  lists: [['lists']],
  policies: [['policies']],
  retention: [['retention']],
};

const CHANNEL = 'likeness.live';
/** Until the service is asked again after it would not be listened to, ms. */
const LATER = 10_000;

function show(topics: readonly string[]): void {
  for (const topic of topics)
    for (const queryKey of SHOWN[topic] ?? []) void queries.invalidateQueries({ queryKey });
}

/** For as long as the page stands and somebody is there. */
export function useLive(): void {
  useEffect(() => {
    const ended = new AbortController();
    const others = new BroadcastChannel(CHANNEL);
    others.onmessage = ({ data }: MessageEvent<readonly string[]>) => show(data);
    void listen(ended.signal, (topics) => {
      show(topics);
      others.postMessage(topics);
    });
    return () => {
      ended.abort();
      others.close();
    };
  }, []);
}

/** Whoever is away lets another tab listen, and hears on coming back what was missed. */
async function listen(signal: AbortSignal, onChanged: (topics: readonly string[]) => void): Promise<void> {
  while (!signal.aborted) {
    await untilPresent(true, signal);
    await navigator.locks
      .request(CHANNEL, { signal }, () => streamUntilAway(signal, onChanged))
      .catch(() => undefined);
    await untilPresent(true, signal);
    if (!signal.aborted) show(Object.keys(SHOWN));
  }
}

/** Ends too where the service would not be listened to, after a while. */
async function streamUntilAway(
  signal: AbortSignal,
  onChanged: (topics: readonly string[]) => void,
): Promise<void> {
  const source = new EventSource('/v1/live');
  source.addEventListener('changed', ({ data }) => onChanged(JSON.parse(data)));
  const refused = new Promise<void>((resolve) => {
    source.addEventListener('error', () => {
      // Of a line that broke the browser itself tries again.
      if (source.readyState !== EventSource.CLOSED) return;
      void queries.invalidateQueries({ queryKey: ['me'] });
      setTimeout(resolve, LATER);
    });
  });
  await Promise.race([untilPresent(false, signal), refused]);
  source.close();
}
