// Drift on populations whose change is known.

import { describe, expect, it } from 'vitest';
import { createRandom, kolmogorovSmirnov } from '../../../trials/index.js';
import { driftOf, type Moved, type Observed } from './drift.js';

interface Population {
  readonly score?: number;
  readonly sharpness?: number;
  readonly approves?: number;
  readonly failures?: number;
}

/** @param seed of chance: the same for the same population */
function people(
  count: number,
  seed: number,
  { score = 0.7, sharpness = 60, approves = 0.8, failures = 0.05 }: Population = {},
): Observed[] {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  return Array.from({ length: count }, () => {
    const isFailureToAcquire = random.uniform() < failures;
    const decision = random.uniform() < approves ? 'approve' : random.uniform() < 0.5 ? 'review' : 'reject';
    return {
      isFailureToAcquire,
      decision: isFailureToAcquire ? 'recapture' : decision,
      score: isFailureToAcquire ? null : score + 0.08 * normal(),
      qualities: { 'selfie.Sharpness': Math.round(sharpness + 10 * normal()) },
    };
  });
}

const moved = async (reference: Observed[], current: Observed[]): Promise<Record<string, Moved>> =>
  Object.fromEntries(
    (await driftOf([{ kind: 'proofing', reference, current }])).map((measure) => [measure.measure, measure]),
  );

describe('driftOf', () => {
  it('raises no alarm where nothing has moved, in a hundred reports', async () => {
    for (let run = 0; run < 100; run++) {
      const [reference, current] = [people(400, 2 * run + 1), people(300, 2 * run + 2)];
      const measures = await driftOf([{ kind: 'proofing', reference, current }]);
      expect(measures.filter(({ alarm }) => alarm !== null)).toEqual([]);
    }
  });

  it('says in words what has moved, and which way', async () => {
    const found = await moved(people(500, 1), people(400, 2, { score: 0.6, sharpness: 59 }));
    expect(found.score).toMatchObject({
      state: 'drifted',
      people: { reference: 477, current: 380 },
      test: { name: 'kolmogorov-smirnov' },
    });
    expect(found.score!.alarm).toMatch(
      /^The comparison score of proofings is quite another than it was in the reference period: median 0\.586, was 0\.693 \(stability index \d\.\d\d\)\.$/,
    );
    expect(found['selfie.Sharpness']).toMatchObject({ state: 'steady', alarm: null });
    expect(found.decision!.state).toBe('steady');
  });

  it('tells decisions and failures to acquire by their shares', async () => {
    const found = await moved(people(600, 3), people(600, 4, { failures: 0.25 }));
    expect(found.failureToAcquire).toMatchObject({ test: { name: 'chi-square' } });
    expect(found.failureToAcquire!.state).not.toBe('steady');
    expect(found.failureToAcquire!.alarm).toMatch(/without a face of proofings .*: failed 2\d.*%, was [3-7]/);
    expect(found.decision!.alarm).toMatch(/recapture/);
  });

  it('does not call a large sample’s small change an alarm, however sure', async () => {
    const found = await moved(people(6000, 5), people(6000, 6, { score: 0.71 }));
    expect(found.score!.test!.adjusted).toBeLessThan(0.001);
    expect(found.score).toMatchObject({ state: 'steady', alarm: null });
  });

  it('says that it cannot tell from fewer than a hundred people', async () => {
    const found = await moved(people(500, 7), people(99, 8, { score: 0.2 }));
    for (const { state, stability, test, alarm } of Object.values(found))
      expect({ state, stability, test, alarm }).toEqual({
        ...{ state: 'unknown', stability: null, test: null, alarm: null },
      });
    expect(found.score!.current).toHaveProperty('median');
  });

  it('adjusts over all measures of both kinds', async () => {
    const [a, b] = [people(300, 9), people(300, 10, { score: 0.69 })];
    const both = await driftOf([
      { kind: 'proofing', reference: a, current: b },
      { kind: 'authentication', reference: people(300, 11), current: people(300, 12) },
    ]);
    expect(both).toHaveLength(8);
    const score = both.find(({ kind, measure }) => kind === 'proofing' && measure === 'score')!;
    const scores = (sample: Observed[]) => Float64Array.from(sample.flatMap(({ score }) => score ?? []));
    const { distance, pValue } = kolmogorovSmirnov(scores(a), scores(b));
    expect(score.test).toMatchObject({ statistic: distance, pValue });
    const lowest = both.every(({ test }) => test!.pValue >= pValue);
    if (lowest) expect(score.test!.adjusted).toBeCloseTo(Math.min(1, 8 * pValue), 12);
    else expect(score.test!.adjusted).toBeGreaterThan(pValue);
  });

  it('bears a measure that never varied', async () => {
    const flat = (value: number, count: number): Observed[] =>
      people(count, 13).map((one) => ({ ...one, qualities: { 'selfie.Sharpness': value } }));
    expect((await moved(flat(100, 200), flat(100, 200)))['selfie.Sharpness']).toMatchObject({
      state: 'steady',
      stability: { index: 0 },
    });
    expect((await moved(flat(100, 200), flat(90, 200)))['selfie.Sharpness']!.state).toBe('drifted');
  });
});
