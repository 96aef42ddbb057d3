import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonScore } from '../../face/index.js';
import { type Subspace, wholeSpace } from './codes.js';
import { encode, openProjection } from './encode.js';
import { drawGallery, KIND_NAMES } from './galleries.fixture.js';
import { addressOf, BlockMemory } from './memory.js';
import { type ProbeJob, thresholdAsInteger, thresholdOfInteger } from './protocol.js';
import { ReferenceTable } from './referenceTable.js';
import { scan } from './scan.js';
import { openWorkplace, type Workplace } from './workplace.js';

const opened: Workplace[] = [];
const memory = new BlockMemory(1, (one) => opened.push(openWorkplace(one, 0)));
const workplaces = { at: (k: number) => opened[k]!, addressOf: (block: number) => addressOf(block, 1) };

function encodeAll(table: ReferenceTable, subspace: Subspace): void {
  table.settle(subspace);
  table.reserveCodes(table.count);
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const projection = openProjection(subspace);
  encode({
    references: table.references(),
    subspace,
    projection,
    from: 0,
    to: table.count,
    shared,
    workplaces,
  });
  table.markCoded(table.count);
}

function search(table: ReferenceTable, probes: readonly ProbeJob[]) {
  const shared = new Int32Array(new SharedArrayBuffer(4 * 17));
  shared.fill(thresholdAsInteger(Number.NEGATIVE_INFINITY), 1);
  const references = table.references();
  return scan({ references, subspace: table.subspace, probes, shared, workplaces }).map(({ rows, scores }) =>
    Array.from(rows, (row, i) => ({ id: table.ids[row]!, score: scores[i]! })),
  );
}

const byScore = (a: { id: string; score: number }, b: { id: string; score: number }) =>
  b.score - a.score || (a.id < b.id ? -1 : 1);

/** Everybody, scored by the library's own comparison; whoever ties with the k-th stays. */
function bruteForce(held: ReadonlyMap<string, Float32Array>, { vector, k, atLeast }: ProbeJob) {
  const all = [...held]
    .map(([id, one]) => ({ id, score: comparisonScore({ model: '', vector: one }, { model: '', vector }) }))
    .sort(byScore);
  const kth = all[Math.min(k, all.length) - 1]!.score;
  return all.filter(({ score }) => score >= Math.max(kth, atLeast));
}

const LENGTH = 24;

/** Axes of the space, or a few of them: much then lies beyond the subspace. */
const SPACES: Readonly<Record<string, (centre: Float32Array) => Subspace | undefined>> = {
  'no codes': () => undefined,
  'codes of all numbers': wholeSpace,
  'codes of sixteen numbers': (centre) => {
    const basis = new Float32Array(16 * LENGTH);
    for (let k = 0; k < 16; k++) basis[k * LENGTH + k] = 1;
    return { length: LENGTH, width: 16, centre, basis, defect: 0 };
  },
};

describe('a search', () => {
  it.each(KIND_NAMES)('finds, in every bit, whom scoring everybody finds: %s', (kind) => {
    const shape = {
      seed: fc.nat(10_000),
      count: fc.integer({ min: 1, max: 120 }),
      k: fc.integer({ min: 1, max: 130 }),
      atLeast: fc.constantFrom(-1, -1, 0.2, 0.9),
      space: fc.constantFrom(...Object.keys(SPACES)),
      centred: fc.boolean(),
      uncoded: fc.nat(30),
      removals: fc.nat(60),
    };
    fc.assert(
      fc.property(fc.record(shape), ({ seed, count, k, atLeast, space, centred, uncoded, removals }) => {
        const [probe, other, ...templates] = drawGallery(kind, seed, count + uncoded + 2, LENGTH);
        const table = new ReferenceTable(LENGTH, memory);
        const held = new Map<string, Float32Array>();
        const add = (vector: Float32Array, i: number) => {
          table.put(`r${(i * 7919) % 1000}`, vector);
          held.set(`r${(i * 7919) % 1000}`, vector);
        };
        for (const [i, vector] of templates.slice(0, count).entries()) add(vector, i);
        const subspace = SPACES[space]!(centred ? templates[0]! : new Float32Array(LENGTH));
        if (subspace) encodeAll(table, subspace);
        for (const [i, vector] of templates.slice(count).entries()) add(vector, count + i);
        for (let i = 0; i < removals && held.size > 1; i++) {
          const id = table.ids[(i * 31 + seed) % table.count]!;
          table.drop(id);
          held.delete(id);
        }
        const jobs = [probe!, other!].map((vector) => ({ vector, k: Math.min(k, held.size), atLeast }));
        const found = search(table, jobs);
        for (const [i, job] of jobs.entries()) {
          expect(found[i]!.sort(byScore)).toEqual(bruteForce(held, job));
        }
        table.clear();
      }),
      { numRuns: 25 },
    );
  });

  it('goes over blocks of both kinds', () => {
    const [length, count] = [1024, 400];
    const [probe, ...templates] = drawGallery('in clusters', 4, count + 1, length);
    const table = new ReferenceTable(length, memory);
    for (const [i, vector] of templates.entries()) table.put(`r${i}`, vector);
    encodeAll(table, wholeSpace(templates[0]!));
    expect(table.references().rows.length).toBeGreaterThan(1);
    expect(table.references().codes.length).toBeGreaterThan(1);
    const held = new Map(templates.map((vector, i) => [`r${i}`, vector]));
    const job = { vector: probe!, k: 17, atLeast: -1 };
    expect(search(table, [job])[0]!.sort(byScore)).toEqual(bruteForce(held, job));
    table.clear();
  });
});

describe('the table', () => {
  it('leaves nothing of a reference that is taken out, and uses its memory again', () => {
    const [a, b, c] = drawGallery('all over the sphere', 9, 3, LENGTH) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const table = new ReferenceTable(LENGTH, memory);
    for (const [id, vector] of Object.entries({ a, b, c })) table.put(id, vector);
    encodeAll(table, wholeSpace(new Float32Array(LENGTH)));
    const { rows, codes } = table.references();
    table.drop('a');
    expect(table.ids).toEqual(['c', 'b']);
    const numbers = new Float32Array(memory.bytes(rows[0]!).slice().buffer);
    expect([...numbers.subarray(0, 3 * LENGTH)]).toEqual([...c, ...b, ...new Float32Array(LENGTH)]);
    expect(
      memory
        .bytes(codes[0]!)
        .subarray(64, 96)
        .every((byte) => byte === 0),
    ).toBe(true);
    table.clear();
    expect(memory.bytes(rows[0]!).every((byte) => byte === 0)).toBe(true);
    const again = new ReferenceTable(LENGTH, memory);
    again.put('d', a);
    expect([...rows, ...codes]).toContain(again.references().rows[0]);
    again.clear();
  });

  it('puts a reference in place of one of the same id', () => {
    const [a, b] = drawGallery('all over the sphere', 8, 2, LENGTH) as [Float32Array, Float32Array];
    const table = new ReferenceTable(LENGTH, memory);
    table.put('x', a);
    table.put('x', b);
    expect(search(table, [{ vector: b, k: 1, atLeast: -1 }])[0]).toEqual(
      bruteForce(new Map([['x', b]]), { vector: b, k: 1, atLeast: -1 }),
    );
    table.clear();
  });
});

it('a threshold that threads share is never higher than the one it stands for, and hardly lower', () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (score) => {
      const shared = thresholdOfInteger(thresholdAsInteger(score));
      expect(shared).toBeLessThanOrEqual(score);
      expect(shared).toBeGreaterThan(score - 1e-8);
    }),
  );
  expect(thresholdOfInteger(thresholdAsInteger(Number.NEGATIVE_INFINITY))).toBe(Number.NEGATIVE_INFINITY);
});
