// A sheet laid on a table.

import type { Box } from '../../../image/index.js';
import type { PrintedZone, Sheet } from '../sheet.js';
import type { Laid } from './scene.js';
import { surfaceOf } from './surface.js';

/** Of cards: ISO/IEC 7810, 8.1.1. Pages of booklets are cut about as round. */
const RADIUS = 3.18;

export function laidSheet(sheet: Sheet): Laid {
  const { kind, picture, pixelsPerMm, portrait, zone } = sheet;
  return {
    surface: surfaceOf(picture, pixelsPerMm),
    radius: RADIUS,
    bound: kind === 'TD3',
    kept: [...(portrait ? [portrait] : []), ...(zone ? [zoneBox(zone)] : [])],
  };
}

/** All that the zone's characters cover, in mm. */
export function zoneBox({ lines, origins, pitch, height }: PrintedZone): Box {
  const [first, last] = [origins[0]!, origins.at(-1)!];
  return {
    x: first.x - pitch / 2,
    y: first.y - height / 2,
    width: lines[0]!.length * pitch,
    height: last.y - first.y + height,
  };
}
