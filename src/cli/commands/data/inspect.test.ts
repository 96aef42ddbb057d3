import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDataset, replaceRecords } from '../../../workbench/datasets/dataset.js';
import { recordFixture } from '../../../workbench/datasets/record.fixture.js';
import { InspectionSchema } from '../../../workbench/index.js';
import { run } from '../../program.js';
import { memoryTerminal } from '../../terminal.js';

const LFW = new URL('../../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'likeness-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));
const people = join(folder, 'people');
const page = join(folder, 'page.html');

async function likeness(...args: string[]) {
  const terminal = memoryTerminal();
  const code = await run(['data', ...args], terminal);
  return { code, ...terminal.said };
}

/** Where a photograph of the real data lies, if it is there. */
const photograph = (subject: string, file: string): string => join(LFW, subject, file);

beforeAll(async () => {
  const records = ['Adam_Sandler', 'Adam_Scott'].flatMap((subject) =>
    [1, 2].map((n) =>
      recordFixture(`${subject}/${n}.jpg`, { file: photograph(subject, `${subject}_000${n}.jpg`) }),
    ),
  );
  await replaceRecords(await createDataset(people), records, 'filled');
});

describe('likeness data inspect', () => {
  test('says what the data can be used for, and writes the page', async () => {
    const { code, out } = await likeness('inspect', people, '--out', page, '--on', '2026-11-28');
    expect(code).toBe(0);
    expect(out).toContain('people: 4 pictures of 2 subjects, 4 with a face');
    expect(out).toMatch(/– comparisons {2}2 mated comparisons, of 2 subjects with two pictures or more/);
    expect(out).toMatch(/✕ terms/);
    expect(out.trimEnd().split('\n').at(-1)).toBe(`${page}, with photographs of people`);
    expect(readFileSync(page, 'utf8')).toContain('<section id="verdict"');
  });

  test('with --json prints all figures, and writes a page only where it is told to', async () => {
    rmSync(page, { force: true });
    const { code, out } = await likeness('inspect', people, '--json');
    expect(code).toBe(0);
    const { dataset } = v.parse(InspectionSchema, JSON.parse(out));
    expect(dataset).toMatchObject({ name: 'people', subjects: 2, pictures: 4 });
    expect(readdirSync(folder)).toEqual(['people']);
    await likeness('inspect', people, '--json', '--out', page);
    expect(existsSync(page)).toBe(true);
  });

  test.skipIf(!existsSync(LFW))('shows photographs, or none (needs ../shared/data)', async () => {
    await likeness('inspect', people, '--out', page);
    expect(readFileSync(page, 'utf8')).toMatch(/<img src="data:image\/jpeg;base64,/);
    const { out } = await likeness('inspect', people, '--out', page, '--no-pictures');
    expect(out).not.toContain('with photographs');
    expect(readFileSync(page, 'utf8')).not.toContain('<img');
  });

  test.each([
    [['inspect', '/nowhere/at/all'], 'dataset_invalid'],
    [['inspect', people, '--on', '2026-02-30'], 'option_invalid'],
    [['inspect', people, '--out', '/nowhere/at/all/page.html'], 'output_unwritable'],
    [['inspect'], 'usage'],
  ])('refuses %j', async (args, error) => {
    const { code, out } = await likeness(...args, '--json');
    expect([code, JSON.parse(out).error.code]).toEqual([2, error]);
  });

  test('of a damaged data set says so', async () => {
    const broken = join(folder, 'broken');
    await createDataset(broken);
    writeFileSync(join(broken, 'images.parquet'), 'PAR1');
    const { code, out } = await likeness('inspect', broken, '--json');
    expect([code, JSON.parse(out).error.code]).toEqual([2, 'dataset_invalid']);
  });
});
