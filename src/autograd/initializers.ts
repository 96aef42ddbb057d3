// What parameters are before training.

import { normal, randomStream } from './random.js';

/** Fills a parameter; the same seed and name give the same numbers. */
export type Initializer = (dims: readonly number[], seed: number, name: string) => Float32Array<ArrayBuffer>;

const count = (dims: readonly number[]): number => dims.reduce((p, d) => p * d, 1);

/** All elements the same. */
export const filled =
  (value: number): Initializer =>
  (dims) =>
    new Float32Array(count(dims)).fill(value);

/** Normal with the given standard deviation. */
export const gaussian =
  (deviation: number): Initializer =>
  (dims, seed, name) => {
    const draw = normal(randomStream(seed, name));
    return drawn(dims, () => deviation * draw());
  };

/** By a loop, which is several times faster than `Float32Array.from`: networks have millions of these. */
function drawn(dims: readonly number[], draw: () => number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count(dims));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
}

/** Numbers that one output sums over: all dimensions but the first. */
const fanIn = (dims: readonly number[]): number => count(dims.slice(1));

/** Normal with variance 2 / fan-in (He et al., arXiv:1502.01852), for layers before a rectifier. */
export const heNormal: Initializer = (dims, seed, name) =>
  gaussian(Math.sqrt(2 / fanIn(dims)))(dims, seed, name);

/** Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010), for `[outputs, inputs]` matrices. */
export const glorotUniform: Initializer = (dims, seed, name) => {
  const random = randomStream(seed, name);
  const limit = Math.sqrt(6 / (fanIn(dims) + dims[0]! * (count(dims.slice(2)) || 1)));
  return drawn(dims, () => limit * (2 * random() - 1));
};

/** Numbers that are known. */
export const given =
  (data: Float32Array<ArrayBuffer>): Initializer =>
  () =>
    data;
