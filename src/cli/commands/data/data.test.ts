// On photographs of ../shared/data/lfw-dev, as its user would. Skipped where they are not there.

import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../../program.js';
import { memoryTerminal } from '../../terminal.js';

const LFW = new URL('../../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'likeness-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function likeness(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: join(tmpdir(), 'likeness-test-home') });
  const code = await run(args, terminal);
  return { code, ...terminal.said };
}

describe.skipIf(!existsSync(LFW))('likeness data (needs ../shared/data)', () => {
  const people = join(folder, 'people');

  test('takes photographs in and says what came of them', async () => {
    const photographs = join(folder, 'photographs');
    mkdirSync(join(photographs, 'Adam_Sandler'), { recursive: true });
    for (const file of ['Adam_Sandler_0001.jpg', 'Adam_Sandler_0002.jpg'])
      symlinkSync(join(LFW, 'Adam_Sandler', file), join(photographs, 'Adam_Sandler', file));
    writeFileSync(join(photographs, 'Adam_Sandler', 'broken.jpg'), 'no picture');
    const { code, out } = await likeness('data', 'ingest', photographs, people, '--model', 'fast');
    expect(code).toBe(0);
    expect(out).toContain('people: 1 subjects, 3 pictures; 3 added, 0 known before');
    expect(out).toMatch(/1 {2}image_format_unsupported/);
  }, 120_000);

  test('names what could not be read, and answers 1', async () => {
    const list = join(folder, 'more.csv');
    writeFileSync(list, `image,subject\nabsent.jpg,Ann\n`);
    const { code, out } = await likeness('data', 'ingest', list, people, '--model', 'fast', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      dataset: { name: 'people', subjects: 1, pictures: 3 },
      added: 0,
      unreadable: [{ image: 'absent.jpg', code: 'file_not_found' }],
      model: { name: 'fast' },
    });
  });

  test('forgets a person, and says which models were trained on them', async () => {
    const other = join(folder, 'other');
    await likeness('data', 'ingest', join(folder, 'photographs'), other, '--model', 'fast');
    const { code, out } = await likeness('data', 'forget', other, 'Adam_Sandler');
    expect(code).toBe(0);
    expect(out).toMatch(/Adam_Sandler: 3 pictures forgotten; 3 copies and \d+ cached templates erased/);
    expect(out).toContain('no model of this machine is known');
    const again = await likeness('data', 'forget', other, 'Adam_Sandler', '--json');
    expect([again.code, JSON.parse(again.out).error.code]).toEqual([2, 'subject_not_found']);
  }, 120_000);

  test('takes changes back, one by one, until there is none', async () => {
    const first = await likeness('data', 'undo', people, '--json');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({
      undone: { change: 'ingest: 3 pictures added' },
      pictures: 0,
    });
    const second = await likeness('data', 'undo', people);
    expect([second.code, second.out]).toEqual([1, 'people: there is nothing to take back\n']);
  });
});

describe('likeness data, used wrongly,', () => {
  test.each([
    [['data', 'ingest', 'photos', 'people', '--retain-until', '2024-06-31'], 'source_invalid'],
    [['data', 'ingest', 'photos', 'people', '--source-type', 'passport'], 'source_invalid'],
    [['data', 'ingest', 'photos', 'people', '--layout', 'zip'], 'option_invalid'],
    [['data', 'ingest', '/nowhere/at/all', 'people'], 'dataset_invalid'],
    [['data', 'undo', '/nowhere/at/all'], 'dataset_invalid'],
    [['data', 'ingest', '/nowhere'], 'usage'],
  ])('%j is refused', async (args, code) => {
    const answer = await likeness(...args, '--json');
    expect([answer.code, JSON.parse(answer.out).error.code]).toEqual([2, code]);
  });
});
