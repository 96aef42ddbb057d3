// The sides of a document as they were read, and which of them says what.

import type { Chip, DocumentReading, ReadPage, ReadZone, Zone } from '../../document/index.js';

export type Side = 'front' | 'back';

/** Paths as they were given. */
export interface DocumentFiles {
  readonly front: string;
  readonly back?: string;
}

export interface ReadSide {
  readonly side: Side;
  readonly file: string;
  readonly reading: DocumentReading;
}

/** @param readings the front first */
export function sidesOf({ front, back }: DocumentFiles, readings: readonly DocumentReading[]): ReadSide[] {
  const files = [front, ...(back === undefined ? [] : [back])];
  return readings.map((reading, i) => ({ side: i === 0 ? 'front' : 'back', file: files[i]!, reading }));
}

export interface SideZone {
  readonly on: ReadSide;
  readonly zone: ReadZone;
}

/** The zone that counts: one that was read for sure before one that was not. */
export function zoneOf(sides: readonly ReadSide[]): SideZone | null {
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

/** The zone whose facts are shown: the printed one, or the chip's where none could be read. */
export function zoneShown(printed: SideZone | null, chipZone: Zone | null): Zone | null {
  return printed && (printed.zone.status !== 'failed' || !chipZone) ? printed.zone.zone : chipZone;
}
