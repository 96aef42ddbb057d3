// The page seen squarely, in its true proportions.

import {
  type Homography,
  homographyBetween,
  type Picture,
  type Point,
  project,
  type Quad,
  rectangle,
  warpPerspective,
} from '../../image/index.js';
import { PAGE_SIZES, type PageSize } from './proportions.js';

export interface RectifiedPage {
  readonly picture: Picture;
  /** Pixels of `picture` a millimetre of the page. */
  readonly pixelsPerMm: number;
  /** From pixels of `picture` to pixels of the photograph. */
  readonly toPhotograph: Homography;
}

/** 200 dots an inch: a character of the zone is twenty pixels wide, a face 160. */
const FINEST = 8;
/** Fewer pixels a millimetre are made up to this, so that what follows has no special case. */
const COARSEST = 5;

/** @param corners in pixels of the photograph */
export function rectify(photograph: Picture, corners: Quad, size: PageSize): RectifiedPage {
  const { width, height } = PAGE_SIZES[size];
  const pixelsPerMm = Math.min(FINEST, Math.max(COARSEST, finenessOf(corners, size)));
  const [w, h] = [Math.round(width * pixelsPerMm), Math.round(height * pixelsPerMm)];
  const toPhotograph = homographyBetween(rectangle(0, 0, w, h), corners);
  return { picture: warpPerspective(photograph, toPhotograph, w, h), pixelsPerMm, toPhotograph };
}

/** Pixels of the photograph a millimetre, along the page's most shortened side. */
export function finenessOf([a, b, c, d]: Quad, size: PageSize): number {
  const { width, height } = PAGE_SIZES[size];
  const length = (p: Point, q: Point) => Math.hypot(q.x - p.x, q.y - p.y);
  return Math.min(length(a, b) / width, length(d, c) / width, length(a, d) / height, length(b, c) / height);
}

/** Lines of print on a page: their corners in the photograph, and width over height on the page. */
export interface Band {
  readonly corners: Quad;
  readonly proportions: number;
}

/**
 * A band of print as the rectangle that it is on the page. Its own corners are known to a millimetre, which says little
 * of the perspective along so flat a shape; the page's corners say it well, and print runs along its edges.
 * @param proportions width over height of the page
 */
export function bandOnPage(corners: Quad, proportions: number, seen: Quad): Band {
  const page = rectangle(0, 0, proportions, 1);
  const toPage = homographyBetween(corners, page);
  const [a, b, c, d] = seen.map((corner) => project(toPage, corner)) as unknown as Quad;
  const [left, right] = [(a.x + d.x) / 2, (b.x + c.x) / 2];
  const [top, bottom] = [(a.y + b.y) / 2, (c.y + d.y) / 2];
  const toPhotograph = homographyBetween(page, corners);
  const band = rectangle(left, top, right - left, bottom - top);
  return {
    corners: band.map((corner) => project(toPhotograph, corner)) as unknown as Quad,
    proportions: (right - left) / (bottom - top),
  };
}
