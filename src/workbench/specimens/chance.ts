// Drawing from a stream of random numbers.

import type { Random } from '../../autograd/index.js';

export const between = (random: Random, from: number, to: number): number => from + (to - from) * random();

/** A whole number, both ends included. */
export const whole = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)]!;
}

export const chance = (random: Random, share: number): boolean => random() < share;

/** A value with its weight, drawn in proportion to it. */
export function weighted<Value>(random: Random, values: readonly (readonly [Value, number])[]): Value {
  let left = random() * values.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of values) {
    left -= weight;
    if (left < 0) return value;
  }
  return values[values.length - 1]![0];
}
