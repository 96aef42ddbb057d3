import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { shareBySubject, shareOfPeople } from './shareBySubject.js';

describe('a share of what several people did, some of them often', () => {
  it('has the interval of Korn & Graubard', () => {
    // Computed with numpy 2 and scipy 1.17 from the paper’s formulas: the design-based variance of a ratio over ten
    // clusters, n* = p(1 − p)/v · (t₁₉/t₉)², Clopper–Pearson over n*.
    const subjects = Int32Array.of(0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 4, 4, 5, 6, 6, 6, 7, 8, 8, 9);
    const one = Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    const { rate, effectiveTrials, lower, upper } = shareBySubject(subjects, one);
    expect(rate).toBe(0.25);
    expect(effectiveTrials).toBeCloseTo(9.434102069355522, 10);
    expect(lower).toBeCloseTo(0.04074560928881859, 10);
    expect(upper).toBeCloseTo(0.6172214944353629, 10);
  });

  it('says nearly nothing of one person, or of two who are each always the same', () => {
    const alone = shareBySubject(Int32Array.of(7, 7, 7, 7), Uint8Array.of(1, 0, 1, 1));
    expect([alone.lower < 0.01, alone.upper > 0.99]).toEqual([true, true]);
    const two = shareBySubject(Int32Array.of(1, 1, 2, 2), Uint8Array.of(1, 1, 0, 0));
    expect([two.lower < 0.01, two.upper > 0.99]).toEqual([true, true]);
  });

  it('counts those with many tries as alike as all are, though none of theirs is one', () => {
    // As above; n* by Fleiss & Cuzick’s ρ, here 1, and Kish’s design effect: 4.7619 in place of 8.2759.
    const subjects = Int32Array.of(0, 0, 0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9);
    const one = Uint8Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    const { effectiveTrials, lower, upper } = shareBySubject(subjects, one);
    expect(effectiveTrials).toBeCloseTo(4.07646385712893, 10);
    expect(lower).toBeCloseTo(0.0024043988625865992, 10);
    expect(upper).toBeCloseTo(0.7676921549569004, 10);
  });

  /** How often the interval holds the true share. @param steady share of people who always do as the first time */
  function held({ people, share, steady, most }: Record<'people' | 'share' | 'steady' | 'most', number>) {
    const random = createRandom(11);
    const draws = 500;
    let held = 0;
    for (let draw = 0; draw < draws; draw++) {
      const [subjects, one]: [number[], number[]] = [[], []];
      for (let person = 0; person < people; person++) {
        const first = random.uniform() < share ? 1 : 0;
        const isSteady = random.uniform() < steady;
        // Few try often, as Pareto has it.
        const tries = Math.min(most, Math.ceil(random.uniform() ** (-1 / 1.2)));
        for (let left = tries; left > 0; left--) {
          subjects.push(person);
          one.push(isSteady ? first : random.uniform() < share ? 1 : 0);
        }
      }
      const { lower, upper } = shareBySubject(Int32Array.from(subjects), Uint8Array.from(one));
      if (lower <= share && share <= upper) held++;
    }
    return held / draws;
  }

  // Three standard errors of a count of 500 below 95 %.
  it.each([
    ['tries of one person have nothing in common', { people: 60, share: 0.1, steady: 0, most: 50 }],
    ['half of the people are always the same', { people: 60, share: 0.1, steady: 0.5, most: 6 }],
    ['all are always the same, and few hold most tries', { people: 60, share: 0.1, steady: 1, most: 50 }],
    ['there are many people and few are one', { people: 300, share: 0.02, steady: 1, most: 50 }],
  ])('holds the true share as often as it says, where %s', (_, world) => {
    expect(held(world)).toBeGreaterThan(0.92);
  });

  it('is refused of nothing', () => {
    expect(() => shareBySubject(new Int32Array(0), new Uint8Array(0))).toThrow('at least one');
  });
});

describe('people who were counted already', () => {
  it('give what the same people give one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ trials: fc.integer({ min: 1, max: 6 }), ones: fc.nat(6) }), {
          minLength: 2,
          maxLength: 30,
        }),
        (drawn) => {
          const people = drawn.map(({ trials, ones }) => ({ trials, ones: Math.min(ones, trials) }));
          const subjects = people.flatMap(({ trials }, i) => Array.from({ length: trials }, () => i));
          const one = people.flatMap(({ trials, ones }) =>
            Array.from({ length: trials }, (_, j) => Number(j < ones)),
          );
          const expected = shareBySubject(Int32Array.from(subjects), Uint8Array.from(one));
          const alike = new Map<string, { trials: number; ones: number; people: number }>();
          for (const own of people) {
            const key = `${own.trials} ${own.ones}`;
            alike.set(key, { ...own, people: (alike.get(key)?.people ?? 0) + 1 });
          }
          const found = shareOfPeople([...alike.values()]);
          expect(found.rate).toBeCloseTo(expected.rate, 12);
          expect(found.lower).toBeCloseTo(expected.lower, 9);
          expect(found.upper).toBeCloseTo(expected.upper, 9);
        },
      ),
    );
  });

  it('cannot be none, nor have more than all', () => {
    expect(() => shareOfPeople([])).toThrow('a share is of at least one');
    expect(() => shareOfPeople([{ people: 3, trials: 1, ones: 2 }])).toThrow(RangeError);
  });
});
