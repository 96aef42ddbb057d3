import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from './holm.js';

describe("Holm's correction", () => {
  it('multiplies the i-th smallest of m by m − i + 1, and never falls', () => {
    // By hand from the definition; R's p.adjust(p, "holm") follows it: 0.03, not 0.02, for the 0.02 tied by order.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.2]);
    [0.04, 0.09, 0.09, 0.025, 0.2].forEach((golden, k) => {
      expect(adjusted[k]).toBeCloseTo(golden, 15);
    });
    expect(holm([0.6, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('lies between the p-value and Bonferroni, whatever the order: property', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }),
        (list) => {
          const adjusted = holm(list);
          list.forEach((p, k) => {
            expect(adjusted[k]).toBeGreaterThanOrEqual(p);
            expect(adjusted[k]).toBeLessThanOrEqual(Math.min(1, p * list.length));
          });
          expect(holm([...list].reverse())).toEqual(adjusted.reverse());
        },
      ),
    );
  });

  it('refuses what is no probability', () => {
    expect(() => holm([0.1, 1.1])).toThrow('got 1.1');
    expect(() => holm([Number.NaN])).toThrow(RangeError);
  });
});
