// The two faces side by side, turned upright and brought to one size by their eyes, so that they can be compared part by
// part; zoomed together.

import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { CaseDetail, Point } from '../../../client/index.js';
import { alignment } from './alignment.js';

const SIZE = 420;
const ZOOMS = [1, 1.5, 2, 3] as const;

export function Faces({ one }: { one: CaseDetail }): ReactElement {
  const [zoom, setZoom] = useState<number>(ZOOMS[0]);
  const [marks, setMarks] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const other = otherFace(one);
  const selfie = one.pictures.find(({ part }) => part === 'selfie');
  const shown = { zoom, marks, isWhole };
  return (
    <section className="panel stack" aria-label="The two faces">
      <div className="faces">
        <Face title="Selfie" picture={selfie} landmarks={one.selfie.face?.landmarks} {...shown} />
        <Face title={other.title} picture={other.picture} landmarks={other.landmarks} {...shown} />
      </div>
      <div className="row">
        <fieldset className="row plain">
          <legend className="unseen">Zoom</legend>
          {ZOOMS.map((factor) => (
            <button
              key={factor}
              type="button"
              className="button"
              aria-pressed={zoom === factor}
              onClick={() => setZoom(factor)}
            >
              × {factor}
            </button>
          ))}
        </fieldset>
        <label className="row small">
          <input type="checkbox" checked={marks} onChange={({ target }) => setMarks(target.checked)} />
          Landmarks
        </label>
        <label className="row small">
          <input type="checkbox" checked={isWhole} onChange={({ target }) => setWhole(target.checked)} />
          Whole pictures
        </label>
      </div>
    </section>
  );
}

/** What the selfie was compared with. */
function otherFace(one: CaseDetail): Pick<FaceProps, 'title' | 'picture' | 'landmarks'> {
  if (one.kind === 'authentication') {
    const { reference } = one;
    const isLater = reference !== null && reference.enrolledAt > one.openedAt;
    return {
      title: isLater ? 'Enrolled reference, renewed since' : 'Enrolled reference',
      picture: reference,
      landmarks: reference?.landmarks ?? undefined,
    };
  }
  const portrait = one.document?.portrait;
  return {
    title: 'Portrait of the document',
    picture: portrait && one.pictures.find(({ part }) => part === PART_OF[portrait.on]),
    landmarks: portrait?.landmarks,
  };
}

const PART_OF = { front: 'document_front', back: 'document_back', chip: 'dg2' } as const;

interface FaceProps {
  readonly title: string;
  readonly picture: { readonly isKept: boolean; readonly address: string } | null | undefined;
  readonly landmarks: readonly Point[] | undefined;
  readonly zoom: number;
  readonly marks: boolean;
  readonly isWhole: boolean;
}

function Face({ title, picture, landmarks, zoom, marks, isWhole }: FaceProps): ReactElement {
  const image = usePicture(picture?.isKept ? picture.address : undefined);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && image instanceof HTMLImageElement)
      draw(canvas.current, image, isWhole ? undefined : landmarks, zoom, marks ? landmarks : undefined);
  }, [image, landmarks, zoom, marks, isWhole]);
  return (
    <figure>
      {image instanceof HTMLImageElement ? (
        <canvas ref={canvas} width={SIZE} height={SIZE} role="img" aria-label={title} />
      ) : (
        <div className="skeleton face-missing">{image === 'loading' ? '' : MISSING[image]}</div>
      )}
      <figcaption>{title}</figcaption>
    </figure>
  );
}

const MISSING = {
  none: 'There is no such picture.',
  broken: 'Browsers cannot show this picture (a chip’s portrait may be JPEG 2000).',
} as const;

/** Each look at a picture is logged: it is loaded once. */
function usePicture(address: string | undefined): HTMLImageElement | 'loading' | keyof typeof MISSING {
  const [image, setImage] = useState<HTMLImageElement | 'loading' | keyof typeof MISSING>('loading');
  useEffect(() => {
    if (address === undefined) return setImage('none');
    const loading = new Image();
    loading.onload = () => setImage(loading);
    loading.onerror = () => setImage('broken');
    loading.src = address;
    return () => {
      loading.onload = null;
      loading.onerror = null;
    };
  }, [address]);
  return image;
}

function draw(
  canvas: HTMLCanvasElement,
  image: HTMLImageElement,
  landmarks: readonly Point[] | undefined,
  zoom: number,
  marks: readonly Point[] | undefined,
): void {
  const context = canvas.getContext('2d')!;
  const { a, b, x, y } = alignment(
    landmarks,
    { width: image.naturalWidth, height: image.naturalHeight },
    SIZE,
  );
  const middle = SIZE / 2;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, SIZE, SIZE);
  context.setTransform(zoom, 0, 0, zoom, middle * (1 - zoom), middle * (1 - zoom));
  context.transform(a, b, -b, a, x, y);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0);
  const size = 3 / (zoom * Math.hypot(a, b));
  context.fillStyle = '#3cf2b0';
  for (const point of marks ?? []) {
    context.beginPath();
    context.arc(point.x, point.y, size, 0, 2 * Math.PI);
    context.fill();
  }
}
