// Galleries to search in tests: easy ones, and those that are made to lead bounds astray.

import { createRandom, type Random } from '../../trials/index.js';

export const unit = (vector: Float32Array): Float32Array => {
  let squared = 0;
  for (const value of vector) squared += value * value;
  return vector.map((value) => value / Math.sqrt(squared));
};

export const uniform = (random: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => random.uniform() - 0.5);

const near = (random: Random, centre: Float32Array, distance: number): Float32Array =>
  unit(centre.map((value) => value + (distance * (random.uniform() - 0.5)) / Math.sqrt(centre.length)));

type Draw = (random: Random, length: number) => () => Float32Array;

export const KINDS: Readonly<Record<string, Draw>> = {
  'all over the sphere': (random, length) => () => unit(uniform(random, length)),
  'in clusters': (random, length) => {
    const centres = Array.from({ length: 5 }, () => unit(uniform(random, length)));
    return () => near(random, centres[random.below(5)]!, 0.3);
  },
  'in a cone, as faces are': (random, length) => {
    const axis = unit(uniform(random, length));
    return () => near(random, axis, 2);
  },
  'all but alike: scores differ in their last bits': (random, length) => {
    const axis = unit(uniform(random, length));
    return () => near(random, axis, 1e-5);
  },
  'five templates, many times each': (random, length) => {
    const five = Array.from({ length: 5 }, () => unit(uniform(random, length)));
    return () => five[random.below(5)]!;
  },
  'along the axes: codes without any rounding': (random, length) => () => {
    const vector = new Float32Array(length);
    vector[random.below(length)] = random.below(2) === 0 ? 1 : -1;
    return vector;
  },
  'one large number and many tiny ones: codes that say nothing of those': (random, length) => () => {
    const vector = uniform(random, length).map((value) => 1e-3 * value);
    vector[0] = 1;
    return unit(vector);
  },
};

export const KIND_NAMES = Object.keys(KINDS);

export function drawGallery(kind: string, seed: number, count: number, length: number): Float32Array[] {
  const draw = KINDS[kind]!(createRandom(seed), length);
  return Array.from({ length: count }, draw);
}
