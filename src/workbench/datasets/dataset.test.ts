import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  changesOf,
  createDataset,
  isDataset,
  openDataset,
  pictureFile,
  purgeRecords,
  replaceRecords,
  undoChange,
} from './dataset.js';
import { readManifest, writeManifest } from './manifest.js';
import { recordFixture } from './record.fixture.js';
import type { DatasetRecord } from './record.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-dataset-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const fresh = (): string => join(folder, `people${count++}`);

const ann = recordFixture('Ann/1.jpg', {
  groups: { sex: 'female', "l'âge": '40–49' },
  terms: {
    source: 'https://example.org/a?b=c',
    licence: 'CC BY 4.0',
    consent: 'signed “yes”',
    purpose: 'research',
    retainUntil: '2027-05-31',
  },
  part: 'test',
});
const unknown = recordFixture('Bob/1.jpg', {
  sourceType: null,
  capturedAt: null,
  perceptualHash: null,
  size: null,
  face: { kind: 'failure', code: 'image_corrupt', message: 'cut\noff' },
});

async function filled(...records: DatasetRecord[]): Promise<string> {
  const path = fresh();
  await replaceRecords(await createDataset(path), records, 'filled');
  return path;
}

describe('the manifest', () => {
  test('gives back what was written, by image', async () => {
    const { path, records } = await openDataset(await filled(unknown, ann));
    expect(records).toEqual([ann, unknown]);
    expect(path).toMatch(/^\//);
  });

  test('is Parquet that anyone may query', async () => {
    const path = await filled(ann, unknown);
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = await duckdb.runAndReadAll(
      `select subject, "groups"['sex'] as sex, quality['Sharpness'] as sharpness, failure, box[3] as width
       from '${join(path, 'images.parquet')}' order by subject`,
    );
    expect(rows.getRowObjectsJson()).toEqual([
      { subject: 'Ann', sex: 'female', sharpness: 71.3, failure: null, width: 90.4 },
      { subject: 'Bob', sex: null, sharpness: null, failure: 'image_corrupt', width: null },
    ]);
  });

  test('keeps any text, and any number to the last bit', async () => {
    const file = join(folder, 'any.parquet');
    // A lone surrogate is no text and cannot be kept as UTF-8.
    const anyText = fc.string({ unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.dictionary(anyText, anyText),
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 10, maxLength: 10 }),
        async (source, groups, landmarks) => {
          const face = { ...recordFixture('a/b').face, landmarks } as DatasetRecord['face'];
          const record = recordFixture('a/b', { groups, face, terms: { ...ann.terms, source } });
          await writeManifest(file, [record], folder);
          expect(await readManifest(file, folder)).toEqual([record]);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('knows its own pictures by paths that move with it', async () => {
    const path = await filled();
    const file = pictureFile(path, ann.sha256, '.jpg');
    await replaceRecords(await openDataset(path), [{ ...ann, file }, unknown], 'one');
    const elsewhere = fresh();
    renameSync(path, elsewhere);
    const { records } = await openDataset(elsewhere);
    expect(records[0]!.file).toBe(pictureFile(elsewhere, ann.sha256, '.jpg'));
    expect(records[1]!.file).toBe('/photographs/Bob/1.jpg');
  });

  test.each([
    [
      'no Parquet at all',
      `select 1`,
      () => writeFileSync(join(folder, 'bad.parquet'), 'PAR1 is how it begins'),
    ],
    ['columns that are missing', `select 'a' as image`, undefined],
    ['a digest that is none', `select * replace ('xyz' as sha256) from good`, undefined],
    ['a part that is none', `select * replace ('exam' as part) from good`, undefined],
  ])('refuses %s', async (_, query, write) => {
    const [good, bad] = [join(folder, 'good.parquet'), join(folder, 'bad.parquet')];
    await writeManifest(good, [ann], folder);
    if (write) write();
    else {
      const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
      await duckdb.run(`create view good as from '${good}'`);
      await duckdb.run(`copy (${query}) to '${bad}' (format parquet)`);
    }
    await expect(readManifest(bad, folder)).rejects.toMatchObject({
      code: 'dataset_invalid',
      message: expect.stringContaining('bad.parquet'),
    });
  });
});

describe('a data set', () => {
  test('is a folder with a manifest, made once', async () => {
    const path = fresh();
    expect(await isDataset(path)).toBe(false);
    await expect(openDataset(path)).rejects.toMatchObject({ code: 'dataset_invalid' });
    expect((await createDataset(path)).records).toEqual([]);
    await expect(createDataset(path)).rejects.toMatchObject({ code: 'dataset_invalid' });
  });

  test('that cannot be written says so', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(createDataset(join(folder, 'file', 'people'))).rejects.toMatchObject({
      code: 'output_unwritable',
    });
  });

  test('undoes changes one by one, the latest first', async () => {
    const path = await filled(ann);
    await replaceRecords(await openDataset(path), [ann, unknown], 'Bob came');
    await replaceRecords(await openDataset(path), [unknown], 'Ann went');
    expect((await changesOf(path)).map(({ number, change }) => [number, change])).toEqual([
      [1, 'filled'],
      [2, 'Bob came'],
      [3, 'Ann went'],
    ]);
    const images = async () => (await openDataset(path)).records.map(({ image }) => image);
    expect([(await undoChange(path))?.change, await images()]).toEqual([
      'Ann went',
      [ann.image, unknown.image],
    ]);
    expect([(await undoChange(path))?.change, await images()]).toEqual(['Bob came', [ann.image]]);
    expect([(await undoChange(path))?.change, await images()]).toEqual(['filled', []]);
    expect(await undoChange(path)).toBeUndefined();
  });

  test('does not lose what someone else wrote meanwhile', async () => {
    const path = await filled(ann);
    const [mine, theirs] = [await openDataset(path), await openDataset(path)];
    await replaceRecords(theirs, [ann, unknown], 'theirs');
    const refused = { code: 'dataset_changed' };
    await expect(replaceRecords(mine, [], 'mine')).rejects.toMatchObject(refused);
    await expect(purgeRecords(mine, () => false)).rejects.toMatchObject(refused);
    expect((await openDataset(path)).records).toHaveLength(2);
  });

  test('refuses two pictures of one name, and stays as it was', async () => {
    const path = await filled(ann);
    await expect(replaceRecords(await openDataset(path), [ann, ann], 'twice')).rejects.toMatchObject({
      code: 'dataset_invalid',
    });
    expect((await openDataset(path)).records).toEqual([ann]);
  });

  test('passes over a line of the log that was cut off', async () => {
    const path = await filled(ann);
    appendFileSync(join(path, 'history', 'changes.jsonl'), '{"number":2,"at":"2026-0');
    expect((await undoChange(path))?.number).toBe(1);
    expect((await openDataset(path)).records).toEqual([]);
  });

  test('that is purged has the rows in no former state either', async () => {
    const path = await filled(ann, unknown);
    await replaceRecords(await openDataset(path), [unknown], 'Ann went');
    const { records } = await purgeRecords(await openDataset(path), ({ subject }) => subject !== 'Ann');
    expect(records).toEqual([unknown]);
    expect((await undoChange(path))?.change).toBe('Ann went');
    expect((await openDataset(path)).records).toEqual([unknown]);
    for (const file of ['images.parquet', 'history/0001.parquet'])
      expect(existsSync(join(path, file)) && readFileSync(join(path, file)).includes('Ann')).toBe(false);
  });
});
