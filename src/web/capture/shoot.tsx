// One picture: by the camera, or from a file, where there is no camera or somebody would rather. Then looked at, and kept
// or taken again.

import { type ChangeEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import type { CameraFault } from './camera.js';
import { fitted } from './fitted.js';
import type { HintCode } from './hints.js';
import type { Print, What } from './seeing/sight.js';
import { Viewfinder } from './viewfinder.js';
import type { Words } from './words/index.js';

export interface Shot {
  readonly blob: Blob;
  /** Signs that it may not come from a camera. */
  readonly hints: readonly HintCode[];
  /** How the page on it looks, where that was seen. */
  readonly print: Print | null;
}

interface ShootProps {
  readonly what: What;
  readonly words: Words;
  /** The most that a picture may have, bytes. */
  readonly most: number;
  /** How the side looks that was taken before. */
  readonly front?: Print | null;
  readonly isAutomatic: boolean;
  readonly onAutomatic: (isOn: boolean) => void;
  readonly onShot: (shot: Shot) => void;
}

export function Shoot({
  what,
  words,
  most,
  front = null,
  isAutomatic,
  onAutomatic,
  onShot,
}: ShootProps): ReactElement {
  const [taken, setTaken] = useState<Shot>();
  const [fault, setFault] = useState<CameraFault>();
  const [isTooLarge, setTooLarge] = useState(false);
  const take = async ({ hints, ...shot }: Shot): Promise<void> => {
    const blob = await fitted(shot.blob, most);
    setTooLarge(blob === null);
    const all = navigator.webdriver ? ([...hints, 'automated'] as const) : hints;
    if (blob) setTaken({ ...shot, blob, hints: all });
  };
  if (taken) return <Look shot={taken} words={words} onKeep={onShot} onAgain={() => setTaken(undefined)} />;
  return (
    <>
      <Told text={words.how[what]} />
      {fault === undefined ? (
        <Viewfinder
          {...{ what, words, front, isAutomatic, onAutomatic }}
          onTaken={(shot) => void take(shot)}
          onFault={setFault}
        />
      ) : (
        <p className="notice notice-warn" role="status">
          {words.noCamera[fault]}
        </p>
      )}
      {isTooLarge && (
        <p className="notice notice-warn" role="alert">
          {words.tooLarge}
        </p>
      )}
      <Upload words={words} onChosen={(blob) => void take({ blob, hints: ['chosen_file'], print: null })} />
    </>
  );
}

/** Takes the focus as it comes, so that whoever listens hears that the picture was taken, or is to be taken again. */
function Told({ text }: { text: string }): ReactElement {
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => told.current?.focus(), []);
  return (
    <p ref={told} tabIndex={-1} className="told">
      {text}
    </p>
  );
}

interface UploadProps {
  readonly words: Words;
  readonly onChosen: (file: Blob) => void;
}

/** No HEIC: where it is not asked for, phones that take it give JPEG. */
const TYPES = 'image/jpeg,image/png,image/webp,image/avif';

/** Without `capture`: with it phones would open the camera, and offer no picture that is there. */
function Upload({ words, onChosen }: UploadProps): ReactElement {
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const [file] = target.files ?? [];
    if (file) onChosen(file);
  };
  return (
    <label className="upload button">
      {words.upload}
      <input type="file" className="unseen" accept={TYPES} onChange={chosen} />
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
      <Told text={words.lookAtIt} />
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
