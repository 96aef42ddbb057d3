import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockAt, blockCount, firstColumn, type Grid, pairCount, pairId, rowsOfPairs } from './grid.js';

const labels = (rows: number) => ({ subjects: new Int32Array(rows) });
const triangle = (rows: number): Grid => ({ shape: 'triangle', left: labels(rows), right: labels(rows) });
const rectangle = (rows: number, columns: number): Grid => ({
  shape: 'rectangle',
  left: labels(rows),
  right: labels(columns),
});

function pairsOf(grid: Grid): number[] {
  return Array.from({ length: blockCount(grid) }, (_, k) => blockAt(grid, k)).flatMap((block) => {
    const pairs: number[] = [];
    for (let row = block.top; row < block.bottom; row++) {
      for (let column = firstColumn(grid, block, row); column < block.end; column++) {
        pairs.push(pairId(grid, row, column));
      }
    }
    return pairs;
  });
}

describe('a grid of blocks', () => {
  it.each([0, 1, 2, 255, 256, 257, 600])('of %d templates holds each two of them once', (rows) => {
    const pairs = new Set(pairsOf(triangle(rows)));
    expect(pairs.size).toBe((rows * rows - rows) / 2);
    expect(pairCount(triangle(rows))).toBe(pairs.size);
    const { left, right } = rowsOfPairs(triangle(rows), Float64Array.from(pairs));
    expect(left.every((row, k) => row >= 0 && row < right[k] && right[k] < rows)).toBe(true);
  });

  it('of probes against a gallery holds each with each once', () => {
    fc.assert(
      fc.property(fc.nat(600), fc.nat(600), (rows, columns) => {
        const pairs = pairsOf(rectangle(rows, columns));
        expect(pairs.length).toBe(rows * columns);
        expect(new Set(pairs).size).toBe(pairs.length);
      }),
      { numRuns: 10 },
    );
  });

  it('numbers its blocks row by row, also where there are many', () => {
    const grid = triangle(45_000);
    expect(blockCount(grid)).toBe((176 * 177) / 2);
    expect(blockAt(grid, 175)).toEqual({ top: 0, bottom: 256, start: 44_800, end: 45_000 });
    expect(blockAt(grid, 176)).toEqual({ top: 256, bottom: 512, start: 256, end: 512 });
    expect(blockAt(grid, blockCount(grid) - 1)).toEqual({
      top: 44_800,
      bottom: 45_000,
      start: 44_800,
      end: 45_000,
    });
  });

  it('knows a pair again by its number, beyond 32 bits', () => {
    const grid = rectangle(100_000, 1_000_000);
    const id = pairId(grid, 99_999, 999_999);
    expect(id).toBe(1e11 - 1);
    expect(rowsOfPairs(grid, Float64Array.of(id))).toEqual({
      left: Int32Array.of(99_999),
      right: Int32Array.of(999_999),
    });
  });
});
