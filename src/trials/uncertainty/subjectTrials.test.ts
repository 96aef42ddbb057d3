import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { tallyScores } from '../scores/scoreTally.js';
import type { PairScores } from '../scoring/allPairs.js';
import { scoreAllPairs } from '../scoring/allPairs.js';
import { allPairsTrials, effectiveCount, listedTrials, probeGalleryTrials } from './subjectTrials.js';

const subjects = Int32Array.of(40, 10, 40, 20, 10, 40, 30);
const templates = Float32Array.from({ length: 14 }, (_, k) =>
  k % 2 === 0 ? Math.cos(k * k) : Math.sin((k - 1) ** 2),
);
const scored = await scoreAllPairs({ templates, dimension: 2, subjects });
const everyPair = { ...scored.hardest };

describe('trials by subject', () => {
  const trials = allPairsTrials(scored, subjects);

  it('number the subjects and count what each has', () => {
    expect(trials.subjects).toBe(4);
    expect([...trials.mated.perSubject]).toEqual([3, 1, 0, 0]);
    expect(trials.nonMated.trials).toBe(21 - 4);
  });

  it('weigh all non-mated pairs in closed form as by adding up: Σ w·v over each pair', () => {
    const listed = listedTrials(scored.mated, everyPair, subjects);
    const random = createRandom(1);
    for (let draw = 0; draw < 20; draw++) {
      const weights = Int32Array.from({ length: 4 }, () => random.below(4));
      expect(trials.nonMated.totalWeight(weights)).toBe(listed.nonMated.totalWeight(weights));
    }
    expect(trials.nonMated.totalWeight(new Int32Array(4).fill(1))).toBe(17);
    expect(listed.nonMated.effective).toBeCloseTo(trials.nonMated.effective, 12);
  });

  it('know whom each was compared with, in closed form as by adding up', () => {
    const listed = listedTrials(scored.mated, everyPair, subjects);
    const weights = Int32Array.of(2, 0, 1, 3);
    expect(trials.nonMated.meetings!(weights)).toEqual(listed.nonMated.meetings!(weights));
  });

  it('leave out pairs that were not compared, as a list without them does', () => {
    // Rows 1 and 3, of persons 10 and 20, are copies of one picture.
    const omitted = { left: Int32Array.of(1), right: Int32Array.of(3) };
    const kept = [...everyPair.left.keys()].filter(
      (k) => everyPair.left[k] !== 1 || everyPair.right[k] !== 3,
    );
    const hardest = {
      scores: Float64Array.from(kept, (k) => everyPair.scores[k]),
      left: Int32Array.from(kept, (k) => everyPair.left[k]),
      right: Int32Array.from(kept, (k) => everyPair.right[k]),
    };
    const run = { mated: scored.mated, hardest, nonMated: { trials: 16 } };
    const short = allPairsTrials(run, subjects, omitted);
    const listed = listedTrials(scored.mated, hardest, subjects);
    const weights = Int32Array.of(2, 3, 1, 3);
    expect(short.nonMated.totalWeight(weights)).toBe(listed.nonMated.totalWeight(weights));
    expect(short.nonMated.meetings!(weights)).toEqual(listed.nonMated.meetings!(weights));
    expect(short.nonMated.effective).toBeCloseTo(listed.nonMated.effective, 12);
    expect(() => allPairsTrials(run, subjects)).toThrow('the tally holds 16 comparisons');
    expect(() => allPairsTrials(run, subjects, { left: Int32Array.of(0), right: Int32Array.of(2) })).toThrow(
      'non-mated pair 0 is of one subject',
    );
  });

  it('take four clusters of one size for four trials, and one that holds all for one', () => {
    expect(effectiveCount([5, 5, 5, 5])).toBe(4);
    expect(effectiveCount([5, 0, 0])).toBe(1);
    expect(effectiveCount([])).toBe(0);
  });

  it('refuse a mated pair of two subjects', () => {
    expect(() => listedTrials(everyPair, everyPair, subjects)).toThrow('mated pair 0 is of two subjects');
  });
});

describe('trials of probes against a gallery', () => {
  // Person 7 has two probes and a reference, 8 one of each, 9 a probe only, 5 two references only.
  const probes = Int32Array.of(7, 8, 7, 9);
  const gallery = Int32Array.of(8, 5, 7, 5);
  const random = createRandom(2);
  const rows = [...probes.keys()].flatMap((i) => [...gallery.keys()].map((j) => [random.uniform(), i, j]));
  const pairs = (list: number[][]): PairScores => ({
    scores: Float64Array.from(list, ([score]) => score),
    left: Int32Array.from(list, ([, i]) => i),
    right: Int32Array.from(list, ([, , j]) => j),
  });
  const mated = pairs(rows.filter(([, i, j]) => probes[i] === gallery[j]));
  const others = rows.filter(([, i, j]) => probes[i] !== gallery[j]);
  const tally = tallyScores(pairs(others).scores);
  const scored = { mated, nonMated: tally, hardest: pairs(Array.from(tally.tailIds, (id) => others[id])) };
  const trials = probeGalleryTrials(scored, probes, gallery);
  // The same as a list: both sets one after the other, references from row 4 on.
  const together = Int32Array.of(...probes, ...gallery);
  const shifted = (list: PairScores): PairScores => ({ ...list, right: list.right.map((j) => j + 4) });
  const listed = listedTrials(shifted(mated), shifted(pairs(others)), together);

  it('are those of the list of all their comparisons', () => {
    expect(trials.subjects).toBe(4);
    expect([...trials.ids]).toEqual([7, 8, 9, 5]);
    expect(trials.mated).toEqual(listed.mated);
    expect(trials.nonMated).toMatchObject({ trials: 13, scores: listed.nonMated.scores });
    expect(trials.nonMated.effective).toBeCloseTo(listed.nonMated.effective, 12);
  });

  it('weigh them in closed form: (Σ p w)(Σ g w) − Σ p g w²', () => {
    for (let draw = 0; draw < 20; draw++) {
      const weights = Int32Array.from({ length: 4 }, () => random.below(4));
      expect(trials.nonMated.totalWeight(weights)).toBe(listed.nonMated.totalWeight(weights));
      expect(trials.nonMated.meetings!(weights)).toEqual(listed.nonMated.meetings!(weights));
    }
  });

  it('refuse what cannot be', () => {
    expect(() => probeGalleryTrials(scored, probes, gallery.slice(0, 3))).toThrow(RangeError);
    expect(() =>
      probeGalleryTrials({ ...scored, nonMated: tallyScores(mated.scores) }, probes, gallery),
    ).toThrow('the tally holds 3 comparisons, but these subjects make 13');
    const off = { ...mated, left: mated.left.map(() => 9), right: mated.right.map(() => 9) };
    expect(() => probeGalleryTrials({ ...scored, mated: off }, probes, gallery)).toThrow(
      'pair 0 is of templates 9 and 9, which have no subject',
    );
    const nan = { ...mated, scores: mated.scores.map(() => Number.NaN) };
    expect(() => probeGalleryTrials({ ...scored, mated: nan }, probes, gallery)).toThrow('is not a number');
    expect(() => allPairsTrials({ ...scored, nonMated: tally }, together)).toThrow(RangeError);
  });
});
