// Golden values: torch.optim.lr_scheduler's CosineAnnealingLR, MultiStepLR, LinearLR and LambdaLR.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAt, type Schedule, warmedUp } from './schedules.js';

const rates = (schedule: Schedule, steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => Number(learningRateAt(schedule, step).toFixed(12)));

describe('learningRateAt', () => {
  it('cosine: CosineAnnealingLR(T_max=8, eta_min=0.01), then as it ends', () => {
    const cosine: Schedule = { kind: 'cosine', from: 0.1, to: 0.01, steps: 8 };
    const down = [0.096574578963, 0.086819805153, 0.072220754456, 0.055, 0.037779245544, 0.023180194847];
    expect(rates(cosine, 11)).toEqual([0.1, ...down, 0.013425421037, 0.01, 0.01, 0.01]);
  });

  it('multiStep: MultiStepLR(milestones=[2, 5], gamma=0.1)', () => {
    const schedule: Schedule = { kind: 'multiStep', rate: 0.1, milestones: [2, 5], factor: 0.1 };
    expect(rates(schedule, 7)).toEqual([0.1, 0.1, 0.01, 0.01, 0.01, 0.001, 0.001]);
  });

  it('linear: LinearLR(start_factor=1, end_factor=0.2, total_iters=4)', () => {
    expect(rates({ kind: 'linear', from: 0.1, to: 0.02, steps: 4 }, 6)).toEqual([
      0.1, 0.08, 0.06, 0.04, 0.02, 0.02,
    ]);
  });

  it('polynomial: LambdaLR((1 − t / 4)²)', () => {
    expect(rates({ kind: 'polynomial', from: 0.1, to: 0, steps: 4, power: 2 }, 6)).toEqual([
      0.1, 0.05625, 0.025, 0.00625, 0, 0,
    ]);
  });

  it('constant', () => {
    expect(rates({ kind: 'constant', rate: 0.3 }, 3)).toEqual([0.3, 0.3, 0.3]);
  });

  it('then: the second starts at its own step 0, so that cosines restart', () => {
    const cosine: Schedule = { kind: 'cosine', from: 1, to: 0, steps: 2 };
    const restarted: Schedule = { kind: 'then', first: cosine, steps: 2, second: cosine };
    expect(rates(restarted, 6)).toEqual([1, 0.5, 1, 0.5, 0, 0]);
  });

  it('warmedUp: a line from one part of the peak, and the peak where the schedule starts', () => {
    const cosine: Schedule = { kind: 'cosine', from: 0.1, to: 0, steps: 2 };
    expect(rates(warmedUp(cosine, 4), 7)).toEqual([0.025, 0.05, 0.075, 0.1, 0.1, 0.05, 0]);
    expect(warmedUp(cosine, 0)).toBe(cosine);
  });

  it('stays between its ends and never goes up again, whatever its numbers', () => {
    const rate = fc.double({ min: 1e-6, max: 1, noNaN: true });
    const steps = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(rate, rate, steps, fc.constantFrom('linear', 'cosine', 'polynomial'), (a, b, n, kind) => {
        const [from, to] = [Math.max(a, b), Math.min(a, b)];
        const schedule = { kind, from, to, steps: n, power: 0.9 } as Schedule;
        const all = Array.from({ length: n + 3 }, (_, step) => learningRateAt(schedule, step));
        expect(all[0]).toBe(from);
        expect(all.at(-1)).toBeCloseTo(to, 12);
        for (const [i, value] of all.slice(1).entries()) expect(value).toBeLessThanOrEqual(all[i]! + 1e-15);
      }),
    );
  });

  it('is plain data: a recipe may hold it', () => {
    const schedule = warmedUp({ kind: 'multiStep', rate: 1, milestones: [3], factor: 0.5 }, 2);
    expect(rates(JSON.parse(JSON.stringify(schedule)), 8)).toEqual(rates(schedule, 8));
  });

  it('refuses a span without steps', () => {
    expect(() => learningRateAt({ kind: 'cosine', from: 1, to: 0, steps: 0 }, 0)).toThrow(/has 0 steps/);
  });
});
