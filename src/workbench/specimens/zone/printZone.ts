// The machine-readable zone, printed: OCR-B size 1 on its grid, a little off as presses are, within the tolerances.

import type { Random } from '../../../autograd/index.js';
import type { Point } from '../../../image/index.js';
import { between } from '../chance.js';
import { type PrintedZone, SHEET_SIZE, type SpecimenKind } from '../sheet.js';
import type { ZoneStyle } from '../style.js';
import { type Contour, flattened, grown, written } from '../type/contour.js';
import { element } from '../type/svg.js';
import { typeface } from '../type/typeface.js';
import { PITCH, ZONE_GEOMETRY } from './geometry.js';

/** Units of OCR-B.otf, drawn to ISO 1073-2's size 1: a character's advance of 723 is a tenth of an inch. */
const ADVANCE = 723;
/** Of capitals, whose strokes have round ends: from −10 to 713 units, so halfway up is at 351.5. */
const CAPITALS = { bottom: -10, top: 713 };
/** Left edge of the letters that a zone begins with: `I`, `P`, `A`, `C` within their advance. */
const SIDE_BEARING = 113;

const SCALE = PITCH / ADVANCE;

/** Lines of characters, placed; and the marks that print them. */
export function printZone(
  kind: Exclude<SpecimenKind, 'TD1-front'>,
  lines: readonly string[],
  style: ZoneStyle,
  random: Random,
): { readonly zone: PrintedZone; readonly marks: string } {
  const zone = placeZone(kind, lines, style, random);
  const scale = { x: SCALE, y: SCALE * style.heightScale };
  const glyphs = new Map<string, readonly Contour[]>();
  const outline = (character: string): readonly Contour[] => {
    const known = glyphs.get(character) ?? grown(outlineOf(character), style.spread / SCALE);
    glyphs.set(character, known);
    return known;
  };
  const middle = ((CAPITALS.bottom + CAPITALS.top) / 2) * scale.y;
  const path = lines
    .flatMap((line, row) =>
      [...line].map((character, i) => {
        const { x, y } = zone.origins[row]!;
        const at = { x: x + i * zone.pitch - PITCH / 2, y: y + middle };
        return written(outline(character), at, scale);
      }),
    )
    .join('');
  const marks = element('path', { d: path, fill: style.ink, 'fill-opacity': style.density });
  return { zone, marks };
}

/** Where each line begins: at its nominal place, off by what the style and the copy are, inside the standard's bands. */
export function placeZone(
  kind: Exclude<SpecimenKind, 'TD1-front'>,
  lines: readonly string[],
  style: ZoneStyle,
  random: Random,
): PrintedZone {
  const { left, centreLines, band } = ZONE_GEOMETRY[kind];
  const { height } = SHEET_SIZE[kind];
  const capitals = (CAPITALS.top - CAPITALS.bottom) * SCALE * style.heightScale;
  const middle = (centreLines[0]! + centreLines[centreLines.length - 1]!) / 2;
  // Digits are a little higher than capitals, and everything has to stay in its band.
  const play = Math.max(0, (band - 1.12 * capitals) / 2 - 0.05);
  const origins = centreLines.map((centre): Point => {
    const apart = style.apart * Math.sign(centre - middle) + style.shift.y + between(random, -0.03, 0.03);
    const bearing = SIDE_BEARING * SCALE;
    const shiftX = style.shift.x + between(random, -0.05, 0.05);
    return {
      x: left - bearing + PITCH / 2 + shiftX,
      y: height - centre - Math.min(play, Math.max(-play, apart)),
    };
  });
  return { lines, origins, pitch: PITCH * style.pitchScale, height: capitals };
}

function outlineOf(character: string): readonly Contour[] {
  return flattened(typeface('ocrB').glyph(character)!.glyph.commands);
}
