import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonScore, makeTemplate } from './template.js';

const MODEL = 'a'.repeat(64);
const template = (...values: number[]) => makeTemplate(MODEL, Float32Array.from(values));

describe('A template', () => {
  it('is the embedding at length one', () => {
    expect(Array.from(template(3, 0, 4).vector)).toEqual([Math.fround(0.6), 0, Math.fround(0.8)]);
  });

  it.each([1e-20, 1, 1e19])('is the same whatever the embedding’s length, here times %d', (factor) => {
    const { vector } = template(3 * factor, 4 * factor);
    expect(vector[0]).toBeCloseTo(0.6, 6);
    expect(vector[1]).toBeCloseTo(0.8, 6);
  });

  it('leaves the embedding as it was', () => {
    const embedding = Float32Array.of(3, 4);
    makeTemplate(MODEL, embedding);
    expect(Array.from(embedding)).toEqual([3, 4]);
  });

  it.each([
    ['zero', [0, 0, 0]],
    ['empty', []],
    ['not a number', [1, Number.NaN]],
    ['infinite', [1, Number.POSITIVE_INFINITY]],
  ])('cannot be made of an embedding that is %s', (_, values) => {
    expect(() => template(...values)).toThrow(expect.objectContaining({ code: 'template_invalid' }));
  });
});

describe('The comparison score', () => {
  it('is the cosine of the angle between two embeddings', () => {
    expect(comparisonScore(template(1, 0), template(1, 1))).toBeCloseTo(Math.SQRT1_2, 6);
    expect(comparisonScore(template(1, 0), template(0, 1))).toBe(0);
    expect(comparisonScore(template(1, 0), template(-1, 0))).toBe(-1);
  });

  it('is symmetric, at most one, and one for a template and itself', () => {
    const numbers = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 8, maxLength: 8 });
    const embedding = numbers.filter((values) => Math.hypot(...values) > 1e-6);
    fc.assert(
      fc.property(embedding, embedding, (p, q) => {
        const [a, b] = [template(...p), template(...q)];
        const score = comparisonScore(a, b);
        expect(score).toBe(comparisonScore(b, a));
        expect(Math.abs(score)).toBeLessThanOrEqual(1);
        expect(comparisonScore(a, a)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('is refused for templates of two models', () => {
    expect(() =>
      comparisonScore(template(1, 0), makeTemplate('b'.repeat(64), Float32Array.of(1, 0))),
    ).toThrow(
      expect.objectContaining({
        code: 'template_model_mismatch',
        message: expect.stringMatching(/a{12} and b{12}/),
      }),
    );
  });

  it.each([
    ['of another length', { model: MODEL, vector: Float32Array.of(1) }],
    ['that holds no numbers', { model: MODEL, vector: Float32Array.of(Number.NaN, 0) }],
  ])('is refused for a template %s', (_, tampered) => {
    expect(() => comparisonScore(template(1, 0), tampered)).toThrow(
      expect.objectContaining({ code: 'template_invalid' }),
    );
  });
});
