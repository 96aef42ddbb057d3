// Learning rates over a run: plain data, so that recipes can hold them, and one pure function.

import { LikenessError } from '../errors.js';

export type Schedule =
  | { readonly kind: 'constant'; readonly rate: number }
  /** From one rate to another in a straight line over so many steps, then as it ends. */
  | { readonly kind: 'linear'; readonly from: number; readonly to: number; readonly steps: number }
  /** Half a cosine from one rate to another, then as it ends. */
  | { readonly kind: 'cosine'; readonly from: number; readonly to: number; readonly steps: number }
  /** `from·(1 − t / steps)^power` above `to`, then as it ends. */
  | {
      readonly kind: 'polynomial';
      readonly from: number;
      readonly to: number;
      readonly steps: number;
      readonly power: number;
    }
  /** Times the factor at each milestone. */
  | {
      readonly kind: 'multiStep';
      readonly rate: number;
      readonly milestones: readonly number[];
      readonly factor: number;
    }
  /** The first for so many steps, then the second, which starts at its own step 0. Nests. */
  | { readonly kind: 'then'; readonly first: Schedule; readonly steps: number; readonly second: Schedule };

/**
 * The learning rate of a step.
 *
 * Cosine: Loshchilov and Hutter, arXiv:1608.03983, eq. 5 (restarts are a `then` of cosines). Polynomial: Chen et al.,
 * arXiv:1606.00915 ("poly"), with an end of its own.
 * @param step from 0
 * @throws `option_invalid` where a number of steps is not positive
 */
export function learningRateAt(schedule: Schedule, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return schedule.rate;
    case 'linear':
      return between(schedule, progress(schedule.steps, step));
    case 'cosine':
      return between(schedule, (1 - Math.cos(Math.PI * progress(schedule.steps, step))) / 2);
    case 'polynomial':
      return between(schedule, 1 - (1 - progress(schedule.steps, step)) ** schedule.power);
    case 'multiStep':
      return schedule.rate * schedule.factor ** schedule.milestones.filter((m) => m <= step).length;
    case 'then':
      return step < positive(schedule.steps)
        ? learningRateAt(schedule.first, step)
        : learningRateAt(schedule.second, step - schedule.steps);
  }
}

/**
 * Goes up in a straight line to where the schedule starts, over so many steps before it; the first step has one
 * part of it, none has zero (Goyal et al., arXiv:1706.02677, section 2.2).
 */
export function warmedUp(schedule: Schedule, steps: number): Schedule {
  if (steps === 0) return schedule;
  const peak = learningRateAt(schedule, 0);
  return {
    kind: 'then',
    first: { kind: 'linear', from: peak / steps, to: peak + peak / steps, steps },
    steps,
    second: schedule,
  };
}

const between = ({ from, to }: { from: number; to: number }, share: number): number =>
  from + (to - from) * share;

const progress = (steps: number, step: number): number => Math.min(step / positive(steps), 1);

function positive(steps: number): number {
  if (steps > 0) return steps;
  throw new LikenessError('option_invalid', `a schedule has ${steps} steps: it must have at least one`);
}
