// Cuts a face out of a photograph, upright, as large and as high as asked: selfies, and portraits of documents.

import type { Face } from '../face/index.js';
import { type Picture, type Point, type Similarity, warp } from '../image/index.js';

/** Where a face is in a photograph, and by how much the line between its eyes leans, in radians. */
export interface Place {
  readonly photo: Picture;
  readonly centre: Point;
  readonly width: number;
  readonly lean: number;
}

/** How wide the face is, and how high its centre lies, as shares of the crop. */
export interface Framing {
  readonly width: number;
  readonly height: number;
  readonly faceWidth: number;
  readonly centre: number;
}

/**
 * ISO/IEC 39794-5, annex D, as ISO/IEC 19794-5 before it: the head is 50 to 75 % as wide as the portrait; the detector's
 * box is narrower than a head.
 */
export const PORTRAIT_FRAMING = { faceWidth: 0.52, centre: 0.56 } as const;

/** @param corner of the picture that the face was found in, in pixels of the photograph that it is a part of */
export function placeOf(
  { box, landmarks }: Pick<Face, 'box' | 'landmarks'>,
  photo: Picture,
  corner: Point = { x: 0, y: 0 },
): Place {
  const [left, right] = [landmarks.five[0]!, landmarks.five[1]!];
  const centre = { x: corner.x + box.x + box.width / 2, y: corner.y + box.y + box.height / 2 };
  return { photo, centre, width: box.width, lean: Math.atan2(right.y - left.y, right.x - left.x) };
}

export function framed(place: Place, { width, height, faceWidth, centre }: Framing): Picture {
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
