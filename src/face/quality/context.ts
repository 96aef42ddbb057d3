// What the components look at, made once a face: the face upright and at one size, its light, its proportions.

import {
  apply,
  fitSimilarity,
  invert,
  type Picture,
  type Point,
  type Similarity,
  warp,
} from '../../image/index.js';
import type { Detection } from '../detect.js';
import type { Face } from '../face.js';
import { distance, meanPoint } from '../geometry.js';
import { pick } from '../landmarks.js';
import { type Pose, poseOf } from '../pose.js';
import { histogramOf, type Region, rowsInside } from './region.js';

/** One face and all that is measured on. */
export interface QualityContext {
  readonly picture: Picture;
  /** Pixels of the picture per pixel of the original, as in `DecodedPicture.source.scale`. */
  readonly scale: number;
  readonly face: Face;
  /** The other faces that were found in the picture. */
  readonly others: readonly Detection[];
  readonly pose: Pose;
  readonly eyes: Eyes;
  /** From the point between the eyes to the chin, in pixels of the picture: "T" of ISO/IEC 29794-5. */
  readonly eyesToChin: number;
  /** The face upright, `CHIP_SIZE` pixels square, the eyes `CHIP_EYE_DISTANCE` pixels apart. */
  readonly chip: Picture;
  /** From coordinates in the chip to coordinates in the picture. */
  readonly toPicture: Similarity;
  /** The pixels of the chip from forehead to chin and ear to ear, as far as the picture shows them. */
  readonly region: Region;
  /** Luminance of each pixel of the chip: linear light, 0 to 255. */
  readonly luminance: Uint8Array;
  /** Luma of each pixel of the chip: grey levels as they are stored, 0 to 255. */
  readonly luma: Uint8Array;
  /** Share of the region's pixels with each luminance: 256 numbers that add up to 1, or all 0. */
  readonly luminances: Float64Array;
}

/** The centres of the eyes in pixels of the picture. */
export interface Eyes {
  /** The subject's right eye, on the left as seen. */
  readonly right: Point;
  readonly left: Point;
  readonly middle: Point;
  /** As seen; a turned head brings the eyes together. */
  readonly distance: number;
}

export const CHIP_SIZE = 160;
export const CHIP_EYE_DISTANCE = 48;

/**
 * Where the eyes, the tip of the nose and the corners of the mouth lie in the chip: the mean of LFW's faces (as
 * in `pose.ts`). Aligned by all five, a head that turns away does not grow.
 */
const CHIP_FIVE: readonly Point[] = [
  { x: 56, y: 60 },
  { x: 104, y: 60 },
  { x: 80, y: 87 },
  { x: 59, y: 111 },
  { x: 101, y: 111 },
];

export function contextOf(
  picture: Picture,
  scale: number,
  face: Face,
  others: readonly Detection[],
): QualityContext {
  const { mesh, five } = face.landmarks;
  const toPicture = fitSimilarity(CHIP_FIVE, five);
  const chip = warp(picture, toPicture, CHIP_SIZE, CHIP_SIZE);
  const toChip = invert(toPicture);
  const region = rowsInside(CHIP_SIZE, [
    pick(mesh, FACE_OVAL).map((p) => apply(toChip, p)),
    cornersOf(picture).map((p) => apply(toChip, p)),
  ]);
  const luminance = luminanceOf(chip);
  const eyes = eyesOf(mesh);
  return {
    picture,
    scale,
    face,
    others,
    pose: poseOf(face.landmarks),
    eyes,
    eyesToChin: distance(eyes.middle, mesh[CHIN]),
    chip,
    toPicture,
    region,
    luminance,
    luma: lumaOf(chip),
    luminances: histogramOf(luminance, region),
  };
}

/** The outer and the inner corner of the eye left and right as seen: they keep still while a lid moves. */
const EYE_CORNERS = [
  [33, 133],
  [362, 263],
] as const;

const CHIN = 152;

function eyesOf(mesh: readonly Point[]): Eyes {
  const [right, left] = EYE_CORNERS.map((corners) => meanPoint(pick(mesh, corners)));
  return { right, left, middle: meanPoint([right, left]), distance: distance(right, left) };
}

/** The outline of the mesh from the middle of the hairline, clockwise as seen. */
const FACE_OVAL = [
  ...[10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377],
  ...[152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109],
];

const cornersOf = ({ width, height }: Picture): Point[] => [
  { x: 0, y: 0 },
  { x: width, y: 0 },
  { x: width, y: height },
  { x: 0, y: height },
];

function luminanceOf({ data }: Picture): Uint8Array {
  const luminance = new Uint8Array(data.length / 3);
  for (let i = 0, p = 0; i < luminance.length; i++, p += 3) {
    luminance[i] = RED[data[p]] + GREEN[data[p + 1]] + BLUE[data[p + 2]] + 0.5;
  }
  return luminance;
}

/** What each level of a colour of sRGB adds to the luminance (IEC 61966-2-1). */
const shareOf = (weight: number): Float64Array =>
  Float64Array.from({ length: 256 }, (_, level) => {
    const x = level / 255;
    return 255 * weight * (x > 0.04045 ? ((x + 0.055) / 1.055) ** 2.4 : x / 12.92);
  });
const RED = shareOf(0.2126);
const GREEN = shareOf(0.7152);
const BLUE = shareOf(0.0722);

/** As in JPEG: 0.299, 0.587 and 0.114 of red, green and blue. */
function lumaOf({ data }: Picture): Uint8Array {
  const luma = new Uint8Array(data.length / 3);
  for (let i = 0, p = 0; i < luma.length; i++, p += 3) {
    luma[i] = (19595 * data[p] + 38470 * data[p + 1] + 7471 * data[p + 2] + 32768) >> 16;
  }
  return luma;
}
