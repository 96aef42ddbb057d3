import { describe, expect, it } from 'vitest';
import { constantOf, floatElements, intElements } from './elements.js';

describe('constantOf', () => {
  // IEEE 754 binary16, as numpy.float16(v).view(numpy.uint16) gives them.
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [1 + 2 ** -10, 0x3c01],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.9, 0x6800],
    [6.1e-5, 0x03ff],
    [Number.POSITIVE_INFINITY, 0x7c00],
  ])('rounds %d to half precision as IEEE 754 does', (value, bits) => {
    const { data } = constantOf('float16', [], [value]);
    expect(new DataView(data.buffer).getUint16(0, true)).toBe(bits);
  });

  it('gives back what it was given, to the rounding of the type', () => {
    const values = [0.1, -2.5, 3e-40, Number.POSITIVE_INFINITY];
    expect(floatElements(constantOf('float64', [4], values))).toEqual(values);
    expect(floatElements(constantOf('float32', [4], values))).toEqual(values.map(Math.fround));
    expect(intElements(constantOf('int64', [2], [-(2 ** 53) + 1, 7]))).toEqual([-(2 ** 53) + 1, 7]);
    expect(intElements(constantOf('int32', [2], Int8Array.of(-128, 127)))).toEqual([-128, 127]);
  });
});
