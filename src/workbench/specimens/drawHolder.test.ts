import { describe, expect, test } from 'vitest';
import { randomStream } from '../../autograd/index.js';
import { checkHolder } from './checkHolder.js';
import { drawHolder } from './drawHolder.js';
import { type Holder, SPECIMEN_KINDS } from './sheet.js';
import { drawStyle } from './style.js';
import { printable, prints } from './type/typeface.js';
import { specimenLines } from './zone/lines.js';

const TODAY = new Date('2026-11-28T00:00:00Z');
const drawn: readonly Holder[] = Array.from({ length: 1000 }, (_, seed) =>
  drawHolder(randomStream(seed, 'holder'), TODAY),
);

describe('an invented holder', () => {
  test('is the same for the same seed', () => {
    expect(drawHolder(randomStream(7, 'holder'), TODAY)).toEqual(drawn[7]);
  });

  test('fits every zone, and all of them are of the state that ICAO keeps for specimens', () => {
    const style = drawStyle(randomStream(1, 'style'));
    for (const holder of drawn) {
      checkHolder(holder);
      for (const kind of SPECIMEN_KINDS) {
        const zone = specimenLines(kind, holder, style).join('');
        expect(zone).toMatch(/^[0-9A-Z<]+$/);
        expect(zone.slice(2, 5)).toBe('UTO');
      }
    }
  });

  test('was born before the document was issued, which was before today; it expires later', () => {
    for (const { birth, issued, expiry } of drawn) {
      expect(birth < issued && issued < '2026-11-28' && issued < expiry).toBe(true);
    }
    const lapsed = drawn.filter(({ expiry }) => expiry < '2026-11-28').length / drawn.length;
    expect(lapsed).toBeGreaterThan(0.05);
    expect(lapsed).toBeLessThan(0.12);
  });

  test('has, among a thousand, the names that readers stumble over', () => {
    const share = (holds: (holder: Holder) => boolean) => drawn.filter(holds).length / drawn.length;
    expect(share(({ givenNames }) => givenNames === '')).toBeGreaterThan(0.02);
    expect(share(({ surname }) => surname.includes('-'))).toBeGreaterThan(0.05);
    expect(share(({ surname }) => /\p{M}/u.test(surname.normalize('NFD')))).toBeGreaterThan(0.3);
    expect(share(({ surname, givenNames }) => `${surname} ${givenNames}`.length > 28)).toBeGreaterThan(0.03);
    expect(share(({ surname }) => /['’]/.test(surname))).toBeGreaterThan(0.005);
    expect(share(({ surname }) => surname.length <= 2)).toBeGreaterThan(0.005);
    expect(new Set(drawn.map(({ sex }) => sex))).toEqual(new Set(['F', 'M', 'X']));
  });

  test('is printed with all its marks but those that no typeface here has', () => {
    const lost = new Set<string>();
    for (const { surname, givenNames, placeOfBirth } of drawn) {
      for (const text of [surname, givenNames, placeOfBirth]) {
        const capitals = text.toUpperCase();
        for (const face of ['sans', 'narrowBold', 'serif', 'typewriter'] as const) {
          expect(prints(face, printable(face, capitals))).toBe(true);
          if (printable(face, capitals) !== capitals) lost.add(text);
        }
      }
    }
    expect([...lost].every((text) => text.includes('ọ'))).toBe(true);
  });
});
