import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bindDim,
  broadcast,
  ceilOver,
  type Dim,
  floorOver,
  minus,
  over,
  plus,
  sizeOf,
  times,
  unify,
} from './dims.js';

const SIZES = { N: 6, H: 35, W: 14 };
const bound = (dim: Dim): Dim => bindDim(dim, SIZES);

const symbol = fc.constantFrom<Dim>('N', 'H', 'W');
const dim = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  symbol,
  fc.tuple(fc.integer({ min: 1, max: 9 }), symbol).map(([k, s]) => times(k, s)),
);

describe('dimensions', () => {
  it('are multiplied and divided as monomials in one spelling', () => {
    expect(times('N', 49)).toBe('49*N');
    expect(times('T', 'N')).toBe(times('N', 'T'));
    expect(sizeOf(['N', 7, 'T', 7])).toBe('49*N*T');
    expect(over('49*N*T', 'T')).toBe('49*N');
    expect(over('49*N', 7)).toBe('7*N');
    expect(over('49*N', 'N')).toBe(49);
    expect(times('N', 0)).toBe(0);
    expect(times('N', 1)).toBe('N');
  });

  it('are not divided where it does not come out even', () => {
    for (const [a, b] of [
      [7, 2],
      ['3*N', 2],
      ['N', 'T'],
      [6, 'N'],
      ['N', 0],
    ] as [Dim, Dim][])
      expect(over(a, b)).toBeUndefined();
  });

  it('are added; what is no multiple is spelt as a sum', () => {
    expect(plus('N', 'N')).toBe('2*N');
    expect(plus(plus('N', 3), -3)).toBe('N');
    expect(plus(plus('N', 3), 4)).toBe('(N+7)');
    expect(plus('H', -2)).toBe('(H-2)');
    expect(plus('W', 'H')).toBe(plus('H', 'W'));
    expect(minus('3*N', 'N')).toBe('2*N');
    expect(minus('N', 'N')).toBe(0);
  });

  it('have one spelling behind two windows of the same stride', () => {
    // 3×3 with a pad of 1, and 1×1 without: the two branches of a residual block.
    const behind3 = plus(floorOver(plus('H', 2 - 3), 2), 1);
    const behind1 = plus(floorOver(plus('H', -1), 2), 1);
    const same = ceilOver('H', 2);
    expect([behind3, behind1, same]).toEqual(Array(3).fill('floor((H+1)/2)'));
  });

  it('keep their value under all of it', () => {
    const step = fc.oneof(
      dim.map((d) => [(x: Dim) => times(x, d), (x: number) => x * (bound(d) as number)] as const),
      dim.map((d) => [(x: Dim) => plus(x, d), (x: number) => x + (bound(d) as number)] as const),
      fc
        .integer({ min: 1, max: 5 })
        .map((k) => [(x: Dim) => floorOver(x, k), (x: number) => Math.floor(x / k)] as const),
      fc
        .integer({ min: 1, max: 5 })
        .map((k) => [(x: Dim) => ceilOver(x, k), (x: number) => Math.ceil(x / k)] as const),
    );
    fc.assert(
      fc.property(dim, fc.array(step, { maxLength: 3 }), (start, steps) => {
        const symbolic = steps.reduce((x, [onDims]) => onDims(x), start);
        const value = steps.reduce((x, [, onNumbers]) => onNumbers(x), bound(start) as number);
        expect(bound(symbolic)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('are bound by name only: what is not given stays', () => {
    expect(bindDim('49*N*T', { N: 2 })).toBe('98*T');
    expect(bindDim('constructor', {})).toBe('constructor');
    expect(bindDim('(H+3)', { H: 4 })).toBe(7);
    expect(bindDim('floor((2·H+1)/2)', { H: 4 })).toBe(4);
    expect(bindDim('?relu_3.0', { N: 1 })).toBe('?relu_3.0');
  });

  it('take any name that a stranger gives them', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        times(a, b);
        plus(a, b);
        floorOver(a, 3);
        bindDim(a, { N: 2 });
        expect(over(times(a, b), b)).not.toBeNull();
      }),
    );
  });
});

describe('two dimensions that must be the same', () => {
  it('are the number, or the name, that is known', () => {
    expect(unify('N', 'N')).toBe('N');
    expect(unify('N', 32)).toBe(32);
    expect(unify('?x.0', 'N')).toBe('N');
    expect(unify('N', '(H+1)')).toBe('N');
  });

  it('do not fit where both are known and differ', () => {
    expect(unify(3, 4)).toBeUndefined();
    expect(unify('N', 'T')).toBeUndefined();
    expect(unify('N', '2*N')).toBeUndefined();
  });
});

describe('broadcast', () => {
  it('aligns shapes at their last dimension and stretches ones', () => {
    expect(broadcast(['N', 1, 4], [3, 1])).toEqual(['N', 3, 4]);
    expect(broadcast([], [2, 3])).toEqual([2, 3]);
    expect(broadcast([1], ['N'])).toEqual(['N']);
  });

  it('is symmetric', () => {
    const dims = fc.array(fc.constantFrom<Dim>(1, 2, 'N'), { maxLength: 4 });
    fc.assert(
      fc.property(dims, dims, (a, b) => {
        expect(broadcast(a, b)).toEqual(broadcast(b, a));
      }),
    );
  });

  it('names both shapes where they do not fit', () => {
    expect(() => broadcast(['N', 3], [4])).toThrow(
      expect.objectContaining({ code: 'graph_invalid', message: '[N, 3] and [4] do not broadcast' }),
    );
  });
});
