// On photographs of ../shared/data/lfw-dev: real models, real threads, real files. Skipped where they are not there.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelStore } from '../../face/index.js';
import { openDataset, replaceRecords, undoChange } from '../datasets/dataset.js';
import { ingest } from '../datasets/ingest.js';
import { type DegradedDataset, degradeDataset } from './degradeDataset.js';

const LFW = new URL('../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;
const HOME = join(tmpdir(), 'likeness-test-home');
const folder = mkdtempSync(join(tmpdir(), 'likeness-degrade-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = { model: 'fast', home: HOME, store: new ModelStore(HOME) };
const photograph = (subject: string, number: number) => {
  const name = `${subject}_000${number}.jpg`;
  return { image: `${subject}/${name}`, subject, file: join(LFW, subject, name) };
};

describe.skipIf(!existsSync(LFW))('documents made of a data set (needs ../shared/data)', () => {
  const path = join(folder, 'people');
  const processes = ['document-print-scan', 'chip-jpeg'] as const;
  let degraded: DegradedDataset;
  beforeAll(async () => {
    const { dataset } = await ingest(
      path,
      [photograph('Adam_Sandler', 1), photograph('Adam_Sandler', 2), photograph('Ahmad_Masood', 1)],
      { ...settings, sourceType: 'selfie', terms: { licence: 'research only', source: 'LFW' } },
    );
    const parts = dataset.records.map((record) => ({
      ...record,
      part: record.subject === 'Adam_Sandler' ? ('test' as const) : ('train' as const),
    }));
    await replaceRecords(dataset, parts, 'split');
    degraded = await degradeDataset(path, { ...settings, processes });
  }, 120_000);

  test('are one a subject and process, of the subject’s part, and say what they were made of', async () => {
    expect([degraded.chosen, degraded.known, degraded.faceless]).toEqual([2, 0, 0]);
    const { records } = await openDataset(path);
    const made = records.filter(({ derivedFrom }) => derivedFrom !== null);
    expect(made).toHaveLength(4);
    for (const record of made) {
      const origin = records.find(({ sha256 }) => sha256 === record.derivedFrom)!;
      const process = record.groups.process!;
      expect(record).toMatchObject({
        image: `degraded/${process}-1/${origin.image}`,
        subject: origin.subject,
        part: origin.part,
        sourceType: process === 'chip-jpeg' ? 'chip' : 'document',
        terms: {
          licence: 'research only',
          source: `degraded from ${origin.image} by ${process}, seed 1; LFW`,
        },
        face: { kind: 'face' },
      });
    }
    const chip = made.find(({ groups }) => groups.process === 'chip-jpeg')!;
    expect(readFileSync(chip.file).length).toBeLessThanOrEqual(20_000);
    expect(chip.size).toEqual([413, 531]);
  });

  test('are not made again, nor made of one another', async () => {
    const again = await degradeDataset(path, { ...settings, processes });
    expect([again.ingested.added.length, again.known, again.chosen]).toEqual([0, 4, 2]);
  });

  test('go with one undo', async () => {
    expect((await undoChange(path))!.change).toBe(
      'degrade: 4 pictures by document-print-scan, chip-jpeg, seed 1',
    );
    expect((await openDataset(path)).records).toHaveLength(3);
  });

  test('may go into another data set, of one part, of every photograph', async () => {
    const out = join(folder, 'chips');
    const { ingested, chosen } = await degradeDataset(path, {
      ...settings,
      processes: ['chip-jpeg'],
      part: 'test',
      every: true,
      prefix: 'chips',
      out,
    });
    expect(chosen).toBe(2);
    expect(ingested.dataset.records.map(({ image }) => image)).toEqual([
      'chips/chip-jpeg-1/Adam_Sandler/Adam_Sandler_0001.jpg',
      'chips/chip-jpeg-1/Adam_Sandler/Adam_Sandler_0002.jpg',
    ]);
  }, 60_000);

  test('that were made before an interruption are there when it goes on, with the same bytes', async () => {
    const off = new AbortController();
    const options = { ...settings, processes: ['chip-jpeg'] as const, every: true, threads: 1 };
    const out = join(folder, 'resumed');
    await expect(
      degradeDataset(path, {
        ...options,
        out,
        signal: off.signal,
        onProgress: (_, done) => done === 1 && off.abort(new Error('enough')),
      }),
    ).rejects.toThrow('enough');
    expect((await openDataset(out)).records).toEqual([]);
    const log = readFileSync(join(out, 'degraded.jsonl'), 'utf8').trim().split('\n');
    expect(log).toHaveLength(1);
    const started: number[] = [];
    await degradeDataset(path, {
      ...options,
      out,
      onProgress: (what, done) => what === 'degrading pictures' && started.push(done!),
    });
    expect(started[0]).toBe(1);
    const resumed = (await openDataset(out)).records;
    expect(resumed).toHaveLength(3);
    expect(resumed.map(({ sha256 }) => sha256)).toContain(JSON.parse(log[0]!).sha256);
    expect(existsSync(join(out, 'degraded.jsonl'))).toBe(false);
  }, 60_000);

  test('cannot be made where there is no photograph', async () => {
    await expect(
      degradeDataset(path, { ...settings, processes: ['chip-jpeg'], part: 'calibrate' }),
    ).rejects.toMatchObject({ code: 'dataset_invalid', message: expect.stringContaining('calibrate') });
  });
});
