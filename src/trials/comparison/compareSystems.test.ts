import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { tallyScores } from '../scores/scoreTally.js';
import type { PairScores } from '../scoring/allPairs.js';
import { bootstrapFnmrAtFmr } from '../uncertainty/subjectBootstrap.js';
import { allPairsTrials, listedTrials, type SubjectTrials } from '../uncertainty/subjectTrials.js';
import { compareSystems, type SystemComparison } from './compareSystems.js';

/**
 * Two systems look at the same pairs. Non-mated scores are standard normal, mated ones N(centre, 1); of the
 * variance of a mated score 0.6 goes with the person and 0.2 with the pair, both seen alike by the two systems.
 */
function world(subjects: number, each: number, centres: [number, number], seed: number): SubjectTrials[] {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const people = Int32Array.from({ length: subjects }, (_, s) => 700 - s);
  const mated = Array.from({ length: subjects }, (_, s) => {
    const goat = Math.sqrt(0.6) * normal();
    return Array.from({ length: each }, () => {
      const pair = goat + Math.sqrt(0.2) * normal();
      return [s, s, ...centres.map((centre) => centre + pair + Math.sqrt(0.2) * normal())];
    });
  }).flat();
  const nonMated: number[][] = [];
  for (let s = 0; s < subjects; s++) {
    for (let t = 0; t < s; t++) {
      const pair = Math.sqrt(0.5) * normal();
      nonMated.push([t, s, pair + Math.sqrt(0.5) * normal(), pair + Math.sqrt(0.5) * normal()]);
    }
  }
  const pairs = (rows: number[][], system: number): PairScores => ({
    scores: Float64Array.from(rows, (row) => row[2 + system]),
    left: Int32Array.from(rows, (row) => row[0]),
    right: Int32Array.from(rows, (row) => row[1]),
  });
  return [0, 1].map((system) => listedTrials(pairs(mated, system), pairs(nonMated, system), people));
}

function compare(systems: SubjectTrials[], target: number, options = {}): SystemComparison {
  const found = compareSystems(systems[0], systems[1], target, options);
  if (found.kind !== 'comparison') throw new Error(found.reason);
  return found;
}

describe('two systems at equal FMR', () => {
  const systems = world(120, 4, [2.9, 2.5], 1);

  it('differ by their FNMRs, each at its own threshold for that FMR', () => {
    const found = compare(systems, 0.01);
    const each = systems.map((system) => bootstrapFnmrAtFmr(system, 0.01));
    for (const [alone, beside] of [
      [each[0], found.a],
      [each[1], found.b],
    ] as const) {
      expect(alone).toMatchObject({ estimate: beside.fnmr, threshold: beside.threshold });
    }
    expect(found.difference).toBe(found.a.fnmr - found.b.fnmr);
    expect(found).toMatchObject({ verdict: 'better', method: 'bootstrap' });
    expect(found.upper).toBeLessThan(0);
    expect(found.pValue).toBeLessThan(0.01);
    expect(found.statement).toMatch(/^better: at FMR 0.01 FNMR 0\.\d+ against 0\.\d+/);
  });

  it('gain from being seen on the same pairs: narrower than from two tests apart', () => {
    const found = compare(systems, 0.01);
    const widths = systems.map((system) => {
      const alone = bootstrapFnmrAtFmr(system, 0.01);
      return 'lower' in alone ? alone.upper - alone.lower : Number.NaN;
    });
    expect(found.upper - found.lower).toBeLessThan(0.8 * Math.hypot(...widths));
  });

  it('change sides together: the other way round the difference turns its sign', () => {
    const one = compare(systems, 0.01);
    const other = compare([systems[1], systems[0]], 0.01);
    expect(other.difference).toBe(-one.difference);
    expect(other).toMatchObject({
      lower: -one.upper,
      upper: -one.lower,
      pValue: one.pValue,
      verdict: 'worse',
    });
  });

  it('are matched by the identity of their subjects, not by their order, and as well from a kept tail', () => {
    const { ids, subjects, mated, nonMated } = systems[1];
    const turned = (list: Int32Array) => list.map((subject) => subjects - 1 - subject);
    const reordered: SubjectTrials = {
      subjects,
      ids: ids.slice().reverse(),
      mated: { ...mated, subject: turned(mated.subject), perSubject: mated.perSubject.slice().reverse() },
      nonMated: {
        ...nonMated,
        left: turned(nonMated.left),
        right: turned(nonMated.right),
        totalWeight: (weights) => nonMated.totalWeight(weights.slice().reverse()),
      },
    };
    expect(compare([systems[0], reordered], 0.01)).toEqual(compare(systems, 0.01));

    const one = (scores: Float64Array, of: Int32Array): PairScores => ({ scores, left: of, right: of });
    const tail = systems.map((system) => {
      const tally = tallyScores(system.nonMated.scores, { lowest: -8, highest: 8, keep: 400 });
      const hardest = {
        scores: tally.tail,
        left: system.nonMated.left.slice(0, 400),
        right: system.nonMated.right.slice(0, 400),
      };
      const scored = { mated: one(system.mated.scores, system.mated.subject), nonMated: tally, hardest };
      return allPairsTrials(scored, system.ids);
    });
    expect(compare(tail, 0.01)).toEqual(compare(systems, 0.01));
  });

  it('are not told apart where they are the same, and never certainly', () => {
    const found = compare([systems[0], systems[0]], 0.01);
    expect(found).toMatchObject({ difference: 0, verdict: 'indistinguishable', method: 'widest', pValue: 1 });
    // No person of 120 tells them apart: 1 − 0.0125^(1/120) either way, half of the error probability for each.
    expect(found.upper).toBeCloseTo(1 - 0.0125 ** (1 / 120), 12);
    expect(found.smallestDifference).toBeGreaterThan(found.upper);
    expect(found.statement).toContain('would have been found four times in five');
  });

  it('fall back on their own limits where few false matches hold the thresholds', () => {
    const found = compare(systems, 2 / 7140);
    expect(found.method).toBe('widest');
    expect(found.verdict).toBe('indistinguishable');
  });

  it('are refused an FMR below 1 / trials, and if their pairs are not the same', () => {
    expect(compareSystems(systems[0], systems[1], 1e-4)).toMatchObject({ kind: 'unsupported', trials: 7140 });
    const other = world(120, 3, [2.5, 2.5], 1);
    expect(() => compareSystems(systems[0], other[0], 0.01)).toThrow(
      'same mated comparisons, got 480 and 360',
    );
    expect(() => compareSystems(systems[0], world(119, 4, [2, 2], 1)[0], 0.01)).toThrow('the same subjects');
    const fewer = {
      ...systems[1],
      nonMated: { ...systems[1].nonMated, totalWeight: () => 1 },
    };
    expect(() => compareSystems(systems[0], fewer, 0.01)).toThrow('same non-mated comparisons');
    expect(() => compareSystems(systems[0], systems[1], 0.01, { replicates: 9 })).toThrow('replicates');
    expect(() => compareSystems(systems[0], systems[1], Number.NaN)).toThrow(
      'fmr must be in (0, 1], got NaN',
    );
  });
});

describe('over 150 worlds of 80 people', () => {
  it('systems that are alike are told apart at 90 % no more than about one time in ten', () => {
    const found = Array.from({ length: 150 }, (_, run) =>
      compare(world(80, 3, [2.5, 2.5], 500 + run), 0.05, { replicates: 199, confidence: 0.9 }),
    );
    const wrong = found.filter(({ verdict }) => verdict !== 'indistinguishable');
    // With a true share of 0.1, more than 25 of 150 would be three standard deviations out.
    expect(wrong.length).toBeLessThanOrEqual(25);
    for (const { pValue, verdict } of found) {
      // A rank more or less: 199 replicates give a p-value in steps of 0.01.
      if (verdict === 'indistinguishable') expect(pValue).toBeGreaterThanOrEqual(0.1 - 1e-9);
      else expect(pValue).toBeLessThanOrEqual(0.1 + 1e-9);
    }
  });

  it('a true difference of the smallest size shown is found four times in five at least', () => {
    // Truth at FMR 0.05: Φ(1.645 − 2.5) − Φ(1.645 − 2.9) = 0.1962 − 0.1047 = 0.0915.
    const found = Array.from({ length: 60 }, (_, run) =>
      compare(world(80, 3, [2.9, 2.5], 900 + run), 0.05, { replicates: 199 }),
    );
    const power = found.filter(({ verdict }) => verdict === 'better').length / 60;
    const needed = found.reduce((sum, { smallestDifference }) => sum + smallestDifference, 0) / 60;
    expect(Math.abs(needed - 0.0915)).toBeLessThan(0.005);
    // 0.8 less two standard errors. Product weights widen intervals, so it may be found oftener.
    expect(power).toBeGreaterThan(0.7);
    expect(found.filter(({ lower, upper }) => lower <= -0.0915 && -0.0915 <= upper).length).toBeGreaterThan(
      49,
    );
  });
});
