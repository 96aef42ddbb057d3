// The page's corners to a fraction of a percent: each is looked at by itself, four times as large as before.

import { type Picture, project, type Quad, toPlanes, warpPerspective } from '../../image/index.js';
import type { Session } from '../../onnx/index.js';
import { movedBy } from './corners.js';
import { CORNER_SIDE, cornerLook } from './looks.js';
import { peaksOf } from './peaks.js';

const STRIDE = 4;
const PLACES = (CORNER_SIDE / STRIDE) ** 2;
const PIXELS = CORNER_SIDE * CORNER_SIDE;
const ZERO = [0, 0, 0] as const;

/** Where a look moved some corner by more than this share of the diagonal, one more starts from what it found. */
const SETTLED = 0.005;
const MOST_LOOKS = 2;
/** A corner of which the network is less sure, say one that a thumb hides, stays where it was. */
const LEAST_SHARE = 0.3;

export async function refineCorners(session: Session, picture: Picture, start: Quad): Promise<Quad> {
  let corners = start;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const refined = await look(session, picture, corners);
    const moved = movedBy(corners, refined);
    corners = refined;
    if (moved < SETTLED) break;
  }
  return corners;
}

async function look(session: Session, picture: Picture, corners: Quad): Promise<Quad> {
  const data = new Float32Array(4 * 3 * PIXELS);
  const views = corners.map((_, which) => cornerLook(corners, which));
  for (const [i, view] of views.entries())
    toPlanes(
      warpPerspective(picture, view, CORNER_SIDE, CORNER_SIDE),
      ZERO,
      1 / 255,
      'rgb',
      'nchw',
      data,
      3 * PIXELS * i,
    );
  const y = (await session.run({ x: { data, dims: [4, 3, CORNER_SIDE, CORNER_SIDE] } })).y!.data;
  return corners.map((corner, i) => {
    const [peak] = peaksOf(y.subarray(i * PLACES, (i + 1) * PLACES), 1);
    if (peak!.share < LEAST_SHARE) return corner;
    return project(views[i]!, { x: (peak!.at.x + 0.5) * STRIDE, y: (peak!.at.y + 0.5) * STRIDE });
  }) as unknown as Quad;
}
