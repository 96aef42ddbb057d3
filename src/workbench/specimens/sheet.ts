// What a specimen document is: who holds it, how its state designs it, and the sheet that comes out of the press.

import type { Box, Picture, Point } from '../../image/index.js';

/** A printed side. Doc 9303-5 puts a TD1's portrait on its front and its zone on its back. */
export type SpecimenKind = 'TD3' | 'TD2' | 'TD1-front' | 'TD1-back';

export const SPECIMEN_KINDS: readonly SpecimenKind[] = ['TD3', 'TD2', 'TD1-front', 'TD1-back'];

/** Width and height in millimetres: ISO/IEC 7810 ID-3, ID-2, ID-1; Doc 9303-4 to 9303-6, section 2. */
export const SHEET_SIZE: Readonly<Record<SpecimenKind, { readonly width: number; readonly height: number }>> =
  {
    TD3: { width: 125, height: 88 },
    TD2: { width: 105, height: 74 },
    'TD1-front': { width: 85.6, height: 53.98 },
    'TD1-back': { width: 85.6, height: 53.98 },
  };

/** An invented person. Dates are ISO, `YYYY-MM-DD`. */
export interface Holder {
  /** The primary identifier, as the visual zone prints it: any Latin letters, with their diacritics. */
  readonly surname: string;
  /** The secondary identifier; empty for a person of one name. */
  readonly givenNames: string;
  readonly documentNumber: string;
  /** Three letters, as in the zone: `UTO` for every citizen of an invented state. */
  readonly nationality: string;
  readonly birth: string;
  readonly sex: 'M' | 'F' | 'X';
  readonly issued: string;
  readonly expiry: string;
  readonly placeOfBirth: string;
  readonly personalNumber?: string;
}

/** A side of a specimen, flat, and what is printed where. Lengths in millimetres from the top left corner. */
export interface Sheet {
  readonly kind: SpecimenKind;
  /** Upright, sRGB: the page and nothing else. */
  readonly picture: Picture;
  readonly pixelsPerMm: number;
  readonly width: number;
  readonly height: number;
  readonly portrait: Box | null;
  /** The second, faint portrait. */
  readonly ghost: Box | null;
  /** The machine-readable zone as printed. */
  readonly zone: PrintedZone | null;
  /** Visual zone: every entry, with the box that its ink fills. */
  readonly fields: readonly PrintedField[];
}

export interface PrintedZone {
  readonly lines: readonly string[];
  /** Of each line: the centre of its first character, halfway up its capitals. */
  readonly origins: readonly Point[];
  /** From one character's centre to the next one's. */
  readonly pitch: number;
  /** Of a capital, its stroke included. */
  readonly height: number;
}

export interface PrintedField {
  readonly name: string;
  readonly text: string;
  readonly box: Box;
}
