// The crop that every document begins with: a face in a photograph → a portrait of 35 × 45 mm.

import { apply, fitSimilarity, type Picture, type Point, warp } from '../../image/index.js';
import type { Specimen } from './specimen.js';

/** Eyes, tip of the nose, corners of the mouth, left to right in the picture: x0, y0, x1, y1 … */
export interface FaceInPicture {
  readonly landmarks: readonly number[];
}

/** A portrait on a passport's page, in mm (ICAO Doc 9303-3, 3.9.1.1). */
export const PORTRAIT_MM = { width: 35, height: 45 } as const;

/** The five points of a frontal face in units of the distance between the eyes, about the point between them. */
const FACE: readonly Point[] = [
  { x: -0.5, y: 0 },
  { x: 0.5, y: 0 },
  { x: 0.005, y: 0.574 },
  { x: -0.404, y: 1.155 },
  { x: 0.424, y: 1.152 },
];

/**
 * Chin to crown in distances between the eyes: 225 mm to 63 mm in adults (means of both sexes: menton–vertex,
 * interpupillary breadth; ANSUR II, 2012).
 */
const HEAD_IN_EYE_DISTANCES = 225 / 63;

/** Eyes below the crown, as a share of the head's height (ANSUR II: ectocanthus–vertex to menton–vertex). */
const EYES_BELOW_CROWN = 0.5;

/** Interpupillary distance in mm that gives a photograph its size in the plane of the face (Dodgson, 2004). */
const EYE_DISTANCE_MM = 63;

/**
 * The portrait, upright, its head centred.
 * @param headShare chin to crown as a share of the portrait's height; ICAO Doc 9303-3 asks for 0.7–0.8
 * @throws LikenessError `internal` where the landmarks are all one point
 */
export function cropPortrait(
  picture: Picture,
  { landmarks }: FaceInPicture,
  headShare: number,
  pixelsPerMm: number,
): Specimen {
  const headMm = headShare * PORTRAIT_MM.height;
  const eyeDistance = (headMm / HEAD_IN_EYE_DISTANCES) * pixelsPerMm;
  const crownMm = (PORTRAIT_MM.height - headMm) / 2;
  const eyes = {
    x: (PORTRAIT_MM.width / 2) * pixelsPerMm,
    y: (crownMm + EYES_BELOW_CROWN * headMm) * pixelsPerMm,
  };
  const places = FACE.map(({ x, y }) => ({ x: eyes.x + x * eyeDistance, y: eyes.y + y * eyeDistance }));
  const toPicture = fitSimilarity(places, pointsOf(landmarks));
  const [width, height] = [PORTRAIT_MM.width, PORTRAIT_MM.height].map((mm) => Math.round(mm * pixelsPerMm));
  return { ...warp(picture, toPicture, width!, height!), pixelsPerMm, eyes };
}

/** The photograph as it is, with the size that its face gives it. */
export function asTaken(picture: Picture, { landmarks }: FaceInPicture): Specimen {
  const points = pointsOf(landmarks);
  const fromFace = fitSimilarity(FACE, points);
  const { width, height, data } = picture;
  return {
    width,
    height,
    data,
    pixelsPerMm: Math.hypot(fromFace.a, fromFace.b) / EYE_DISTANCE_MM,
    eyes: apply(fromFace, { x: 0, y: 0 }),
  };
}

const pointsOf = (landmarks: readonly number[]): Point[] =>
  Array.from({ length: landmarks.length / 2 }, (_, i) => ({ x: landmarks[2 * i], y: landmarks[2 * i + 1] }));
