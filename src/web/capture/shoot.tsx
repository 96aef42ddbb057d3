// One picture: by the camera, with a frame to fit into and a word on the light; or from a file, where there is no camera.
// Then looked at, and kept or taken again.

import { type ChangeEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { type CameraFault, openCamera, pictureOf } from './camera.js';
import { type LightFault, lightFault } from './lightness.js';
import type { Words } from './words/index.js';

export interface Shot {
  readonly blob: Blob;
}

interface ShootProps {
  readonly what: 'selfie' | 'document';
  readonly words: Words;
  readonly onShot: (shot: Shot) => void;
}

export function Shoot({ what, words, onShot }: ShootProps): ReactElement {
  const [taken, setTaken] = useState<Shot>();
  const [fault, setFault] = useState<CameraFault>();
  if (taken) return <Look shot={taken} words={words} onKeep={onShot} onAgain={() => setTaken(undefined)} />;
  return (
    <>
      <p>{what === 'selfie' ? words.howSelfie : words.howDocument}</p>
      {fault === undefined ? (
        <Viewfinder what={what} words={words} onTaken={setTaken} onFault={setFault} />
      ) : (
        <p className="notice notice-warn" role="status">
          {words.noCamera[fault]}
        </p>
      )}
      <Upload what={what} words={words} onChosen={(blob) => setTaken({ blob })} />
    </>
  );
}

interface ViewfinderProps {
  readonly what: 'selfie' | 'document';
  readonly words: Words;
  readonly onTaken: (shot: Shot) => void;
  readonly onFault: (fault: CameraFault) => void;
}

/** Between two looks at the light, ms: slow enough to be read. */
const PACE = 500;

function Viewfinder({ what, words, onTaken, onFault }: ViewfinderProps): ReactElement {
  const video = useRef<HTMLVideoElement>(null);
  const [isReady, setReady] = useState(false);
  const [light, setLight] = useState<LightFault | null>(null);
  const report = useRef(onFault);
  report.current = onFault;
  useEffect(() => {
    const camera = openCamera(what, video.current!);
    camera.ready.then(
      () => setReady(true),
      (fault: CameraFault) => report.current(fault),
    );
    const looking = setInterval(() => {
      const pixels = camera.look();
      if (pixels) setLight(lightFault(pixels, what));
    }, PACE);
    return () => {
      clearInterval(looking);
      camera.close();
    };
  }, [what]);
  const take = async (): Promise<void> => onTaken({ blob: await pictureOf(video.current!) });
  return (
    <div className="finder" data-what={what}>
      <div className="view">
        <video ref={video} playsInline muted autoPlay aria-label={words.camera} />
        <div className="frame" aria-hidden="true" />
      </div>
      <p className="light" role="status">
        {light ? words.light[light] : ''}
      </p>
      <button type="button" className="button button-accent" disabled={!isReady} onClick={() => void take()}>
        {words.take}
      </button>
    </div>
  );
}

interface UploadProps {
  readonly what: 'selfie' | 'document';
  readonly words: Words;
  readonly onChosen: (file: Blob) => void;
}

function Upload({ what, words, onChosen }: UploadProps): ReactElement {
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const [file] = target.files ?? [];
    if (file) onChosen(file);
  };
  return (
    <label className="upload small">
      {words.upload}
      <input
        type="file"
        accept="image/jpeg,image/png,image/webp,image/heic,image/avif"
        capture={what === 'selfie' ? 'user' : 'environment'}
        onChange={chosen}
      />
    </label>
  );
}

interface LookProps {
  readonly shot: Shot;
  readonly words: Words;
  readonly onKeep: (shot: Shot) => void;
  readonly onAgain: () => void;
}

function Look({ shot, words, onKeep, onAgain }: LookProps): ReactElement {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(shot.blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [shot]);
  return (
    <>
      <p>{words.lookAtIt}</p>
      {address && <img className="taken" src={address} alt={words.taken} />}
      <div className="row">
        <button type="button" className="button button-accent" onClick={() => onKeep(shot)}>
          {words.keep}
        </button>
        <button type="button" className="button" onClick={onAgain}>
          {words.takeAgain}
        </button>
      </div>
    </>
  );
}
