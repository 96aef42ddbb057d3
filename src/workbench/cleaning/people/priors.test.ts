import { describe, expect, it } from 'vitest';
import { apartLogOdds, logSumExp, misplacedPrior } from './priors.js';

const priors = { errorRate: 0.05, unseen: 0.3 };

const total = (wrong: number, all: number): number => {
  const { known, unseen } = misplacedPrior(priors, wrong, all);
  return known + unseen;
};

describe('the prior of errors', () => {
  it('of one picture among many is about the error rate', () => {
    expect(total(1, 100)).toBeCloseTo(0.045, 3);
  });

  it('of many pictures is that of a batch, and not of as many errors', () => {
    const ten = total(10, 20);
    expect(ten).toBeGreaterThan(1e-4);
    expect(ten / 0.05 ** 10).toBeGreaterThan(1e9);
  });

  it('of one picture is of somebody unseen as often as pictures are; of a batch as often as not', () => {
    const share = (wrong: number, all: number): number =>
      misplacedPrior(priors, wrong, all).unseen / total(wrong, all);
    expect(share(1, 1000)).toBeCloseTo(priors.unseen, 2);
    expect(share(10, 20)).toBeCloseTo(0.5, 5);
  });

  it('says that of four pictures the one is wrong rather than the three', () => {
    const [one, three] = [total(1, 4), total(3, 4)];
    expect(one / (one + three)).toBeGreaterThan(0.95);
  });

  it('of two pictures that are apart is that of either being wrong', () => {
    expect(Math.exp(apartLogOdds(priors, 1, 1))).toBeCloseTo(0.1 / 0.9, 2);
    expect(apartLogOdds(priors, 1, 5)).toBe(apartLogOdds(priors, 5, 1));
  });

  it('never makes an error likelier than not', () => {
    expect(apartLogOdds({ errorRate: 0.5, unseen: 0.3 }, 1, 1)).toBeLessThanOrEqual(0);
  });
});

describe('logSumExp', () => {
  it('adds where exponentials would overflow, and nothing to nothing', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 10);
    expect(logSumExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  });
});
