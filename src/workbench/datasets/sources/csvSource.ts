// A CSV file that lists pictures: columns `image` (path of the file, from the folder of the list) and `subject`; what
// `images.parquet` calls source_type, captured_at, source, licence, consent, purpose, retain_until; any other column
// is an attribute.
//   image,subject,source_type,captured_at,sex
//   scans/7.png,P-0007,document,2019-02-11,female

import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { LikenessError } from '../../../errors.js';
import { csvRows } from '../csvRows.js';
import { type SourcePicture, StatedSchema, stated, termsOf } from './source.js';

const OWN = new Set(['image', 'subject', ...Object.keys(StatedSchema.entries)]);

/** @throws LikenessError `source_invalid`, `file_not_found` */
export async function csvSource(path: string): Promise<SourcePicture[]> {
  const name = basename(path);
  const refuse = (why: string) => new LikenessError('source_invalid', `${name}: ${why}`);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LikenessError('file_not_found', `cannot read ${path}: ${(cause as Error).message}`, { cause });
  });
  const rows = csvRows(text, name, 'source_invalid');
  const header = rows.shift() ?? [];
  for (const column of ['image', 'subject'])
    if (!header.includes(column)) throw refuse(`the first line names no column \`${column}\``);
  if (new Set(header).size < header.length) throw refuse('two columns have one name');
  if (rows.length === 0) throw refuse('it lists no pictures');
  return rows.map((row, i) => {
    const cells = header.flatMap((column, at) => (row[at] === '' ? [] : [[column, row[at]!] as const]));
    const where = `${name}, line ${i + 2}`;
    return pictureOf(Object.fromEntries(cells), dirname(resolve(path)), where);
  });
}

function pictureOf(cells: Record<string, string>, folder: string, where: string): SourcePicture {
  const { image, subject } = cells;
  if (!image || !subject)
    throw new LikenessError('source_invalid', `${where}: ${image ? 'subject' : 'image'} is empty`);
  const facts = stated(cells, where);
  const path = image.replaceAll('\\', '/');
  const groups = Object.entries(cells).filter(([column]) => !OWN.has(column));
  return {
    // A file elsewhere gets a name that says whose it is and nothing of where it lay.
    image: isAbsolute(image) || path.split('/').includes('..') ? `${subject}/${basename(path)}` : path,
    subject,
    file: resolve(folder, image),
    ...(facts.source_type && { sourceType: facts.source_type }),
    ...(facts.captured_at && { capturedAt: facts.captured_at }),
    groups: Object.fromEntries(groups),
    terms: termsOf(facts),
  };
}
