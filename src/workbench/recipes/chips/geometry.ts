// Where a face lies in the chip that a network is trained on: ArcFace's convention at any size and with any margin.

import type { EmbedderManifest } from '../../../face/index.js';

/** How a face is cut out of its photograph: the part of a model's manifest that decides over pixels. */
export interface Geometry {
  /** Side of the square chip in pixels. */
  readonly size: number;
  readonly alignment: EmbedderManifest['alignment'];
}

export const geometryOf = ({
  input,
  alignment,
}: Pick<EmbedderManifest, 'input' | 'alignment'>): Geometry => ({
  size: input.size,
  alignment,
});

/** Side of the chip that ArcFace's points are given for. */
const ARCFACE_SIZE = 112;

/** Eye centres, tip of the nose, corners of the mouth in it (InsightFace, face_align.py). */
const ARCFACE_POINTS = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
] as const;

/**
 * ArcFace's chip.
 * @param margin what is seen beyond it on each side, as a share of its own width: 0.5 shows twice as much each way
 */
export function arcFaceGeometry(size: number, margin = 0): Geometry {
  const scale = size / (ARCFACE_SIZE * (1 + 2 * margin));
  const placed = (at: number): number => scale * (at + margin * ARCFACE_SIZE);
  return {
    size,
    alignment: {
      landmarks: 'five',
      points: ARCFACE_POINTS.map(([x, y]): [number, number] => [placed(x), placed(y)]),
      mirror: false,
    },
  };
}
