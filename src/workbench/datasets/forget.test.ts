import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ModelStore } from '../../face/index.js';
import { TemplateCache } from '../templates/templateCache.js';
import { createDataset, openDataset, pictureFile, replaceRecords, undoChange } from './dataset.js';
import { forget } from './forget.js';
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
