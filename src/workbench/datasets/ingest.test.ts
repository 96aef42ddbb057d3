// On photographs of ../shared/data/lfw-dev: real models, real threads, real files. Skipped where they are not there.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelStore } from '../../face/index.js';
import { changesOf, openDataset } from './dataset.js';
import { type Ingested, ingest } from './ingest.js';
import type { SourcePicture } from './sources/index.js';

const LFW = new URL('../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;
const HOME = join(tmpdir(), 'likeness-test-home');
const folder = mkdtempSync(join(tmpdir(), 'likeness-ingest-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = { model: 'fast', home: HOME, store: new ModelStore(HOME) };
const photograph = (subject: string, number: number): SourcePicture => {
  const name = `${subject}_000${number}.jpg`;
  return { image: `${subject}/${name}`, subject, file: join(LFW, subject, name) };
};

describe.skipIf(!existsSync(LFW))('photographs taken into a data set (needs ../shared/data)', () => {
  const path = join(folder, 'people');
  const broken: SourcePicture = { image: 'Ann/1.jpg', subject: 'Ann', file: join(folder, 'broken.jpg') };
  const absent: SourcePicture = { image: 'Ann/2.jpg', subject: 'Ann', file: join(folder, 'absent.jpg') };
  const people = [photograph('Adam_Sandler', 1), photograph('Adam_Sandler', 2)];
  let first: Ingested;
  beforeAll(async () => {
    writeFileSync(broken.file, 'no picture');
    first = await ingest(path, [...people, broken, absent], {
      ...settings,
      sourceType: 'selfie',
      terms: { licence: 'research only' },
    });
  }, 120_000);

  test('are there with their faces, by their digests', () => {
    const { records } = first.dataset;
    expect(records.map(({ image }) => image)).toEqual([
      'Adam_Sandler/Adam_Sandler_0001.jpg',
      'Adam_Sandler/Adam_Sandler_0002.jpg',
      'Ann/1.jpg',
    ]);
    const [sandler] = records;
    const bytes = readFileSync(people[0]!.file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(sandler).toMatchObject({
      subject: 'Adam_Sandler',
      sha256,
      file: join(path, 'pictures', sha256.slice(0, 2), `${sha256}.jpg`),
      sourceType: 'selfie',
      terms: { licence: 'research only', consent: null },
      size: [250, 250],
      part: null,
    });
    expect(readFileSync(sandler!.file)).toEqual(bytes);
    if (sandler!.face.kind !== 'face') throw new Error('no face');
    const { box, landmarks, quality } = sandler!.face;
    // LFW is aligned loosely: the face lies in the middle, the eyes above the mouth.
    expect(Math.hypot(box[0] + box[2] / 2 - 125, box[1] + box[3] / 2 - 125)).toBeLessThan(30);
    expect(landmarks[1]).toBeLessThan(landmarks[9]!);
    expect(quality).toHaveProperty('Sharpness');
  });

  test('that hold no face, or cannot be decoded, are there with the reason', () => {
    expect(first.dataset.records[2]).toMatchObject({
      size: null,
      perceptualHash: null,
      face: { kind: 'failure', code: 'image_format_unsupported' },
    });
  });

  test('that cannot even be read are told', () => {
    expect(first.unreadable).toEqual([
      { image: 'Ann/2.jpg', code: 'file_not_found', message: expect.stringContaining('absent.jpg') },
    ]);
  });

  test('that are there already are known, and nothing is changed', async () => {
    const again = await ingest(path, people, settings);
    expect([again.added.length, again.known, again.dataset.version]).toEqual([0, 2, first.dataset.version]);
    expect(await changesOf(path)).toHaveLength(1);
  });

  test('may join others under a prefix, and may stay where they lie', async () => {
    const { dataset, added } = await ingest(path, [people[0]!], { ...settings, prefix: 'again', link: true });
    expect(added).toHaveLength(1);
    expect(added[0]!.file).toBe(people[0]!.file);
    expect(dataset.records.at(-1)!.image).toBe('again/Adam_Sandler/Adam_Sandler_0001.jpg');
    expect((await openDataset(path)).records).toEqual(dataset.records);
  });

  test('of one name but other bytes are refused, and nothing is changed', async () => {
    const impostor = { ...people[0]!, file: people[1]!.file };
    const before = (await openDataset(path)).version;
    for (const pictures of [[impostor], [people[0]!, impostor]])
      await expect(ingest(path, pictures, settings)).rejects.toMatchObject({ code: 'images_conflict' });
    expect((await openDataset(path)).version).toBe(before);
  });

  test('are left alone once it is called off', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(ingest(join(folder, 'off'), people, { ...settings, signal })).rejects.toThrow('enough');
    expect((await openDataset(join(folder, 'off'))).records).toEqual([]);
  });
});
