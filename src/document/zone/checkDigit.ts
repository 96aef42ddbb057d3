// The check digit of machine-readable zones: Doc 9303-3, 4.9.

import { LikenessError } from '../../errors.js';

/** Every character that a machine-readable zone may hold (Doc 9303-3, 4.3, figure 4). */
export const ZONE_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';

/** What stands where nothing is. */
export const FILLER = '<';

/**
 * The check digit of a text: the sum of its values under the weights 7, 3, 1, 7, 3, 1 …, modulo 10.
 *
 * A substitution of one character is noticed unless both values agree modulo 10: of the characters that optical
 * readers confuse, `G` (16) and `6` agree, as do `<`, `0`, `A`, `K` and `U`. No check digit can tell those apart.
 *
 * @returns one digit, `0` to `9`
 * @throws LikenessError `zone_details_invalid` where a character is not of the zone's alphabet
 */
export function checkDigit(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += checkWeight(i) * characterValue(text[i]);
  return String(sum % 10);
}

/** The weight of the `index`-th character, from 0. */
export function checkWeight(index: number): number {
  return [7, 3, 1][index % 3];
}

/** 0 to 9 for digits, 10 to 35 for A to Z, 0 for the filler. */
export function characterValue(character: string): number {
  const index = ZONE_ALPHABET.indexOf(character);
  if (index < 0 || character.length !== 1)
    throw new LikenessError(
      'zone_details_invalid',
      `${JSON.stringify(character)} is no character of a machine-readable zone: those are 0–9, A–Z and <.`,
    );
  return character === FILLER ? 0 : index;
}
