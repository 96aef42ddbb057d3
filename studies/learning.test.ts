import { describe, expect, it } from 'vitest';
import { learningTable, studyWorld, WORLDS } from './learning.js';

describe('learning study, in small', () => {
  const found = ['power', 'flat'].map((name) =>
    studyWorld(WORLDS.find((world) => world.name === name)!, 8, 59),
  );

  it('finds the power law that falls, and holds what more brings 6 times in 8 at the least', () => {
    const [power] = found;
    expect(power!.falls).toBe(8);
    for (const { of, held } of power!.cells) expect(held, of).toBeGreaterThanOrEqual(6);
  });

  it('finds no fall where there is none, but for once in 8 at the most', () => {
    expect(found[1]!.falls).toBeLessThanOrEqual(1);
  });

  it('makes a row of each number of a world that falls', () => {
    expect(learningTable(found).split('\n')).toHaveLength(2 + 3 + 1);
  });
});
