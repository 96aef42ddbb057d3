// The sides of a document as they were read, and which of them says what.

import type { Chip, DocumentReading, ReadPage, ReadZone } from '../../document/index.js';

export type Side = 'front' | 'back';

export interface ReadSide {
  readonly side: Side;
  readonly reading: DocumentReading;
}

/** @param readings the front first */
export const sidesOf = (readings: readonly DocumentReading[]): ReadSide[] =>
  readings.map((reading, i) => ({ side: i === 0 ? 'front' : 'back', reading }));

export interface SideZone<S extends ReadSide = ReadSide> {
  readonly on: S;
  readonly zone: ReadZone;
}

/** The zone that counts: one that was read for sure before one that was not. */
export function zoneOf<S extends ReadSide>(sides: readonly S[]): SideZone<S> | null {
  const found = sides.flatMap((on) => {
    const zone = on.reading.page?.zone;
    return zone ? [{ on, zone }] : [];
  });
  return found.find(({ zone }) => zone.status === 'read') ?? found[0] ?? null;
}

/** Why there is no zone, by the codes of a decision's reasons. */
export type ZoneAbsence = 'page_not_found' | 'mrz_unreadable' | 'mrz_not_shown' | 'mrz_not_found';

export function zoneAbsence(sides: readonly ReadSide[]): ZoneAbsence {
  const pages = pagesOf(sides);
  if (pages.length === 0) return 'page_not_found';
  if (pages.some(({ hasZone }) => hasZone)) return 'mrz_unreadable';
  return pages.some(({ size }) => size === 'TD1') ? 'mrz_not_shown' : 'mrz_not_found';
}

export const pagesOf = (sides: readonly ReadSide[]): ReadPage[] =>
  sides.flatMap(({ reading: { page } }) => (page ? [page] : []));

/** Whether the chip holds the zone that is printed; null where one of them is not known for sure. */
export function chipAgrees(chip: Chip, printed: SideZone | null): boolean | null {
  if (!chip.zone || printed?.zone.status !== 'read') return null;
  return chip.zone.lines.join('') === printed.zone.zone.lines.join('');
}
