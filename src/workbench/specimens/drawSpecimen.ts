// A page of a specimen document: one drawing of paper, security print, portrait, entries and zone, rendered once.

import sharp from 'sharp';
import { randomStream } from '../../autograd/index.js';
import { LikenessError } from '../../errors.js';
import type { Picture } from '../../image/index.js';
import { checkHolder } from './checkHolder.js';
import { drawPage } from './page/drawPage.js';
import { type Holder, SHEET_SIZE, type Sheet, type SpecimenKind } from './sheet.js';
import type { SpecimenStyle } from './style.js';

export interface SpecimenOptions {
  /** 4 to 16. */
  readonly pixelsPerMm: number;
  /** Of what differs from copy to copy: the signature, how lines lie, how the press was a little off. */
  readonly seed: number;
}

/** Below, a character of the zone has too few pixels; above, a drawing becomes too large to be worth it. */
const RESOLUTIONS = { least: 4, most: 16 };

/**
 * Draws a specimen. The same arguments give the same bytes.
 * @throws LikenessError `specimen_invalid` for a size or an entry that cannot be, `specimen_unprintable` for a letter
 *   that no typeface here has, `zone_details_invalid` for a holder whom no zone can hold
 */
export async function drawSpecimen(
  kind: SpecimenKind,
  holder: Holder,
  style: SpecimenStyle,
  portrait: Picture,
  { pixelsPerMm, seed }: SpecimenOptions,
): Promise<Sheet> {
  if (!(pixelsPerMm >= RESOLUTIONS.least && pixelsPerMm <= RESOLUTIONS.most))
    throw new LikenessError(
      'specimen_invalid',
      `pixelsPerMm is ${pixelsPerMm}: give ${RESOLUTIONS.least} to ${RESOLUTIONS.most}.`,
    );
  checkHolder(holder);
  const random = (name: string) => randomStream(seed, `specimen ${kind} ${name}`);
  const page = await drawPage(kind, holder, style, portrait, pixelsPerMm, random);
  const { width, height } = SHEET_SIZE[kind];
  const picture = await render(page.svg, Math.round(width * pixelsPerMm), Math.round(height * pixelsPerMm));
  const { portrait: portraitBox, ghost, zone, fields } = page;
  return { kind, picture, pixelsPerMm, width, height, portrait: portraitBox, ghost, zone, fields };
}

async function render(svg: string, width: number, height: number): Promise<Picture> {
  // 72 dots an inch: a pixel of the drawing is a pixel of the picture. Portraits lie in it as long attributes.
  const { data, info } = await sharp(Buffer.from(svg), { density: 72, unlimited: true })
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== 3)
    throw new LikenessError(
      'internal',
      `A page of ${width} × ${height} came out as ${info.width} × ${info.height}.`,
    );
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
