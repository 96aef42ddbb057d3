// Bring a face upright into a chip, so that its points lie where the model expects them.

import { fitSimilarity, type Picture, type Point, type Similarity, warp } from '../image/index.js';
import type { Face } from './face.js';
import type { EmbedderManifest, ModelAlignment } from './registry/manifest.js';

/** The face as a model wants to see it. */
export interface AlignedFace {
  /** Square picture of the model's input size. */
  readonly chip: Picture;
  /** From chip coordinates to the picture's. */
  readonly toPicture: Similarity;
}

/** Cuts the chip that a model needs out of the picture, by the best similarity transform of its points. */
export function align(picture: Picture, face: Face, { input, alignment }: EmbedderManifest): AlignedFace {
  const reference = alignment.points.map(([x, y]) => ({ x, y }));
  const toPicture = fitSimilarity(reference, pointsOf(face, alignment));
  return { chip: warp(picture, toPicture, input.size, input.size, { border: 'edge' }), toPicture };
}

/** The 68-point scheme starts with 17 points of the jaw, which move with the mouth and the head's turn. */
const JAW_POINTS = 17;

function pointsOf({ landmarks }: Face, { landmarks: scheme }: ModelAlignment): readonly Point[] {
  return scheme === 'five' ? landmarks.five : landmarks.sixtyEight.slice(JAW_POINTS);
}
