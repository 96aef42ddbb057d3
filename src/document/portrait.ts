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

/** Faces narrower than this share of the page's width are ornament: a portrait's is about a seventh, a ghost's half of that. */
const LEAST_WIDTH = 0.03;

/**
 * The detector is less sure of what is no portrait but ornament: of portraits, drawn and photographed, it is 0.78 sure at
 * least (39 specimens), of a pattern on a card's back it was 0.56. Ghosts are faint, and may be less.
 */
const LEAST_CONFIDENCE = 0.65;

/**
 * The widest face of the page that is one for sure is the portrait. What lies over it, or is a second photograph glued on, is not looked
 * for: signs of a photograph laid over the page are left to a later part of Likeness.
 * @param faces of the rectified page, the widest first
 * @returns null where no face is large enough to be a portrait
 */
export function choosePortrait(page: Picture, faces: readonly Face[]): PagePortrait | null {
  const large = faces.filter(({ box }) => box.width >= LEAST_WIDTH * page.width && isInside(box, page));
  const at = large.findIndex(({ confidence }) => confidence >= LEAST_CONFIDENCE);
  const face = large[at];
  return face ? { face, ghosts: large.slice(at + 1), region: regionOf(face.box, page) } : null;
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
