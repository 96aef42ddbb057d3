// The portrait of a document: the chip's before the print, with its quality as a reference.

import { type Likeness, pageToOriginal, type ReadSide, type Side } from '../../decision/index.js';
import type { Chip, ReadPage } from '../../document/index.js';
import { assessQuality, type Face, type Quality } from '../../face/index.js';
import { type Box, type Homography, type Picture, toOriginal } from '../../image/index.js';

export interface ReadPortrait {
  readonly on: Side | 'chip';
  /** The straightened page, or the chip's picture. */
  readonly picture: Picture;
  readonly face: Face;
  readonly ghosts: readonly Face[];
  /** What to cut out; null of the chip's, which is nothing but a portrait. */
  readonly region: Box | null;
  readonly quality: Quality;
  /** From pixels of `picture` to pixels of the upright original. */
  readonly toOriginal: Homography;
}

/**
 * The printed portrait with its ghosts: of the front, where it has one. What looks like a face on the back of such a
 * document is ornament, or repeats the portrait.
 * @returns null where there is none
 */
export function printedPortrait(sides: readonly ReadSide[]): ReadPortrait | null {
  const [first] = sides.flatMap(({ side, reading: { photograph, page } }) =>
    page?.portrait ? [onPage(side, page, page.portrait, pageToOriginal(photograph, page))] : [],
  );
  return first ?? null;
}

function onPage(
  on: Side,
  { rectified, condition }: ReadPage,
  { face, ghosts, region }: NonNullable<ReadPage['portrait']>,
  placed: Homography,
): ReadPortrait {
  const { picture, pixelsPerMm } = rectified;
  const quality = assessQuality(picture, pixelsPerMm / condition.resolution, face, ghosts);
  return { on, picture, face, ghosts, region, quality, toOriginal: placed };
}

/** The portrait in the chip; null where the chip has none, or no face can be found in it. */
export async function chipPortrait(likeness: Likeness, chip: Chip | null): Promise<ReadPortrait | null> {
  if (!chip?.portrait) return null;
  const { picture, faces } = await likeness.inspect(chip.portrait.bytes);
  const [main] = faces.toSorted((a, b) => b.box.width - a.box.width);
  if (!main) return null;
  const { quality, ...face } = main;
  return { on: 'chip', picture, face, ghosts: [], region: null, quality, toOriginal: toOriginal(picture) };
}
