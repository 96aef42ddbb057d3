import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNames, writeNames } from './names.js';

const write = (primary: string, secondary: string, width: number) =>
  writeNames(primary.split(' '), secondary === '' ? [] : secondary.split(' '), width);

describe('the name field', () => {
  // Each from the sections named, "<State>" left out.
  it.each([
    ['9303-4, 4.2.3.1 a', 'ERIKSSON', 'ANNA MARIA', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<'],
    ['9303-4, 4.2.3.1 e', 'VAN DER MUELLEN', 'MARTIN', 'VAN<DER<MUELLEN<<MARTIN<<<<<<<<<<<<<<<<'],
    ['9303-4, 4.2.3.1 f', 'ARKFREITH', '', 'ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<'],
    [
      '9303-4, 4.2.3.2 a',
      'NILAVADHANANANDA',
      'CHAYAPA DEJTHAMRONG KRASUANG',
      'NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K',
    ],
    [
      '9303-4, 4.2.3.2 b',
      'NILAVADHANANANDA',
      'ARNPOL PETCH CHARONGUANG',
      'NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU',
    ],
    [
      '9303-4, 4.2.3.4',
      'PAPANDROPOULOUS',
      'JONATHON WARREN TREVOR',
      'PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR',
    ],
    ['9303-5, 4.2.3.3', 'PAPANDROPOULOUS', 'JONATHON ALEC', 'PAPANDROPOULOUS<<JONATHON<ALEC'],
    ['9303-5, 4.2.3.4', 'AL BASRI', 'HUDA MUHAMMAD JAWAD', 'AL<BASRI<<HUDA<MUHAMMAD<JAWAD<'],
    ['9303-5, 4.2.3.4', 'VILARCHAO FERNANDEZ', 'JOSE RAMON', 'VILARCHAO<FERNANDEZ<<JOSE<RAMO'],
    ['9303-6, 4.2.3.3', 'PAPANDROPOULOUS', 'JONATHOON ALEC', 'PAPANDROPOULOUS<<JONATHOON<ALEC'],
  ])('is that of Doc %s', (_, primary, secondary, field) => {
    expect(write(primary, secondary, field.length)).toBe(field);
  });

  it('shortens a primary identifier that leaves no room, the longest component first', () => {
    const names = ['BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL', 'DINGO POTOROO'] as const;
    expect(write(...names, 39)).toBe('BENNELON<WOOLOOM<WARRAND<WARNAMB<<DINGO');
    expect(write(...names, 30)).toMatch(/^[A-Z]+<[A-Z]+<[A-Z]+<[A-Z]+<<DINGO$/);
    expect(write('A'.repeat(50), '', 39)).toBe('A'.repeat(39));
    expect(write('A'.repeat(37), 'ANNA MARIA', 39)).toBe(`${'A'.repeat(33)}<<ANNA`);
  });

  it('is full, ends in a letter where it was cut, and reads as a beginning of each component', () => {
    const component = fc.stringMatching(/^[A-Z]{2,14}$/);
    const widths = fc.constantFrom(30, 31, 39);
    fc.assert(
      fc.property(
        fc.array(component, { minLength: 1, maxLength: 7 }),
        fc.array(component, { maxLength: 7 }),
        widths,
        (primary, secondary, width) => {
          const field = writeNames(primary, secondary, width);
          const length = [...primary, ...secondary].join('<').length + Number(secondary.length > 0);
          expect(field).toHaveLength(width);
          const { surname, givenNames, truncated } = readNames(field);
          expect(truncated).toBe(length >= width);
          if (length <= width) {
            expect(surname).toBe(primary.join(' '));
            expect(givenNames).toBe(secondary.join(' '));
          } else {
            surname.split(' ').forEach((part, i) => {
              expect(primary[i].startsWith(part) && part !== '').toBe(true);
            });
            if (secondary.length > 0) expect(secondary[0].startsWith(givenNames.split(' ')[0])).toBe(true);
            expect(givenNames === '').toBe(secondary.length === 0);
          }
        },
      ),
    );
  });

  it('ends for any number of initials', () => {
    for (let count = 1; count < 60; count++)
      for (const width of [30, 31, 39])
        expect(writeNames(Array(count).fill('A'), Array(60 - count).fill('B'), width)).toHaveLength(width);
  });
});
