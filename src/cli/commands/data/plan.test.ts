import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDataset, replaceRecords } from '../../../workbench/datasets/dataset.js';
import { recordFixture } from '../../../workbench/datasets/record.fixture.js';
import { run } from '../../program.js';
import { memoryTerminal } from '../../terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-data-plan-'));
const people = join(folder, 'people');
const page = join(folder, 'plan.html');
afterAll(() => rmSync(folder, { recursive: true }));

async function likeness(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: join(folder, 'home') });
  const code = await run(['data', 'plan', ...args], terminal);
  return { code, ...terminal.said };
}

beforeAll(async () => {
  const records = Array.from({ length: 30 }, (_, i) => [
    recordFixture(`p${i}/a.jpg`),
    recordFixture(`p${i}/b.jpg`),
  ]);
  await replaceRecords(await createDataset(people), records.flat(), 'ingest: 60 pictures added');
});

describe('likeness data plan', () => {
  test('says what to collect next, and writes the page', async () => {
    const { code, out } = await likeness(people, '--out', page);
    expect(code).toBe(0);
    expect(out).toContain('people: 30 subjects, 60 pictures');
    expect(out).toContain(
      ' 1  Photographs of real documents, with selfies of the same people, 469 people more',
    );
    expect(out).toContain('One collection of 469 people to test on would answer them together.');
    expect(readFileSync(page, 'utf8')).toContain('Which data <bdi>people</bdi> needs');
  });

  test('prints the whole plan for programs, and writes no page unless asked', async () => {
    const { code, out } = await likeness(people, '--json');
    expect(code).toBe(0);
    const plan = JSON.parse(out);
    expect(plan).toMatchObject({
      format: 'likeness-plan-1',
      dataset: { name: 'people', subjects: 30, pictures: 60 },
      learning: null,
      settings: { fmr: 1e-3, within: 0.02 },
    });
    expect(plan.claims.fmr[2]).toMatchObject({ fmr: 1e-4, bounded: 246, met: false });
    expect(plan.catalogue.length).toBeGreaterThan(30);
    expect(existsSync('plan.html')).toBe(false);
  });

  test.each([
    [[join(folder, 'nowhere')], 'dataset_invalid'],
    [['people', '--fmr', 'low'], 'option_invalid'],
    [['PEOPLE', '--fmr', '1.5'], 'option_invalid'],
    [['PEOPLE', '--fnmr', '0.01'], 'usage'],
    [['PEOPLE', '--recipe', 'absent.json'], 'file_not_found'],
    [['PEOPLE', '--report', 'RECIPE'], 'report_invalid'],
    [['PEOPLE', '--recipe', 'RECIPE'], 'training_unsuitable'],
    [['PEOPLE', '--out', join(folder, 'no', 'where.html')], 'output_unwritable'],
    [[], 'usage'],
  ])('%j is refused', async (args, code) => {
    const recipe = join(folder, 'recipe.json');
    writeFileSync(recipe, JSON.stringify({ kind: 'adapter', name: 'documents', dataset: people }));
    const given = args.map((arg) => ({ PEOPLE: people, RECIPE: recipe })[arg] ?? arg);
    const answer = await likeness(...given, '--json');
    expect([answer.code, JSON.parse(answer.out).error.code]).toEqual([2, code]);
  });

  test('teaches: what it answers, what it takes, by example', async () => {
    const { code, out } = await likeness('--help');
    expect(code).toBe(0);
    for (const said of ['--recipe', '--report', '--fnmr', 'Exit codes', 'Examples'])
      expect(out).toContain(said);
  });
});
