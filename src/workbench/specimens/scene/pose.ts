// Where a phone is held over a page: a pinhole camera's view of the plane, and where the page's corners are seen.

import type { Random } from '../../../autograd/index.js';
import { type Homography, type Point, project, type Quad, rectangle } from '../../../image/index.js';
import type { Interval } from './disturbance.js';

export interface PoseRanges {
  /** Diagonal of the page, as a share of the picture's. */
  readonly size: Interval;
  /** Between the line of sight and the page's normal, in degrees. */
  readonly tilt: Interval;
  /** Turn about the line of sight, in degrees; 0 is upright. */
  readonly turn: Interval;
  /** Focal length, as a multiple of the picture's diagonal: 0.6 is a phone's wide lens, 1.2 its portrait lens. */
  readonly focalLength: Interval;
  /** Least distance of a corner from the picture's border, as a share of the picture's diagonal; below 0 the page may be cut off. */
  readonly margin: number;
}

export interface Pose {
  /** From mm on the page, its top left corner at (0, 0), to pixels of the photograph. */
  readonly toPicture: Homography;
  readonly corners: Quad;
}

/** Drawn so that all four corners keep the margin; a page that would be too large is held farther away. */
export function drawPose(
  random: Random,
  ranges: PoseRanges,
  page: { readonly width: number; readonly height: number },
  picture: { readonly width: number; readonly height: number },
): Pose {
  const between = ([from, to]: Interval) => from + (to - from) * random();
  const diagonal = Math.hypot(picture.width, picture.height);
  const focal = between(ranges.focalLength) * diagonal;
  const rad = Math.PI / 180;
  const [tilt, towards, turn] = [
    between(ranges.tilt) * rad,
    2 * Math.PI * random(),
    between(ranges.turn) * rad,
  ];
  const size = between(ranges.size) * diagonal;
  const [shareX, shareY] = [random(), random()];
  const margin = ranges.margin * diagonal;
  for (let scale = size / Math.hypot(page.width, page.height); ; scale *= 0.94) {
    const centred = viewOf({ tilt, towards, turn, focal, scale }, page, {
      x: picture.width / 2,
      y: picture.height / 2,
    });
    const seen = cornersOf(centred, page);
    const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
    const room = {
      x: picture.width - 2 * margin - (Math.max(...xs) - Math.min(...xs)),
      y: picture.height - 2 * margin - (Math.max(...ys) - Math.min(...ys)),
    };
    if (room.x < 0 || room.y < 0) continue;
    // The camera is shifted, not turned: what it sees moves as a whole.
    const dx = margin + shareX * room.x - Math.min(...xs);
    const dy = margin + shareY * room.y - Math.min(...ys);
    const toPicture = moved(centred, dx, dy);
    return { toPicture, corners: cornersOf(toPicture, page) };
  }
}

const cornersOf = (toPicture: Homography, page: { width: number; height: number }): Quad =>
  rectangle(0, 0, page.width, page.height).map((corner) => project(toPicture, corner)) as unknown as Quad;

export interface View {
  readonly tilt: number;
  readonly towards: number;
  readonly turn: number;
  readonly focal: number;
  /** Pixels a millimetre in the middle of the page. */
  readonly scale: number;
}

/** Rotation about an axis in the plane, then about the line of sight; then the pinhole, x = f·X/Z. */
export function viewOf(
  { tilt, towards, turn, focal, scale }: View,
  page: { width: number; height: number },
  centre: Point,
): Homography {
  const [c, s, ct, st] = [Math.cos(towards), Math.sin(towards), Math.cos(tilt), Math.sin(tilt)];
  const [cr, sr] = [Math.cos(turn), Math.sin(turn)];
  // First two columns of the rotation that tilts along `towards`.
  const a = [c * c * ct + s * s, c * s * (ct - 1), c * st, c * s * (ct - 1), s * s * ct + c * c, s * st];
  const r = (i: number): readonly [number, number, number] => {
    const [x, y, z] = [a[3 * i]!, a[3 * i + 1]!, a[3 * i + 2]!];
    return [cr * x - sr * y, sr * x + cr * y, z];
  };
  const [u, v, distance] = [r(0), r(1), focal / scale];
  const [mx, my] = [page.width / 2, page.height / 2];
  const row = (k: 0 | 1 | 2, shift: number) => [u[k], v[k], shift - u[k] * mx - v[k] * my];
  const [x, y, z] = [row(0, 0), row(1, 0), row(2, distance)];
  return [
    ...x.map((value, i) => focal * value + centre.x * z[i]!),
    ...y.map((value, i) => focal * value + centre.y * z[i]!),
    ...z,
  ];
}

/** The same view, shifted by pixels. */
export const moved = (h: Homography, dx: number, dy: number): Homography => [
  ...[0, 1, 2].map((i) => h[i]! + dx * h[6 + i]!),
  ...[0, 1, 2].map((i) => h[3 + i]! + dy * h[6 + i]!),
  ...h.slice(6),
];
