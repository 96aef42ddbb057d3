// What the link carries, and the service as it is open to whoever has it, over lines that break.

import { ApiProblem, type Capture, type CaptureTry, openClient } from '../../client/index.js';
import { leanest } from './fitted.js';

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
  /** What was agreed to: `language:text:retention`. */
  readonly consent: string;
}

export interface Link {
  /** How far it has come. @throws `ApiProblem` */
  look(): Promise<Capture>;
  /**
   * One of the tries that the link has. A line that breaks is tried again, with as few bytes as will do; a try that
   * arrived counts once, by its nonce.
   * @param onBroken called when the line broke, and it is being sent anew
   * @throws `ApiProblem`; anything else where the line stays broken
   */
  send(sent: Sent, onBroken: () => void): Promise<CaptureTry>;
  /**
   * What came of a try that arrived, and whose answer was lost; with it was lost what to do better.
   * @param triesLeft before it: as many are left where the service could not use it, and gave it back
   * @throws `ApiProblem`
   */
  outcome(triesLeft: number): Promise<CaptureTry>;
}

const KEPT = 'likeness.capture';
/** Between sending and sending anew, ms; sooner where the browser says that it is online again. */
const PAUSES = [1000, 2000, 4000];
/** As long as the service works on a try, s; and the slowest line that is waited for, bytes a second (128 kbit/s). */
const [WORK, SLOWEST] = [120, 16_000];
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
  const where = { url: location.origin, key: token };
  const { api } = openClient(where);
  const look = async (): Promise<Capture> => (await api.GET('/v1/capture')).data as Capture;
  const post = async ({ nonce, pictures, hints, consent }: Sent): Promise<CaptureTry> => {
    const body = { nonce, ...pictures, ...(hints && { hints }), consent };
    const patient = openClient({ ...where, timeout: patienceFor(pictures) });
    return (await patient.api.POST('/v1/capture', { body: body as never })).data as CaptureTry;
  };
  const outcome = async (triesLeft: number): Promise<CaptureTry> => {
    let seen = await look();
    for (let looks = 1; seen.state === 'open' && seen.triesLeft < triesLeft && looks < LOOKS; looks++) {
      await new Promise((resolve) => setTimeout(resolve, PACE));
      seen = await look();
    }
    return { ...seen, advice: [] };
  };
  /** A line that broke once is spared from then on. */
  let isSpared = false;
  return {
    ...{ look, outcome },
    async send(sent, onBroken) {
      for (let broken = 0; ; broken++) {
        try {
          return await post(isSpared ? { ...sent, pictures: await leanestOf(sent.pictures) } : sent);
        } catch (error) {
          if (error instanceof ApiProblem || broken === PAUSES.length) throw error;
          isSpared = true;
          onBroken();
          await online(PAUSES[broken]!);
        }
      }
    },
  };
}

/** Seconds in which the answer must begin: sending is part of them. */
function patienceFor(pictures: Pictures): number {
  const bytes = blobsOf(pictures).reduce((sum, [, { size }]) => sum + size, 0);
  return WORK + Math.ceil(bytes / SLOWEST);
}

async function leanestOf(pictures: Pictures): Promise<Pictures> {
  const lean = blobsOf(pictures).map(async ([name, blob]) => [name, await leanest(blob)] as const);
  return Object.fromEntries(await Promise.all(lean)) as unknown as Pictures;
}

const blobsOf = (pictures: Pictures) => Object.entries(pictures) as [keyof Pictures, Blob][];

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
