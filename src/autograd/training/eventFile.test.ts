import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c.js';
import { openEventFile } from './eventFile.js';

describe('crc32c', () => {
  // RFC 3720, appendix B.4.
  const ascending = Uint8Array.from({ length: 32 }, (_, i) => i);
  it.each([
    ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 bytes, ascending', ascending, 0x46dd794e],
    ['32 bytes, descending', ascending.toReversed(), 0x113fdb5c],
    ['“123456789”, the check value of the catalogue of CRCs', Buffer.from('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('is masked as TensorFlow does it', () => {
    // From an event file of TensorFlow: tensorboard/data/server/masked_crc.rs, tests.
    expect(maskedCrc32c(Buffer.from('\x1a\x11CRC test, one two'))).toBe(0x5794d08a);
  });
});

describe('openEventFile', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-events-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes what TensorBoard shows, each record with its checksums', async () => {
    const before = Date.now() / 1000;
    const events = openEventFile(folder, 1);
    events.add(1, { 'train/loss': 0.5, 'learning rate': 0.1 });
    events.add(300, { 'train/loss': -2 });
    events.close();
    const [name] = await readdir(folder);
    expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\./);
    const read = readEvents(await readFile(join(folder, name!)));
    for (const { wallTime } of read) expect(wallTime).toBeGreaterThanOrEqual(before);
    expect(read.map(({ wallTime: _, ...event }) => event)).toEqual([
      { fileVersion: 'brain.Event:2' },
      { step: 1, status: 1 },
      { step: 1, values: { 'train/loss': 0.5, 'learning rate': Math.fround(0.1) } },
      { step: 300, values: { 'train/loss': -2 } },
    ]);
  });

  it('opens a file of its own each time, in the order of names, which says from which step on it counts', async () => {
    const run = await mkdtemp(join(folder, 'run-'));
    for (const next of [1, 21, 11]) openEventFile(run, next).close();
    const names = (await readdir(run)).sort();
    const read = await Promise.all(names.map(async (name) => readEvents(await readFile(join(run, name)))));
    expect(read.map((events) => events.find(({ status }) => status === 1)?.step)).toEqual([1, 21, 11]);
  });

  it('says so where it cannot', async () => {
    expect(() => openEventFile('/dev/null/run', 1)).toThrow(
      expect.objectContaining({ code: 'output_unwritable' }),
    );
  });
});

interface ReadEvent {
  wallTime?: number;
  step?: number;
  fileVersion?: string;
  status?: number;
  values?: Record<string, number>;
}

/** A reader of its own, from the specifications of TFRecord and of protobuf's encoding. */
function readEvents(bytes: Buffer): ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(data));
    events.push(eventOf(data));
    at += 16 + length;
  }
  return events;
}

function eventOf(data: Buffer): ReadEvent {
  const event: ReadEvent = {};
  for (const [field, value] of fieldsOf(data)) {
    if (field === 1) event.wallTime = (value as Buffer).readDoubleLE();
    if (field === 2) event.step = value as number;
    if (field === 3) event.fileVersion = String(value);
    if (field === 7) event.status = fieldsOf(value as Buffer).find(([inner]) => inner === 1)![1] as number;
    if (field === 5) {
      const entries = fieldsOf(value as Buffer).map(([, one]) => {
        const parts = new Map(fieldsOf(one as Buffer));
        return [String(parts.get(1)), (parts.get(2) as Buffer).readFloatLE()] as const;
      });
      event.values = Object.fromEntries(entries);
    }
  }
  return event;
}

/** Wire types: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
function fieldsOf(data: Buffer): [field: number, value: number | Buffer][] {
  let at = 0;
  const varint = (): number => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = data[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return data.subarray(at - length, at);
  };
  const fields: [number, number | Buffer][] = [];
  while (at < data.length) {
    const key = varint();
    const type = key & 7;
    fields.push([key >> 3, type === 0 ? varint() : take(type === 1 ? 8 : type === 5 ? 4 : varint())]);
  }
  return fields;
}
