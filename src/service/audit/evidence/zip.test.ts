import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { packMembers, readMembers } from './zip.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const MEMBERS = new Map([
  ['README.txt', bytes('read me')],
  ['pictures/selfie.jpg', bytes('a picture')],
  ['empty.bin', bytes('')],
]);
const ZIP = packMembers(MEMBERS);

const refusal = (file: Uint8Array) => {
  try {
    readMembers(file);
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

/** A ZIP as any program makes it, members stored unless a level is given. */
const zip = (members: Record<string, Uint8Array>, level: 0 | 9 = 0) => zipSync(members, { level });

const patched = (offset: number, ...values: number[]) => {
  const file = Uint8Array.from(ZIP);
  file.set(values, offset < 0 ? file.length + offset : offset);
  return file;
};

const directoryAt = () => new DataView(ZIP.buffer, ZIP.byteOffset).getUint32(ZIP.length - 6, true);

test('members come back as they were, and equal members make equal files', () => {
  expect([...readMembers(ZIP)].map(([name, content]) => [name, Buffer.from(content).toString()])).toEqual([
    ['README.txt', 'read me'],
    ['pictures/selfie.jpg', 'a picture'],
    ['empty.bin', ''],
  ]);
  expect(packMembers(MEMBERS)).toEqual(ZIP);
});

test('a pack may lie anywhere in a larger buffer', () => {
  const larger = new Uint8Array(ZIP.length + 20);
  larger.set(ZIP, 7);
  expect(readMembers(larger.subarray(7, 7 + ZIP.length)).size).toBe(3);
});

describe('a hostile file is refused before anything in it is looked into', () => {
  test('that is no ZIP', () => {
    for (const file of ['', 'PK', 'hello, this is a text and no archive'])
      expect(refusal(bytes(file))).toBe('evidence_not_zip');
  });

  test('cut off anywhere', () => {
    for (let length = 4; length < ZIP.length; length++)
      expect(refusal(ZIP.subarray(0, length))).toBe('evidence_truncated');
  });

  test('with something added at the end, or before the beginning', () => {
    expect(refusal(Uint8Array.from([...ZIP, 0]))).toBe('evidence_truncated');
    expect(refusal(Uint8Array.from([0, ...ZIP]))).toBe('evidence_not_zip');
    expect(refusal(Uint8Array.from([...bytes('PK\x03\x04'), ...ZIP]))).toBe('evidence_invalid');
  });

  test('a bomb: compressed members are never inflated', () => {
    const bomb = zip({ 'bomb.bin': new Uint8Array(5_000_000) }, 9);
    expect(bomb.length).toBeLessThan(10_000);
    expect(refusal(bomb)).toBe('evidence_compressed');
  });

  test('a bomb of members that lie over one another', () => {
    // Both entries of the directory point at the first member.
    const two = zip({ 'a.bin': bytes('xxxx'), 'b.bin': bytes('xxxx') });
    const directory = new DataView(two.buffer, two.byteOffset).getUint32(two.length - 6, true);
    new DataView(two.buffer, two.byteOffset).setUint32(directory + 46 + 5 + 42, 0, true);
    expect(refusal(two)).toBe('evidence_invalid');
  });

  test.each([
    '../evil.sh',
    '/etc/passwd',
    'pictures/../../x.txt',
    'C:\\x.txt',
    'pictures\\x.txt',
    'a/b/c.txt',
    '.hidden.txt',
    'x.txt\0.jpg',
    'pictures/',
    'noextension',
    'x\u202egpj.exe',
    'a\nb.txt',
    '-rf.txt',

    '',
  ])('with a member called %j', (name) => {
    const file = zip({ 'README.txt': bytes('x'), [name]: bytes('y') });
    expect(refusal(file)).toBe('evidence_name_unsafe');
    expect(() => packMembers(new Map([[name, bytes('y')]]))).toThrow(
      expect.objectContaining({ code: 'evidence_name_unsafe' }),
    );
  });

  test('with one name twice, or twice but for its case', () => {
    const twice = zip({ 'a.txt': bytes('1'), 'b.txt': bytes('2') });
    const same = Buffer.from(Buffer.from(twice).toString('latin1').replaceAll('b.txt', 'a.txt'), 'latin1');
    expect(refusal(same)).toBe('evidence_duplicate');
    expect(refusal(zip({ 'README.txt': bytes('1'), 'readme.txt': bytes('2') }))).toBe('evidence_duplicate');
  });

  test('with too many members, or too many as it says', () => {
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`f${i}.txt`, bytes('x')]));
    expect(refusal(zip(many))).toBe('evidence_too_large');
    expect(refusal(patched(-12, 0xff, 0xff))).toBe('evidence_too_large');
  });

  test('with a comment, an extra field, a member outside the directory', () => {
    expect(refusal(zipSync({ 'a.txt': bytes('x') }, { level: 0, comment: 'hi' }))).toBe('evidence_invalid');
    expect(refusal(zipSync({ 'a.txt': bytes('x') }, { level: 0, extra: { 9999: bytes('hi') } }))).toBe(
      'evidence_invalid',
    );
    const hidden = zip({ 'a.txt': bytes('x') });
    const local = hidden.subarray(0, 30 + 5 + 1);
    expect(refusal(Uint8Array.from([...local, ...hidden]))).toBe('evidence_invalid');
  });

  test('whose directory says otherwise than its members', () => {
    const at = directoryAt();
    expect(refusal(patched(30, ...bytes('HIDDEN')))).toBe('evidence_invalid'); // local name
    expect(refusal(patched(at + 46, ...bytes('HIDDEN')))).toBe('evidence_invalid'); // directory's name
    expect(refusal(patched(at + 24, 0xff, 0xff, 0xff, 0xff))).toBe('evidence_invalid'); // size
    expect(refusal(patched(at + 20, 1, 0, 0, 0))).toBe('evidence_invalid'); // size as stored
    expect(refusal(patched(at + 8, 1))).toBe('evidence_invalid'); // encrypted
    expect(refusal(patched(at + 42, 1))).toBe('evidence_invalid'); // offset
    expect(refusal(patched(at + 10, 8))).toBe('evidence_compressed');
    expect(refusal(patched(8, 8))).toBe('evidence_invalid'); // local method
  });

  test('larger than any pack', () => {
    const file = new Uint8Array(256 * 1024 * 1024 + 1);
    file.set(ZIP);
    file.set(ZIP.subarray(-22), file.length - 22);
    expect(refusal(file)).toBe('evidence_too_large');
  });
});
