import { describe, expect, it } from 'vitest';
import { halfToFloat, readWeights, type WeightsGroup } from './weights.js';

type Spec = WeightsGroup['weights'][number];

const group = (...weights: Spec[]): WeightsGroup[] => [{ paths: ['model.bin'], weights }];

const bytesOf = (...arrays: ArrayBufferView[]): Uint8Array =>
  Buffer.concat(arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength)));

const quantised = (name: string, shape: number[], quantization: Spec['quantization'] & object): Spec => ({
  name,
  shape,
  dtype: 'float32',
  quantization,
});

describe('readWeights', () => {
  it('takes float32 as it is', () => {
    const weights = readWeights(
      group({ name: 'w', shape: [2, 1], dtype: 'float32' }),
      bytesOf(Float32Array.of(1.5, -2)),
    );
    expect(weights.get('w')).toEqual({ dims: [2, 1], data: Float32Array.of(1.5, -2) });
  });

  it('widens int32', () => {
    const weights = readWeights(
      group({ name: 'w', shape: [2], dtype: 'int32' }),
      bytesOf(Int32Array.of(-70000, 7)),
    );
    expect(weights.get('w')!.data).toEqual(Float32Array.of(-70000, 7));
  });

  it('dequantises uint8 as q · scale + min', () => {
    const spec = quantised('w', [3], { dtype: 'uint8', scale: 0.5, min: -10 });
    expect(readWeights(group(spec), Uint8Array.of(0, 1, 255)).get('w')!.data).toEqual(
      Float32Array.of(-10, -9.5, 117.5),
    );
  });

  it('dequantises uint16, low byte first', () => {
    const spec = quantised('w', [2], { dtype: 'uint16', scale: 0.25, min: 1 });
    expect(readWeights(group(spec), Uint8Array.of(0x02, 0x01, 0xff, 0xff)).get('w')!.data).toEqual(
      Float32Array.of(258 * 0.25 + 1, 65535 * 0.25 + 1),
    );
  });

  it('widens float16', () => {
    const spec = quantised('w', [3], { dtype: 'float16' });
    expect(readWeights(group(spec), bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x3555))).get('w')!.data).toEqual(
      Float32Array.of(1, -2, 0.333251953125),
    );
  });

  it('reads weights one after another, across groups, wherever they start', () => {
    const groups = [
      ...group(quantised('odd', [1], { dtype: 'uint8', scale: 1, min: 0 })),
      ...group({ name: 'float', shape: [], dtype: 'float32' }, quantised('half', [1], { dtype: 'float16' })),
    ];
    const weights = readWeights(
      groups,
      bytesOf(Uint8Array.of(42), Float32Array.of(0.1), Uint16Array.of(0x3800)),
    );
    expect([...weights].map(([name, { dims, data }]) => [name, dims, data[0]])).toEqual([
      ['odd', [1], 42],
      ['float', [], Math.fround(0.1)],
      ['half', [1], 0.5],
    ]);
  });

  it('copies: the weights outlive the bytes', () => {
    const bytes = bytesOf(Float32Array.of(1));
    const { data } = readWeights(group({ name: 'w', shape: [1], dtype: 'float32' }), bytes).get('w')!;
    bytes.fill(255);
    expect(data[0]).toBe(1);
  });

  it('refuses a file that is too short, and names the weight', () => {
    const groups = group(
      { name: 'a', shape: [1], dtype: 'float32' },
      { name: 'b', shape: [2], dtype: 'float32' },
    );
    expect(() => readWeights(groups, new Uint8Array(11))).toThrow(
      expect.objectContaining({
        code: 'model_corrupt',
        message: expect.stringMatching(/within b, at byte 11/),
      }),
    );
  });

  it('refuses a file that is too long', () => {
    expect(() => readWeights(group({ name: 'a', shape: [1], dtype: 'float32' }), new Uint8Array(5))).toThrow(
      expect.objectContaining({ code: 'model_corrupt', message: expect.stringMatching(/4 bytes.* has 5/) }),
    );
  });
});

describe('halfToFloat: IEEE 754 binary16', () => {
  it.each([
    [0x0000, 0, 'zero'],
    [0x8000, -0, 'negative zero'],
    [0x0001, 2 ** -24, 'the smallest subnormal'],
    [0x03ff, 1023 * 2 ** -24, 'the largest subnormal'],
    [0x8001, -(2 ** -24), 'a negative subnormal'],
    [0x0400, 2 ** -14, 'the smallest normal'],
    [0x3555, 0.333251953125, 'nearest to a third'],
    [0x3bff, 0.99951171875, 'the largest below one'],
    [0x3c00, 1, 'one'],
    [0x3c01, 1.0009765625, 'the smallest above one'],
    [0xc000, -2, 'minus two'],
    [0x7bff, 65504, 'the largest'],
    [0x7c00, Number.POSITIVE_INFINITY, 'infinity'],
    [0xfc00, Number.NEGATIVE_INFINITY, 'negative infinity'],
    [0x7e00, Number.NaN, 'not a number'],
    [0xfc01, Number.NaN, 'not a number either'],
  ])('0x%x is %d: %s', (half, expected) => {
    expect(halfToFloat(half)).toBe(expected);
  });

  it('grows with its bits, from zero to infinity', () => {
    for (let half = 1; half <= 0x7c00; half++)
      expect(halfToFloat(half)).toBeGreaterThan(halfToFloat(half - 1));
  });
});
