// Two columns of a table, CSV or Parquet, as DuckDB reads it.

import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { LikenessError } from '../../errors.js';
import type { Row } from '../../forecast/index.js';

/**
 * Every row's date as text and value as a number, in the order of the table.
 * @throws LikenessError `file_not_found`, `file_unreadable`, `table_invalid`, `series_value_invalid`
 */
export async function readRows(path: string, date: string, value: string): Promise<Row[]> {
  await requireFile(path);
  const rows = await texts(path, date, value);
  return rows.map(([dateText, valueText], i) => {
    // The first line of a CSV file is its header.
    const where = `${path}, row ${i + 1}`;
    if (dateText === null || dateText.trim() === '') {
      throw new LikenessError('series_date_invalid', `${where}: ${date} is empty`);
    }
    if (valueText === null || valueText.trim() === '') {
      throw new LikenessError('series_value_invalid', `${where} (${dateText}): ${value} is empty`);
    }
    const number = Number(valueText);
    if (!Number.isFinite(number)) {
      throw new LikenessError('series_value_invalid', `${where} (${dateText}): "${valueText}" is no number`);
    }
    return { date: dateText, value: number };
  });
}

async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const code = error.code === 'ENOENT' ? 'file_not_found' : 'file_unreadable';
    throw new LikenessError(code, `cannot read ${path}: ${error.code}`);
  });
  if (!found.isFile()) throw new LikenessError('file_unreadable', `${path} is no file`);
}

async function texts(
  path: string,
  date: string,
  value: string,
): Promise<(readonly [date: string | null, value: string | null])[]> {
  // As text, so that "1949-01" stays what it is; and nothing is fetched from anywhere.
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    autoinstall_known_extensions: 'false',
  });
  const duckdb = await instance.connect();
  try {
    const isParquet = ['.parquet', '.pq'].includes(extname(path).toLowerCase());
    const file = `'${path.replaceAll("'", "''")}'`;
    const source = isParquet
      ? `read_parquet(${file})`
      : `read_csv(${file}, header = true, all_varchar = true)`;
    const described = await duckdb.runAndReadAll(`describe select * from ${source}`);
    requireColumns(
      path,
      described.getRows().map(([name]) => String(name)),
      [date, value],
    );
    const read = await duckdb.runAndReadAll(
      `select cast(${named(date)} as varchar), cast(${named(value)} as varchar) from ${source}`,
    );
    return read.getRows().map(([first, second]) => [textOf(first), textOf(second)]);
  } catch (cause) {
    if (cause instanceof LikenessError) throw cause;
    const [message] = (cause as Error).message.split('\n');
    throw new LikenessError('table_invalid', `${path}: ${message}`, { cause });
  } finally {
    duckdb.closeSync();
    instance.closeSync();
  }
}

function requireColumns(path: string, columns: readonly string[], wanted: readonly string[]): void {
  for (const name of wanted) {
    if (columns.includes(name)) continue;
    throw new LikenessError('table_invalid', `${path} has no column "${name}"; it has ${columns.join(', ')}`);
  }
}

const textOf = (cell: unknown): string | null => (cell === null || cell === undefined ? null : String(cell));

const named = (column: string): string => `"${column.replaceAll('"', '""')}"`;
