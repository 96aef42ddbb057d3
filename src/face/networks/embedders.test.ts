import { describe, expect, it } from 'vitest';
import { FACERES_PADDING, RECOGNITION_PADDING, reductionMatrix } from './embedders.js';

/** Rows of the matrix that reduces faceres's chip to the recognition network's. */
const FROM = 224;
const TO = 150;
const SPAN = (FROM * (1 + 2 * RECOGNITION_PADDING)) / (1 + 2 * FACERES_PADDING);

function rows(from: number, span: number, to: number): number[][] {
  const matrix = reductionMatrix(from, span, to);
  return Array.from({ length: to }, (_, row) => Array.from(matrix.subarray(row * from, (row + 1) * from)));
}

const times = (matrix: readonly number[][], vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * vector[i]!, 0));

describe('reductionMatrix', () => {
  it('keeps a constant: each row sums to one', () => {
    for (const row of rows(FROM, SPAN, TO)) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  it('keeps a ramp: a sample of it is the place it was taken from, to a hundredth of a pixel', () => {
    const ramp = Array.from({ length: FROM }, (_, i) => i + 0.5); // pixel centres
    const step = SPAN / TO;
    const start = (FROM - SPAN) / 2;
    for (const [i, value] of times(rows(FROM, SPAN, TO), ramp).entries()) {
      expect(Math.abs(value - (start + (i + 0.5) * step))).toBeLessThan(0.01);
    }
  });

  it('is symmetric: what it does from the left it does from the right', () => {
    const matrix = rows(FROM, SPAN, TO);
    const differences = matrix.flatMap((row, i) =>
      row.map((weight, k) => Math.abs(weight - matrix[TO - 1 - i]![FROM - 1 - k]!)),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  });

  it('looks no further than two steps to either side (Keys’ cubic)', () => {
    const step = SPAN / TO;
    const beyond = rows(FROM, SPAN, TO).flatMap((row, i) => {
      const centre = (FROM - SPAN) / 2 + (i + 0.5) * step - 0.5;
      return row.filter((_, k) => Math.abs(k - centre) >= 2 * step);
    });
    expect(beyond.every((weight) => weight === 0)).toBe(true);
  });

  it('is the identity where nothing is reduced', () => {
    expect(rows(5, 5, 5)).toEqual(
      Array.from({ length: 5 }, (_, i) => [0, 1, 2, 3, 4].map((k) => Number(k === i))),
    );
  });

  it('does not alias: a pattern too fine to be kept turns grey', () => {
    const finest = Array.from({ length: 96 }, (_, i) => i % 2);
    const reduced = times(rows(96, 96, 32), finest).slice(3, -3);
    for (const value of reduced) expect(value).toBeCloseTo(0.5, 1);
  });
});
