// Where a machine-readable zone is printed, in millimetres: Doc 9303-3, 4.4 and 4.5, and the figures of parts 4 to 6.

import type { SpecimenKind } from '../sheet.js';

export interface ZoneGeometry {
  /** Height of the zone, from the bottom edge of the page. */
  readonly height: number;
  /** From the left edge of the page to the left edge of the first character. */
  readonly left: number;
  /** Both ways: of `left`, and of `height`. */
  readonly tolerance: number;
  /** Reference centre line of each line of characters, from the bottom edge of the page, the upper line first. */
  readonly centreLines: readonly number[];
  /** Height of the band around a centre line that its characters stay in. */
  readonly band: number;
}

/** Ten characters an inch: Doc 9303-3, 4.4. */
export const PITCH = 2.54;

/**
 * TD3: Doc 9303-4, figure 3; centre lines 9.40 and 15.75 above the bottom edge, 6.35 apart, bands of 4.3.
 * TD2: Doc 9303-6, figure 6; its two lines lie where those of a TD3 do.
 * TD1: six lines an inch in bands of 2.95, as others cite Doc 9303-5, figure 6. The text of the standard at hand lacks
 * that figure, and a transcription of it has lines 4.0 apart: not settled. Its height above the edge is ours: the middle
 * line lies where the middle between the two lines of a TD3 is, so that all lie alike in the effective reading zone
 * (Doc 9303-3, 4.5).
 */
export const ZONE_GEOMETRY: Readonly<Record<Exclude<SpecimenKind, 'TD1-front'>, ZoneGeometry>> = {
  TD3: { height: 23.2, left: 6, tolerance: 1, centreLines: [15.75, 9.4], band: 4.3 },
  TD2: { height: 23.2, left: 4, tolerance: 1, centreLines: [15.75, 9.4], band: 4.3 },
  'TD1-back': {
    height: 23.2,
    left: 5,
    tolerance: 1,
    centreLines: [12.575 + 25.4 / 6, 12.575, 12.575 - 25.4 / 6],
    band: 2.95,
  },
};
