import { expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { blockProduct } from './blockProduct.js';

it.each([
  [1, 1, 1],
  [4, 8, 16],
  [5, 3, 7],
  [9, 10, 33],
])('gives all dot products of %d and %d rows of %d numbers', (leftRows, rightRows, dimension) => {
  const random = createRandom(leftRows);
  const rows = (count: number) =>
    Float32Array.from({ length: count * dimension }, () => random.uniform() - 0.5);
  const left = rows(leftRows);
  const right = rows(rightRows);
  const product = blockProduct(left, leftRows, right, rightRows, dimension);
  expect(product).toHaveLength(leftRows * rightRows);
  for (let i = 0; i < leftRows; i++) {
    for (let j = 0; j < rightRows; j++) {
      let dot = 0;
      for (let k = 0; k < dimension; k++) dot += left[i * dimension + k] * right[j * dimension + k];
      expect(product[i * rightRows + j]).toBe(Math.fround(dot));
    }
  }
});
