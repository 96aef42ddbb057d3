// What to do better, of one frame: the first thing that is in the way of a good picture.

import type { SeenFace } from '../seeing/faces.js';
import { type Box, diagonalOf, distance, type Point, type Quad, rectangle } from '../seeing/plane.js';
import { alikeness, type Light, type Print, type Sight, type What } from '../seeing/sight.js';
import { inView, OVAL, quadInView, viewOf } from './view.js';

export type Cue =
  | ('faceNone' | 'facesSeveral' | 'faceCloser' | 'faceFurther' | 'faceMiddle' | 'faceTurn')
  | ('pageNone' | 'pageWhole' | 'pageCloser' | 'pageFlatter' | 'pageGlare' | 'pageBlur' | 'pageOver')
  | ('dark' | 'bright' | 'still' | 'good');

/** What is seen of whatever the picture is to be of: which cue it deserves, and where it is in the view. */
export interface Aim {
  readonly cue: Exclude<Cue, 'still'>;
  /** In the view, whose width is 1; null where there is nothing. */
  readonly place: Quad | null;
}

/** @param front how the side looks that was taken before, which is not to be taken again; null where that is not known */
export function aimOf(what: What, sight: Sight, front: Print | null = null): Aim {
  const view = viewOf(what, sight.frame);
  return what === 'selfie' ? ofFaces(sight, view) : ofPage(what, sight, view, front);
}

/** A second face counts from half the width of the first: as src/decision/mainFace.ts has it. */
const COUNTED = 0.5;
/** Width of the face as the detector has it, in the view; its offset from the oval's middle. By judgement. */
const [NARROWEST, WIDEST] = [0.33, 0.68];
const [MOST_ASIDE, MOST_ABOVE] = [0.12, 0.17];
/** Mean luma below which faces lose their shadows, above which their lights. By judgement. */
const [DARKEST, BRIGHTEST] = [55, 225];

function ofFaces({ faces, light }: Sight, view: Box): Aim {
  const [face, second] = faces;
  if (!face) return { cue: 'faceNone', place: null };
  const place = quadInView(view, rectangle(face.box));
  const width = face.box.width / view.width;
  const middle = inView(view, { x: face.box.x + face.box.width / 2, y: face.box.y + face.box.height / 2 });
  // From eyebrows to chin is the lower part of a head.
  const [aside, above] = [Math.abs(middle.x - OVAL.x), Math.abs(middle.y - (OVAL.y + 0.2 * width))];
  const cue = (): Aim['cue'] => {
    if (second && second.box.width >= COUNTED * face.box.width) return 'facesSeveral';
    if (width < NARROWEST) return 'faceCloser';
    if (width > WIDEST) return 'faceFurther';
    if (aside > MOST_ASIDE || above > MOST_ABOVE) return 'faceMiddle';
    if (isTurned(face)) return 'faceTurn';
    return lightCue(light, true) ?? 'good';
  };
  return { cue: cue(), place };
}

/**
 * How far the nose is from between the eyes, as a share of their distance: of 600 people of lfw-dev, one in twenty is
 * turned further. How far the eyes lean, in radians: by judgement.
 */
const [MOST_YAW, MOST_LEAN] = [0.38, 0.35];

function isTurned({ keypoints }: SeenFace): boolean {
  const [right, left, nose] = keypoints as unknown as readonly [Point, Point, Point];
  const [across, down] = [left.x - right.x, left.y - right.y];
  const between = distance(left, right);
  const yaw =
    ((nose.x - (left.x + right.x) / 2) * across + (nose.y - (left.y + right.y) / 2) * down) / between ** 2;
  return Math.abs(yaw) > MOST_YAW || Math.abs(Math.atan2(down, across)) > MOST_LEAN;
}

function lightCue(light: Light | null, isFace: boolean): 'dark' | 'bright' | null {
  if (!light) return null;
  if (light.mean < DARKEST) return 'dark';
  return isFace && light.mean > BRIGHTEST ? 'bright' : null;
}

/** Of the page's length in the view; how far it may be beyond the view. By judgement. */
const [SHORTEST, BEYOND] = [0.58, 0.01];
/** Opposite sides, the longer by the shorter, from about 30° on; and how far the proportions are off, as a logarithm. */
const [MOST_UNEQUAL, MOST_OFF] = [1.28, 0.24];
/**
 * A little stricter than src/document/page/condition.ts: what is taken is what the service will judge. Print that is
 * blurred by 0.3 mm, nearly as wide as its strokes, is measured as 0.14 to 0.2 (three specimens); sharp print as 0.05 to 0.08.
 */
const [MOST_GLARE, MOST_BLUR] = [0.08, 0.18];

/**
 * From which on two looks are at the same side. Of 14 specimens of cards, photographed anew each time, front and front are
 * alike by 0.5 to 0.98 (nine in ten above 0.6), front and back by 0.47 at most.
 */
const SAME_SIDE = 0.6;

function ofPage(
  what: Exclude<What, 'selfie'>,
  { page, light, blur, print }: Sight,
  view: Box,
  front: Print | null,
): Aim {
  if (!page) return { cue: 'pageNone', place: null };
  const place = quadInView(view, page.corners);
  const high = view.height / view.width;
  const cue = (): Aim['cue'] => {
    const isWhole = place.every(
      ({ x, y }) => x > -BEYOND && y > -BEYOND && x < 1 + BEYOND && y < high + BEYOND,
    );
    if (front && print && alikeness(front, print) > SAME_SIDE) return 'pageOver';
    if (!isWhole) return 'pageWhole';
    if (isSlanted(what, place)) return 'pageFlatter';
    if (diagonalOf(place) < SHORTEST * 1.2) return 'pageCloser';
    if (light && light.burnt > MOST_GLARE) return 'pageGlare';
    const faint = lightCue(light, false);
    if (faint) return faint;
    // Print without edges is blurred beyond measure.
    return blur === null || blur > MOST_BLUR ? 'pageBlur' : 'good';
  };
  return { cue: cue(), place };
}

function isSlanted(what: Exclude<What, 'selfie'>, [a, b, c, d]: Quad): boolean {
  const [top, right, bottom, left] = [distance(a, b), distance(b, c), distance(d, c), distance(a, d)];
  const unequal = Math.max(top / bottom, bottom / top, left / right, right / left);
  const ratio = (top + bottom) / (left + right);
  // A card may be of the size of a page (ID-2), or smaller (ID-1).
  const ratios = what === 'booklet' ? [125 / 88] : [85.6 / 53.98, 105 / 74];
  const off = Math.min(...ratios.map((own) => Math.abs(Math.log(ratio / own))));
  return unequal > MOST_UNEQUAL || off > MOST_OFF;
}
