import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Constant } from '../../../onnx/index.js';
import { LARGEST_WEIGHT, roundLayer, stepOf } from './steps.js';

const floats = (values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
  type: 'float32',
  dims,
  data: new Uint8Array(Float32Array.from(values).buffer),
});
const number = fc.double({ min: -1000, max: 1000, noNaN: true });

const row = fc.record({ weights: fc.tuple(number, number), bias: number });

describe('stepOf', () => {
  // Jacob et al., arXiv:1712.05877, equation 1: r = S (q − Z).
  it.each([
    [0, 255, 1, 0],
    [-128, 127, 1, 128],
    [2, 510, 2, 0],
    [-51, -10, 0.2, 255],
  ])('of the range from %d to %d', (min, max, scale, zero) => {
    const step = stepOf([{ min, max }]);
    expect(step.scale).toBeCloseTo(scale, 6);
    expect(step.zero).toBe(zero);
  });

  it('holds zero exactly and every number of its ranges to half a step', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 5 }), number, (seen, share) => {
        const { scale, zero } = stepOf(seen.map((v) => ({ min: v, max: v })));
        expect(Number.isInteger(zero) && zero >= 0 && zero <= 255).toBe(true);
        const value = seen[0]! * (Math.abs(share) / 1000);
        const byte = Math.max(0, Math.min(255, Math.round(value / scale) + zero));
        // The zero point is rounded, so that an end may lie half a step beyond the last byte.
        expect(Math.abs(scale * (byte - zero) - value)).toBeLessThanOrEqual(0.5001 * scale + 1e-9);
      }),
    );
  });
});

describe('roundLayer', () => {
  it('rounds each output channel by its own largest weight', () => {
    const { weights, scales, bias, biasScales } = roundLayer(
      floats([6.4, -3.2, 0.64, 0], [2, 2, 1, 1]),
      floats([1, -0.5]),
      0.1,
    );
    expect([...weights]).toEqual([64, -32, 64, 0]);
    expect([...scales].map((s) => +s.toFixed(6))).toEqual([0.1, 0.01]);
    expect([...biasScales].map((s) => +s.toFixed(6))).toEqual([0.01, 0.001]);
    expect([...bias!]).toEqual([100, -500]);
  });

  it('is never further off than half a step, and never beyond the bytes and words that hold it', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const values = rows.flatMap(({ weights }) => weights);
        const offsets = rows.map(({ bias }) => bias);
        const layer = roundLayer(floats(values, [rows.length, 2]), floats(offsets), 1e-3);
        values.map(Math.fround).forEach((v, i) => {
          const scale = layer.scales[i >> 1]!;
          expect(Math.abs(layer.weights[i]!)).toBeLessThanOrEqual(LARGEST_WEIGHT);
          expect(Math.abs(layer.weights[i]! * scale - v)).toBeLessThanOrEqual(0.5001 * scale);
        });
        offsets.map(Math.fround).forEach((v, c) => {
          expect(Math.abs(layer.bias![c]!)).toBeLessThan(2 ** 31 - 1);
          expect(Math.abs(layer.bias![c]! * layer.biasScales[c]! - v)).toBeLessThanOrEqual(
            0.5001 * layer.biasScales[c]! + 1e-6 * Math.abs(v),
          );
        });
      }),
    );
  });
});
