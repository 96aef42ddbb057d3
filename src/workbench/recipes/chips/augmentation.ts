// How a chip differs each time it is drawn: moved, turned, scaled, mirrored, lit, made small and large again.

import * as v from 'valibot';
import type { Random } from '../../../autograd/index.js';
import { compose, mirror, type Picture, type Similarity, warp } from '../../../image/index.js';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const below = (most: number) => v.pipe(v.number(), v.minValue(0), v.maxValue(most));
const pixels = v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024));

export const SOFT = v.pipe(
  v.strictObject({
    /** Share of the samples that are made small and large again: what a small or printed portrait leaves. */
    share: v.optional(share, 0),
    /** How wide they are made, in pixels of the chip, from and to. */
    from: v.optional(pixels, 20),
    to: v.optional(pixels, 60),
  }),
  v.check(({ from, to }) => from <= to, 'from must not be above to'),
);

/** What a recipe may say of it, but for softness. */
export const AUGMENTATION_ENTRIES = {
  /** Greatest shift as a share of the width; whole pixels. */
  shift: v.optional(below(0.5)),
  /** Greatest turn in radians. */
  turn: v.optional(below(Math.PI)),
  /** Greatest change of size as a share. */
  zoom: v.optional(below(0.5)),
  /** Greatest change of exposure as a share. */
  light: v.optional(below(0.9)),
  /** Share of the samples that are mirrored. */
  mirrored: v.optional(share),
};

export interface Augmentation {
  readonly shift: number;
  readonly turn: number;
  readonly zoom: number;
  readonly light: number;
  readonly mirrored: number;
  readonly soft: v.InferOutput<typeof SOFT>;
}

/** Nothing is changed. */
export const UNCHANGED: Augmentation = {
  ...{ shift: 0, turn: 0, zoom: 0, light: 0, mirrored: 0 },
  soft: { share: 0, from: 20, to: 60 },
};

/** What became of a chip: its pixels, and the factor that its light is to be multiplied by. */
export interface Augmented {
  readonly picture: Picture;
  readonly light: number;
}

/**
 * Draws equally many random numbers whatever is asked for, so that one setting changes nothing of the others.
 * @param size side of the square that comes out, in pixels
 */
export function augmented(
  chip: Picture,
  size: number,
  { shift, turn, zoom, light, mirrored, soft }: Augmentation,
  random: Random,
): Augmented {
  const signed = () => 2 * random() - 1;
  // By whole pixels, so that what is only shifted keeps its finest detail.
  const shifted = () => Math.round(shift * chip.width * signed());
  const change = { zoom: 1 + zoom * signed(), turn: turn * signed(), x: shifted(), y: shifted() };
  const seen = warp(chip, view(chip.width, size, change), size, size);
  const [isSoft, width] = [random() < soft.share, Math.round(soft.from + random() * (soft.to - soft.from))];
  const softer = isSoft && width < size ? softened(seen, width) : seen;
  const exposure = 1 + light * signed();
  return { picture: random() < mirrored ? mirror(softer) : softer, light: exposure };
}

/** A chip as it would be had it come from a face of so many pixels. */
export function softened(chip: Picture, width: number): Picture {
  const step = chip.width / width;
  const small = warp(chip, { a: step, b: 0, tx: 0, ty: 0 }, width, width);
  return warp(small, { a: 1 / step, b: 0, tx: 0, ty: 0 }, chip.width, chip.height);
}

/** From the square that comes out into the chip, both about their centres; the identity where nothing is changed. */
function view(
  from: number,
  to: number,
  {
    zoom,
    turn,
    x,
    y,
  }: { readonly zoom: number; readonly turn: number; readonly x: number; readonly y: number },
): Similarity {
  const scale = (from / to) * zoom;
  const [a, b] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  const toCentre: Similarity = { a: 1, b: 0, tx: -to / 2, ty: -to / 2 };
  return compose(toCentre, { a, b, tx: from / 2 + x, ty: from / 2 + y });
}
