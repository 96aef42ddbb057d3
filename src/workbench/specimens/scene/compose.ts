// A scene as the light of a pinhole camera: for each pixel, what lies there and how bright it is.

import { type Homography, inverse, type Picture, project } from '../../../image/index.js';
import type { Booklet, Laid, Scene, Thumb } from './scene.js';
import { samplerOf } from './surface.js';

/** The part of the photograph that is made: whole pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Of the whole photograph, over which the light lies. */
  readonly whole: { readonly width: number; readonly height: number };
}

/** @param toPicture from mm on the page to pixels of the whole photograph */
export function composeScene(laid: Laid, scene: Scene, toPicture: Homography, frame: Frame): Picture {
  const { width: w, height: h } = laid.surface;
  const { width, height, whole } = frame;
  const scale = pixelsPerMm(toPicture, { x: w / 2, y: h / 2 });
  const page = samplerOf(laid.surface, scale, 'edge');
  const table = samplerOf(scene.backdrop, scale, 'mirrored');
  const facing = scene.booklet?.facing ? samplerOf(scene.booklet.facing, scale, 'edge') : null;
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = inverse(toPicture);
  const { booklet, thumb, glare, illumination, tint, drop } = scene;
  const outer = outlineOf(laid, booklet);
  const [colour, layer] = [new Float64Array(3), new Float64Array(3)];
  const data = new Uint8Array(3 * width * height);
  for (let v = 0, to = 0; v < height; v++) {
    const py = frame.top + v + 0.5;
    for (let u = 0; u < width; u++, to += 3) {
      const px = frame.left + u + 0.5;
      const pw = h6 * px + h7 * py + h8;
      const x = (h0 * px + h1 * py + h2) / pw;
      const y = (h3 * px + h4 * py + h5) / pw;
      const onPage = cover(rounded(x, y, 0, 0, w, h, laid.radius) * scale);
      if (onPage < 1) {
        const dx = x - scene.table.x;
        const dy = y - scene.table.y;
        table(
          dx * scene.table.cos - dy * scene.table.sin,
          dx * scene.table.sin + dy * scene.table.cos,
          colour,
        );
        const away = -rounded(x - drop.x, y - drop.y, outer.x, outer.y, outer.width, outer.height, 2);
        const shade = 1 - drop.depth * (away <= 0 ? 1 : Math.exp(-away / 1.6));
        for (let c = 0; c < 3; c++) colour[c] *= shade;
        if (booklet) {
          lay(
            booklet.colour,
            cover(rounded(x, y, outer.x, outer.y, outer.width, outer.height, 3) * scale),
            colour,
          );
          if (facing) {
            const above = cover(rounded(x, y, 0, -h, w, h, 2) * scale);
            if (above > 0) {
              facing(x, y + h, layer);
              lay(layer, above, colour);
            }
          }
        }
      }
      if (onPage > 0) {
        page(x, y, layer);
        if (glare) {
          const added = glare(x / w, y / h);
          for (let c = 0; c < 3; c++) layer[c] += added;
        }
        lay(layer, onPage, colour);
      }
      if (booklet && (onPage > 0 || facing)) {
        const fold = 1 - booklet.gutter * Math.exp(-Math.abs(y) / 3);
        if (x > 0 && x < w) for (let c = 0; c < 3; c++) colour[c] *= fold;
      }
      if (thumb) layThumb(thumb, x, y, scale, colour);
      const light = illumination(px / whole.width, py / whole.height);
      for (let c = 0; c < 3; c++) {
        const seen = colour[c]! * light * tint[c]!;
        data[to + c] = seen > 255 ? 255 : seen + 0.5;
      }
    }
  }
  return { width, height, data };
}

/** Pixels a millimetre about a place of the page: the root of how areas grow. */
export function pixelsPerMm(toPicture: Homography, { x, y }: { x: number; y: number }): number {
  const [p, q, r] = [
    project(toPicture, { x, y }),
    project(toPicture, { x: x + 1, y }),
    project(toPicture, { x, y: y + 1 }),
  ];
  return Math.sqrt(Math.abs((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)));
}

/** Share of a pixel that is covered where the edge is so many pixels away, inside positive. */
const cover = (inside: number): number => (inside <= -0.5 ? 0 : inside >= 0.5 ? 1 : 0.5 + inside);

/** Distance from the edge of a rectangle with round corners, inside positive. */
function rounded(
  px: number,
  py: number,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): number {
  const qx = Math.abs(px - x - width / 2) - width / 2 + radius;
  const qy = Math.abs(py - y - height / 2) - height / 2 + radius;
  const outside = qx > 0 && qy > 0 ? Math.sqrt(qx * qx + qy * qy) : Math.max(qx, qy);
  return radius - outside;
}

/** The rectangle that lies on the table: the page, or the booklet about it. */
function outlineOf({ surface: { width, height } }: Laid, booklet: Booklet | null) {
  const beyond = booklet?.cover ?? 0;
  const above = booklet?.facing ? height : 0;
  return { x: -beyond, y: -above - beyond, width: width + 2 * beyond, height: height + above + 2 * beyond };
}

function lay(top: ArrayLike<number>, share: number, below: Float64Array): void {
  if (share <= 0) return;
  for (let c = 0; c < 3; c++) below[c] += share * (top[c]! - below[c]!);
}

/** Round in cross-section: darker towards its sides. */
function layThumb(thumb: Thumb, x: number, y: number, scale: number, colour: Float64Array): void {
  const { tip, direction, radius } = thumb;
  const along = Math.max(0, (x - tip.x) * direction.x + (y - tip.y) * direction.y);
  const distance = Math.hypot(x - tip.x - along * direction.x, y - tip.y - along * direction.y);
  const share = cover((radius - distance) * scale);
  if (share <= 0) return;
  const round = 0.55 + 0.45 * Math.sqrt(Math.max(0, 1 - (distance / radius) ** 2));
  for (let c = 0; c < 3; c++) colour[c] += share * (thumb.colour[c]! * round - colour[c]!);
}
