// The passport of nobody: a data page of an invented state with somebody's portrait, and how it lies on a desk.

import { randomStream } from '../../autograd/index.js';
import { type Picture, warp } from '../../image/index.js';
import { drawSpecimen, drawStyle, type Holder, INVENTED_STATES } from '../../workbench/index.js';

/** Ten pixels a millimetre: 125 × 88 mm, ISO/IEC 7810 ID-3. */
const PIXELS_PER_MM = 10;
const WIDTH = 1250;
const HEIGHT = 880;

/** 35 × 45 mm. */
export const PORTRAIT = { width: 350, height: 450 } as const;

/** All of the demo's passports are of one design, in Utopia's name. */
const STYLE = { ...drawStyle(randomStream(7, 'demo')), state: INVENTED_STATES[0]! };

const NOBODY: Omit<Holder, 'givenNames'> = {
  surname: 'SPECIMEN',
  documentNumber: 'UT0000001',
  nationality: 'UTO',
  birth: '1990-01-01',
  sex: 'X',
  issued: '2025-01-01',
  expiry: '2034-12-31',
  placeOfBirth: 'UTOPIA',
};

/** The page, flat, of the person that a letter stands for. */
export async function specimenPage(portrait: Picture, person: string): Promise<Picture> {
  const holder = { ...NOBODY, givenNames: `PERSON ${person}` };
  const seed = person.codePointAt(0)!;
  const { picture } = await drawSpecimen('TD3', holder, STYLE, portrait, {
    pixelsPerMm: PIXELS_PER_MM,
    seed,
  });
  return picture;
}

/** The page as somebody photographs it on a desk: a little smaller, and not quite straight. */
export function photographed(page: Picture): Picture {
  const [width, height] = [1400, 1010];
  const turn = (-2 * Math.PI) / 180;
  const [a, b] = [Math.cos(turn), Math.sin(turn)];
  const [cx, cy] = [width / 2, height / 2];
  const toPage = { a, b, tx: WIDTH / 2 - (a * cx - b * cy), ty: HEIGHT / 2 - (b * cx + a * cy) };
  return warp(page, toPage, width, height, { border: 'grey' });
}
