import { describe, expect, it } from 'vitest';
import { fmr, thresholdAtFmr } from '../rates/errorRates.js';
import { createRandom } from '../sampling/random.js';
import { histogram, openTally, tallyScores } from './scoreTally.js';
import { staircase } from './staircase.js';

const random = createRandom(11);
const scores = Float32Array.from({ length: 50_000 }, () => random.uniform() * 2 - 1);

describe('score tally', () => {
  const tally = tallyScores(scores, { keep: 700, binsPerUnit: 64 });

  it('keeps exactly the highest scores, each with its id', () => {
    const sorted = Float64Array.from(scores).sort().reverse();
    expect(tally.trials).toBe(50_000);
    expect(tally.tail).toEqual(sorted.subarray(0, 700));
    expect(Array.from(tally.tailIds, (id) => scores[id])).toEqual([...tally.tail]);
  });

  it('counts every score in its bin, lower edge included', () => {
    const counts = new Float64Array(129);
    for (const score of scores) counts[Math.floor((score + 1) * 64)]++;
    expect(tally.bins).toEqual(counts);
    const edges = tallyScores(Float64Array.of(-1, -1e-30, 0, 0.5, 1), { binsPerUnit: 2 });
    expect([...edges.bins]).toEqual([1, 1, 1, 1, 1]);
  });

  it('never counts too few of many scores at the upper end, of which the tail keeps but one', () => {
    const tally = tallyScores(Float64Array.of(1, 1, 0), { keep: 1 });
    expect(fmr(tally, 1).errors).toBe(2);
    const found = thresholdAtFmr(tally, 1 / 3);
    expect(found).toMatchObject({ kind: 'threshold', fmr: { errors: 0 } });
  });

  it('counts what lies beyond the ends in the end bins', () => {
    expect([...tallyScores(Float64Array.of(-1.01, 1.01), { binsPerUnit: 1 }).bins]).toEqual([1, 0, 1]);
  });

  it('holds its tail through many ties', () => {
    const ties = tallyScores(
      Float64Array.from({ length: 10_000 }, (_, k) => (k % 100 === 0 ? 0.5 : 0.25)),
      { keep: 150 },
    );
    expect(ties.tail.filter((score) => score === 0.5)).toHaveLength(100);
    expect(ties.tail.filter((score) => score === 0.25)).toHaveLength(50);
  });

  it('builds its steps once, so that many thresholds may be asked for', () => {
    const tally = tallyScores(scores, { keep: 700 });
    expect(staircase(tally)).toBe(staircase(tally));
    expect(staircase(tallyScores(scores, { keep: 700 }))).toEqual(staircase(tally));
  });

  it('gives its bins as weighted scores', () => {
    const { scores: middles, weights } = histogram(
      tallyScores(Float64Array.of(0.1, 0.2, 0.9), { binsPerUnit: 2 }),
    );
    expect([...middles]).toEqual([0.25, 0.75]);
    expect([...weights]).toEqual([2, 1]);
  });

  it('refuses NaN and bins that would round', () => {
    expect(() => openTally().add(Number.NaN, 0)).toThrow('score 0 is not a number');
    expect(() => openTally({ binsPerUnit: 100 })).toThrow('binsPerUnit must be a power of two, got 100');
    expect(() => openTally({ lowest: 1, highest: 1 })).toThrow(RangeError);
    expect(() => openTally({ keep: 0 })).toThrow(RangeError);
  });
});
