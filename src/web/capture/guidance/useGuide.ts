// Looks at the camera's frames, one after the other, and says what to do. The detectors come over the line after the page:
// until they are there, and where a browser cannot run them, it says nothing, and the button takes the picture.

import { type RefObject, useEffect, useRef, useState } from 'react';
import { type HintCode, openFrameWatch } from '../hints.js';
import type { Quad } from '../seeing/plane.js';
import type { Print, What } from '../seeing/sight.js';
import { aimOf } from './cues.js';
import { UNSEEN, type Watch, watched } from './watch.js';

export interface Guide {
  readonly watch: Watch;
  /** Where it is, in the view; null where nothing is. */
  readonly place: Quad | null;
  /** How the page looks that is seen. */
  readonly print: Print | null;
  /** Whether frames are looked at. */
  readonly isSeeing: boolean;
  /** What the frames themselves tell of the camera. */
  hints(): readonly HintCode[];
}

/** @param front how the side of a card looks that was taken before */
export function useGuide(
  what: What,
  video: RefObject<HTMLVideoElement | null>,
  isReady: boolean,
  front: Print | null,
): Guide {
  const [seen, setSeen] = useState<Pick<Guide, 'watch' | 'place' | 'print'>>();
  const frames = useRef(openFrameWatch());
  useEffect(() => {
    if (!isReady) return;
    frames.current = openFrameWatch();
    const ending = new AbortController();
    // What cannot see says nothing.
    void follow(ending.signal).catch(() => setSeen(undefined));
    return () => ending.abort();

    async function follow(ended: AbortSignal): Promise<void> {
      const { openEye } = await import('../seeing/eye.js');
      const eye = await openEye(what);
      let watch = UNSEEN;
      try {
        while (!ended.aborted) {
          const isNext = await nextFrame(video.current!, ended);
          if (ended.aborted) return;
          const sight = await eye.look(video.current!);
          if (ended.aborted) return;
          // One that may have been looked at before says nothing by being the same.
          if (isNext) frames.current.see(sight);
          const aim = aimOf(what, sight, front);
          watch = watched(watch, what, aim, performance.now());
          setSeen({ watch, place: aim.place, print: sight.print });
        }
      } finally {
        eye.close();
      }
    }
  }, [what, video, isReady, front]);
  return {
    watch: seen?.watch ?? UNSEEN,
    place: seen?.place ?? null,
    print: seen?.print ?? null,
    isSeeing: seen !== undefined,
    hints: () => frames.current.hints(),
  };
}

/** Where a browser does not tell of frames: about as often as cameras give them, ms. */
const FRAME = 40;

/** @returns whether it is known to be another one; as well when it is over: a video that has stopped has no next frame */
function nextFrame(video: HTMLVideoElement, ended: AbortSignal): Promise<boolean> {
  const tells = 'requestVideoFrameCallback' in video;
  return new Promise((resolve) => {
    const go = (): void => {
      ended.removeEventListener('abort', go);
      resolve(tells);
    };
    ended.addEventListener('abort', go);
    if (tells) video.requestVideoFrameCallback(go);
    else setTimeout(go, FRAME);
  });
}
