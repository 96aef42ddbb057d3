// `images.parquet`: the rows of a data set as columns that any tool reads. DuckDB writes and reads them:
//   duckdb -c "select source_type, count(*) from 'people/images.parquet' group by all"

import { isAbsolute, join, relative, sep } from 'node:path';
import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunkWriter,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  MAP,
  mapValue,
  VARCHAR,
} from '@duckdb/node-api';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { type DatasetRecord, PARTS, SOURCE_TYPES } from './record.js';

/** Name, type and content of every column, in their order; all but the first four may be null. */
const COLUMNS: readonly (readonly [
  name: string,
  type: DuckDBType,
  of: (r: DatasetRecord, root: string) => Cell,
])[] = [
  ['image', VARCHAR, (r) => r.image],
  ['subject', VARCHAR, (r) => r.subject],
  ['file', VARCHAR, (r, root) => storedPath(r.file, root)],
  ['sha256', VARCHAR, (r) => r.sha256],
  ['source_type', VARCHAR, (r) => r.sourceType],
  ['captured_at', VARCHAR, (r) => r.capturedAt],
  ['groups', MAP(VARCHAR, VARCHAR), (r) => r.groups],
  ['source', VARCHAR, (r) => r.terms.source],
  ['licence', VARCHAR, (r) => r.terms.licence],
  ['consent', VARCHAR, (r) => r.terms.consent],
  ['purpose', VARCHAR, (r) => r.terms.purpose],
  ['retain_until', VARCHAR, (r) => r.terms.retainUntil],
  ['part', VARCHAR, (r) => r.part],
  ['derived_from', VARCHAR, (r) => r.derivedFrom],
  ['width', INTEGER, (r) => r.size?.[0] ?? null],
  ['height', INTEGER, (r) => r.size?.[1] ?? null],
  ['perceptual_hash', VARCHAR, (r) => r.perceptualHash],
  ['failure', VARCHAR, ({ face }) => (face.kind === 'failure' ? face.code : null)],
  ['failure_message', VARCHAR, ({ face }) => (face.kind === 'failure' ? face.message : null)],
  ['faces', INTEGER, ({ face }) => (face.kind === 'face' ? face.faces : null)],
  ['box', LIST(DOUBLE), ({ face }) => (face.kind === 'face' ? face.box : null)],
  ['landmarks', LIST(DOUBLE), ({ face }) => (face.kind === 'face' ? face.landmarks : null)],
  ['quality', MAP(VARCHAR, DOUBLE), ({ face }) => (face.kind === 'face' ? face.quality : null)],
];

type Cell = string | number | null | readonly number[] | Readonly<Record<string, string | number>>;

const text = v.nullable(v.string());
const count = v.nullable(v.number());
const entries = <V extends v.GenericSchema>(value: V) => v.array(v.object({ key: v.string(), value }));

/** A row as DuckDB hands it over. Columns that others added are left alone and not kept. */
const RowSchema = v.object({
  image: v.string(),
  subject: v.string(),
  file: v.string(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  source_type: v.nullable(v.picklist(SOURCE_TYPES)),
  captured_at: text,
  groups: v.nullable(entries(v.string())),
  source: text,
  licence: text,
  consent: text,
  purpose: text,
  retain_until: text,
  part: v.nullable(v.picklist(PARTS)),
  derived_from: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))), null),
  width: count,
  height: count,
  perceptual_hash: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/))),
  failure: text,
  failure_message: text,
  faces: count,
  box: v.nullable(v.strictTuple([v.number(), v.number(), v.number(), v.number()])),
  landmarks: v.nullable(v.pipe(v.array(v.number()), v.length(10))),
  quality: v.nullable(entries(v.number())),
});

/**
 * Writes the rows as Parquet.
 * @param root the data set's folder; files below it are kept relative to it
 */
export async function writeManifest(
  path: string,
  records: readonly DatasetRecord[],
  root: string,
): Promise<void> {
  await withDuckDb(async (duckdb) => {
    await duckdb.run(`create table images (${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')})`);
    const appender = await duckdb.createAppender('images');
    // Chunk by chunk: appended cell by cell, a hundred thousand rows take minutes and gigabytes.
    const writer = DuckDBDataChunkWriter.forAppender(appender);
    for (const record of records) writer.appendRow(COLUMNS.map(([, , of]) => duckDbValue(of(record, root))));
    writer.flush();
    appender.closeSync();
    await duckdb.run(`copy images to ${quoted(path)} (format parquet, compression zstd)`);
  });
}

/**
 * The rows, by `image`.
 * @throws LikenessError `dataset_invalid` where it is not such a file
 */
export async function readManifest(path: string, root: string): Promise<DatasetRecord[]> {
  const refuse = (cause: unknown) =>
    new LikenessError('dataset_invalid', `${path}: ${(cause as Error).message}`, { cause });
  const rows = await withDuckDb(async (duckdb) =>
    (await duckdb.runAndReadAll(`select * from read_parquet(${quoted(path)})`)).getRowObjectsJS(),
  ).catch((cause: unknown) => {
    throw refuse(cause);
  });
  return rows.map((row, i) => recordOf(row, i, path, root)).sort((a, b) => (a.image < b.image ? -1 : 1));
}

function recordOf(row: unknown, at: number, path: string, root: string): DatasetRecord {
  const parsed = v.safeParse(RowSchema, row);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const column = v.getDotPath(issue) ?? 'a column';
    throw new LikenessError('dataset_invalid', `${path}, row ${at + 1}: ${column}: ${issue.message}`);
  }
  const r = parsed.output;
  return {
    image: r.image,
    subject: r.subject,
    file: isAbsolute(r.file) ? r.file : join(root, r.file),
    sha256: r.sha256,
    sourceType: r.source_type,
    capturedAt: r.captured_at,
    groups: Object.fromEntries((r.groups ?? []).map(({ key, value }) => [key, value])),
    terms: {
      source: r.source,
      licence: r.licence,
      consent: r.consent,
      purpose: r.purpose,
      retainUntil: r.retain_until,
    },
    part: r.part,
    derivedFrom: r.derived_from,
    size: r.width === null || r.height === null ? null : [r.width, r.height],
    perceptualHash: r.perceptual_hash,
    face:
      r.box && r.landmarks
        ? {
            kind: 'face',
            faces: r.faces ?? 1,
            box: r.box,
            landmarks: r.landmarks,
            quality: Object.fromEntries((r.quality ?? []).map(({ key, value }) => [key, value])),
          }
        : { kind: 'failure', code: r.failure ?? 'face_not_found', message: r.failure_message ?? '' },
  };
}

async function withDuckDb<T>(work: (duckdb: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const duckdb = await instance.connect();
  try {
    return await work(duckdb);
  } finally {
    duckdb.closeSync();
    instance.closeSync();
  }
}

function duckDbValue(cell: Cell): DuckDBValue {
  if (cell === null || typeof cell !== 'object') return cell;
  if (Array.isArray(cell)) return listValue(cell as readonly number[]);
  return mapValue(Object.entries(cell).map(([key, value]) => ({ key, value })));
}

const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;

/** Below the data set's folder relative with forward slashes, so that the folder may move; else as it is. */
function storedPath(file: string, root: string): string {
  const path = relative(root, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
}
