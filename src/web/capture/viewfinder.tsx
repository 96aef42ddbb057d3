// The camera's picture, what to do about it, and the shutter: a button, and by itself where all is good and still.

import { type ReactElement, useEffect, useRef, useState } from 'react';
import { type Camera, type CameraFault, openCamera } from './camera.js';
import { useGuide } from './guidance/useGuide.js';
import { type LightFault, lightFault } from './lightness.js';
import { Overlay } from './overlay.js';
import type { Print, What } from './seeing/sight.js';
import type { Shot } from './shoot.js';
import type { Words } from './words/index.js';

interface ViewfinderProps {
  readonly what: What;
  readonly words: Words;
  readonly isAutomatic: boolean;
  readonly onAutomatic: (isOn: boolean) => void;
  /** How the side looks that was taken before; null where this is the first, or that is not known. */
  readonly front: Print | null;
  readonly onTaken: (taken: Shot) => void;
  readonly onFault: (fault: CameraFault) => void;
}

export function Viewfinder({
  what,
  words,
  isAutomatic,
  onAutomatic,
  front,
  onTaken,
  onFault,
}: ViewfinderProps): ReactElement {
  const video = useRef<HTMLVideoElement>(null);
  const camera = useRef<Camera>(null);
  const isTaking = useRef(false);
  const [isReady, setReady] = useState(false);
  const report = useRef(onFault);
  report.current = onFault;
  useEffect(() => {
    const opened = openCamera(what, video.current!);
    camera.current = opened;
    opened.ready.then(
      () => setReady(true),
      (fault: CameraFault) => report.current(fault),
    );
    return () => opened.close();
  }, [what]);
  const { watch, place, print, isSeeing, hints } = useGuide(what, video, isReady, front);
  const light = useLight(camera, what, isReady && !isSeeing);

  const take = async (): Promise<void> => {
    if (isTaking.current) return;
    isTaking.current = true;
    const told = [...camera.current!.hints(), ...hints()];
    try {
      onTaken({ blob: await camera.current!.take(), hints: told, print });
    } catch {
      onFault('busy');
    } finally {
      isTaking.current = false;
    }
  };
  const isDue = isAutomatic && watch.progress >= 1;
  const shutter = useRef(take);
  shutter.current = take;
  useEffect(() => {
    if (isDue) void shutter.current();
  }, [isDue]);

  const cue = watch.shown;
  const onLight = light ? wordOn(light, what, words) : '';
  const text = cue ? words.cues[cue] : onLight;
  const spoken = watch.spoken ? words.cues[watch.spoken] : onLight;
  const shown = (
    <p className="cue" data-tone={cue === 'good' ? 'good' : 'warn'} aria-hidden="true">
      {text}
    </p>
  );
  return (
    <div className="finder" data-what={what === 'selfie' ? 'selfie' : 'document'}>
      <div className="view">
        <video ref={video} playsInline muted autoPlay aria-label={words.camera} />
        <Overlay what={what} cue={cue} progress={isAutomatic ? watch.progress : 0} place={place} />
        {what === 'selfie' && shown}
      </div>
      {what !== 'selfie' && <div className="cues">{shown}</div>}
      <p className="unseen" role="status">
        {spoken}
      </p>
      <button type="button" className="button button-accent" disabled={!isReady} onClick={() => void take()}>
        {words.take}
      </button>
      {isSeeing && (
        <label className="switch small">
          <input
            type="checkbox"
            checked={isAutomatic}
            onChange={({ target }) => onAutomatic(target.checked)}
          />
          {words.automatic}
        </label>
      )}
    </div>
  );
}

/** Of a face more is said than of a page: where to turn it. */
const wordOn = (light: LightFault, what: What, words: Words): string =>
  light === 'dark' && what !== 'selfie' ? words.cues.dark : words.light[light];

/** Between two looks at the light, ms: slow enough to be read. */
const PACE = 500;

/** A word on the light, for as long as nothing better sees. */
function useLight(camera: React.RefObject<Camera | null>, what: What, isNeeded: boolean): LightFault | null {
  const [light, setLight] = useState<LightFault | null>(null);
  useEffect(() => {
    if (!isNeeded) return setLight(null);
    const looking = setInterval(() => {
      const pixels = camera.current?.look();
      if (pixels) setLight(lightFault(pixels, what === 'selfie' ? 'selfie' : 'document'));
    }, PACE);
    return () => clearInterval(looking);
  }, [camera, what, isNeeded]);
  return light;
}
