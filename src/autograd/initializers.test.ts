import { describe, expect, it } from 'vitest';
import { filled, gaussian, given, glorotUniform, heNormal } from './initializers.js';

const variance = (values: Float32Array): number => values.reduce((sum, v) => sum + v * v, 0) / values.length;

describe('initializers', () => {
  it('give as many numbers as the shape holds, the same for the same seed and name', () => {
    for (const fill of [filled(1), gaussian(0.1), heNormal, glorotUniform]) {
      const weight = fill([8, 3, 5, 5], 1, 'a');
      expect(weight).toHaveLength(600);
      expect(fill([8, 3, 5, 5], 1, 'a')).toEqual(weight);
    }
    expect(heNormal([8, 3, 5, 5], 2, 'a')).not.toEqual(heNormal([8, 3, 5, 5], 1, 'a'));
    expect(heNormal([8, 3, 5, 5], 1, 'b')).not.toEqual(heNormal([8, 3, 5, 5], 1, 'a'));
  });

  it('heNormal has variance 2 / fan-in (arXiv:1502.01852, eq. 10)', () => {
    expect(variance(heNormal([256, 64, 3, 3], 1, 'w')) * 64 * 9).toBeCloseTo(2, 1);
    // A depthwise window sees one channel.
    expect(variance(heNormal([4096, 1, 3, 3], 1, 'w')) * 9).toBeCloseTo(2, 1);
  });

  it('glorotUniform has variance 2 / (fan-in + fan-out) and a bound √3 deviations wide', () => {
    const weight = glorotUniform([300, 100], 1, 'w');
    expect(variance(weight) * 400).toBeCloseTo(2, 1);
    expect(Math.max(...weight)).toBeLessThanOrEqual(Math.sqrt(6 / 400));
  });

  it('gaussian has the deviation it is told', () => {
    expect(Math.sqrt(variance(gaussian(0.02)([200, 200], 1, 'w')))).toBeCloseTo(0.02, 3);
  });

  it('filled and given give what they hold', () => {
    expect([...filled(0.25)([2, 2], 1, 'a')]).toEqual([0.25, 0.25, 0.25, 0.25]);
    const data = Float32Array.of(1, 2);
    expect(given(data)([2], 1, 'a')).toBe(data);
  });
});
