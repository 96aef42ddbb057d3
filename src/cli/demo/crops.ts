// Selfies and portraits, cut out of group photographs: the face upright and as large as such a picture has it.

import { encodeJpeg, type Picture, resize } from '../../image/index.js';
import { type Framing, framed, type Place, PORTRAIT_FRAMING } from '../framing.js';
import { PORTRAIT, photographed, specimenPage } from './specimen.js';

const SELFIE = { width: 480, height: 600 } as const;
/** Like a photograph that a phone's camera has compressed. */
const JPEG_QUALITY = 90;

const AS_SELFIE: Framing = { ...SELFIE, faceWidth: 0.45, centre: 0.5 };
const AS_CROWDED_SELFIE: Framing = { width: 720, height: 600, faceWidth: 0.25, centre: 0.5 };
const AS_PORTRAIT: Framing = { ...PORTRAIT, ...PORTRAIT_FRAMING };

export type Spoiling = 'blurred' | 'crowded' | undefined;

export async function selfieOf(place: Place, spoiled: Spoiling): Promise<Uint8Array> {
  const picture = framed(place, spoiled === 'crowded' ? AS_CROWDED_SELFIE : AS_SELFIE);
  return encodeJpeg(spoiled === 'blurred' ? blurred(picture) : picture, JPEG_QUALITY);
}

/** A specimen passport with the face as its portrait, photographed. */
export async function documentOf(place: Place, person: string): Promise<Uint8Array> {
  const page = await specimenPage(framed(place, AS_PORTRAIT), person);
  return encodeJpeg(photographed(page), JPEG_QUALITY);
}

/** As blurred as a picture that was a twentieth as wide. */
function blurred(picture: Picture): Picture {
  const small = resize(picture, Math.round(picture.width / 20), Math.round(picture.height / 20));
  return resize(small, picture.width, picture.height);
}
