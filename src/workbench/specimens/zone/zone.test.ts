import { beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../../autograd/index.js';
import type { Picture } from '../../../image/index.js';
import { drawSpecimen } from '../drawSpecimen.js';
import { samplePortrait } from '../portrait.fixture.js';
import { type Holder, type PrintedZone, SHEET_SIZE } from '../sheet.js';
import { drawStyle, type SpecimenStyle, type ZoneStyle } from '../style.js';
import { PITCH, ZONE_GEOMETRY } from './geometry.js';
import { specimenLines } from './lines.js';
import { placeZone, printZone } from './printZone.js';

/** The specimen of Doc 9303-4, appendix B. */
const ANNA: Holder = {
  surname: 'Eriksson',
  givenNames: 'Anna María',
  documentNumber: 'L898902C3',
  nationality: 'UTO',
  birth: '1974-08-12',
  sex: 'F',
  issued: '2002-04-16',
  expiry: '2012-04-15',
  placeOfBirth: 'Zenith',
  personalNumber: 'ZE184226B',
};

const KINDS = ['TD3', 'TD2', 'TD1-back'] as const;
const style = withCodes(drawStyle(randomStream(1, 'zone test')));

describe('the zone’s text is that of the standard’s own specimens', () => {
  test('TD3: Doc 9303-4, appendix B', () => {
    expect(specimenLines('TD3', ANNA, style)).toEqual([
      'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
      'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
    ]);
  });

  test('TD1: Doc 9303-5, appendix B, and TD2: Doc 9303-6, appendix B', () => {
    const { personalNumber: _, ...details } = ANNA;
    const anna = { ...details, documentNumber: 'D23145890' };
    expect(specimenLines('TD1-back', anna, style)).toEqual([
      'I<UTOD231458907<<<<<<<<<<<<<<<',
      '7408122F1204159UTO<<<<<<<<<<<6',
      'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
    ]);
    expect(specimenLines('TD2', anna, style)).toEqual([
      'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<',
      'D231458907UTO7408122F1204159<<<<<<<6',
    ]);
  });

  test('a personal number too long for a TD2’s seven places is left out there, and kept elsewhere', () => {
    expect(specimenLines('TD2', ANNA, style)[1]).toBe('L898902C36UTO7408122F1204159<<<<<<<8');
    expect(specimenLines('TD1-front', ANNA, style)[0]).toBe('I<UTOL898902C36ZE184226B<<<<<<');
  });
});

describe('where characters stand', () => {
  test.each(KINDS)('%s: within the tolerances of Doc 9303, whatever the style', (kind) => {
    const { width, height } = SHEET_SIZE[kind];
    const { left, tolerance, centreLines, band } = ZONE_GEOMETRY[kind];
    for (let seed = 0; seed < 200; seed++) {
      const zone = placeZone(
        kind,
        specimenLines(kind, ANNA, style),
        drawStyle(randomStream(seed, 'place')).zone,
        randomStream(seed, 'zone'),
      );
      expect(Math.abs(zone.pitch - PITCH) / PITCH).toBeLessThan(0.01);
      for (const [row, origin] of zone.origins.entries()) {
        // The left edge of P and I, whose strokes begin 113 of 723 units into their place.
        const edge = origin.x - PITCH / 2 + (113 / 723) * PITCH;
        expect(Math.abs(edge - left)).toBeLessThanOrEqual(tolerance);
        const off = Math.abs(height - origin.y - centreLines[row]!);
        expect(off + zone.height / 2).toBeLessThanOrEqual(band / 2 + 1e-9);
        const end = origin.x + (zone.lines[row]!.length - 0.5) * zone.pitch;
        expect(end).toBeLessThan(width - 1.9);
      }
      expect(
        zone.origins.every(({ y }, i) => i === 0 || y - zone.origins[i - 1]!.y > zone.height * 1.3),
      ).toBe(true);
    }
  });

  describe('measured in a rendered page', () => {
    const ppm = 16;
    let picture: Picture;
    let zone: PrintedZone;

    beforeAll(async () => {
      const sheet = await drawSpecimen('TD3', ANNA, style, await samplePortrait(), {
        pixelsPerMm: ppm,
        seed: 3,
      });
      picture = sheet.picture;
      zone = sheet.zone!;
    });

    test('letters that are symmetric lie on the grid to a twentieth of a millimetre', () => {
      let measured = 0;
      zone.lines.forEach((line, row) => {
        [...line].forEach((character, i) => {
          if (!'AMOTUVWXIH08'.includes(character)) return;
          const centre = zone.origins[row]!.x + i * zone.pitch;
          const ink = inkIn(picture, ppm, centre, zone.origins[row]!.y);
          expect(Math.abs((ink.left + ink.right) / 2 - centre)).toBeLessThan(0.05);
          measured++;
        });
      });
      expect(measured).toBeGreaterThan(20);
    });

    test('capitals are as high as the sheet says, about their centre line', () => {
      const column = zone.lines[0]!.indexOf('M');
      const { x, y } = zone.origins[0]!;
      const ink = inkIn(picture, ppm, x + column * zone.pitch, y);
      expect(Math.abs(ink.bottom - ink.top - zone.height)).toBeLessThan(0.1);
      expect(Math.abs((ink.top + ink.bottom) / 2 - y)).toBeLessThan(0.06);
    });
  });

  test('ink that spreads makes strokes wider, and a worn ribbon thinner, by as much as the style says', () => {
    const stroke = (spread: number) => {
      const { marks } = printZone('TD3', ['I'], { ...style.zone, spread } as ZoneStyle, randomStream(1, 'i'));
      const xs = [...marks.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])]);
      return Math.max(...xs.map(([x]) => x!)) - Math.min(...xs.map(([x]) => x!));
    };
    expect(stroke(0.05) - stroke(0)).toBeCloseTo(0.1, 2);
    expect(stroke(-0.04) - stroke(0)).toBeCloseTo(-0.08, 2);
  });
});

/** Extent of the dark pixels in a character's place, in millimetres. */
function inkIn(picture: Picture, ppm: number, x: number, y: number) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let py = Math.round((y - 1.8) * ppm); py < (y + 1.8) * ppm; py++) {
    for (let px = Math.round((x - 1.2) * ppm); px < (x + 1.2) * ppm; px++) {
      if (picture.data[3 * (py * picture.width + px) + 1]! > 128) continue;
      [left, right] = [Math.min(left, px), Math.max(right, px + 1)];
      [top, bottom] = [Math.min(top, py), Math.max(bottom, py + 1)];
    }
  }
  return { left: left / ppm, right: right / ppm, top: top / ppm, bottom: bottom / ppm };
}

function withCodes(drawn: SpecimenStyle): SpecimenStyle {
  const zone = {
    ...drawn.zone,
    passportCode: 'P',
    cardCode: 'I',
    ground: 'plain',
    density: 1,
    spread: 0,
  } as const;
  return { ...drawn, zone };
}
