// The estimate against counting by hand, and against what chance makes of people whose FMR is known.

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../trials/index.js';
import { type ClaimedPoint, estimateFmr, type FmrEstimate, type FmrInput } from './estimate.js';

const NONE = new Int32Array();
const point = (threshold: number, fmr = 1e-4): ClaimedPoint => ({
  ...{ threshold, fmr, interval: null, supported: true },
});

/** Unit vectors in any direction: the cosine of two has a standard deviation of 1/√dimension. */
function strangers(people: number, dimension: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const rows = Float32Array.from({ length: people * dimension }, normal);
  for (let row = 0; row < people; row++) {
    const own = rows.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.hypot(...own);
    for (let i = 0; i < dimension; i++) own[i]! /= length;
  }
  return rows;
}

/** A second account: the same template. */
function copyRow(rows: Float32Array, dimension: number, from: number, to: number): void {
  rows.copyWithin(to * dimension, from * dimension, (from + 1) * dimension);
}

function cosines(rows: Float32Array, dimension: number): number[] {
  const people = rows.length / dimension;
  const all: number[] = [];
  for (let i = 0; i < people; i++)
    for (let j = i + 1; j < people; j++) {
      let dot = 0;
      for (let k = 0; k < dimension; k++) dot += rows[i * dimension + k]! * rows[j * dimension + k]!;
      all.push(dot);
    }
  return all;
}

const input = (templates: Float32Array, dimension: number, more: Partial<FmrInput> = {}): FmrInput => ({
  ...{ templates, dimension, samePerson: NONE, differentPeople: NONE, points: [point(0.5)] },
  ...more,
});

/** There is somebody to be taken for another. */
const estimated = async (of: FmrInput): Promise<FmrEstimate> => (await estimateFmr(of))!;

describe('estimateFmr', () => {
  it('counts every pair of two customers once, as counting by hand does', async () => {
    const rows = strangers(120, 32, 1);
    const all = cosines(rows, 32);
    const points = [0.5, 0.3, 0.1].map((threshold) => point(threshold));
    const { people, comparisons, points: measured } = await estimated(input(rows, 32, { points }));
    expect({ people, comparisons }).toEqual({ people: 120, comparisons: (120 * 119) / 2 });
    for (const { threshold, measured: found } of measured) {
      const matches = all.filter((cosine) => cosine >= threshold).length;
      expect(found!.atMost).toMatchObject({ matches, fmr: matches / all.length });
    }
  });

  it('has the true rate in its interval, and the claim of a threshold that keeps it', async () => {
    // Of two directions at random in 64 dimensions the cosine is above t with probability I(1 − t²; 63/2, 1/2) / 2, I the
    // regularised incomplete beta function: `0.5 * scipy.special.betainc(31.5, 0.5, 1 - t * t)`.
    const threshold = 2.5 / Math.sqrt(64);
    const truth = 0.005632176882925096;
    const estimate = await estimated(input(strangers(300, 64, 5), 64, { points: [point(threshold, 0.02)] }));
    const [{ measured }] = estimate.points as [(typeof estimate.points)[number]];
    expect(measured!.atMost.interval[0]).toBeLessThan(truth);
    expect(measured!.atMost.interval[1]).toBeGreaterThan(truth);
    expect(estimate.claim).toMatchObject({ isSupported: true });
  });

  it('does not claim what a few people cannot carry', async () => {
    const { claim } = await estimated(input(strangers(10, 64, 3), 64));
    expect(claim.isSupported).toBe(false);
    expect(claim.statement).toMatch(/cannot be claimed/);
  });

  it('has pairs that nobody has settled between its bounds, and names them', async () => {
    const rows = strangers(60, 64, 7);
    copyRow(rows, 64, 4, 50);
    copyRow(rows, 64, 9, 51);
    const { points, unsettled, comparisons } = await estimated(input(rows, 64, { points: [point(0.8)] }));
    expect(comparisons).toBe(1770);
    expect(unsettled.count).toBe(2);
    expect(unsettled.pairs.map(({ rows }) => rows)).toEqual([
      [4, 50],
      [9, 51],
    ]);
    const { atMost, atLeast } = points[0]!.measured!;
    expect(atMost).toMatchObject({ matches: 2, fmr: 2 / 1770 });
    expect(atLeast).toMatchObject({ matches: 0, fmr: 0 });
    expect(atLeast.interval[0]).toBe(0);
    expect(atMost.interval[1]).toBeGreaterThan(2 / 1770);
  });

  it('leaves out one person with two accounts, and counts two people who look alike', async () => {
    const rows = strangers(60, 64, 7);
    copyRow(rows, 64, 4, 50);
    copyRow(rows, 64, 9, 51);
    const settled = {
      points: [point(0.8)],
      samePerson: Int32Array.of(50, 4),
      differentPeople: Int32Array.of(9, 51),
    };
    const { points, unsettled, comparisons, leftOut } = await estimated(input(rows, 64, settled));
    expect({ comparisons, leftOut, unsettled: unsettled.count }).toEqual({
      ...{ comparisons: 1769, leftOut: 1, unsettled: 0 },
    });
    const { atMost, atLeast } = points[0]!.measured!;
    expect(atMost).toMatchObject({ matches: 1, fmr: 1 / 1769 });
    expect(atLeast).toEqual(atMost);
  });

  it('takes two people at the least', async () => {
    await expect(estimateFmr(input(strangers(1, 8, 1), 8))).rejects.toThrow(RangeError);
    const { comparisons, points } = await estimated(input(strangers(2, 8, 1), 8, { points: [point(0.99)] }));
    expect(comparisons).toBe(1);
    expect(points[0]!.measured!.atMost).toMatchObject({ matches: 0, fmr: 0 });
  });

  it('bears that all are accounts of one person, or may be', async () => {
    const rows = strangers(3, 8, 1);
    for (const account of [1, 2]) copyRow(rows, 8, 0, account);
    const { comparisons, unsettled, points, claim } = await estimated(input(rows, 8));
    expect({ comparisons, unsettled: unsettled.count }).toEqual({ comparisons: 3, unsettled: 3 });
    expect(points[0]!.measured).toMatchObject({
      atMost: { matches: 3, fmr: 1 },
      atLeast: { matches: 0, fmr: 0, interval: [0, 1] },
    });
    expect(claim.isSupported).toBe(false);
    const settled = { samePerson: Int32Array.of(0, 1, 0, 2, 2, 1) };
    expect(await estimateFmr(input(rows, 8, settled))).toBeUndefined();
  });
});
