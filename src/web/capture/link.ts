// What the link carries, and the service as it is open to whoever has it, over lines that break.

import { ApiProblem, type Capture, type CaptureTry, openClient } from '../../client/index.js';

export interface Pictures {
  readonly selfie: Blob;
  /** For a proofing. */
  readonly document?: Blob;
  readonly document_back?: Blob;
}

export interface Sent {
  /** Of the try that it is to be. */
  readonly nonce: string;
  readonly pictures: Pictures;
  /** As `written` of hints.ts has them. */
  readonly hints: string;
}

export interface Link {
  /** How far it has come. @throws `ApiProblem` */
  look(): Promise<Capture>;
  /**
   * One of the tries that the link has. A line that breaks is tried again; a try that arrived counts once, by its nonce.
   * @param onBroken called when the line broke, and it is being sent anew
   * @throws `ApiProblem`; anything else where the line stays broken
   */
  send(sent: Sent, onBroken: () => void): Promise<CaptureTry>;
}

const KEPT = 'likeness.capture';
/** Between sending and sending anew, ms; sooner where the browser says that it is online again. */
const PAUSES = [1000, 2000, 4000];
/** Between two looks at what came of pictures whose answer was lost, ms; and how many. */
const [PACE, LOOKS] = [2000, 8];

/**
 * The token stands behind `#`, which no server sees. It is taken out of the address, so that nobody reads it over a
 * shoulder or finds it in the history; a page that is loaded anew finds it in this tab alone.
 */
export function openLink(): Link | null {
  const token = location.hash.slice(1) || sessionStorage.getItem(KEPT);
  if (!token) return null;
  sessionStorage.setItem(KEPT, token);
  history.replaceState(null, '', location.pathname);
  const { api } = openClient({ url: location.origin, key: token });
  const look = async (): Promise<Capture> => (await api.GET('/v1/capture')).data as Capture;
  const post = async ({ nonce, pictures, hints }: Sent): Promise<CaptureTry> =>
    (await api.POST('/v1/capture', { body: { nonce, ...pictures, ...(hints && { hints }) } as never }))
      .data as CaptureTry;
  return {
    look,
    async send(sent, onBroken) {
      for (let broken = 0; ; broken++) {
        try {
          return await post(sent);
        } catch (error) {
          if (broken > 0 && hasArrived(error)) return outcome(look);
          if (error instanceof ApiProblem || broken === PAUSES.length) throw error;
          onBroken();
          await online(PAUSES[broken]!);
        }
      }
    },
  };
}

/** The try was taken already: it arrived before, and the answer was lost. */
const hasArrived = (error: unknown): boolean =>
  error instanceof ApiProblem && ['capture_nonce_used', 'capture_ended'].includes(error.code);

/** What came of pictures that arrived. What to do better was said in the answer that was lost. */
async function outcome(look: () => Promise<Capture>): Promise<CaptureTry> {
  let seen = await look();
  for (let looks = 1; seen.state === 'open' && looks < LOOKS; looks++) {
    await new Promise((resolve) => setTimeout(resolve, PACE));
    seen = await look();
  }
  return { ...seen, advice: [] };
}

function online(within: number): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, within);
    addEventListener('online', go);
  });
}
