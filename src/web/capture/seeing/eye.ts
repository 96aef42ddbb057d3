// The page's end of the worker that looks: opened for a face or a page, shown one frame after the other.

import faceNetwork from 'network:face';
import pageNetwork from 'network:page';
import { FRAME_SIDE } from './frame.js';
import type { Answered, Asked } from './seeingWorker.js';
import worker from './seeingWorker.js?worker&url';
import type { Sight, What } from './sight.js';

export interface Eye {
  /** What is seen of the video now. One look at a time. */
  look(video: HTMLVideoElement): Promise<Sight>;
  close(): void;
}

/** Diagonals of ISO/IEC 7810's ID-1 and ID-3, mm. */
const DIAGONALS = { selfie: null, card: 101.2, cardBack: 101.2, booklet: 152.9 } as const;

const networkOf = (what: What): string => (what === 'selfie' ? faceNetwork : pageNetwork);

/** Into the browser's cache, for when it is needed; not for whom each byte costs. */
export async function fetchAhead(what: What): Promise<void> {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return;
  await (await fetch(networkOf(what))).arrayBuffer();
}

/** The address of a worker is code (Trusted Types): ours is the only one that the page's policy lets be. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('likeness-worker', {
  createScriptURL: (address) => {
    if (address !== worker) throw new TypeError('no worker of ours');
    return address;
  },
});

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): {
    createScriptURL(address: string): string;
  };
}

/** @throws where the browser cannot see: without WebAssembly's SIMD, or where a file did not arrive */
export async function openEye(what: What): Promise<Eye> {
  const seeing = new Worker(policy?.createScriptURL(worker) ?? worker, { type: 'module' });
  const answered = (): Promise<Answered> =>
    new Promise((resolve, reject) => {
      seeing.onmessage = ({ data }: MessageEvent<Answered>) => resolve(data);
      seeing.onerror = () => reject(new Error('the worker failed'));
    });
  const ask = (message: Asked, transfer: Transferable[] = []): Promise<Answered> => {
    const answer = answered();
    seeing.postMessage(message, transfer);
    return answer;
  };
  const opened = await ask({ network: networkOf(what), diagonal: DIAGONALS[what] }).catch(() => ({
    ready: false,
  }));
  if (!('ready' in opened && opened.ready)) {
    seeing.terminate();
    throw new Error('the browser cannot see');
  }
  return {
    async look(video) {
      const bitmap = await createImageBitmap(video, what === 'selfie' ? smallOf(video) : {});
      return (await ask(bitmap, [bitmap])) as Sight;
    },
    close: () => seeing.terminate(),
  };
}

/** A face is seen as well in a small frame, which is handed over sooner. */
function smallOf({ videoWidth, videoHeight }: HTMLVideoElement): ImageBitmapOptions {
  const scale = Math.min(1, FRAME_SIDE / Math.max(videoWidth, videoHeight));
  return {
    resizeWidth: Math.round(videoWidth * scale),
    resizeHeight: Math.round(videoHeight * scale),
    resizeQuality: 'medium',
  };
}
