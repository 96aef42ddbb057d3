import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LAYOUTS, layoutOf } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(path: string, content = ''): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  return join(folder, path);
}

describe('a list of pictures', () => {
  test('says whose each is, on what terms it is held, and anything else', async () => {
    const list = put(
      'csv/people.csv',
      '\ufeffsubject,image,source_type,captured_at,licence,retain_until,sex\n' +
        'P-7,scans/7.png,document,2019-02-28,internal,2027-01-01,female\n' +
        'P-7,selfies\\7.jpg,selfie,2024-05-31T10:00:00+02:00,,,\n' +
        'P-8,/mnt/8.jpg,,,,,male\n',
    );
    expect(await LAYOUTS.csv(list)).toEqual([
      {
        image: 'scans/7.png',
        subject: 'P-7',
        file: join(folder, 'csv/scans/7.png'),
        sourceType: 'document',
        capturedAt: '2019-02-28',
        groups: { sex: 'female' },
        terms: { licence: 'internal', retainUntil: '2027-01-01' },
      },
      expect.objectContaining({ image: 'selfies/7.jpg', capturedAt: '2024-05-31T10:00:00+02:00', terms: {} }),
      expect.objectContaining({ image: 'P-8/8.jpg', file: '/mnt/8.jpg', groups: { sex: 'male' } }),
    ]);
  });

  test.each([
    ['', 'no column `image`'],
    ['image,sex\na.jpg,f\n', 'no column `subject`'],
    ['image,subject\n', 'lists no pictures'],
    ['image,subject,sex,sex\na,b,c,d\n', 'two columns'],
    ['image,subject\na.jpg,\n', 'line 2: subject is empty'],
    ['image,subject\na.jpg,b,c\n', 'Invalid Record Length'],
    ['image,subject,source_type\na.jpg,b,passport\n', 'line 2: source_type is passport'],
    ['image,subject,captured_at\na.jpg,b,31.05.2024\n', 'line 2: captured_at is 31.05.2024'],
    ['image,subject,retain_until\na.jpg,b,2024-06-31\n', 'line 2: retain_until is 2024-06-31'],
  ])('refuses %j', async (content, why) => {
    await expect(LAYOUTS.csv(put('bad.csv', content))).rejects.toMatchObject({
      code: 'source_invalid',
      message: expect.stringContaining(why),
    });
  });

  test('that is not there', async () => {
    await expect(LAYOUTS.csv(join(folder, 'absent.csv'))).rejects.toMatchObject({ code: 'file_not_found' });
  });
});

describe('the layout of DocFace', () => {
  test('tells documents from selfies by their names', async () => {
    for (const file of ['Ann/1.jpg', 'Ann/2.jpg', 'Bob/A_front.png', 'Bob/B1.png']) put(`docface/${file}`);
    const pictures = await LAYOUTS.docface(join(folder, 'docface'));
    expect(pictures.map(({ image, subject, sourceType }) => [image, subject, sourceType])).toEqual([
      ['Ann/1.jpg', 'Ann', 'document'],
      ['Ann/2.jpg', 'Ann', 'selfie'],
      ['Bob/A_front.png', 'Bob', 'document'],
      ['Bob/B1.png', 'Bob', 'selfie'],
    ]);
  });

  test('refuses a name that says neither', async () => {
    put('neither/Ann/3.jpg');
    await expect(LAYOUTS.docface(join(folder, 'neither'))).rejects.toMatchObject({
      code: 'source_invalid',
      message: expect.stringContaining('Ann/3.jpg'),
    });
  });
});

test('a file is taken for a list, a folder for a folder of folders', async () => {
  expect([await layoutOf(put('list.txt')), await layoutOf(folder), await layoutOf('/nowhere')]).toEqual([
    'csv',
    'folder',
    'folder',
  ]);
});
