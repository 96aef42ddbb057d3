import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { checkDigit, ZONE_ALPHABET } from './checkDigit.js';

const character = fc.constantFrom(...ZONE_ALPHABET);

describe('the check digit (Doc 9303-3, 4.9)', () => {
  it('of the examples of Doc 9303-3, appendix A', () => {
    expect(checkDigit('520727')).toBe('3'); // example 1, 27 July 1952
    expect(checkDigit('AB2134<<<')).toBe('5'); // example 2
    expect(checkDigit('HA672242<658022549601086<<<<<<<<<<<<<<0')).toBe('8'); // example 3, TD3
    expect(checkDigit('D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<')).toBe('2'); // example 4, TD1
    expect(checkDigit('HA672242<658022549601086<<<<<<<')).toBe('8'); // example 5, TD2
  });

  it('notices every substitution, but of characters whose values agree modulo 10', () => {
    const value = (c: string) => Number(checkDigit(`<<${c}`));
    fc.assert(
      fc.property(
        fc.array(character, { minLength: 1, maxLength: 20 }),
        fc.nat(),
        character,
        (text, at, other) => {
          const changed = text.with(at % text.length, other);
          const same = value(text[at % text.length]) === value(other);
          expect(checkDigit(changed.join('')) === checkDigit(text.join(''))).toBe(same);
        },
      ),
    );
  });

  it('cannot tell G from 6, which readers confuse; it can tell the others', () => {
    const told = ['O0', 'I1', 'B8', 'S5', 'Z2', 'G6', 'D0', 'Q0', 'T7', 'A4'].filter(
      ([a, b]) => checkDigit(a) !== checkDigit(b),
    );
    expect(told).toEqual(['O0', 'I1', 'B8', 'S5', 'Z2', 'D0', 'Q0', 'T7', 'A4']);
  });

  it('refuses what no zone can hold', () => {
    for (const text of ['a', 'É', ' ', '1-2']) expect(() => checkDigit(text)).toThrow(LikenessError);
  });
});
