import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageLinkage, type Link, leavesOf } from './averageLinkage.js';
import { dot } from './faces.js';

const onCircle = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

const joints = (link: Link): Link[] =>
  link.kind === 'leaf' ? [] : [link, ...joints(link.left), ...joints(link.right)];

/** The definition: join the two groups with the highest mean score, until there is one. */
function byDefinition(templates: readonly Float32Array[]): { rows: number[]; score: number }[] {
  let groups = templates.map((_, i) => [i]);
  const joined: { rows: number[]; score: number }[] = [];
  const mean = (a: number[], b: number[]) =>
    a.flatMap((i) => b.map((j) => dot(templates[i]!, templates[j]!))).reduce((sum, s) => sum + s, 0) /
    (a.length * b.length);
  while (groups.length > 1) {
    const pairs = groups.flatMap((a, i) => groups.slice(0, i).map((b) => ({ a, b, score: mean(a, b) })));
    const { a, b, score } = pairs.reduce((best, pair) => (pair.score > best.score ? pair : best));
    groups = [...groups.filter((group) => group !== a && group !== b), [...a, ...b]];
    joined.push({ rows: [...a, ...b].sort((x, y) => x - y), score });
  }
  return joined;
}

describe('average linkage', () => {
  it('of one template is that template', () => {
    expect(averageLinkage([onCircle(0)])).toEqual({ kind: 'leaf', index: 0, size: 1 });
  });

  it('joins the nearest first, and tells the mean score of what it joins', () => {
    const tree = averageLinkage([onCircle(0), onCircle(90), onCircle(10)]);
    expect(leavesOf(tree)).toEqual([0, 1, 2]);
    const [root, pair] = joints(tree) as Extract<Link, { kind: 'joint' }>[];
    expect(leavesOf(pair!)).toEqual([0, 2]);
    expect(pair!.score).toBeCloseTo(Math.cos(Math.PI / 18), 6);
    expect(root!.score).toBeCloseTo(Math.cos((80 * Math.PI) / 180) / 2, 6);
  });

  it('joins what the definition joins', () => {
    const angles = fc.uniqueArray(fc.double({ min: 0, max: 360, noNaN: true }), {
      minLength: 2,
      maxLength: 12,
      // Ties may be broken either way.
      comparator: (a, b) => Math.abs(a - b) < 0.5,
    });
    fc.assert(
      fc.property(angles, (list) => {
        const templates = list.map(onCircle);
        const found = joints(averageLinkage(templates)).map((link) => ({
          rows: leavesOf(link),
          score: link.kind === 'joint' ? link.score : 0,
        }));
        const golden = byDefinition(templates);
        expect(found.map(({ rows }) => rows.join()).sort()).toEqual(
          golden.map(({ rows }) => rows.join()).sort(),
        );
        for (const { rows, score } of golden)
          expect(found.find((one) => one.rows.join() === rows.join())!.score).toBeCloseTo(score, 4);
      }),
      { numRuns: 60 },
    );
  });
});
