// A picture seen through a similarity transform: cuts an upright face out of a photograph. The hottest code of
// the house. Large reductions first average whole blocks of pixels, then one cubic pass does the rest.

import { LikenessError } from '../errors.js';
import { cubic, REACH } from './cubic.js';
import type { Picture, Similarity } from './picture.js';
import { clip, extend, isWithin, regionSeen } from './region.js';
import { axis, resample } from './resample.js';
import { compose, scaleOf } from './similarity.js';

export interface WarpOptions {
  /** What lies beyond the picture: its outermost pixels go on (`edge`, the default), or mid-grey 128 (`grey`). */
  readonly border?: 'edge' | 'grey';
}

/**
 * Resamples a picture into a chip of `width` × `height` pixels.
 *
 * Interpolation is Keys' cubic convolution (Catmull-Rom; IEEE ASSP 29(6), 1981), exact for the identity.
 * Where the chip is smaller than the region it shows, blocks of n × n pixels are averaged first, n being the
 * nearest whole number to the reduction; what reduction then remains, below 1.5, softens the cubic towards a
 * B-spline (Mitchell & Netravali, SIGGRAPH 1988), so that fine detail turns grey instead of aliasing.
 *
 * @param toPicture from coordinates in the chip to coordinates in the picture
 * @throws LikenessError `internal` where `toPicture` is not finite
 */
export function warp(
  picture: Picture,
  toPicture: Similarity,
  width: number,
  height: number,
  options: WarpOptions = {},
): Picture {
  const block = Math.round(scaleOf(toPicture));
  if (!Number.isFinite(block + toPicture.tx + toPicture.ty)) {
    throw new LikenessError('internal', 'Cannot warp through a transform that is not finite.');
  }
  const reduced = block < 2 ? { picture, toPicture } : reduce(picture, toPicture, width, height, block);
  const region = regionSeen(reduced.toPicture, width, height, REACH);
  if (isWithin(region, reduced.picture)) return cubic(reduced.picture, reduced.toPicture, width, height);
  const extended = extend(reduced.picture, region, options.border === 'grey' ? GREY : 'edge');
  const shift = { a: 1, b: 0, tx: -region.left, ty: -region.top };
  return cubic(extended, compose(reduced.toPicture, shift), width, height);
}

const GREY = 128;

/** The part of the picture that the chip shows, in means of `block` × `block` pixels. */
function reduce(picture: Picture, toPicture: Similarity, width: number, height: number, block: number) {
  const seen = regionSeen(toPicture, width, height, (REACH + 1) * block);
  const { left, top, right, bottom } = clip(seen, picture);
  const reduced = resample(
    picture,
    axis(picture.width, left, block, Math.ceil((right - left) / block)),
    axis(picture.height, top, block, Math.ceil((bottom - top) / block)),
  );
  const intoBlocks = { a: 1 / block, b: 0, tx: -left / block, ty: -top / block };
  return { picture: reduced, toPicture: compose(toPicture, intoBlocks) };
}
