import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createDataset, openDataset, replaceRecords, undoChange } from '../datasets/dataset.js';
import { recordFixture } from '../datasets/record.fixture.js';
import { applyProposals, choose } from './apply.js';
import { applyCleaning } from './clean.js';
import { byCertainty, type KindName, makeProposal, moveOf, type Proposal } from './proposal.js';

const RECORDS = [
  recordFixture('Ann/1.jpg', { part: 'train', groups: { sex: 'female', light: 'day' } }),
  recordFixture('Ann/2.jpg', { part: 'train', groups: { sex: 'female', light: 'night' } }),
  recordFixture('Bob/1.jpg', { part: 'test', groups: { sex: 'male', light: 'day' } }),
  recordFixture('Bob/2.jpg', { part: 'test', groups: { sex: 'male', light: 'day' } }),
  recordFixture('Bo/1.jpg', { part: 'train', groups: { sex: 'male' } }),
];

const record = (image: string) => RECORDS.find((one) => one.image === image)!;

const proposal = (
  kind: KindName,
  moves: Readonly<Record<string, string | null>>,
  probability = 0.95,
): Proposal =>
  makeProposal({
    kind,
    probability,
    moves: Object.entries(moves).map(([image, to]) => moveOf(record(image), to)),
    reason: '',
    comparisons: [],
    beside: [],
  });

const subjectsOf = (proposals: Proposal[]) =>
  Object.fromEntries(
    applyProposals(RECORDS, proposals).records.map(({ image, subject }) => [image, subject]),
  );

describe('applying', () => {
  it('moves a picture to another subject, into its part and with what all its pictures have in common', () => {
    const { records, moved, dropped } = applyProposals(RECORDS, [
      proposal('relabel', { 'Bob/1.jpg': 'Ann' }),
    ]);
    expect([moved, dropped]).toEqual([1, 0]);
    expect(records.find(({ image }) => image === 'Bob/1.jpg')).toEqual({
      ...record('Bob/1.jpg'),
      subject: 'Ann',
      part: 'train',
      // The light is the picture's, not the person's: Ann's pictures differ in it.
      groups: { sex: 'female', light: 'day' },
    });
  });

  it('makes a new subject in the part of the old', () => {
    const { records } = applyProposals(RECORDS, [proposal('split', { 'Ann/2.jpg': 'Ann~2' })]);
    expect(records[1]).toEqual({ ...record('Ann/2.jpg'), subject: 'Ann~2' });
  });

  it('takes a row out and leaves all others as they are', () => {
    const { records, dropped } = applyProposals(RECORDS, [proposal('set-aside', { 'Ann/1.jpg': null })]);
    expect([dropped, records]).toEqual([1, RECORDS.slice(1)]);
  });

  it('sends a picture on to where its new subject goes', () => {
    const proposals = [proposal('relabel', { 'Ann/2.jpg': 'Bo' }), proposal('merge', { 'Bo/1.jpg': 'Bob' })];
    expect(subjectsOf(proposals)).toMatchObject({ 'Ann/2.jpg': 'Bob', 'Bo/1.jpg': 'Bob' });
    expect(subjectsOf(proposals.toReversed())).toEqual(subjectsOf(proposals));
  });

  it('lets the more certain of two decide, and says so', () => {
    const [sure, less] = [
      proposal('relabel', { 'Ann/2.jpg': 'Bob' }, 0.99),
      proposal('set-aside', { 'Ann/2.jpg': null }, 0.92),
    ];
    const { records, overruled } = applyProposals(RECORDS, [sure, less]);
    expect(records[1]!.subject).toBe('Bob');
    expect(overruled).toEqual([`Ann/2.jpg: ${less.id} would take its row out, ${sure.id} is more certain`]);
  });

  it('refuses a picture that is another by now', () => {
    const made = proposal('relabel', { 'Ann/2.jpg': 'Bob' });
    for (const change of [{ sha256: 'c'.repeat(64) }, { subject: 'Bo' }]) {
      const changed = RECORDS.map((one) => (one.image === 'Ann/2.jpg' ? { ...one, ...change } : one));
      expect(() => applyProposals(changed, [made])).toThrow('Ann/2.jpg is not what it was');
    }
    expect(() => applyProposals(RECORDS.slice(2), [made])).toThrow('Ann/2.jpg is not what it was');
  });

  it('never loses a picture that no proposal takes out, and never makes one', () => {
    const moves = fc.record({
      image: fc.constantFrom(...RECORDS.map(({ image }) => image)),
      to: fc.constantFrom('Ann', 'Bob', 'Bo', 'New', null),
      probability: fc.double({ min: 0.5, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 8 }), (list) => {
        const proposals = list
          .map(({ image, to, probability }) =>
            proposal(to === null ? 'set-aside' : 'relabel', { [image]: to }, probability),
          )
          .sort(byCertainty);
        const { records, moved, dropped } = applyProposals(RECORDS, proposals);
        expect(records.length + dropped).toBe(RECORDS.length);
        expect(moved + dropped).toBe(new Set(list.map(({ image }) => image)).size);
        expect(records.map(({ image, sha256 }) => [image, sha256])).toEqual(
          RECORDS.filter(({ image }) => records.some((one) => one.image === image)).map((one) => [
            one.image,
            one.sha256,
          ]),
        );
      }),
    );
  });
});

describe('the id of a proposal', () => {
  it('stands for what is proposed, and not for how certain it is or in which order it is said', () => {
    const one = proposal('merge', { 'Ann/1.jpg': 'Bob', 'Ann/2.jpg': 'Bob' }, 0.91);
    expect(one.id).toMatch(/^[0-9a-f]{10}$/);
    expect(proposal('merge', { 'Ann/2.jpg': 'Bob', 'Ann/1.jpg': 'Bob' }, 0.99).id).toBe(one.id);
    expect(proposal('merge', { 'Ann/1.jpg': 'Bob' }).id).not.toBe(one.id);
    expect(proposal('relabel', { 'Ann/1.jpg': 'Bob', 'Ann/2.jpg': 'Bob' }).id).not.toBe(one.id);
  });

  it('chooses it, or leaves it out; one that nobody has is refused', () => {
    const all = [proposal('set-aside', { 'Ann/1.jpg': null }), proposal('set-aside', { 'Bo/1.jpg': null })];
    const [first, second] = all.map(({ id }) => id) as [string, string];
    expect(choose(all, {})).toEqual(all);
    expect(choose(all, { only: [second] }).map(({ id }) => id)).toEqual([second]);
    expect(choose(all, { except: [second] }).map(({ id }) => id)).toEqual([first]);
    expect(() => choose(all, { only: [first, '0123456789'] })).toThrow(
      'there is no proposal 0123456789 (any more)',
    );
  });
});

describe('on the disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-clean-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('what was applied is one change, and undone it is as if it had never been', async () => {
    const path = join(folder, 'people');
    const records = RECORDS.toSorted((a, b) => (a.image < b.image ? -1 : 1));
    const dataset = await replaceRecords(await createDataset(path), records, 'ingest: 5 pictures added');
    const chosen = [
      proposal('relabel', { 'Ann/2.jpg': 'Bob' }),
      proposal('set-aside', { 'Ann/1.jpg': null }),
    ];
    const done = await applyCleaning({ dataset }, chosen);
    expect(done.dataset.records.map(({ image, subject }) => [image, subject])).toEqual([
      ['Ann/2.jpg', 'Bob'],
      ['Bo/1.jpg', 'Bo'],
      ['Bob/1.jpg', 'Bob'],
      ['Bob/2.jpg', 'Bob'],
    ]);
    await expect(applyCleaning({ dataset }, chosen)).rejects.toMatchObject({ code: 'dataset_changed' });
    expect((await undoChange(path))!.change).toBe(
      'clean: 2 proposals applied, 1 pictures moved, 1 taken out',
    );
    expect((await openDataset(path)).records).toEqual(dataset.records);
  });

  it('nothing applied is no change', async () => {
    const dataset = await createDataset(join(folder, 'empty'));
    expect((await applyCleaning({ dataset }, [])).dataset).toBe(dataset);
  });
});
