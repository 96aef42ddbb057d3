// The sides of a document as they were read, each with its file, and which zone is shown.

import { type ReadSide, type SideZone, sidesOf } from '../../decision/index.js';
import type { DocumentReading, Zone } from '../../document/index.js';

/** Paths as they were given. */
export interface DocumentFiles {
  readonly front: string;
  readonly back?: string;
}

export interface FiledSide extends ReadSide {
  readonly file: string;
}

/** @param readings the front first */
export function filedSides(
  { front, back }: DocumentFiles,
  readings: readonly DocumentReading[],
): FiledSide[] {
  const files = { front, back };
  return sidesOf(readings).map((side) => ({ ...side, file: files[side.side]! }));
}

/** The zone whose facts are shown: the printed one, or the chip's where none could be read. */
export function zoneShown(printed: SideZone | null, chipZone: Zone | null): Zone | null {
  return printed && (printed.zone.status !== 'failed' || !chipZone) ? printed.zone.zone : chipZone;
}
