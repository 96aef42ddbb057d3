// Agreement against counts by hand and published tests.

import { describe, expect, it } from 'vitest';
import { wilson } from '../../../trials/index.js';
import { agreementOf, type Decision, type Scored } from './agreement.js';

let next = 0;
const scored = (
  active: readonly [Decision, number | null],
  shadow: readonly [Decision, number | null],
  more: Partial<Scored> = {},
): Scored => {
  const judged = ([decision, llr]: readonly [Decision, number | null]) => ({
    ...{ decision, llr, score: llr === null ? null : llr / 20 },
  });
  const id = `v${next++}`;
  return {
    ...{ kind: 'proofing', verification: id, subject: id, label: null },
    ...{ active: judged(active), shadow: judged(shadow) },
    ...more,
  };
};
const times = (count: number, make: () => Scored): Scored[] => Array.from({ length: count }, make);

describe('agreementOf', () => {
  const rows = [
    ...times(80, () => scored(['approve', 12], ['approve', 14])),
    ...times(6, () => scored(['review', 2], ['approve', 9])),
    ...times(4, () => scored(['approve', 9], ['review', 1])),
    scored(['approve', 15], ['reject', -9], { verification: 'worst' }),
    ...times(9, () => scored(['recapture', null], ['recapture', null])),
  ];

  it('counts all sixteen, with shares and intervals', async () => {
    const { decisions, subjects, agreed, matrix } = (await agreementOf(rows))!;
    expect({ decisions, subjects }).toEqual({ decisions: 100, subjects: 100 });
    expect(matrix).toHaveLength(16);
    expect(
      matrix.filter(({ count }) => count > 0).map(({ active, shadow, count }) => [active, shadow, count]),
    ).toEqual([
      ['approve', 'approve', 80],
      ['approve', 'review', 4],
      ['approve', 'reject', 1],
      ['review', 'approve', 6],
      ['recapture', 'recapture', 9],
    ]);
    expect(agreed).toMatchObject({ count: 89, share: 0.89 });
    // One decision a person: the exact interval holds Wilson's but for its edges.
    const { lower, upper } = wilson(89, 100);
    expect(agreed.interval[0]).toBeLessThan(lower + 0.002);
    expect(agreed.interval[1]).toBeGreaterThan(upper - 0.002);
  });

  it('is less sure of decisions of few people', async () => {
    const ofFew = rows.map((row, i) => ({ ...row, subject: `p${Math.floor(i / 10)}` }));
    const [many, few] = [(await agreementOf(rows))!.agreed, (await agreementOf(ofFew))!.agreed];
    expect(few.share).toBe(many.share);
    expect(few.interval[0]).toBeLessThan(many.interval[0]);
  });

  it('names those to look at, the furthest apart first', async () => {
    const { differing } = (await agreementOf(rows))!;
    expect(differing).toHaveLength(11);
    expect(differing[0]).toMatchObject({
      verification: 'worst',
      active: { decision: 'approve', llr: 15 },
      shadow: { decision: 'reject', llr: -9 },
    });
  });

  it('correlates scores of both alone', async () => {
    const { rankCorrelation } = (await agreementOf(rows))!;
    expect(rankCorrelation).toMatchObject({ comparisons: 91 });
    expect((await agreementOf(rows.slice(-9)))!.rankCorrelation).toBeNull();
  });

  it('holds both against what people said: McNemar', async () => {
    const mated = { label: 'mated' } as const;
    const nonMated = { label: 'non_mated' } as const;
    const settled = [
      ...times(20, () => scored(['review', 1], ['approve', 8], mated)),
      ...times(8, () => scored(['review', -1], ['approve', 8], mated)),
      ...times(1, () => scored(['review', 1], ['review', -2], mated)),
      ...times(3, () => scored(['review', 1], ['review', 1], nonMated)),
      scored(['review', 1], ['review', 1]),
    ];
    const found = (await agreementOf(settled))!.settled!;
    expect(found).toMatchObject({
      ...{ comparisons: 32, subjects: 32, mated: 29, nonMated: 3, test: 'mid-p' },
      wrong: { active: { count: 11 }, shadow: { count: 4 } },
      ...{ onlyActiveWrong: 8, onlyShadowWrong: 1 },
    });
    // 2 · (1 + 9) / 2⁹ − 9 / 2⁹.
    expect(found.pValue).toBeCloseTo(11 / 512, 12);
  });

  it('counts people where one was settled often', async () => {
    const rows = times(12, () => scored(['review', -1], ['review', 1], { label: 'mated', subject: 'one' }));
    const others = times(12, () => scored(['review', -1], ['review', 1], { label: 'mated' }));
    const { pValue, test } = (await agreementOf([...rows, ...others]))!.settled!;
    expect(test).toBe('durkalski');
    // Thirteen people, all alike: 13² / 13 = 13 in χ² with one degree of freedom.
    expect(pValue).toBeCloseTo(0.00031149, 7);
  });

  it('says nothing of nothing', async () => {
    expect(await agreementOf([])).toBeNull();
    expect((await agreementOf(rows))!.settled).toBeNull();
  });
});
