// Pages that change by themselves: the service says what has changed, and what of it is on a page is asked for anew. One
// tab listens for all of them, since a browser keeps few connections to one site.

import { useEffect, useSyncExternalStore } from 'react';
import { queries } from '../server.js';
import { untilPresent } from './presence.js';

/**
 * Topics of GET /v1/live, and the queries that show them. What takes seconds to answer is not among them, nor what is
 * logged as a look of whoever asks: of that a page says that it may have changed (`outdated.tsx`).
 */
const SHOWN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  cases: [['cases']],
  models: [
    ['models', 'standing'],
    ['models', 'reembedding'],
  ],
  links: [['links', 'pairs']],
  lists: [['lists']],
  policies: [['policies']],
  retention: [['retention']],
  people: [['people']],
  keys: [['keys']],
  webhooks: [['webhooks']],
};

const CHANNEL = 'likeness.live';
/** Until the service is asked again after it would not be listened to, ms. */
const LATER = 10_000;

/** What one tab has heard, for all. */
interface Heard {
  /** Of the last event: whoever listens next goes on behind it. */
  readonly id: string;
  readonly topics: readonly string[];
}

let last = '';
/** When it was last told of a topic, ms since 1970. */
const told = new Map<string, number>();
const listeners = new Set<() => void>();

function hear({ id, topics }: Heard): void {
  last = id;
  for (const topic of topics) {
    told.set(topic, Date.now());
    for (const queryKey of SHOWN[topic] ?? []) void queries.invalidateQueries({ queryKey });
  }
  for (const listener of listeners) listener();
}

/** Within that an answer may hold already what is told of, ms: the service looks once a second. */
const OVERLAP = 2000;

/** @param readAt when what is shown was read, ms since 1970; 0: it was not */
export function useChangedSince(topic: string, readAt: number): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => readAt > 0 && (told.get(topic) ?? 0) > readAt + OVERLAP,
  );
}

/** For as long as the page stands and somebody is there. */
export function useLive(): void {
  useEffect(() => {
    const ended = new AbortController();
    const others = new BroadcastChannel(CHANNEL);
    others.onmessage = ({ data }: MessageEvent<Heard>) => hear(data);
    void listen(ended.signal, (heard) => {
      hear(heard);
      others.postMessage(heard);
    });
    return () => {
      ended.abort();
      others.close();
      last = '';
    };
  }, []);
}

/** Whoever is away lets another tab listen. */
async function listen(signal: AbortSignal, onHeard: (heard: Heard) => void): Promise<void> {
  while (!signal.aborted) {
    await untilPresent(true, signal);
    await navigator.locks
      .request(CHANNEL, { signal }, () => streamUntilAway(signal, onHeard))
      // Of a page that is being left WebKit refuses it at once, again and again: that must not keep the page from leaving.
      .catch(() => new Promise((resolve) => setTimeout(resolve, LATER)));
  }
}

/** Ends too where the service would not be listened to, after a while. */
async function streamUntilAway(signal: AbortSignal, onHeard: (heard: Heard) => void): Promise<void> {
  const source = new EventSource(`/v1/live${last && `?after=${last}`}`);
  source.addEventListener('changed', ({ data, lastEventId }) =>
    onHeard({ id: lastEventId, topics: JSON.parse(data) }),
  );
  const refused = new Promise<void>((resolve) => {
    source.addEventListener('error', () => {
      // Of a line that broke the browser itself tries again, and says what it heard last.
      if (source.readyState !== EventSource.CLOSED) return;
      void queries.invalidateQueries({ queryKey: ['me'] });
      setTimeout(resolve, LATER);
    });
  });
  await Promise.race([untilPresent(false, signal), refused]);
  source.close();
}
