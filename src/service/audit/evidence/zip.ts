// The container of an evidence pack: a plain ZIP, its members stored as they are. Nothing in it is compressed, so
// nothing can blow up when it is read; and no byte lies in it that belongs to no member, so nothing can be hidden.
// Format: PKWARE APPNOTE 6.3.10, 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).

import { zipSync } from 'fflate';
import { type ErrorCode, LikenessError } from '../../../errors.js';

export type Members = ReadonlyMap<string, Uint8Array>;

export const PACK_LIMITS = {
  members: 64,
  /** Of the whole file: 256 MiB. Six pictures of 32 MiB, the most that is decoded, fit. */
  bytes: 256 * 1024 * 1024,
} as const;

/** ZIP has no time zone and no year before 1980; the manifest has the real time. So equal packs have equal bytes. */
const MTIME = new Date(1980, 0, 1);

/** @throws `evidence_too_large`, `evidence_name_unsafe` */
export function packMembers(members: Members): Uint8Array {
  for (const name of members.keys()) checkName(name);
  const size = [...members].reduce((sum, [name, bytes]) => sum + bytes.length + 2 * name.length + LEAST, END);
  checkSize(size, members.size);
  return zipSync(Object.fromEntries(members), { level: 0, mtime: MTIME });
}

const LOCAL = 30;
const CENTRAL = 46;
const END = 22;
const LEAST = LOCAL + CENTRAL;

/**
 * Reads a pack's members. All sizes and names are checked before anything is looked into.
 * @throws `evidence_not_zip`, `evidence_truncated`, `evidence_compressed`, `evidence_name_unsafe`,
 *   `evidence_duplicate`, `evidence_too_large`, `evidence_invalid`
 */
export function readMembers(file: Uint8Array): Members {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 4 || view.getUint32(0, true) !== 0x04034b50)
    fail('evidence_not_zip', 'this is no ZIP file');
  const end = file.length - END;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50)
    fail(
      'evidence_truncated',
      'the file does not end as a pack does: it was cut off, or something was added',
    );
  const count = view.getUint16(end + 10, true);
  checkSize(file.length, count);
  const directory = view.getUint32(end + 16, true);
  const isPlain =
    view.getUint32(end + 4, true) === 0 && // one disk
    view.getUint16(end + 8, true) === count &&
    view.getUint32(end + 12, true) + directory === end &&
    view.getUint16(end + 20, true) === 0; // no comment
  if (!isPlain) fail('evidence_invalid', 'the directory of the ZIP is not where it should be');

  const members = new Map<string, Uint8Array>();
  const folded = new Set<string>();
  let [entry, local] = [directory, 0];
  for (let i = 0; i < count; i++) {
    const { name, size } = readEntry(view, entry, local, directory, end);
    // Names that differ in case alone would overwrite one another where the auditor unpacks them.
    if (folded.has(name.toLowerCase())) fail('evidence_duplicate', `the pack has two members ${name}`);
    folded.add(name.toLowerCase());
    local += LOCAL + name.length + size;
    members.set(name, file.subarray(local - size, local));
    entry += CENTRAL + name.length;
  }
  if (local !== directory || entry !== end)
    fail('evidence_invalid', 'the pack has bytes that belong to none of its members');
  return members;
}

/** One entry of the directory, and the local header at the place where it must lie. */
function readEntry(view: DataView, entry: number, local: number, directory: number, end: number) {
  if (entry + CENTRAL > end || view.getUint32(entry, true) !== 0x02014b50)
    fail('evidence_invalid', 'the directory of the ZIP is damaged');
  const nameLength = view.getUint16(entry + 28, true);
  if (entry + CENTRAL + nameLength > end) fail('evidence_invalid', 'the directory of the ZIP is damaged');
  const name = checkName(latin1(view, entry + CENTRAL, nameLength));
  if (view.getUint16(entry + 10, true) !== 0) fail('evidence_compressed', `${name} is compressed`);
  const size = view.getUint32(entry + 24, true);
  const isPlain =
    view.getUint16(entry + 8, true) === 0 && // flags: not encrypted, no sizes that come after
    view.getUint32(entry + 20, true) === size &&
    view.getUint32(entry + 30, true) === 0 && // no extra field, no comment
    view.getUint32(entry + 34, true) === 0 && // first disk, no text
    view.getUint32(entry + 38, true) === 0 && // a file like others, and no link
    view.getUint32(entry + 42, true) === local;
  if (!isPlain) fail('evidence_invalid', `${name} is not stored as members of a pack are`);
  if (local + LOCAL + nameLength + size > directory)
    fail('evidence_invalid', `${name} reaches beyond its place in the file`);
  // From the version on, both headers have the same fields: flags, method, time, checksum, sizes, lengths.
  const isSame =
    view.getUint32(local, true) === 0x04034b50 &&
    latin1(view, local + 4, 26) === latin1(view, entry + 6, 26) &&
    latin1(view, local + LOCAL, nameLength) === name;
  if (!isSame) fail('evidence_invalid', `${name}: directory and member of the ZIP say different things`);
  return { name, size };
}

/** A name, perhaps in one folder, and an extension. No path leads out of where it is unpacked. */
const NAME = /^(?:[a-z0-9]+\/)?[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.[a-z0-9]{1,8}$/;

function checkName(name: string): string {
  if (!NAME.test(name))
    fail('evidence_name_unsafe', `no member of a pack is called ${JSON.stringify(name.slice(0, 80))}`);
  return name;
}

function checkSize(bytes: number, members: number): void {
  if (bytes > PACK_LIMITS.bytes) fail('evidence_too_large', `the pack has ${bytes} bytes`);
  if (members > PACK_LIMITS.members) fail('evidence_too_large', `the pack has ${members} members`);
}

const latin1 = (view: DataView, offset: number, length: number): string =>
  Buffer.from(view.buffer, view.byteOffset + offset, length).toString('latin1');

function fail(code: ErrorCode, message: string): never {
  throw new LikenessError(code, message);
}
