// One look after the other at a camera's frames: for a face, or for a page, which is looked for where it was before.

import { blurOf } from './blur.js';
import { findFaces } from './faces.js';
import { FRAME_SIDE, type Frame } from './frame.js';
import type { Network } from './network.js';
import { findPage, type SeenPage } from './page.js';
import { diagonalOf, type Quad, type Size } from './plane.js';
import { digestOf, lightOfFace, lightOfPage, printOf, type Sight } from './sight.js';

/** @param diagonal of the page that is looked for, in mm; null where it is a face */
export function openLook(network: Network, diagonal: number | null): (bitmap: ImageBitmap) => Sight {
  const [whole, close] = [canvas(), canvas()];
  if (diagonal === null) return (bitmap) => faceIn(network, framed(whole, bitmap));
  let before: Quad | null = null;
  return (bitmap) => {
    const frame = framed(whole, bitmap);
    const page = findPage(network, frame, before);
    before = page?.corners ?? null;
    const sight = { frame: sizeOf(frame), faces: [], page, digest: digestOf(frame) };
    if (!page) return { ...sight, light: null, blur: null, print: null };
    const scale = bitmap.width / frame.width;
    const pixelsPerMm = (diagonalOf(page.corners) * scale) / diagonal;
    const blur = blurOf(middleOf(close, bitmap, page, scale), pixelsPerMm);
    return { ...sight, light: lightOfPage(frame, page.corners), blur, print: printOf(frame, page.corners) };
  };
}

function faceIn(network: Network, frame: Frame): Sight {
  const faces = findFaces(network, frame);
  const light = faces[0] ? lightOfFace(frame, faces[0].box) : null;
  return { frame: sizeOf(frame), faces, page: null, light, blur: null, print: null, digest: digestOf(frame) };
}

const sizeOf = ({ width, height }: Frame): Size => ({ width, height });

function canvas(): OffscreenCanvasRenderingContext2D {
  return new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true, alpha: false })!;
}

/** All of it, small. */
function framed(context: OffscreenCanvasRenderingContext2D, bitmap: ImageBitmap): Frame {
  const scale = FRAME_SIDE / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  sized(context, width, height);
  context.imageSmoothingQuality = 'medium';
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** Pixels of the camera's own, at most, of a page's middle: enough of its print to see whether it is sharp. */
const [ACROSS, DOWN] = [640, 240];

function middleOf(
  context: OffscreenCanvasRenderingContext2D,
  bitmap: ImageBitmap,
  { corners }: SeenPage,
  scale: number,
): Frame {
  const [xs, ys] = [corners.map(({ x }) => x * scale), corners.map(({ y }) => y * scale)];
  const width = Math.max(1, Math.min(ACROSS, Math.round(0.8 * (Math.max(...xs) - Math.min(...xs)))));
  const height = Math.max(1, Math.min(DOWN, Math.round(0.5 * (Math.max(...ys) - Math.min(...ys)))));
  const [x, y] = [xs, ys].map((all) => all.reduce((sum, value) => sum + value, 0) / 4) as [number, number];
  sized(context, width, height);
  context.drawImage(bitmap, Math.round(width / 2 - x), Math.round(height / 2 - y));
  return context.getImageData(0, 0, width, height);
}

function sized({ canvas }: OffscreenCanvasRenderingContext2D, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
