// The committed thousand: which specimen, of whom, photographed how, as a function of its number alone.

import { randomStream } from '../../src/autograd/index.js';
import { decode, readPictureFile } from '../../src/image/index.js';
import {
  drawHolder,
  drawSpecimen,
  drawStyle,
  type Sheet,
  type SpecimenKind,
} from '../../src/workbench/specimens/index.js';
import {
  drawBackdrop,
  EVERYDAY,
  laidSheet,
  type Photograph,
  photograph,
} from '../../src/workbench/specimens/scene/index.js';

/** Another than training has, and so are the people on the portraits. */
export const SEED = 20261128;
export const TODAY = '2026-11-28';
/** What a phone's camera resolves of print at arm's length. */
const PIXELS_PER_MM = 12;

/** Of these numbers outcomes were looked at while the networks were trained; of the others, only after the last training. */
export const wasLookedAt = (number: number): boolean => number <= 193 || (number >= 500 && number <= 651);

/** In ten: five passports, one card with its zone in front, two cards' fronts and two backs. */
const KINDS: readonly SpecimenKind[] = [
  'TD3',
  'TD1-front',
  'TD3',
  'TD1-back',
  'TD3',
  'TD2',
  'TD3',
  'TD1-front',
  'TD3',
  'TD1-back',
];

export interface Case {
  readonly number: number;
  readonly sheet: Sheet;
  readonly photo: Photograph;
}

/** @param portraits files of people on no training sheet */
export async function caseOf(number: number, portraits: readonly string[]): Promise<Case> {
  const random = randomStream(SEED, `measured ${number}`);
  const portrait = await decode(await readPictureFile(portraits[number % portraits.length]!));
  const holder = drawHolder(random, new Date(TODAY));
  const sheet = await drawSpecimen(KINDS[number % KINDS.length]!, holder, drawStyle(random), portrait, {
    pixelsPerMm: PIXELS_PER_MM,
    seed: SEED + number,
  });
  const photo = await photograph(laidSheet(sheet), drawBackdrop(random), EVERYDAY, random);
  return { number, sheet, photo };
}
