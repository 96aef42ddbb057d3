// Figures of decisions as a file, a row each, for whoever has tools of their own: no picture, no name, nothing of what a
// document says but its type and state. DuckDB writes both forms.

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunkWriter,
  DuckDBInstance,
  DuckDBTimestampMillisecondsValue,
  type DuckDBType,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMP_MS,
  VARCHAR,
} from '@duckdb/node-api';
import { sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import type { Read } from '../aside/index.js';
import { type Asked, matching } from './asked.js';

export const FORMATS = ['csv', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

interface Row {
  readonly id: string;
  readonly created_at: Date;
  /** The same to the microsecond. */
  readonly moment: string;
  readonly kind: string;
  readonly channel: string;
  readonly decision: string;
  readonly reasons: readonly string[];
  readonly score: number | null;
  readonly llr: number | null;
  readonly threshold: number | null;
  readonly document_type: string | null;
  readonly issuing_state: string | null;
  readonly model_name: string;
  readonly policy_version: number;
  readonly milliseconds: number;
  readonly outcome: string | null;
  readonly outcome_reasons: readonly string[] | null;
  readonly decided_at: Date | null;
}

const moment = (at: Date | null) => at && new DuckDBTimestampMillisecondsValue(BigInt(at.getTime()));
const codes = (list: readonly string[] | null) => list && listValue([...list]);

/** Name, type and content of each column. */
const COLUMNS: readonly (readonly [name: string, type: DuckDBType, of: (row: Row) => unknown])[] = [
  ['verification', VARCHAR, (row) => row.id],
  ['decided_at', TIMESTAMP_MS, (row) => moment(row.created_at)],
  ['kind', VARCHAR, (row) => row.kind],
  ['channel', VARCHAR, (row) => row.channel],
  ['decision', VARCHAR, (row) => row.decision],
  ['reasons', LIST(VARCHAR), (row) => codes(row.reasons)],
  ['score', DOUBLE, (row) => row.score],
  ['llr', DOUBLE, (row) => row.llr],
  ['threshold', DOUBLE, (row) => row.threshold],
  ['document_type', VARCHAR, (row) => row.document_type],
  ['issuing_state', VARCHAR, (row) => row.issuing_state],
  ['model', VARCHAR, (row) => row.model_name],
  ['policy_version', INTEGER, (row) => row.policy_version],
  ['milliseconds', INTEGER, (row) => row.milliseconds],
  ['case_outcome', VARCHAR, (row) => row.outcome],
  ['case_reasons', LIST(VARCHAR), (row) => codes(row.outcome_reasons)],
  ['case_decided_at', TIMESTAMP_MS, (row) => moment(row.decided_at)],
];

/** Read at once. */
const PAGE = 5000;
/** More than anybody opens; who needs more asks for a shorter period. */
const MOST_ROWS = 2_000_000;

/**
 * @returns the file, which is deleted once it was read
 * @throws `request_invalid` where there are too many rows; what `read` throws
 */
export async function exportFigures(
  read: Read,
  asked: Pick<Asked, 'period' | 'filter'>,
  format: Format,
): Promise<Readable> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-export-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, `figures.${format}`);
    await write(pagesOf(read, asked), { folder, file, format });
    const stream = createReadStream(file);
    stream.once('close', () => void remove());
    return stream;
  } catch (error) {
    await remove();
    throw error;
  }
}

async function* pagesOf(
  read: Read,
  { period, filter }: Pick<Asked, 'period' | 'filter'>,
): AsyncGenerator<readonly Row[]> {
  // By time, which an index knows; identifiers tell two of one moment apart.
  let [at, after, count] = [period.from.toISOString(), '00000000-0000-0000-0000-000000000000', 0];
  for (;;) {
    const rows = await read(async (transaction) => {
      const found = await sql<Row>`
        select v.id, v.created_at, v.created_at::text as moment, v.kind, v.channel, v.decision, v.reasons, v.score, v.llr, v.threshold,
          v.document_type, v.issuing_state, v.model_name, v.policy_version, v.milliseconds,
          c.outcome, c.outcome_reasons, c.decided_at
        from business_verifications v left join cases c on c.tenant = v.tenant and c.verification = v.id
        where ${matching(period, filter)} and (v.created_at, v.id) > (${at}::timestamptz, ${after}::uuid)
        order by v.created_at, v.id limit ${PAGE}`.execute(transaction);
      return found.rows;
    });
    if (rows.length === 0) return;
    count += rows.length;
    if (count > MOST_ROWS)
      throw new LikenessError('request_invalid', `more than ${MOST_ROWS} rows: ask for a shorter period`);
    yield rows;
    ({ id: after, moment: at } = rows.at(-1)!);
  }
}

interface Target {
  readonly folder: string;
  readonly file: string;
  readonly format: Format;
}

async function write(pages: AsyncIterable<readonly Row[]>, { folder, file, format }: Target): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', duckdbWithin(folder));
  const duckdb = await instance.connect();
  try {
    await duckdb.run(`create table figures (${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')})`);
    await append(duckdb, pages);
    const how = format === 'csv' ? 'format csv, header' : 'format parquet, compression zstd';
    await duckdb.run(`copy figures to '${file.replaceAll("'", "''")}' (${how})`);
  } finally {
    duckdb.closeSync();
    instance.closeSync();
  }
}

/** It would take most of the memory and all cores, which those who verify need. What does not fit goes to the folder. */
export const duckdbWithin = (folder: string): Record<string, string> => ({
  ...{ memory_limit: '256MB', threads: '1' },
  temp_directory: join(folder, 'spilled'),
});

async function append(duckdb: DuckDBConnection, pages: AsyncIterable<readonly Row[]>): Promise<void> {
  const appender = await duckdb.createAppender('figures');
  const writer = DuckDBDataChunkWriter.forAppender(appender);
  for await (const rows of pages)
    for (const row of rows) writer.appendRow(COLUMNS.map(([, , of]) => of(row) as never));
  writer.flush();
  appender.closeSync();
}
