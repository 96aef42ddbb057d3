// Finds the page in a photograph: a network looks at the whole, then once or twice more at what it found, roughly
// straightened, as landmarks of a face are found.

import {
  type Homography,
  homographyBetween,
  type Picture,
  type Point,
  project,
  type Quad,
  rectangle,
  toPlanes,
  warpPerspective,
} from '../../image/index.js';
import type { Session } from '../../onnx/index.js';
import { movedBy } from './corners.js';
import { closerLook, firstLook, LOOK_SIDE } from './looks.js';
import { type Peak, peaksOf } from './peaks.js';
import { misfitOf, PAGE_SIZES } from './proportions.js';
import { refineCorners } from './refineCorners.js';

export interface FoundPage {
  /** Top left, top right, bottom right, bottom left of the page as one reads it, in pixels of the photograph. */
  readonly corners: Quad;
  /** Corners of the machine-readable zone's characters; null where the page shows none. */
  readonly zone: Quad | null;
  /** How sure the network is that all of it is page, 0–1. */
  readonly confidence: number;
}

/** Below this mean over the quadrangle there is no page. */
const LEAST_AREA = 0.5;
/** A second look that moves no corner by more than this share of the diagonal was the last. */
const SETTLED = 0.015;
const MOST_LOOKS = 4;

export interface PageSessions {
  /** Sees all of the page. */
  readonly page: Session;
  /** Sees one corner, larger. */
  readonly corner: Session;
}

/** @returns null where the photograph shows no page of an identity document */
export async function findPage({ page, corner }: PageSessions, picture: Picture): Promise<FoundPage | null> {
  // One after the other, the looks share their numbers: fresh memory costs as much as filling it.
  const numbers = new Float32Array(3 * LOOK_SIDE * LOOK_SIDE);
  let found = await look(page, picture, firstLook(picture), numbers);
  if (!found) return null;
  for (let looks = 1; looks < MOST_LOOKS; looks++) {
    const closer = await look(page, picture, closerLook(found.corners), numbers);
    if (!closer) return null;
    const moved = movedBy(found.corners, closer.corners);
    found = closer;
    if (moved < SETTLED) break;
  }
  const corners = await refineCorners(corner, picture, found.corners);
  return { ...found, corners: ofScan(corners, picture) };
}

/** Corners this near to the picture's own, as a share of the diagonal, may be the picture's own. By judgement. */
const NEAR = 0.04;
/**
 * As the logarithm of the proportions: pictures of 4:3, 3:2 and 16:9, as cameras take them, are farther from a page's. One
 * of 16:10 is not: a card that fills it and is cut off by less than NEAR is taken for whole. By judgement.
 */
const SAME_SHAPE = 0.02;

/**
 * The corners, or the picture's own where it is a page cut out, as scanners make them, whichever way it is turned: there
 * is nothing about such a page to see its edges by, and neither network was shown enough of them to know.
 */
function ofScan(corners: Quad, { width, height }: Picture): Quad {
  const own = rectangle(0, 0, width, height);
  const shape = Math.abs(Math.log(width / height));
  const isPage = Object.values(PAGE_SIZES).some(
    (size) => Math.abs(shape - Math.log(size.width / size.height)) < SAME_SHAPE,
  );
  const turned = own.map((_, turn) => own.map((_, i) => own[(i + turn) % 4]!) as unknown as Quad);
  return (isPage && turned.find((quad) => movedBy(corners, quad) < NEAR)) || corners;
}

const STRIDE = 4;
const CELLS = LOOK_SIDE / STRIDE;
const PLACES = CELLS * CELLS;
const ZERO = [0, 0, 0] as const;

async function look(
  session: Session,
  picture: Picture,
  toPicture: Homography,
  data: Float32Array,
): Promise<FoundPage | null> {
  const back = (quad: Quad) => quad.map((corner) => project(toPicture, corner)) as unknown as Quad;
  const seen = warpPerspective(picture, toPicture, LOOK_SIDE, LOOK_SIDE);
  toPlanes(seen, ZERO, 1 / 255, 'rgb', 'nchw', data, 0);
  const y = (await session.run({ x: { data, dims: [1, 3, LOOK_SIDE, LOOK_SIDE] } })).y!.data;
  const maps = Array.from({ length: 8 }, (_, i) => peaksIn(y.subarray(i * PLACES, (i + 1) * PLACES)));
  const page = quadOf(maps.slice(0, 4), (corners) => misfitOf(back(corners), picture));
  if (!page) return null;
  const confidence = meanInside(y.subarray(8 * PLACES, 9 * PLACES), page);
  if (confidence < LEAST_AREA) return null;
  const zone = quadOf(maps.slice(4), () => 0);
  const hasZone = zone !== null && meanInside(y.subarray(9 * PLACES), zone) >= LEAST_AREA;
  return { corners: back(page), zone: hasZone ? back(zone) : null, confidence };
}

/** Where a corner may be besides its highest peak: a page that lies on its side looks much like one that stands. */
const PEAKS = 3;

/** In pixels of the square. */
const peaksIn = (logits: Float32Array): Peak[] =>
  peaksOf(logits, PEAKS).map(({ at, share }) => ({
    at: { x: (at.x + 0.5) * STRIDE, y: (at.y + 0.5) * STRIDE },
    share,
  }));

/** Standard deviation of the misfit of right corners as a look finds them: about what it is in truth. */
const MISFIT = 0.03;

/**
 * The quadrangle of the four maps that is likeliest and possible: by its peaks, and by how far it is from any view of a
 * page. One corner may be where a parallelogram has it, instead of at a peak of its own.
 */
function quadOf(maps: readonly (readonly Peak[])[], misfit: (corners: Quad) => number): Quad | null {
  let best: { corners: Point[]; weight: number } | undefined;
  for (const chosen of choices(maps)) {
    const corners = completed(chosen);
    const seen = chosen.reduce((sum, peak) => sum + Math.log(peak?.share ?? GUESSED), 0);
    if (!(seen > Math.max(LEAST_WEIGHT, best?.weight ?? LEAST_WEIGHT)) || !isConvex(corners)) continue;
    const weight = seen - 0.5 * (misfit(corners as unknown as Quad) / MISFIT) ** 2;
    if (weight > (best?.weight ?? Number.NEGATIVE_INFINITY)) best = { corners, weight };
  }
  return best ? (best.corners as unknown as Quad) : null;
}

/** What a corner without a peak of its own counts as. */
const GUESSED = 0.05;
/** Three sure corners and a guess, and a little less. */
const LEAST_WEIGHT = Math.log(GUESSED) + 3 * Math.log(0.35);

/** Every way to take a peak of each map, or none of one map. */
function* choices(maps: readonly (readonly Peak[])[]): Generator<readonly (Peak | null)[]> {
  for (const a of [...maps[0]!, null])
    for (const b of [...maps[1]!, null])
      for (const c of [...maps[2]!, null])
        for (const d of [...maps[3]!, null]) {
          const chosen = [a, b, c, d];
          if (chosen.filter((peak) => peak === null).length <= 1) yield chosen;
        }
}

function completed(chosen: readonly (Peak | null)[]): Point[] {
  const missing = chosen.indexOf(null);
  if (missing < 0) return chosen.map((peak) => peak!.at);
  const at = (k: number) => chosen[(missing + k) % 4]!.at;
  const corner = { x: at(1).x + at(3).x - at(2).x, y: at(1).y + at(3).y - at(2).y };
  return chosen.map((peak) => peak?.at ?? corner);
}

/** Whether the corners run clockwise as seen, none turning back. */
function isConvex(corners: readonly Point[]): boolean {
  return corners.every((p, i) => {
    const [q, r] = [corners[(i + 1) % 4]!, corners[(i + 2) % 4]!];
    return (q.x - p.x) * (r.y - q.y) - (q.y - p.y) * (r.x - q.x) > 1;
  });
}

/** Mean of the area's probability over a grid of the quadrangle's inside. */
function meanInside(logits: Float32Array, quad: Quad): number {
  const toSquare = homographyBetween(rectangle(0, 0, 1, 1), quad);
  let [sum, count] = [0, 0];
  for (let j = 0; j < 8; j++)
    for (let i = 0; i < 16; i++) {
      const { x, y } = project(toSquare, {
        x: 0.06 + (0.88 * (i + 0.5)) / 16,
        y: 0.1 + (0.8 * (j + 0.5)) / 8,
      });
      const [u, v] = [Math.floor(x / STRIDE), Math.floor(y / STRIDE)];
      if (u < 0 || v < 0 || u >= CELLS || v >= CELLS) continue;
      sum += 1 / (1 + Math.exp(-logits[v * CELLS + u]!));
      count++;
    }
  return count === 0 ? 0 : sum / count;
}
