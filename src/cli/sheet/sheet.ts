// A sheet of paper with marks on it, as a PNG.

import { blank, draw, encodePng, type Mark } from '../../image/index.js';
import { PAPER } from './palette.js';

/** Photographs lie below everything else: drawn first, all that is above them is rendered in one go. */
export async function sheet(width: number, height: number, marks: readonly Mark[]): Promise<Uint8Array> {
  const photographs = marks.filter((mark) => mark.kind === 'picture');
  const above = marks.filter((mark) => mark.kind !== 'picture');
  return encodePng(await draw(blank(width, height, PAPER), [...photographs, ...above]));
}
