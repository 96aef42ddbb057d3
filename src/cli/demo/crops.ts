// Selfies and portraits, cut out of group photographs: the face upright and as large as such a picture has it.

import { encodeJpeg, type Picture, resize, type Similarity, warp } from '../../image/index.js';
import type { Place } from './sightings.js';
import { PORTRAIT, photographed, specimenPage } from './specimen.js';

const SELFIE = { width: 480, height: 600 } as const;
/** Like a photograph that a phone's camera has compressed. */
const JPEG_QUALITY = 90;

/** How wide the face is, and how high its centre lies, as shares of the crop. */
interface Framing {
  readonly width: number;
  readonly height: number;
  readonly faceWidth: number;
  readonly centre: number;
}

const AS_SELFIE: Framing = { ...SELFIE, faceWidth: 0.45, centre: 0.5 };
const AS_CROWDED_SELFIE: Framing = { width: 720, height: 600, faceWidth: 0.25, centre: 0.5 };
/** ISO/IEC 19794-5: the head is 60 to 75 % as wide as the portrait; the detector's box is narrower than a head. */
const AS_PORTRAIT: Framing = { ...PORTRAIT, faceWidth: 0.52, centre: 0.56 };

export type Spoiling = 'blurred' | 'crowded' | undefined;

export async function selfieOf(place: Place, spoiled: Spoiling): Promise<Uint8Array> {
  const picture = crop(place, spoiled === 'crowded' ? AS_CROWDED_SELFIE : AS_SELFIE);
  return encodeJpeg(spoiled === 'blurred' ? blurred(picture) : picture, JPEG_QUALITY);
}

/** A specimen passport with the face as its portrait, photographed. */
export async function documentOf(place: Place, person: string): Promise<Uint8Array> {
  const page = await specimenPage(crop(place, AS_PORTRAIT), person);
  return encodeJpeg(photographed(page), JPEG_QUALITY);
}

function crop(place: Place, { width, height, faceWidth, centre }: Framing): Picture {
  const scale = place.width / (faceWidth * width);
  const [a, b] = [scale * Math.cos(place.lean), scale * Math.sin(place.lean)];
  const [cx, cy] = [width / 2, height * centre];
  const toPhoto: Similarity = {
    a,
    b,
    tx: place.centre.x - (a * cx - b * cy),
    ty: place.centre.y - (b * cx + a * cy),
  };
  return warp(place.photo, toPhoto, width, height, { border: 'edge' });
}

/** As blurred as a picture that was a twentieth as wide. */
function blurred(picture: Picture): Picture {
  const small = resize(picture, Math.round(picture.width / 20), Math.round(picture.height / 20));
  return resize(small, picture.width, picture.height);
}
