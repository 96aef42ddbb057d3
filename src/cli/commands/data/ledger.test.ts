import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createDataset, openDataset, replaceRecords } from '../../../workbench/datasets/dataset.js';
import { recordFixture } from '../../../workbench/datasets/record.fixture.js';
import { run } from '../../program.js';
import { memoryTerminal } from '../../terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-ledger-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
let people = '';

const NOTHING = { source: null, licence: null, consent: null, purpose: null, retainUntil: null };

beforeEach(async () => {
  people = join(folder, `people${count++}`);
  const records = [
    recordFixture('Ann/1.jpg', { terms: { ...NOTHING, licence: 'own', retainUntil: '2026-05-31' } }),
    recordFixture('Ann/2.jpg', { terms: { ...NOTHING, licence: 'own', retainUntil: '2027-05-31' } }),
    recordFixture('Bob/1.jpg', { terms: { ...NOTHING, licence: '\u001b[31mred' }, sourceType: 'document' }),
  ];
  await replaceRecords(await createDataset(people), records, 'filled');
});

async function likeness(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: join(folder, 'home') });
  const code = await run(['data', ...args], terminal);
  return { code, ...terminal.said };
}
const licences = async () => (await openDataset(people)).records.map(({ terms }) => terms.licence);

describe('likeness data ledger', () => {
  test('shows the terms, and answers 1 where something is overdue', async () => {
    const { code, out } = await likeness('ledger', people, '--on', '2026-06-01');
    expect(code).toBe(1);
    expect(out).toContain('3 pictures of 2 subjects');
    expect(out).toMatch(/\n1 {9}1 {9}2026-05-31 {2}– {7}own/);
    expect(out).toContain(
      'not stated: source of all, consent of all, purpose of all, retain_until of 1 pictures',
    );
    expect(out).toContain('overdue: 1 pictures of 1 subjects');
    // A licence is somebody else's words, and must not paint the terminal.
    expect(out).not.toContain('\u001b');
  });

  test('answers 0 where nothing is overdue, 1 where a column that must be stated is not', async () => {
    const on = ['--on', '2026-05-31', '--json'];
    expect((await likeness('ledger', people, ...on)).code).toBe(0);
    expect((await likeness('ledger', people, ...on, '--require', 'licence')).code).toBe(0);
    const missing = await likeness('ledger', people, ...on, '--require', 'licence,retain_until');
    expect([missing.code, JSON.parse(missing.out).unstated.retain_until.pictures]).toEqual([1, 1]);
    expect(
      (await likeness('ledger', people, ...on, '--require', 'retain_until', '--where', 'subject=Ann')).code,
    ).toBe(0);
  });

  test('writes one line a picture for an auditor', async () => {
    const csv = join(folder, 'ledger.csv');
    await likeness('ledger', people, '--on', '2026-06-01', '--csv', csv, '--where', 'subject=Ann');
    expect(readFileSync(csv, 'utf8').trim().split('\r\n')).toHaveLength(3);
  });

  test('shows what it would amend, and does so with --apply alone; undo takes it back', async () => {
    const set = ['ledger', people, '--set', 'licence=CC BY 4.0', '--where', 'source_type=selfie'];
    const dry = await likeness(...set);
    expect([dry.code, dry.out]).toEqual([1, expect.stringContaining('licence       own → CC BY 4.0')]);
    expect(dry.out).toContain('2 of 3 pictures, of 1 subjects, would change');
    expect(dry.out).toContain('nothing was written');
    expect(await licences()).toEqual(['own', 'own', '\u001b[31mred']);

    const done = await likeness(...set, '--apply', '--json');
    expect([done.code, JSON.parse(done.out)]).toEqual([
      0,
      expect.objectContaining({ applied: true, changed: { subjects: 1, pictures: 2 } }),
    ]);
    expect(await licences()).toEqual(['CC BY 4.0', 'CC BY 4.0', '\u001b[31mred']);
    const again = await likeness(...set, '--apply');
    expect([again.code, again.out]).toEqual([1, expect.stringContaining('their terms are so already')]);

    const undone = await likeness('undo', people);
    expect(undone.out).toContain('ledger: licence=CC BY 4.0 where source_type=selfie, 2 pictures');
    expect(await licences()).toEqual(['own', 'own', '\u001b[31mred']);
  });

  test.each([
    [['--set', 'subject=Ann'], 'option_invalid'],
    [['--set', 'licence'], 'option_invalid'],
    [['--set', 'licence=a', '--where', 'lisence='], 'option_invalid'],
    [['--set', 'retain_until=tomorrow'], 'source_invalid'],
    [['--where', 'colour=red'], 'option_invalid'],
    [['--require', 'licence,colour'], 'option_invalid'],
    [['--apply'], 'usage'],
    [['--set', 'licence=a', '--require', 'licence'], 'usage'],
    [['--on', 'today'], 'option_invalid'],
  ])('refuses %j, and changes nothing', async (args, error) => {
    const before = readFileSync(join(people, 'images.parquet'));
    const { code, out } = await likeness('ledger', people, ...args, '--json');
    expect([code, JSON.parse(out).error.code]).toEqual([2, error]);
    expect(readFileSync(join(people, 'images.parquet')).equals(before)).toBe(true);
  });
});

describe('likeness data forget --overdue', () => {
  test('says what it would erase, and erases with --yes alone', async () => {
    const on = ['--on', '2026-06-01'];
    const dry = await likeness('forget', people, '--overdue', ...on);
    expect(dry.code).toBe(1);
    expect(dry.out).toContain('1 pictures are overdue');
    expect(dry.out).toMatch(/2026-05-31 {2}Ann {2}Ann\/1\.jpg/);
    expect(dry.out).toContain('left where they lie, for you to decide on:\n  /photographs/Ann/1.jpg');
    expect(dry.out).toContain('nothing was erased: --yes erases them');
    expect((await openDataset(people)).records).toHaveLength(3);

    const done = await likeness('forget', people, '--overdue', ...on, '--yes', '--json');
    expect([done.code, JSON.parse(done.out)]).toEqual([
      0,
      expect.objectContaining({ done: true, partly: ['Ann'], whole: [] }),
    ]);
    expect((await openDataset(people)).records.map(({ image }) => image)).toEqual(['Ann/2.jpg', 'Bob/1.jpg']);
    expect(existsSync(join(people, 'history/erasures.jsonl'))).toBe(true);
    const again = await likeness('forget', people, '--overdue', ...on);
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/nothing is overdue on 2026-06-01/)]);
    expect((await likeness('ledger', people, ...on)).out).toContain('erased: 1 times so far');
  });

  test.each([
    [[]],
    [['Ann', '--overdue']],
    [['--overdue', '--unlisted']],
    [['Ann', '--yes']],
    [['--unlisted', '--on', '2026-01-01']],
  ])('refuses %j: whoever erases says what', async (args) => {
    const { code, out } = await likeness('forget', people, ...args, '--json');
    expect([code, JSON.parse(out).error.code]).toEqual([2, 'usage']);
    expect((await openDataset(people)).records).toHaveLength(3);
  });
});
