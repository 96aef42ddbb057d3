// `likeness forecast`: a table in, a forecast out.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './program.js';
import { memoryTerminal } from './terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-forecast-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const write = (name: string, lines: readonly string[]): string => {
  writeFileSync(at(name), `${lines.join('\n')}\n`);
  return at(name);
};

async function likeness(...args: string[]) {
  const terminal = memoryTerminal();
  const exitCode = await run(['forecast', ...args], terminal);
  return { exitCode, ...terminal.said };
}
const refusal = async (...args: string[]) => {
  const { exitCode, out } = await likeness(...args, '--json');
  const { code, message } = JSON.parse(out).error as { code: string; message: string };
  expect(exitCode).toBe(2);
  return [code, message.replaceAll(`${folder}/`, '')];
};

/** Five years and a half of quarters: a season that grows, and a bit that is no rule. */
const SALES = Array.from({ length: 22 }, (_, t) => {
  const units = Math.round((100 + 4 * t) * [0.9, 1, 1.3, 0.8][t % 4]! + [3, -5, 2, 6, -4][t % 5]!);
  return [`${2020 + Math.floor(t / 4)}-Q${1 + (t % 4)}`, units] as const;
});
const COLUMNS = ['--date', 'quarter', '--value', 'units', '--horizon', '4'];
let sales = '';
beforeAll(() => {
  sales = write('sales.csv', ['quarter,units', ...SALES.map((row) => row.join(','))]);
});

describe('a table', () => {
  test('becomes a table of models, a choice with its reason, and the forecast', async () => {
    const files = [at('picture.svg'), at('next.csv')] as const;
    const { exitCode, out } = await likeness(sales, ...COLUMNS, '--out', files[0], '--csv', files[1]);
    expect(exitCode).toBe(0);
    expect(out).toContain('units: 22 quarters, season of 4');
    expect(out).toMatch(/[▁▂▃▄▅▆▇█]{26}/);
    expect(out).toMatch(/seasonal naive +\d\.\d\d +\d+ % \(\d+–\d+\)/);
    expect(out).toMatch(/MASE \d\.\d\d/);
    for (const step of ['2025-Q3', '2025-Q4', '2026-Q1', '2026-Q2']) expect(out).toContain(`  ${step}  `);
    const svg = readFileSync(files[0], 'utf8');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toMatch(/NaN|undefined/);
    const [head, ...rows] = readFileSync(files[1], 'utf8').trim().split('\n');
    expect(head).toBe('step,forecast,lower_80,upper_80,lower_95,upper_95');
    expect(rows.map((row) => row.split(',').length)).toEqual([6, 6, 6, 6]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('with --json becomes one document, and a PNG or a page where it is told', async () => {
    const png = await likeness(sales, ...COLUMNS, '--json', '--out', at('picture.png'));
    const found = JSON.parse(png.out);
    expect(found).toMatchObject({ value: 'units', by: 'quarter', values: 22, season: 4 });
    expect(found.models.map(({ name }: { name: string }) => name)).toEqual([
      'seasonal-naive',
      'smoothing',
      'arima',
      'trees',
    ]);
    expect(found.steps).toHaveLength(4);
    expect(found.steps[0]).toMatchObject({ step: '2025-Q3', lower: { 80: expect.any(Number) } });
    const { format, width } = await sharp(at('picture.png')).metadata();
    expect([format, width]).toEqual(['png', 1380]);
    await likeness(sales, ...COLUMNS, '--out', at('page.html'));
    const page = readFileSync(at('page.html'), 'utf8');
    expect(page).toContain('Back-test over rolling origins');
    expect(page).not.toMatch(/NaN|<script/);
  });

  test('may be Parquet, with moments that are added up by quarter', async () => {
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
    const halves = SALES.flatMap(([quarter, units]) => {
      const month = 3 * Number(quarter.at(-1)) - 2;
      const day = (m: number) =>
        `timestamp '${quarter.slice(0, 4)}-${String(m).padStart(2, '0')}-05 10:00:00'`;
      return [`(${day(month)}, ${units - 10})`, `(${day(month + 1)}, 10)`];
    });
    await duckdb.run(
      `copy (select * from (values ${halves.join(', ')}) t(opened, cases)) to '${at('cases.parquet')}' (format parquet)`,
    );
    duckdb.closeSync();
    const columns = ['--date', 'opened', '--value', 'cases', '--horizon', '1', '--by', 'quarter'];
    expect(await refusal(at('cases.parquet'), ...columns)).toEqual([
      'series_irregular',
      'cases.parquet: 22 quarters are in several rows: 2020-Q1, 2020-Q2, 2020-Q3, 2020-Q4, 2021-Q1 and 17 more',
    ]);
    const summed = JSON.parse((await likeness(at('cases.parquet'), ...columns, '--sum', '--json')).out);
    expect([summed.values, summed.steps[0].step]).toEqual([22, '2025-Q3']);
    expect(summed.notes[0]).toContain('The last row of 2025-Q2 is of 2025-05-05');
  });
});

describe('what is refused', () => {
  test('is a file or column that is not there, with those that are', async () => {
    expect((await refusal(at('none.csv'), ...COLUMNS))[0]).toBe('file_not_found');
    expect((await refusal(folder, ...COLUMNS))[0]).toBe('file_unreadable');
    expect(await refusal(sales, '--date', 'month', '--value', 'units')).toEqual([
      'table_invalid',
      'sales.csv has no column "month"; it has quarter, units',
    ]);
    writeFileSync(at('broken.parquet'), 'no parquet');
    expect((await refusal(at('broken.parquet'), ...COLUMNS))[0]).toBe('table_invalid');
  });

  test.each([
    [['2020-Q1,1', '2020-Q3,2'], 'series_irregular', '1 quarter is missing: 2020-Q2'],
    [['2020-Q1,1', '2020-Q2,'], 'series_value_invalid', 'row 2 (2020-Q2): units is empty'],
    [['2020-Q1,1', '2020-Q2,n/a'], 'series_value_invalid', 'row 2 (2020-Q2): "n/a" is no number'],
    [['2020-Q1,1', ',2'], 'series_date_invalid', 'row 2: quarter is empty'],
    [['Spring,1', 'Summer,2'], 'series_date_invalid', '"Spring" is no date of the forms'],
    [['2020-Q1,1', '2020-Q2,2'], 'series_too_short', '2 of the three quarters'],
    [['2020-Q1,1'], 'series_too_short', 'all rows are of one date'],
    [[], 'series_too_short', 'the table has no rows'],
  ])('is the table %j: %s', async (rows, code, message) => {
    const [found, said] = await refusal(write('bad.csv', ['quarter,units', ...rows]), ...COLUMNS);
    expect([found, said]).toEqual([code, expect.stringContaining(message)]);
  });

  test('is a picture of another form, and a horizon that is none', async () => {
    expect(await refusal(sales, ...COLUMNS, '--out', 'picture.jpg')).toEqual([
      'option_invalid',
      expect.stringContaining('"picture.jpg" ends in none of .svg, .png, .html.'),
    ]);
    expect((await refusal(sales, ...COLUMNS, '--horizon', '0'))[0]).toBe('option_invalid');
    expect((await refusal(sales, ...COLUMNS, '--by', 'fortnight'))[0]).toBe('option_invalid');
  });
});

test('help teaches', async () => {
  const { exitCode, out } = await likeness('--help');
  expect(exitCode).toBe(0);
  for (const words of ['MASE', '2026-W05', 'likeness forecast sales.csv', '--sum'])
    expect(out).toContain(words);
});
