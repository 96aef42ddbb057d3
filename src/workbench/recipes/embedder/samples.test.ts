import { describe, expect, test } from 'vitest';
import { recordFixture } from '../../datasets/record.fixture.js';
import { labelled, targetsOf } from './samples.js';

const sample = (image: string, change: Parameters<typeof recordFixture>[1] = {}) => ({
  record: recordFixture(image, change),
  place: 0,
});

describe('subjects as classes', () => {
  test('are those of two pictures or more, numbered in the order of their names', () => {
    const all = ['Bob/1', 'Ann/1', 'Eve/1', 'Ann/2', 'Bob/2'].map((image) => sample(image));
    const { samples, classes, count } = labelled(all);
    expect(samples.map(({ record }) => record.image)).toEqual(['Bob/1', 'Ann/1', 'Ann/2', 'Bob/2']);
    expect([[...classes], count]).toEqual([[1, 0, 0, 1], 2]);
  });
});

describe('the template that is to be given', () => {
  const selfie = { sample: sample('Ann/1'), vector: Float32Array.of(1, 0) };
  const second = { sample: sample('Ann/2'), vector: Float32Array.of(0, 1) };
  const made = {
    sample: sample('Ann/d', { sourceType: 'document', derivedFrom: selfie.sample.record.sha256 }),
    vector: Float32Array.of(0.6, 0.8),
  };
  const own = { sample: sample('Ann/p', { sourceType: 'chip' }), vector: Float32Array.of(0.8, 0.6) };
  const stray = { sample: sample('Bob/p', { sourceType: 'document' }), vector: Float32Array.of(-1, 0) };

  test('of a selfie is its own; of a document that of its photograph, else of its subject’s selfies, else its own', () => {
    const targets = targetsOf([selfie, second, made, own, stray]).map((target) => [...target]);
    expect(targets.slice(0, 3)).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(targets[3]![0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(targets[3]![1]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(targets[4]).toEqual([-1, 0]);
  });
});
