import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord, SourceType } from '../datasets/record.js';
import { parsePairsCsv } from '../scoring/index.js';
import { pairsCsv } from './csv.js';
import { openField } from './draw.js';
import { parseKinds, RANDOM } from './kinds.js';
import { type ListOptions, listPairs } from './listPairs.js';
import { pairedSubjects } from './roles.js';

const OPTIONS: ListOptions = { perSubject: 4, nonMated: 3, seed: 1 };

const records = fc
  .array(fc.tuple(fc.nat(8), fc.constantFrom<SourceType | null>('selfie', 'document', 'chip', null)), {
    minLength: 2,
    maxLength: 40,
  })
  .map((list) =>
    list.map(([subject, sourceType], i) => recordFixture(`s${subject}/${i}.jpg`, { sourceType })),
  );

function list(of: readonly DatasetRecord[], options = OPTIONS, lookAlikes?: number[][]) {
  const subjects = pairedSubjects(of, { reference: undefined, probe: undefined });
  const everybody = openField(
    subjects.map(() => ({ group: undefined, years: undefined })),
    { group: false, within: undefined },
  );
  const [kind] = parseKinds(['look-alike']);
  return listPairs(
    of,
    subjects,
    [
      { kind: RANDOM, field: everybody },
      ...(lookAlikes ? [{ kind: kind!, field: everybody, lookAlikes }] : []),
    ],
    options,
  );
}

describe('a list of pairs', () => {
  it('has no pair twice, mated pairs that are mated, others that are not, and nobody more than is allowed', () => {
    fc.assert(
      fc.property(records, fc.nat(1000), (all, seed) => {
        const { pairs, kinds } = list(all, { ...OPTIONS, seed });
        const subjectOf = new Map(all.map(({ image, subject }) => [image, subject]));
        const met = pairs.map(({ reference, probe }) => [reference, probe].sort().join());
        expect(new Set(met).size).toBe(pairs.length);
        const matedOf = new Map<string, number>();
        for (const { mated, kind, reference, probe } of pairs) {
          const [own, other] = [subjectOf.get(reference)!, subjectOf.get(probe)];
          expect([mated, kind]).toEqual([own === other, own === other ? 'mated' : 'random']);
          if (mated) matedOf.set(own, (matedOf.get(own) ?? 0) + 1);
        }
        for (const [subject, n] of matedOf) {
          const pictures = all.filter((record) => record.subject === subject).length;
          expect(n).toBe(Math.min(OPTIONS.perSubject, (pictures * (pictures - 1)) / 2));
        }
        const subjects = new Set(all.map(({ subject }) => subject)).size;
        const [, random] = kinds;
        expect(random!.pairs + random!.repeated).toBe(subjects * Math.min(OPTIONS.nonMated, subjects - 1));
      }),
    );
  });

  it('is what evaluate reads, whatever the names are', () => {
    const name = fc.string({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), (names) => {
        const pairs = names
          .slice(1)
          .map((probe) => ({ mated: false, reference: names[0]!, probe, kind: 'random' }));
        expect(parsePairsCsv(pairsCsv(pairs))).toEqual(pairs);
      }),
    );
  });

  it('hangs on the seed alone: what else is asked for changes nothing', () => {
    const all = Array.from({ length: 40 }, (_, i) => recordFixture(`s${i % 12}/${i}.jpg`));
    const { pairs } = list(all);
    expect(list(all).pairs).toEqual(pairs);
    expect(list(all, { ...OPTIONS, seed: 2 }).pairs).not.toEqual(pairs);
    const harder = list(
      all,
      OPTIONS,
      Array.from({ length: 12 }, (_, i) => [(i + 1) % 12]),
    );
    expect(harder.pairs.filter(({ kind }) => kind !== 'look-alike')).toEqual(pairs);
    expect(harder.kinds[2]!.pairs + harder.kinds[2]!.repeated).toBe(12);
  });

  it('sets references against probes where these are of different sorts', () => {
    const all = ['Ann', 'Ben', 'Cid'].flatMap((name) => [
      recordFixture(`${name}/page.jpg`, { sourceType: 'document' }),
      recordFixture(`${name}/1.jpg`),
      recordFixture(`${name}/2.jpg`),
    ]);
    const subjects = pairedSubjects(all, { reference: ['document', 'chip'], probe: ['selfie'] });
    const field = openField(
      subjects.map(() => ({ group: undefined, years: undefined })),
      { group: false, within: undefined },
    );
    const { pairs, kinds } = listPairs(all, subjects, [{ kind: RANDOM, field }], OPTIONS);
    for (const { reference, probe } of pairs) {
      expect(reference).toMatch(/page\.jpg$/);
      expect(probe).toMatch(/\d\.jpg$/);
    }
    expect(kinds).toEqual([
      { kind: 'mated', pairs: 6, subjects: 3, repeated: 0 },
      { kind: 'random', pairs: 6, subjects: 3, repeated: 0 },
    ]);
  });

  it('leaves out pairs that show one capture, whose faces prove nothing', () => {
    const selfie = recordFixture('Ann/1.jpg');
    const page = recordFixture('Ann/page.jpg', { sourceType: 'document', derivedFrom: selfie.sha256 });
    const all = [page, selfie, recordFixture('Ann/2.jpg'), recordFixture('Ben/1.jpg')];
    const mated = list(all).pairs.filter((pair) => pair.mated);
    expect(mated.map(({ reference, probe }) => [reference, probe].sort())).toEqual([
      ['Ann/2.jpg', 'Ann/page.jpg'],
      ['Ann/1.jpg', 'Ann/2.jpg'],
    ]);
  });
});

describe('roles', () => {
  it('that nobody has are refused', () => {
    const all = [recordFixture('Ann/1.jpg')];
    expect(() => pairedSubjects(all, { reference: ['chip', 'document'], probe: undefined })).toThrow(
      'no picture can be one of the references: none is a chip or document',
    );
    expect(() => pairedSubjects(all, { reference: undefined, probe: ['video'] })).toThrow(
      'no picture can be one of the probes: none is a video',
    );
  });
});

describe('kinds of impostors', () => {
  it('are traits joined by +, in one order, each once', () => {
    expect(parseKinds(['age', 'group+look-alike', 'look-alike + group']).map(({ name }) => name)).toEqual([
      'age',
      'look-alike+group',
    ]);
    expect(() => parseKinds(['twins'])).toThrow('there is no kind of impostors "twins"');
  });
});
