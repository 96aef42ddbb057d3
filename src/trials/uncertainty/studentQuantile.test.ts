import { expect, it } from 'vitest';
import { studentQuantile } from './studentQuantile.js';

// scipy 1.17: t.isf((1 − confidence) / 2, freedom).
it.each([
  [0.95, 1, 12.706204736174694],
  [0.95, 2, 4.302652729749462],
  [0.95, 4.5, 2.6589123472044034],
  [0.99, 10, 3.16927267261695],
  [0.9, 30, 1.6972608865939576],
  [0.95, 1_000, 1.9623390808264083],
  [0.95, 1e6, 1.959966356814107],
])("Student's quantile at %d with %d degrees of freedom is that of scipy", (confidence, freedom, golden) => {
  expect(Math.abs(studentQuantile(confidence, freedom) / golden - 1)).toBeLessThan(1e-9);
});
