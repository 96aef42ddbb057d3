// Races in simulated worlds: whether the hopeless are stopped early, and the best seldom.

import { describe, expect, it } from 'vitest';
import { race } from './race.js';
import { foldTrials } from './worlds.fixture.js';

const FMR = 0.1;
const FOLDS = 3;

/** @param skills one a candidate */
function raced(
  world: number,
  skills: readonly number[],
  onMeasured: (candidate: number, fold: number) => void = () => undefined,
) {
  return race({
    candidates: [...skills.keys()],
    ...{ folds: FOLDS, fmr: FMR, seed: 1 },
    measure: async (candidate, fold) => {
      onMeasured(candidate, fold);
      return foldTrials(world, fold, skills[candidate]!, candidate);
    },
  });
}

const worlds = (count: number) => Array.from({ length: count }, (_, world) => world + 1);

describe('a race', () => {
  it('stops the hopeless after the first fold, and never trains them again', async () => {
    for (const world of worlds(2)) {
      const measured: string[] = [];
      const { taken, all } = await raced(world, [2.5, 0.3, 2.5], (c, fold) => measured.push(`${c} ${fold}`));
      expect(all[1]).toMatchObject({ candidate: 1, folds: 1, stopped: true });
      expect(measured).not.toContain('1 1');
      expect(taken.candidate).not.toBe(1);
    }
  });

  it('rarely stops one that is as good as all others: in one race of twenty at the most', async () => {
    let stopped = 0;
    for (const world of worlds(12)) {
      const { all } = await raced(world, [2.2, 2.2, 2.2]);
      if (all[0]!.stopped) stopped++;
    }
    expect(stopped).toBeLessThanOrEqual(1);
  });

  it('takes the best where it stands out, and says of the others how far they are behind', async () => {
    for (const world of worlds(2)) {
      const { taken, all } = await raced(world, [1.7, 3, 1.7]);
      expect(taken.candidate).toBe(1);
      expect(taken.comparison).toBeNull();
      for (const other of [all[0]!, all[2]!]) expect(other.comparison!.difference).toBeGreaterThan(0);
    }
  });

  it('compares one that was stopped on the folds that it ran', async () => {
    const { all } = await raced(1, [2.5, 0.3]);
    expect(all[1]!.comparison!.a.fnmr).toBeCloseTo(all[1]!.fnmr.estimate, 12);
    expect(all[1]!.comparison!.verdict).toBe('worse');
  });

  it('ends when one is left', async () => {
    const folds: number[] = [];
    const { taken } = await raced(1, [2.5, 0.3], (_, fold) => folds.push(fold));
    expect([...new Set(folds)]).toEqual([0]);
    expect(taken).toMatchObject({ candidate: 0, folds: 1, stopped: false });
  });

  it('takes the first of two that miss alike', async () => {
    const { taken, all } = await race({
      candidates: ['a', 'b'],
      ...{ folds: FOLDS, fmr: FMR, seed: 1 },
      measure: async (_, fold) => foldTrials(1, fold, 2, 0),
    });
    expect(taken.candidate).toBe('a');
    expect(all[1]).toMatchObject({
      stopped: false,
      comparison: { difference: 0, verdict: 'indistinguishable' },
    });
  });

  it('ends with the first error, all others of the fold having ended', async () => {
    let ended = 0;
    const failing = race({
      candidates: [0, 1, 2],
      ...{ folds: FOLDS, fmr: FMR, seed: 1 },
      measure: async (candidate, fold) => {
        await new Promise((resolve) => setTimeout(resolve, 5 * candidate));
        ended++;
        if (candidate === 0) throw new Error('run away');
        return foldTrials(1, fold, 2, candidate);
      },
    });
    await expect(failing).rejects.toThrow('run away');
    expect(ended).toBe(3);
  });
});
