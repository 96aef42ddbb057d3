// The portrait among the faces of a page: which is the main one, which are its ghosts, and what to cut out.

import type { Face } from '../face/index.js';
import type { Box, Picture } from '../image/index.js';

export interface PagePortrait {
  /** In pixels of the rectified page. */
  readonly face: Face;
  /** Fainter and smaller images of the same person, as documents repeat them against forgery. */
  readonly ghosts: readonly Face[];
  /** The portrait with the margin that ISO/IEC 39794-5 gives a face, in pixels of the rectified page. */
  readonly region: Box;
}

/** Faces narrower than this share of the page's width are ornament. */
const LEAST_WIDTH = 0.03;
/**
 * A portrait is wider than this: of 99 specimens the narrowest face was 0.102, of a pattern on a card's back that the
 * detector took for a face 0.072. How sure it is tells them apart less well: 0.55 of a portrait, 0.67 of that pattern.
 */
const LEAST_PORTRAIT = 0.085;

/**
 * The widest face of the page is the portrait, if it is as wide as one. What lies over it, or is a second photograph
 * glued on, is not looked for: signs of a photograph laid over the page are left to a later part of Likeness.
 * @param faces of the rectified page, the widest first
 * @returns null where no face is large enough to be a portrait
 */
export function choosePortrait(page: Picture, faces: readonly Face[]): PagePortrait | null {
  const [face, ...others] = faces.filter(
    ({ box }) => box.width >= LEAST_WIDTH * page.width && isInside(box, page),
  );
  if (!face || face.box.width < LEAST_PORTRAIT * page.width) return null;
  return { face, ghosts: others, region: regionOf(face.box, page) };
}

const isInside = ({ x, y, width, height }: Box, page: Picture): boolean => {
  const [cx, cy] = [x + width / 2, y + height / 2];
  return cx >= 0 && cy >= 0 && cx <= page.width && cy <= page.height;
};

/** Of the detector's box: to either side, above and below, so that hair and shoulders are within. */
const MARGIN = { side: 0.45, above: 0.55, below: 0.5 };

function regionOf({ x, y, width, height }: Box, page: Picture): Box {
  const left = Math.max(0, x - MARGIN.side * width);
  const top = Math.max(0, y - MARGIN.above * height);
  const right = Math.min(page.width, x + (1 + MARGIN.side) * width);
  const bottom = Math.min(page.height, y + (1 + MARGIN.below) * height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}
