import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findRelatives } from './relatives.js';

const row = fc.record({ subject: fc.integer({ min: -3, max: 3 }), picture: fc.nat(12) });
const rows = fc.array(row, { minLength: 1, maxLength: 30 });
const labelsOf = (list: readonly { subject: number; picture: number }[], pictures: boolean) => ({
  subjects: Int32Array.from(list, ({ subject }) => subject),
  pictures: pictures ? Int32Array.from(list, ({ picture }) => picture) : undefined,
});

it('finds each pair of one subject or one picture once, and no other', () => {
  fc.assert(
    fc.property(rows, rows, fc.boolean(), fc.nat(30), fc.nat(30), (left, right, pictures, from, to) => {
      const relatives = findRelatives({
        shape: 'rectangle',
        left: labelsOf(left, pictures),
        right: labelsOf(right, pictures),
      });
      left.forEach((one, i) => {
        const found: string[] = [];
        relatives.visit(i, from, to, (j, relation) => found.push(`${j} ${relation}`));
        const golden = right.flatMap((other, j) => {
          if (j < from || j >= to) return [];
          if (pictures && one.picture === other.picture) return [`${j} same picture`];
          return one.subject === other.subject ? [`${j} mated`] : [];
        });
        expect(found.sort()).toEqual(golden.sort());
      });
    }),
  );
});
