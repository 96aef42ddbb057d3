import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acrossParts, bySubjects, components, type Suspects } from './suspects.js';

const suspect = (a: string, b: string): Suspects => ({ subjects: [a, b], evidence: [] });
const picture = (image: string) => ({ image, subject: image.split('/')[0]! });

describe('suspects', () => {
  it('are two subjects with all that speaks for their being one, whichever is named first', () => {
    const evidence = [
      { kind: 'same-picture', a: picture('Ben/1.jpg'), b: picture('Ann/1.jpg') },
      { kind: 'same-picture', a: picture('Ann/2.jpg'), b: picture('Ben/2.jpg') },
      { kind: 'same-picture', a: picture('Ann/1.jpg'), b: picture('Cid/1.jpg') },
    ] as const;
    expect(bySubjects(evidence).map(({ subjects, evidence: own }) => [...subjects, own.length])).toEqual([
      ['Ann', 'Ben', 2],
      ['Ann', 'Cid', 1],
    ]);
  });

  it('are a leak where both have a part, and not the same', () => {
    const partOf = new Map([
      ['Ann', 'train'],
      ['Ben', 'test'],
      ['Cid', 'train'],
      ['Dan', null],
    ] as const);
    const all = [suspect('Ann', 'Ben'), suspect('Ann', 'Cid'), suspect('Ann', 'Dan'), suspect('Ben', 'Eve')];
    expect(acrossParts(all, partOf)).toEqual([all[0]]);
  });

  it('hang together by way of others', () => {
    const groups = components(['e', 'd', 'c', 'b', 'a'], [suspect('a', 'c'), suspect('c', 'e')]);
    expect(groups).toEqual([['a', 'c', 'e'], ['b'], ['d']]);
  });

  it('are together exactly where a path of suspicion leads from one to the other', () => {
    const name = fc.nat(12).map((i) => `s${i}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 12 }), (edges) => {
        const names = Array.from({ length: 13 }, (_, i) => `s${i}`);
        const groups = components(
          names,
          edges.map(([a, b]) => suspect(a, b)),
        );
        const groupOf = new Map(groups.flatMap((group, i) => group.map((one) => [one, i] as const)));
        expect(groups.flat().sort()).toEqual([...names].sort());
        for (const start of names) {
          const reached = new Set([start]);
          for (let size = 0; size < reached.size; ) {
            size = reached.size;
            for (const [a, b] of edges)
              if (reached.has(a) || reached.has(b)) {
                reached.add(a);
                reached.add(b);
              }
          }
          expect(names.filter((other) => groupOf.get(other) === groupOf.get(start)).sort()).toEqual(
            [...reached].sort(),
          );
        }
      }),
    );
  });
});
