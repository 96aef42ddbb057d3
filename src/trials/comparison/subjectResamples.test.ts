import { describe, expect, it } from 'vitest';
import { resample, trusted, widest } from './subjectResamples.js';

const settings = { replicates: 199, confidence: 0.95, seed: 6 };

describe('resamples of subjects', () => {
  it('draw as many subjects as there are, again from the same seed', () => {
    const sums = resample(5, settings, (weights) => weights.reduce((sum, weight) => sum + weight, 0));
    expect(sums).toEqual(new Array(199).fill(5));
    const draws = () => resample(5, settings, (weights) => weights.join());
    expect(draws()).toEqual(draws());
  });

  it('draw anew where the measure has nothing to say', () => {
    const first = resample(3, settings, (weights) => (weights[0] > 0 ? weights[0] : undefined));
    expect(first).toHaveLength(199);
    expect(Math.min(...first)).toBe(1);
  });

  it('are relied upon alone with ten effective errors, or errors of thirty people', () => {
    expect(trusted({ effective: 10, people: 10 })).toBe(true);
    expect(trusted({ effective: 5, people: 30 })).toBe(true);
    expect(trusted({ effective: 9.9, people: 29 })).toBe(false);
  });

  it('are widened end by end', () => {
    expect(widest({ lower: 1, upper: 3 }, { lower: 2, upper: 4 })).toEqual({ lower: 1, upper: 4 });
  });
});
