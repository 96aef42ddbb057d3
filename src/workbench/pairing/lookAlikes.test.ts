import { describe, expect, it } from 'vitest';
import { createRandom } from '../../trials/index.js';
import { direction, near } from '../splitting/people.fixture.js';
import { lookAlikes, type RoleTemplates } from './lookAlikes.js';

/** 300 subjects, more than a block of scores holds, with none to three references and probes. */
function subjects(seed: number): RoleTemplates[] {
  const random = createRandom(seed);
  return Array.from({ length: 300 }, (_, i) => {
    const person = direction(random);
    const pictures = (count: number) => Array.from({ length: count }, () => near(person, random));
    return { references: pictures(i % 4), probes: pictures((i + 1) % 3) };
  });
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
const meanScore = ({ references }: RoleTemplates, { probes }: RoleTemplates): number =>
  references.reduce((sum, a) => sum + probes.reduce((part, b) => part + dot(a, b), 0), 0) /
  (references.length * probes.length);

describe('look-alikes', () => {
  it('are truly the nearest by the mean of all comparisons, best first', async () => {
    const all = subjects(1);
    const found = await lookAlikes(all, 5);
    all.forEach((own, i) => {
      const golden = all
        .map((other, j) => ({ other: j, score: meanScore(own, other) }))
        .filter(({ other, score }) => other !== i && Number.isFinite(score))
        .sort((a, b) => b.score - a.score)
        .slice(0, 5);
      expect(found[i]).toHaveLength(golden.length);
      golden.forEach(({ score }, k) => {
        expect(found[i]![k]!.score).toBeCloseTo(score, 5);
        expect(meanScore(own, all[found[i]![k]!.other]!)).toBeCloseTo(score, 5);
      });
    });
  });

  it('are of those alone who are eligible, and as many as there are', async () => {
    const all = subjects(2);
    const found = await lookAlikes(all, 4, { isEligible: (a, b) => a % 100 === b % 100 });
    found.forEach((list, i) => {
      const eligible = [i % 100, (i % 100) + 100, (i % 100) + 200].filter(
        (j) => j !== i && all[j]!.probes.length > 0,
      );
      expect(list.map(({ other }) => other).sort((a, b) => a - b)).toEqual(
        all[i]!.references.length > 0 ? eligible : [],
      );
    });
  });

  it('are none where there are no templates at all', async () => {
    expect(await lookAlikes([{ references: [], probes: [] }], 3)).toEqual([[]]);
  });

  it('are no longer looked for once that is asked', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(lookAlikes(subjects(3), 3, { signal })).rejects.toThrow('enough');
  });
});
