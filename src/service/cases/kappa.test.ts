import { expect, test } from 'vitest';
import { cohenKappa } from './kappa.js';

// Intervals by the delta method: kappa differentiated in numbers by each cell, with the multinomial’s covariance.

test('agreement beyond chance, with its interval', () => {
  const { kappa, interval } = cohenKappa([
    [20, 5],
    [10, 15],
  ])!;
  expect(kappa).toBeCloseTo(0.4, 12);
  expect(interval![0]).toBeCloseTo(0.1510922905, 8);
  expect(interval![1]).toBeCloseTo(0.6489077095, 8);
});

test('three categories, by hand', () => {
  // po = 0.7; pe = 0.5·0.45 + 0.3·0.35 + 0.2·0.2 = 0.37.
  const table = [
    [40, 7, 3],
    [3, 20, 7],
    [2, 8, 10],
  ];
  const { kappa, interval } = cohenKappa(table)!;
  expect(kappa).toBeCloseTo((0.7 - 0.37) / 0.63, 12);
  expect(interval![0]).toBeCloseTo(0.3888182281, 8);
  expect(interval![1]).toBeCloseTo(0.6588008195, 8);
});

test('who never differ agree fully, and nothing is said of the spread', () => {
  expect(
    cohenKappa([
      [3, 0],
      [0, 4],
    ]),
  ).toEqual({ kappa: 1, interval: null });
});

test('where chance explains all, or there is nothing, there is no kappa', () => {
  expect(
    cohenKappa([
      [9, 0],
      [0, 0],
    ]),
  ).toBeNull();
  expect(
    cohenKappa([
      [0, 0],
      [0, 0],
    ]),
  ).toBeNull();
});
