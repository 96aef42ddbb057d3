import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewestPeople } from './fewestPeople.js';

describe('the fewest people who are enough', () => {
  it('are found exactly, whatever their number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e10 }), (needed) => {
        expect(fewestPeople((people) => people >= needed, 1)).toBe(needed);
        expect(fewestPeople((people) => people >= needed)).toBe(Math.max(2, needed));
      }),
    );
  });

  it('are none where more than all people who live would be needed, and the search ends', () => {
    expect(fewestPeople((people) => people > 1e10)).toBe(Number.POSITIVE_INFINITY);
    expect(fewestPeople(() => false)).toBe(Number.POSITIVE_INFINITY);
  });
});
