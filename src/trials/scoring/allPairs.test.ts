import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { scoreAllPairs } from './allPairs.js';
import { blockProduct } from './blockProduct.js';

const dimension = 8;
const rows = 530;
const random = createRandom(2);
const subjects = Int32Array.from({ length: rows }, () => 1_000 + random.below(90));
const templates = Float32Array.from({ length: rows * dimension }, () => random.uniform() - 0.5);
for (let row = 0; row < rows; row++) {
  const template = templates.subarray(row * dimension, (row + 1) * dimension);
  const length = Math.hypot(...template);
  template.forEach((value, k) => {
    template[k] = value / length;
  });
}

function bruteForce() {
  const mated: string[] = [];
  const nonMated: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      let dot = 0;
      for (let k = 0; k < dimension; k++) dot += templates[i * dimension + k] * templates[j * dimension + k];
      const score = Math.fround(dot);
      if (subjects[i] === subjects[j]) mated.push(`${i} ${j} ${score}`);
      else nonMated.push(score);
    }
  }
  return { mated: mated.sort(), nonMated: nonMated.sort((a, b) => b - a) };
}

describe('all pairs', () => {
  it('are those of two plain loops: every mated one, the hardest non-mated ones, a count of the rest', async () => {
    const { mated, nonMated, hardest } = await scoreAllPairs({
      templates,
      dimension,
      subjects,
      tally: { keep: 1_000, binsPerUnit: 8 },
    });
    const golden = bruteForce();
    const listed = Array.from(mated.scores, (score, k) => `${mated.left[k]} ${mated.right[k]} ${score}`);
    expect(listed.sort()).toEqual(golden.mated);
    expect([...nonMated.tail]).toEqual(golden.nonMated.slice(0, 1_000));
    expect(nonMated.trials).toBe(golden.nonMated.length);
    expect(nonMated.bins[8 + 2]).toBe(golden.nonMated.filter((s) => s >= 0.25 && s < 0.375).length);
    for (let k = 0; k < 1_000; k++) {
      const [i, j] = [hardest.left[k], hardest.right[k]];
      expect(i < j && subjects[i] !== subjects[j]).toBe(true);
      const pair = [i, j].map((row) => templates.subarray(row * dimension, (row + 1) * dimension));
      expect(blockProduct(pair[0], 1, pair[1], 1, dimension)[0]).toBe(hardest.scores[k]);
    }
  });

  it('may be scored by another engine, and tell how far they are', async () => {
    const told: number[] = [];
    let calls = 0;
    const { nonMated } = await scoreAllPairs({
      templates,
      dimension,
      subjects,
      product: async (...block) => {
        calls++;
        return blockProduct(...block).fill(0.5);
      },
      onProgress: (done, total) => told.push(done / total),
    });
    expect(nonMated.tail[0]).toBe(0.5);
    expect(told).toHaveLength(calls);
    expect(told.at(-1)).toBe(1);
  });

  it('refuses templates that are not what they should be', async () => {
    const short = Float32Array.of(0.6, 0.6, 1, 0);
    await expect(
      scoreAllPairs({ templates: short, dimension: 2, subjects: Int32Array.of(0, 1) }),
    ).rejects.toThrow('template 0 must be of unit length');
    await expect(scoreAllPairs({ templates, dimension: 7, subjects })).rejects.toThrow(
      'templates must hold 530 × 7 numbers, one row a subject entry, got 4240',
    );
  });
});
