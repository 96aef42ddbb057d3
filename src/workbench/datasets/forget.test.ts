import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ModelStore } from '../../face/index.js';
import { copiesOf } from '../ledger/copies.js';
import { fileTraining } from '../registry/papers.js';
import { storeModel, trainingRun } from '../registry/registry.fixture.js';
import { TemplateCache } from '../templates/templateCache.js';
import { createDataset, openDataset, pictureFile, replaceRecords, undoChange } from './dataset.js';
import { erasuresOf } from './erasures.js';
import { findOverdue, findUnlisted, forget, forgetOverdue, forgetUnlisted } from './forget.js';
import { recordFixture } from './record.fixture.js';
import type { DatasetRecord } from './record.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-forget-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A data set with a copy of each picture, and with a template of each in a cache. */
async function people(...images: string[]) {
  const path = join(folder, `people${count++}`);
  const home = `${path}-home`;
  const records = images.map((image) => {
    const { sha256, ...rest } = recordFixture(image);
    const file = pictureFile(path, sha256, '.jpg');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, image);
    return { ...rest, sha256, file };
  });
  const cache = await TemplateCache.open(home, 'key', new Set());
  for (const { sha256 } of records)
    await cache.add(sha256, { kind: 'failure', code: 'face_not_found', message: '' });
  await cache.close();
  const dataset = await replaceRecords(await createDataset(path), records, 'filled');
  return {
    dataset,
    path,
    home,
    store: new ModelStore(home),
    cached: join(home, 'cache/templates/key.jsonl'),
  };
}

let models = 0;

/** A model whose training record names these pictures. */
async function trained(store: ModelStore, name: string, pictures: readonly DatasetRecord[]): Promise<void> {
  const { sha256 } = await storeModel(store, name, ++models);
  await fileTraining(store, sha256, trainingRun(pictures));
}

const subjectsOf = (records: readonly DatasetRecord[]) => records.map(({ subject }) => subject);

describe('a subject that is forgotten', () => {
  test('is in no row, no former row, no copy and no cache', async () => {
    const { dataset, path, cached, ...where } = await people('Ann/1.jpg', 'Ann/2.jpg', 'Bob/1.jpg');
    const [ann, second, bob] = dataset.records;
    await replaceRecords(dataset, [ann!, bob!], 'one of Ann’s left out');
    const forgotten = await forget(await openDataset(path), 'Ann', where);
    expect(forgotten).toMatchObject({
      images: ['Ann/1.jpg', 'Ann/2.jpg'],
      templates: 2,
      left: [],
      trainedOn: [],
    });
    expect([ann, second, bob].map((record) => existsSync(record!.file))).toEqual([false, false, true]);
    expect(readFileSync(cached, 'utf8')).not.toContain(ann!.sha256);
    expect(readFileSync(cached, 'utf8')).toContain(bob!.sha256);
    expect(subjectsOf((await openDataset(path)).records)).toEqual(['Bob']);
    await undoChange(path);
    expect(subjectsOf((await openDataset(path)).records)).toEqual(['Bob']);
  });

  test('is forgotten under a wrong name, too', async () => {
    const { dataset, path, ...where } = await people('Ann/1.jpg', 'Bob/1.jpg', 'Bob/2.jpg');
    const [ann, bob, wrong] = dataset.records;
    await replaceRecords(dataset, [ann!, bob!, { ...wrong!, subject: 'Ann' }], 'clean: Bob/2.jpg is Ann’s');
    await forget(await openDataset(path), 'Ann', where);
    expect(existsSync(wrong!.file)).toBe(false);
    await undoChange(path);
    expect((await openDataset(path)).records.map(({ image }) => image)).toEqual(['Bob/1.jpg']);
  });

  test('leaves what is another’s now, and what lies outside the data set', async () => {
    const { dataset, path, ...where } = await people('Ann/1.jpg', 'Ann/2.jpg', 'Bob/1.jpg');
    const [ann, wrong, bob] = dataset.records;
    const linked = join(folder, 'linked.jpg');
    writeFileSync(linked, 'linked');
    const moved = [{ ...ann!, file: linked }, { ...wrong!, subject: 'Bob' }, bob!];
    await replaceRecords(dataset, moved, 'clean');
    const forgotten = await forget(await openDataset(path), 'Ann', where);
    expect(forgotten.left).toEqual([linked, wrong!.file].sort());
    expect([linked, wrong!.file].map((file) => existsSync(file))).toEqual([true, true]);
    expect((await openDataset(path)).records.map(({ image }) => image)).toEqual(['Ann/2.jpg', 'Bob/1.jpg']);
  });

  test('must be known', async () => {
    const { dataset, ...where } = await people('Ann/1.jpg');
    await expect(forget(dataset, 'Ana', where)).rejects.toMatchObject({ code: 'subject_not_found' });
    expect(existsSync(dataset.records[0]!.file)).toBe(true);
  });
});

describe('what is held beyond its last day', () => {
  const ON = '2026-11-28';
  const until = (record: DatasetRecord, retainUntil: string | null): DatasetRecord => ({
    ...record,
    terms: { ...record.terms, retainUntil },
  });
  const imagesOf = async (path: string) => (await openDataset(path)).records.map(({ image }) => image);
  const erase = async (path: string, where: Parameters<typeof forgetOverdue>[2]) =>
    forgetOverdue(await openDataset(path), ON, where);

  test('is found and left alone, then erased: rows, former rows, copies, templates', async () => {
    const { dataset, path, cached, ...where } = await people(
      'Ann/1.jpg',
      'Ann/2.jpg',
      'Bob/1.jpg',
      'Cem/1.jpg',
    );
    const [ann, second, bob, cem] = dataset.records as [
      DatasetRecord,
      DatasetRecord,
      DatasetRecord,
      DatasetRecord,
    ];
    const rows = [until(ann, '2026-11-27'), until(second, ON), until(bob, '2020-01-01'), until(cem, null)];
    await replaceRecords(dataset, rows, 'ledger');
    const before = readFileSync(join(path, 'images.parquet'));
    const plan = await findOverdue(await openDataset(path), ON, where);
    expect(plan).toMatchObject({
      pictures: [
        { image: 'Ann/1.jpg', subject: 'Ann', retainUntil: '2026-11-27' },
        { image: 'Bob/1.jpg', subject: 'Bob', retainUntil: '2020-01-01' },
      ],
      whole: ['Bob'],
      partly: ['Ann'],
      templates: 2,
      erased: [ann.file, bob.file].sort(),
      left: [],
      trainedOn: [],
    });
    expect(readFileSync(join(path, 'images.parquet')).equals(before)).toBe(true);
    expect([ann, second, bob, cem].every(({ file }) => existsSync(file))).toBe(true);

    expect(await erase(path, where)).toEqual(plan);
    expect([ann, second, bob, cem].map(({ file }) => existsSync(file))).toEqual([false, true, false, true]);
    const lines = readFileSync(cached, 'utf8');
    expect([ann, second, bob, cem].map(({ sha256 }) => lines.includes(sha256))).toEqual([
      ...[false, true, false, true],
    ]);
    expect(await imagesOf(path)).toEqual(['Ann/2.jpg', 'Cem/1.jpg']);
    for (const file of ['images.parquet', 'history/0001.parquet', 'history/0002.parquet'])
      expect(readFileSync(join(path, file)).includes('Bob')).toBe(false);
    await undoChange(path);
    expect(await imagesOf(path)).toEqual(['Ann/2.jpg', 'Cem/1.jpg']);
  });

  test('is noted as erased, without a name', async () => {
    const { dataset, path, ...where } = await people('Ann/1.jpg', 'Bob/1.jpg');
    await replaceRecords(dataset, [until(dataset.records[0]!, '2020-01-01'), dataset.records[1]!], 'ledger');
    await erase(path, where);
    await erase(path, where);
    expect(await erasuresOf(path)).toEqual([
      { at: expect.any(String), why: 'overdue', pictures: 1, subjects: 1, copies: 1, templates: 1 },
    ]);
    expect(readFileSync(join(path, 'history/erasures.jsonl'), 'utf8')).not.toMatch(/Ann|[0-9a-f]{64}/);
  });

  test('is judged by the present row, and where there is none by the latest former one', async () => {
    const { dataset, path, ...where } = await people('Ann/1.jpg', 'Bob/1.jpg', 'Cem/1.jpg');
    const [ann, bob, cem] = dataset.records as [DatasetRecord, DatasetRecord, DatasetRecord];
    // Ann's was prolonged. Bob's was shortened, then left out. Cem's was prolonged, then left out.
    const first = [until(ann, '2020-01-01'), until(bob, '2030-01-01'), until(cem, '2020-01-01')];
    const second = [until(ann, '2030-01-01'), until(bob, '2020-01-01'), until(cem, '2030-01-01')];
    let now = await replaceRecords(dataset, first, 'first');
    now = await replaceRecords(now, second, 'second');
    await replaceRecords(now, [second[0]!], 'clean');
    const { pictures } = await erase(path, where);
    expect(pictures.map(({ image }) => image)).toEqual(['Bob/1.jpg']);
    expect([ann, bob, cem].map(({ file }) => existsSync(file))).toEqual([true, false, true]);
    await undoChange(path);
    expect(await imagesOf(path)).toEqual(['Ann/1.jpg', 'Cem/1.jpg']);
  });

  test('takes with it what was made from it, also if that was to be kept longer', async () => {
    const { dataset, path, ...where } = await people(
      'Ann/1.jpg',
      'Ann/print.jpg',
      'Ann/scan.jpg',
      'Bob/1.jpg',
    );
    const [ann, print, scan, bob] = dataset.records as [
      DatasetRecord,
      DatasetRecord,
      DatasetRecord,
      DatasetRecord,
    ];
    const rows = [
      until(ann, '2020-01-01'),
      { ...until(print, '2030-01-01'), derivedFrom: ann.sha256 },
      { ...until(scan, '2030-01-01'), derivedFrom: print.sha256 },
      bob,
    ];
    await replaceRecords(dataset, rows, 'degraded');
    const { pictures, whole } = await erase(path, where);
    expect(pictures.map(({ image, retainUntil }) => [image, retainUntil])).toEqual([
      ['Ann/1.jpg', '2020-01-01'],
      ['Ann/print.jpg', null],
      ['Ann/scan.jpg', null],
    ]);
    expect(whole).toEqual(['Ann']);
    expect(await imagesOf(path)).toEqual(['Bob/1.jpg']);
  });

  test('leaves bytes that another row keeps, and what was made from them, and files elsewhere', async () => {
    const { dataset, path, cached, ...where } = await people('Ann/1.jpg', 'Bob/print.jpg', 'Cem/1.jpg');
    const [ann, print, cem] = dataset.records as [DatasetRecord, DatasetRecord, DatasetRecord];
    const linked = join(folder, 'overdue.jpg');
    writeFileSync(linked, 'linked');
    const rows = [
      until(ann, '2020-01-01'),
      { ...until(ann, '2030-01-01'), image: 'Bob/1.jpg', subject: 'Bob' },
      { ...print, derivedFrom: ann.sha256 },
      until({ ...cem, file: linked }, '2020-01-01'),
    ];
    await replaceRecords(dataset, rows, 'two names');
    const { pictures, left, erased, templates } = await erase(path, where);
    expect(pictures.map(({ image }) => image)).toEqual(['Ann/1.jpg', 'Cem/1.jpg']);
    expect(left).toEqual([ann.file, linked].sort());
    // The data set had a copy of Cem's before it was linked.
    expect(erased).toEqual([cem.file]);
    expect(templates).toBe(1);
    expect(existsSync(ann.file) && existsSync(linked)).toBe(true);
    expect(readFileSync(cached, 'utf8')).toContain(ann.sha256);
    expect(await imagesOf(path)).toEqual(['Bob/1.jpg', 'Bob/print.jpg']);
  });

  test('names the models that saw a picture of it, or a subject of whom nothing remains', async () => {
    const { dataset, path, home, store } = await people('Ann/1.jpg', 'Ann/2.jpg', 'Bob/1.jpg');
    const [ann, second, bob] = dataset.records as [DatasetRecord, DatasetRecord, DatasetRecord];
    await trained(store, 'on-ann', [ann]);
    await trained(store, 'on-second', [second]);
    await trained(store, 'on-another-bob', [{ ...bob, sha256: 'b'.repeat(64) }]);
    await replaceRecords(dataset, [until(ann, '2020-01-01'), second, until(bob, '2020-01-01')], 'ledger');
    const { trainedOn } = await findOverdue(await openDataset(path), ON, { home, store });
    expect(trainedOn.map(({ name }) => name).sort()).toEqual(['on-ann', 'on-another-bob']);
  });

  test('that is nothing changes nothing', async () => {
    const { dataset, path, ...where } = await people('Ann/1.jpg');
    const before = readFileSync(join(path, 'images.parquet'));
    expect((await forgetOverdue(dataset, ON, where)).pictures).toEqual([]);
    expect(readFileSync(join(path, 'images.parquet')).equals(before)).toBe(true);
    expect(await erasuresOf(path)).toEqual([]);
  });

  test('is finished by a second run, if the first was cut off before the rows', async () => {
    const { dataset, path, ...where } = await people('Ann/1.jpg', 'Bob/1.jpg');
    const rows = dataset.records.map((record) => until(record, '2020-01-01'));
    await replaceRecords(dataset, rows, 'ledger');
    rmSync(dataset.records[0]!.file);
    const { erased } = await erase(path, where);
    expect(erased).toHaveLength(2);
    expect(dataset.records.map(({ file }) => existsSync(file))).toEqual([false, false]);
    expect(await imagesOf(path)).toEqual([]);
  });
});

describe('copies that no row knows', () => {
  test('are left by undo, found, and erased with their templates', async () => {
    const { path, cached, ...where } = await people('Ann/1.jpg', 'Bob/1.jpg');
    const [ann] = (await openDataset(path)).records;
    await undoChange(path);
    const half = `${ann!.file}.5b1f`;
    writeFileSync(half, 'cut off');
    const dataset = await openDataset(path);
    expect((await copiesOf(dataset)).unlisted.map(({ file }) => file)).toContain(half);
    const plan = await findUnlisted(dataset, where);
    expect([plan.erased.length, plan.templates, existsSync(half)]).toEqual([3, 2, true]);
    expect(await forgetUnlisted(dataset, where)).toEqual(plan);
    expect([ann!.file, half].map((file) => existsSync(file))).toEqual([false, false]);
    expect(readFileSync(cached, 'utf8')).toBe('');
    expect(await findUnlisted(dataset, where)).toEqual({ templates: 0, erased: [] });
  });

  test('are not those of former rows, nor files of other names', async () => {
    const { dataset, path, ...where } = await people('Ann/1.jpg', 'Bob/1.jpg');
    await replaceRecords(dataset, [], 'all left out');
    writeFileSync(join(path, 'pictures', 'readme.txt'), 'mine');
    expect(await forgetUnlisted(await openDataset(path), where)).toEqual({ templates: 0, erased: [] });
    expect(existsSync(dataset.records[0]!.file)).toBe(true);
  });
});
