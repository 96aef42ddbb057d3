import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { scoreAllPairs } from '../scoring/allPairs.js';
import { allPairsTrials, listedTrials, type SubjectTrials } from '../uncertainty/subjectTrials.js';
import {
  type Differential,
  type DifferentialOptions,
  differentials,
  type GroupRate,
} from './differentials.js';
import { groupTrials, type SubjectGroups } from './groupTrials.js';

/**
 * Templates of people in groups: a person lies about the pole of his group, as near to it as `alike` says, and a
 * picture about the person. 0 to 4 pictures each, every person with one at least.
 */
async function world(sizes: number[], alike: number[], seed: number, keep = 200_000) {
  const random = createRandom(seed);
  const dimension = 12;
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const unit = (values: number[]) => {
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const rows: number[][] = [];
  const subjects: number[] = [];
  const group: number[] = [];
  sizes.forEach((size, g) => {
    const pole = unit(Array.from({ length: dimension }, normal));
    for (let person = 0; person < size; person++) {
      const face = unit(pole.map((value) => alike[g] * value + normal() / Math.sqrt(dimension)));
      for (let picture = 0; picture <= random.below(4); picture++) {
        rows.push(unit(face.map((value) => value + (0.5 * normal()) / Math.sqrt(dimension))));
        subjects.push(1000 * g + person);
      }
      group.push(g);
    }
  });
  const people = Int32Array.from(subjects);
  const scored = await scoreAllPairs({
    templates: Float32Array.from(rows.flat()),
    dimension,
    subjects: people,
    tally: { keep },
  });
  return { scored, people, trials: allPairsTrials(scored, people), of: Int32Array.from(group) };
}

const names = ['north', 'south', 'west'];
const measured = (rate: { kind: string }) => {
  if (rate.kind === 'unsupported') throw new Error(JSON.stringify(rate));
  return rate as GroupRate;
};
const spread = (found: { kind: string }) => {
  if (found.kind === 'unsupported') throw new Error(JSON.stringify(found));
  return found as Differential;
};

describe('trials of groups', async () => {
  const { scored, people, trials, of } = await world([31, 40, 35], [0.9, 0.6, 0.3], 1);
  const groups: SubjectGroups = { names, of };
  const listed = listedTrials(scored.mated, scored.hardest, people);

  it('are a part of the whole: all comparisons lie within a group or between two', () => {
    const subsets = groupTrials(trials, groups);
    let comparisons = 0;
    for (let a = 0; a < 3; a++) {
      comparisons += subsets.within(a).nonMated.trials;
      for (let b = a + 1; b < 3; b++) comparisons += subsets.across(a, b).nonMated.trials;
    }
    expect(comparisons).toBe(trials.nonMated.trials);
    expect(subsets.within(1).mated.scores.length).toBe(
      trials.mated.subject.filter((subject) => of[subject] === 1).length,
    );
    expect(subsets.across(0, 1).mated.scores).toHaveLength(0);
  });

  it('count in closed form, from a short tail, what the whole list counts', async () => {
    const short = await world([31, 40, 35], [0.9, 0.6, 0.3], 1, 300);
    const [tail, whole] = [groupTrials(short.trials, groups), groupTrials(listed, groups)];
    for (const [a, b] of [
      [0, 0],
      [2, 2],
      [0, 1],
      [1, 2],
    ]) {
      const [one, other] = [tail, whole].map((of) => (a === b ? of.within(a) : of.across(a, b)).nonMated);
      expect(one.trials).toBe(other.trials);
      expect(one.effective).toBeCloseTo(other.effective, 8);
      const random = createRandom(3);
      const weights = Int32Array.from(
        { length: (a === b ? tail.within(a) : tail.across(a, b)).subjects },
        () => random.below(3),
      );
      expect(one.totalWeight(weights)).toBe(other.totalWeight(weights));
      expect(one.meetings!(weights)).toEqual(other.meetings!(weights));
      const met = one.meetings!(weights).reduce((sum, times, s) => sum + times * weights[s], 0);
      // Each pair twice; two templates of one person never meet.
      expect(met).toBe(2 * one.totalWeight(weights));
    }
  });

  it('refuse a tail of which it is not known who met whom, and groups that are none', () => {
    const { meetings: _, ...nonMated } = listed.nonMated;
    const cut: SubjectTrials = {
      ...listed,
      nonMated: { ...nonMated, scores: nonMated.scores.slice(0, 50) },
    };
    expect(() => groupTrials(cut, groups)).toThrow('who met whom');
    expect(() => groupTrials(trials, { names, of: of.slice(1) })).toThrow('for all 106 subjects, got 105');
    expect(() => groupTrials(trials, { names, of: of.map(() => 3) })).toThrow('in [−1, 2], got 3');
    expect(() => groupTrials(trials, { names: ['a', 'a'], of })).toThrow('distinct');
    expect(() => groupTrials(trials, { names: [], of })).toThrow('distinct');
  });
});

describe('differentials (ISO/IEC 19795-10)', async () => {
  const { scored, people, trials, of } = await world([60, 70, 12, 65], [1, 0.5, 0.5, 0.2], 2, 4_000);
  const groups = { names: ['north', 'south', 'isle', 'west'], of };
  const options: DifferentialOptions = { replicates: 200, seed: 4 };
  const threshold = 0.8;
  const found = differentials(trials, groups, threshold, options);

  it('state errors, comparisons and rate of each group and of each two, as counted one by one', () => {
    const groupOf = new Map([...trials.ids].map((id, subject) => [id, of[subject]]));
    const count = (a: number, b: number) => {
      const { scores, left, right } = scored.hardest;
      return scores.filter((score, k) => {
        const met = [people[left[k]], people[right[k]]].map((id) => groupOf.get(id)!).sort();
        return score >= threshold && met[0] === a && met[1] === b;
      }).length;
    };
    expect(found.pairs).toHaveLength(10);
    const kinds = found.pairs.map(({ left, right, fmr }) => `${left} ${right} ${fmr.kind}`);
    expect(kinds).toContain('north west rate');
    expect(kinds).toContain('south isle unsupported');
    for (const { left, right, fmr } of found.pairs) {
      if (fmr.kind === 'unsupported') continue;
      expect(fmr.errors).toBe(count(groups.names.indexOf(left), groups.names.indexOf(right)));
      expect(fmr.estimate).toBeCloseTo(fmr.errors / fmr.comparisons, 15);
      expect(fmr.lower).toBeLessThanOrEqual(fmr.estimate);
      expect(fmr.upper).toBeGreaterThan(fmr.estimate);
    }
    const south = measured(found.groups[1].fnmr);
    const own = [...trials.mated.scores].filter((_, k) => of[trials.mated.subject[k]] === 1);
    expect(south).toMatchObject({ comparisons: own.length, errors: own.filter((s) => s < threshold).length });
  });

  it('find that the more alike a group is, the more of it match, and that this is more than chance', () => {
    const { worst, best, worstToBest, worstToGeometricMean, gini, byChance } = spread(found.fmr);
    expect([worst, best]).toEqual(['north', 'west']);
    const [north, south, west] = ['north', 'south', 'west'].map((name) =>
      measured(found.pairs.find(({ left, right }) => left === name && right === name)!.fmr),
    );
    if (worstToBest.kind === 'ratio') expect(worstToBest.lower).toBeGreaterThan(1);
    else expect(west.estimate).toBe(0);
    if (worstToGeometricMean.kind === 'ratio') {
      const mean = Math.cbrt(north.estimate * south.estimate * west.estimate);
      expect(worstToGeometricMean.value).toBeCloseTo(north.estimate / mean, 10);
    }
    expect(spread(found.fmr).statement).toMatch(
      /^the FMR of north is \d+ times \(\S+ to \d+\) that of west and \S+ times \(\S+ to \S+\) the geometric mean; the groups differ by more than chance \(p 0\.00\d+\)$/,
    );
    expect(byChance.pValue).toBeLessThan(0.02);
    expect(gini).toBeGreaterThan(byChance.gini.upper);
  });

  it('find no more than chance in the FNMR, which is alike in all groups', () => {
    const { byChance, gini } = spread(found.fnmr);
    expect(byChance.pValue).toBeGreaterThan(0.02);
    expect(gini).toBeGreaterThan(0);
    expect(byChance.gini.median).toBeGreaterThan(0);
  });

  it('refuse in words a group of too few people, and leave the unknown out', () => {
    expect(found.groups[2].fnmr).toMatchObject({ kind: 'unsupported' });
    expect(found.pairs.find(({ right }) => right === 'isle')!.fmr).toEqual({
      kind: 'unsupported',
      reason:
        'the FMR of north against isle is not stated: 12 people in the smaller group, where 30 are asked for; ' +
        'without an error among them they could show a rate below 0.25 and no lower one',
    });
    const blurred = of.map((group) => (group === 2 ? -1 : group));
    const without = differentials(trials, { ...groups, of: blurred }, threshold, options);
    expect(without.unknown).toBe(12);
    expect(without.fmr).toEqual(found.fmr);
    expect(without.groups[2]).toMatchObject({ subjects: 0, fnmr: { kind: 'unsupported' } });
    const one = differentials(trials, { ...groups, of: of.map(() => 0) }, threshold, options);
    expect(one.fmr).toMatchObject({ kind: 'unsupported' });
  });

  it('do not divide by zero: of a group without an error they say "at least"', () => {
    const strict = differentials(trials, groups, 0.9, options);
    const { worstToBest } = spread(strict.fmr);
    const west = measured(strict.pairs.find(({ left }) => left === 'west')!.fmr);
    const north = measured(strict.pairs[0].fmr);
    expect(west.errors).toBe(0);
    expect(worstToBest).toEqual({ kind: 'atLeast', value: expect.closeTo(north.lower / west.upper, 10) });
    expect(differentials(trials, groups, 1.01, options).fmr).toEqual({
      kind: 'unsupported',
      reason: 'no error in any group: nothing to compare',
    });
  });

  it('repeat with the seed, and refuse what is beyond the tail or no number', () => {
    expect(differentials(trials, groups, threshold, options)).toEqual(found);
    expect(() => differentials(trials, groups, -1)).toThrow('keep more');
    expect(() => differentials(trials, groups, Number.NaN)).toThrow('threshold must be a number');
    expect(() => differentials(trials, groups, 0.8, { fewestPeople: 1 })).toThrow('fewestPeople');
  });
});

describe('over 60 worlds of three groups alike', () => {
  it('the permutation test is wrong one time in ten at 90 %, though the worst seems far from the best', async () => {
    const runs = await Promise.all(
      Array.from({ length: 60 }, async (_, run) => {
        const { trials, of } = await world([50, 50, 90], [0.5, 0.5, 0.5], 100 + run, 4_000);
        return differentials(trials, { names, of }, 0.83, { replicates: 99, confidence: 0.9 });
      }),
    );
    for (const kind of ['fnmr', 'fmr'] as const) {
      const wrong = runs.filter((run) => spread(run[kind]).byChance.pValue <= 0.1).length;
      // 60 × 0.1 and three standard deviations.
      expect(wrong).toBeLessThanOrEqual(13);
    }
  });
});
