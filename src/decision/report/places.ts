// Places as JSON shows them: in pixels of the upright original, whatever the size at which the picture was analysed.

import type { ReadPage } from '../../document/index.js';
import type { Face } from '../../face/index.js';
import {
  type Box,
  type DecodedPicture,
  type Homography,
  type Point,
  product,
  project,
  rectangle,
  toOriginal,
} from '../../image/index.js';
import { hundredths } from '../../numbers.js';

export const pictureJson = ({ source }: DecodedPicture) => ({
  width: source.width,
  height: source.height,
});

/** From pixels of the straightened page to pixels of the upright original. */
export const pageToOriginal = (photograph: DecodedPicture, { rectified }: ReadPage): Homography =>
  product(toOriginal(photograph), rectified.toPhotograph);

/** A face in pixels of the original: the box about its corners there. */
export function faceJson(face: Face, placed: Homography) {
  const { x, y, width, height } = face.box;
  return {
    box: boxAbout(rectangle(x, y, width, height).map((corner) => project(placed, corner))),
    confidence: face.confidence,
    landmarks: face.landmarks.five.map((point) => pointJson(project(placed, point))),
  };
}

/** The least upright rectangle that holds the points. */
export function boxAbout(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return {
    x: hundredths(left),
    y: hundredths(top),
    width: hundredths(Math.max(...xs) - left),
    height: hundredths(Math.max(...ys) - top),
  };
}

export const pointJson = ({ x, y }: Point): Point => ({ x: hundredths(x), y: hundredths(y) });
