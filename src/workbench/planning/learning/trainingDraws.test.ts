import { describe, expect, it } from 'vitest';
import { FEWEST_SUBJECTS, trainingDraws } from './trainingDraws.js';

const people = Array.from({ length: 1600 }, (_, i) => `subject ${i}`);
const ofSize = (size: number) => trainingDraws(people, 1).filter(({ subjects }) => subjects.length === size);

describe('subjects to train on', () => {
  it('are a sixteenth to all of them, the small sets oftener', () => {
    expect([100, 200, 400, 800, 1600].map((size) => ofSize(size).length)).toEqual([5, 5, 4, 2, 2]);
    expect(trainingDraws(people, 1)).toHaveLength(18);
  });

  it('are each there once', () => {
    for (const { subjects } of trainingDraws(people, 1)) expect(new Set(subjects).size).toBe(subjects.length);
  });

  it('are nested within a repeat', () => {
    for (const [small, large] of [
      [100, 200],
      [200, 400],
      [400, 800],
    ] as const) {
      for (const { subjects, repeat } of ofSize(small)) {
        const larger = ofSize(large).find((draw) => draw.repeat === repeat);
        if (larger) expect(larger.subjects).toEqual(expect.arrayContaining([...subjects]));
      }
    }
  });

  it('share nobody between repeats as long as there are enough', () => {
    for (const size of [100, 200]) {
      const drawn = ofSize(size).flatMap(({ subjects }) => subjects);
      expect(new Set(drawn).size).toBe(drawn.length);
    }
  });

  it('hang on seed and names alone, not on their order', () => {
    expect(trainingDraws(people.toReversed(), 1)).toEqual(trainingDraws(people, 1));
    expect(trainingDraws(people, 2)).not.toEqual(trainingDraws(people, 1));
  });

  it('are never fewer than a batch needs', () => {
    const sizes = trainingDraws(people.slice(0, 200), 1).map(({ subjects }) => subjects.length);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(FEWEST_SUBJECTS);
    expect([...new Set(sizes)]).toEqual([25, 50, 100, 200]);
    expect(trainingDraws(people.slice(0, 20), 1)).toEqual([]);
  });
});
