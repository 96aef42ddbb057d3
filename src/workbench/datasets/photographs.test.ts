import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDataset, replaceRecords } from './dataset.js';
import { openPhotographs } from './photographs.js';
import { recordFixture } from './record.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-photographs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [plain, people] = [join(folder, 'plain'), join(folder, 'people')];

beforeAll(async () => {
  mkdirSync(join(plain, 'Ann'), { recursive: true });
  writeFileSync(join(plain, 'Ann', '1.jpg'), 'bytes of a file');
  await replaceRecords(
    await createDataset(people),
    [
      recordFixture('Ann/1.jpg', { part: 'train', groups: { sex: 'female', page: 'P' } }),
      recordFixture('Ann/2.jpg', { part: 'train', groups: { sex: 'female', page: 'ID' } }),
      recordFixture('Ben/1.jpg', { part: 'test', groups: { sex: 'male' } }),
    ],
    'made for a test',
  );
});

test('a plain folder is read and digested', async () => {
  const { name, path, pictures, attributes } = await openPhotographs(plain);
  expect({ name, path, attributes }).toEqual({ name: 'plain', path: plain, attributes: [] });
  const sha256 = createHash('sha256').update('bytes of a file').digest('hex');
  expect(pictures).toMatchObject([{ image: 'Ann/1.jpg', subject: 'Ann', sha256 }]);
});

test('a data set gives its rows, and what it says of subjects: not what differs between their pictures', async () => {
  const { name, pictures, attributes } = await openPhotographs(people);
  expect(name).toBe('people');
  expect(pictures.map(({ image }) => image)).toEqual(['Ann/1.jpg', 'Ann/2.jpg', 'Ben/1.jpg']);
  expect(attributes).toEqual([
    {
      name: 'sex',
      groupOf: new Map([
        ['Ann', 'female'],
        ['Ben', 'male'],
      ]),
    },
  ]);
});

test('a part is named with its data set', async () => {
  const { name, path, pictures, attributes } = await openPhotographs(people, { part: 'test' });
  expect({ name, path }).toEqual({ name: 'people, part test', path: people });
  expect(pictures.map(({ image }) => image)).toEqual(['Ben/1.jpg']);
  expect(attributes).toEqual([{ name: 'sex', groupOf: new Map([['Ben', 'male']]) }]);
});

test('a part is refused where parts share a subject or a picture; the whole is what it is', async () => {
  const leaky = join(folder, 'leaky');
  const rows = [
    recordFixture('Ann/1.jpg', { part: 'train' }),
    recordFixture('Ann/2.jpg', { part: 'test' }),
    recordFixture('Ben/1.jpg', { part: 'calibrate' }),
  ];
  const dataset = await replaceRecords(await createDataset(leaky), rows, 'made for a test');
  for (const part of ['calibrate', 'test'] as const) {
    await expect(openPhotographs(leaky, { part })).rejects.toMatchObject({
      code: 'split_leaks',
      leaks: [{ kind: 'subject-in-parts', subject: 'Ann', parts: ['test', 'train'] }],
    });
  }
  expect((await openPhotographs(leaky)).pictures).toHaveLength(3);
  const [ann, second, ben] = rows;
  const copy = { ...ben!, sha256: ann!.sha256 };
  await replaceRecords(dataset, [ann!, { ...second!, part: 'train' }, copy], 'a picture twice');
  await expect(openPhotographs(leaky, { part: 'calibrate' })).rejects.toMatchObject({
    code: 'split_leaks',
    leaks: [{ kind: 'suspects-apart', evidence: [{ kind: 'same-picture' }] }],
  });
});

test('a part that is empty, or of a plain folder, is refused', async () => {
  await expect(openPhotographs(people, { part: 'calibrate' })).rejects.toMatchObject({
    code: 'dataset_invalid',
  });
  await expect(openPhotographs(plain, { part: 'test' })).rejects.toMatchObject({ code: 'option_invalid' });
});
